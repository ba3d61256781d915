"""Rule files: strict keys, places of errors, identity, lint."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bondroit.engine.lint import Level, lint
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import load_rules
from bondroit.engine.show import list_lines, rule_page
from bondroit.engine.views.view import View
from bondroit.errors import ProblemList

Write = Callable[..., Path]


def problems(folder: Path) -> list[str]:
    """Return the sentences of what is wrong in a folder."""
    with pytest.raises(ProblemList) as caught:
        load_rules([folder])
    return [str(problem) for problem in caught.value.problems]


def test_a_good_file_becomes_a_rule(write_rule: Write) -> None:
    """Clauses keep their names and order, texts and examples are read."""
    (rule,) = load_rules([write_rule()])

    assert rule.id == "TOY-DEC-001"
    assert rule.family == "DEC"
    assert [clause.name for clause in rule.when] == [
        "mois_posterieur",
        "deces_certain",
    ]
    assert [example.expect.value for example in rule.examples] == [
        "fires",
        "silent",
        "unknown",
    ]


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("severity:", "severty:", ":6:", "unknown key 'severty'; did you mean 'sever"),
        ("title: Versement après décès\n", "", ":1:1:", "the key 'title' is missing"),
        ("urgent", "urgnt", ":6:11:", "'urgnt' is not one of info, low"),
        ("[RSA, APA_HOME]", "[RSA, APA]", ":7:17:", "'APA' is not one of RSA"),
        ("[RSA, APA_HOME]", "[RSA, RSA]", ":7:11:", "names a value twice"),
        ("id: TOY-DEC-001", "id: TOY-DEC-002", ":1:5:", "not the name of the file"),
        ("version: 1", "version: un", ":2:10:", "not a whole number"),
        ("  deces_certain:", "  Décès:", ":", "not the name of a clause"),
        ("deja_repris:", "deces_certain:", ":", "stands twice"),
        ("amount: 646.52", "amount: 646.523", ":", "is not an amount"),
        ("since: 2017-01-01", "since: 2017", ":", "'2017' is not a date"),
        ("expect: fires", "expect: silent", ":", "no example 'fires'"),
        ("mois même,", "après,", ":", "two examples are named 'après'"),
        ("  - Homonyme.", "  - 12", ":", "is not a text"),
        ("title: Versement après décès", 'title: ""', ":3:8:", "'title' is empty"),
        ("  - Homonyme.", "", ":20:", "is empty; write one a line, after a dash"),
    ],
)
def test_a_wrong_value_is_refused_at_its_place(
    write_rule: Write, old: str, new: str, place: str, words: str
) -> None:
    """Each error gives file, line and column, and what to do."""
    found = problems(write_rule(swap={old: new}))

    assert len(found) == 1 or "unknown key" in found[0]
    assert place in found[0]
    assert words in found[0]


def test_all_problems_of_all_files_come_together(write_rule: Write) -> None:
    """A wrong file does not hide the others."""
    write_rule("TOY-DEC-001", swap={"urgent": "urgnt", "version: 1": "version: 0"})
    folder = write_rule("TOY-DEC-002", swap={"kind: det": "kind: Det"})
    (folder / "broken.yml").write_text("id: [", encoding="utf-8")

    assert len(problems(folder)) == 4


def test_two_rules_with_one_id_are_both_named(write_rule: Write) -> None:
    """A local rule cannot take the id of another."""
    first = write_rule()
    second = write_rule(folder="local")

    with pytest.raises(ProblemList) as caught:
        load_rules([first, second])

    assert "TOY-DEC-001.yml" in caught.value.where
    assert str(first) in caught.value.what


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    """A wrong path of rules is a problem, not an empty catalogue."""
    assert "no such folder" in problems(tmp_path / "nowhere")[0]


def test_the_digest_follows_the_meaning_alone(write_rule: Write) -> None:
    """Prose and line breaks leave the digest, a clause or a severity change it."""

    def digest(folder: str, swap: dict[str, str]) -> str:
        return load_rules([write_rule(folder=folder, swap=swap)])[0].digest

    same = digest("a", {})

    assert (
        digest("b", {"Homonyme": "Jumeaux", "month > death": "month   > death"}) == same
    )
    assert digest("c", {"net_paid <= 0": "net_paid < 0"}) != same
    assert digest("d", {"severity: urgent": "severity: low"}) != same


def issues(folder: Path, view: View, parameters: Parameters) -> list[str]:
    """Return the lines of the linter."""
    found = lint(load_rules([folder]), parameters, {view.name: view})
    return [str(issue) for issue in found]


def test_a_sound_rule_has_no_issue(
    write_rule: Write, toy_view: View, toy_parameters: Parameters
) -> None:
    """The linter is silent on what is right."""
    assert issues(write_rule(), toy_view, toy_parameters) == []


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("view: toy", "view: tou", ":9:7:", "unknown view 'tou'; did you mean 'toy'?"),
        ("month > death_month", "month > deth_month", ":11:28:", "'deth_month'"),
        ("month > death_month", "'month > deth_month'", ":11:29:", "'deth_month'"),
        (
            "month > death_month",
            ">-\n    month >\n    deth_month",
            ":13:5:",
            "did you mean 'death_month'?",
        ),
        ("month > death_month", "sex = 'F'", ":11:20:", "forbidden variable"),
        ("month > death_month", "commune = '45234'", ":11:20:", "forbidden variable"),
        ("month > death_month", "net_paid", ":11:20:", "is an amount in euros"),
        ("month > death_month", "net_paid > $tolerence", ":11:31:", "$tolerance"),
        ("amount: net_paid", "amount: hours", ":15:9:", "is a number of hours"),
        ("amount: net_paid", "amount: net_paid\ndebtor: bank", ":16:9:", "'bank'"),
        ("du {date_of", "du {date_off", ":17:", "'date_off_death'"),
        ("du {date_of_death}", "du {date of death}", ":17:", "a brace of 'explain'"),
        ("du {date_of_death}", "du {date_of_death", ":", "is not closed"),
        ("{net_paid} v", "{net_payed|un|des} v", ":17:", "mean 'net_paid'"),
        ("{net_paid} v", "{days|jour} v", ":17:", "needs two forms"),
        ("{net_paid} v", "{days|jour|} v", ":17:", "needs two forms"),
        ("{net_paid} v", "{days|un|deux|dix} v", ":17:", "{days|singular|plural}"),
        ("{net_paid} v", "{month|mois|mois} v", ":17:", "'month' is no number"),
        ("{net_paid} v", "{sex|un|une} v", ":17:", "forbidden variable"),
        ("direction: over", "direction: data_quality #", ":15:9:", "carries an amount"),
        ("kind: deterministic", "kind: indicator", ":15:9:", "an indicator carries"),
        ("date_of_death: null", "death_month: null", ":", "is computed by the view"),
        ("date_of_death: null", "deces: null", ":", "unknown column 'deces'"),
        ("month: 2025-01-01", "month: 2025-01-02", ":", "the first day of the month"),
        (
            "death_match: certain}, expect: un",
            "death_match: sur}, expect: un",
            ":",
            "'sur'",
        ),
        ("expect: silent", "expect: silent, amount: 1", ":", "expects an amount"),
    ],
)
def test_the_linter_refuses_before_any_data(
    write_rule: Write,
    toy_view: View,
    toy_parameters: Parameters,
    old: str,
    new: str,
    place: str,
    words: str,
) -> None:
    """Every type error is placed in the file, in any style of YAML text."""
    found = issues(write_rule(swap={old: new}), toy_view, toy_parameters)

    errors = [line for line in found if f" {Level.ERROR}: " in line]
    assert len(errors) == 1
    assert f"TOY-DEC-001.yml{place}" in errors[0]
    assert words in errors[0]


@pytest.mark.parametrize(
    ("clause", "warned"),
    [
        ("net_paid > 77", True),
        ("net_paid > 0.05", True),
        ("days > 45", True),
        ("days > 12", True),
        ("days = 12", False),
        ("days IN (5, 6)", False),
        ("net_paid / 2 > rate * 12 * $tolerance", False),
        ("days = 45", True),
        ("days + 2 > 0", True),
        ("net_paid > 0", False),
        ("net_paid > $tolerance", False),
    ],
)
def test_a_number_that_looks_like_law_is_pointed_at(
    write_rule: Write,
    toy_view: View,
    toy_parameters: Parameters,
    clause: str,
    warned: bool,  # noqa: FBT001 - a table of cases
) -> None:
    """Law belongs to dated parameters; small counts do not."""
    folder = write_rule(swap={"month > death_month": clause})

    found = issues(folder, toy_view, toy_parameters)

    assert any("looks like law" in line for line in found) is warned


def test_a_rule_reads_like_a_page(write_rule: Write) -> None:
    """The page and the list show what the author wrote, in French."""
    rules = load_rules([write_rule()])

    page = "\n".join(rule_page(rules[0]))
    assert "TOY-DEC-001, version 1 : Versement après décès" in page
    assert "mois posterieur : month > death_month" in page
    assert "CASF R262-35, depuis le 01/01/2017" in page
    assert list_lines(rules)[0].startswith("TOY-DEC-001  active  DEC  urgent")
