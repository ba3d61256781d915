"""A case shows what a rule says of its own benefit, and of no other."""

from dataclasses import replace

import pytest

from bondroit.engine.rule_files import load_rules
from bondroit.model.rule import Rule
from bondroit.reports.own_benefit import benefits_of, own_articles, own_texts
from bondroit.resources import shipped

SAID = (
    "Homonyme.",
    "Au RSA, conjoint survivant.",
    "À l'APA, talon.",
    "À la PCH, frais.",
    "À l'ACTP, frais.",
)


@pytest.fixture(scope="module")
def after_death() -> Rule:
    """A rule shipped for the five benefits, with articles of three chapters."""
    rules = load_rules([shipped("rules") / "dec"])
    return next(rule for rule in rules if rule.id == "AIS-DEC-001")


@pytest.mark.parametrize(
    ("shown", "said", "articles"),
    [
        (["RSA"], [0, 1], ["R262-35"]),
        (["APA_HOME"], [0, 2], ["L232-25"]),
        (["APA_FACILITY"], [0, 2], ["L232-25"]),
        (["PCH"], [0, 3], ["L245-8", "R245-72"]),
        (["ACTP"], [0, 4], ["L245-8", "R245-72"]),
        (["APA_HOME", "PCH"], [0, 2, 3], ["L232-25", "L245-8", "R245-72"]),
        ([], [0, 1, 2, 3, 4], ["R262-35", "L232-25", "L245-8", "R245-72"]),
    ],
)
def test_texts_and_articles_are_those_of_the_case(
    after_death: Rule, shown: list[str], said: list[int], articles: list[str]
) -> None:
    """What names no benefit is for all; a case without benefit shows everything."""
    assert own_texts(SAID, after_death, shown) == [SAID[rank] for rank in said]
    found = own_articles(after_death, shown)
    assert [one.text for one in found] == [f"CASF {article}" for article in articles]


def test_a_rule_may_cite_a_benefit_it_does_not_judge(after_death: Rule) -> None:
    """In a rule of the APA on two benefits paid together, the text on the PCH stays."""
    rule = replace(after_death, benefits=("APA_HOME",))

    assert own_texts(["À la PCH, frais."], rule, ["APA_HOME"]) == ["À la PCH, frais."]
    assert len(own_articles(rule, ["APA_HOME"])) == len(rule.legal_basis)


def test_one_finding_without_benefit_shows_everything() -> None:
    """A number of the file of persons is of no benefit."""
    assert benefits_of([{"benefit": "PCH"}, {"benefit": None}]) == frozenset()
    assert benefits_of([{"benefit": "PCH"}, {"benefit": "RSA"}]) == {"PCH", "RSA"}
