"""Suites as declared: one a table, and one sentence for what is wrong in a file."""

from pathlib import Path

import pytest

from bondroit.checks.declarations import OnFailure, load_suites
from bondroit.errors import ConfigurationError, ProblemList
from bondroit.model.tables import TABLES
from bondroit.resources import shipped

SUITES = shipped("checks") / "suites"
GOOD = (
    "title: Paiements\nexpectations:\n"
    "  - {expect: expect_column_values_to_not_be_null, column: amount,\n"
    "     on_failure: warn, why: 'Un montant.'}\n"
)


def test_every_table_has_a_suite() -> None:
    """Each table of the contract, and each metric, is declared, and says its weight."""
    suites = load_suites(SUITES)
    assert set(suites) == {*TABLES, "volumes", "findings", "cases"}
    assert all(suite.expectations for suite in suites.values())
    weights = {
        item.on_failure for suite in suites.values() for item in suite.expectations
    }
    assert weights == set(OnFailure)


def test_every_expectation_tells_people_why() -> None:
    """Each carries a French sentence that ends."""
    for suite in load_suites(SUITES).values():
        for item in suite.expectations:
            assert item.why.endswith("."), (suite.name, item.expect)


WRONG = [
    ("payments", GOOD.replace("amount", "montant"), "payments.yml:3:5: .*no column 'montant'"),
    ("payements", GOOD, "payements.yml: no table and no metric has this name"),
    ("payments", GOOD.replace("warn", "panic"), "payments.yml:4:.* unknown on_failure 'panic'"),
    ("payments", GOOD.replace("expect:", "expects:"), "needs expect, on_failure and why"),
    ("payments", "title: Paiements\n", "needs a title and a list"),
    ("payments", "- 1\n", "needs a title and a list"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "sentence"), WRONG)
def test_a_wrong_suite_is_one_sentence(
    tmp_path: Path, name: str, text: str, sentence: str
) -> None:
    """The file, the place and what to do are said, on one line."""
    (tmp_path / f"{name}.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ProblemList, match=sentence) as raised:
        load_suites(tmp_path)
    assert len(str(raised.value).splitlines()) == 1


def test_a_suite_that_is_not_yaml_is_one_sentence(tmp_path: Path) -> None:
    """A syntax error says its line and column."""
    (tmp_path / "payments.yml").write_text("title: [", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"payments\.yml:\d+:\d+: .*not YAML"):
        load_suites(tmp_path)
