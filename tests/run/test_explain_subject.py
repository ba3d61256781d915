"""`bondroit explain`: every rule on a subject of the latest run, in French."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from bondroit.errors import ConfigurationError
from bondroit.run import explain
from bondroit.run.explain_words import json_text, text_lines


def explain_subject(
    config: Path, subject: str, month: str | None, only_rule: str | None = None
) -> list[str]:
    """Return the lines a terminal shows."""
    return list(text_lines(explain.explain_subject(config, subject, month, only_rule)))


@pytest.fixture
def judged(judged_workspace: Path) -> Path:
    """Return the configuration of a workspace whose month was judged."""
    return judged_workspace


def _case_id(config: Path) -> str:
    (cases,) = (config.parent / "runs").glob("2026-10-*/cases.parquet")
    (case_id,) = pl.read_parquet(cases)["case_id"]
    return str(case_id)


def test_a_finding_shows_its_clauses_and_values(judged: Path) -> None:
    """The verdict of each month, then what each clause saw."""
    lines = explain_subject(judged, "apa:p3", None, only_rule="AIS-DEC-001")
    text = "\n".join(lines)
    assert lines[0].startswith("apa:p3 (2026-10-")
    assert "  2026-09 APA à domicile : écart à vérifier, 700,00\u00a0€" in lines
    assert "  2026-08 APA à domicile : rien à signaler" in lines
    assert "condition «deces_certain» vraie [death_match = certain]" in text


def test_a_case_is_its_members(judged: Path) -> None:
    """A case id and the person behind it give the same lines."""
    assert explain_subject(judged, _case_id(judged), None) == explain_subject(
        judged, "apa:p3", None
    )


def test_a_silent_rule_says_which_clause_keeps_it_so(judged: Path) -> None:
    """Months answered alike stand together, with the clauses and their values."""
    lines = explain_subject(judged, "apa:p4", None)
    start = next(i for i, line in enumerate(lines) if line.startswith("AIS-DEC-001"))
    assert lines[start + 1] == (
        "  2026-07 à 2026-10 (4 mois) APA à domicile : rien à signaler"
    )
    assert "«mois_posterieur_au_deces» fausse [month = 2026-10-01" in lines[start + 2]
    assert lines[start + 3] == (
        "    plus petit changement : la règle se déclencherait avec "
        "death_month = 2026-09-01 (vu : 9999-12-01) et death_match = certain (vu : none)"
    )


def test_one_value_that_suffices_is_the_smallest(judged: Path) -> None:
    """A rule that fires falls silent with the nearest value, as JSON says too."""
    found = explain.explain_subject(judged, "apa:p3", "2026-09", "AIS-DEC-001")
    (answer,) = json.loads(json_text(found))[0]["answers"]
    assert answer["verdict"] == "fires"
    assert answer["amount"] == "700.00"
    assert answer["nearest"] == {
        "changes": [
            {"column": "death_month", "seen": "2026-08-01", "needed": "2026-09-01"}
        ],
        "clauses": ["mois_posterieur_au_deces"],
    }
    by_name = {clause["name"]: clause for clause in answer["clauses"]}
    assert by_name["rien_de_verse"]["nearest"] == {
        "column": "net_paid",
        "seen": "700.00",
        "needed": "0.00",
    }


def test_what_is_missing_is_named(judged: Path) -> None:
    """A rule whose table was not delivered cannot be judged, and says for want of what."""
    text = "\n".join(explain_subject(judged, "apa:p4", None, "AIS-FAC-002"))
    assert "ne peut être jugée : la table visits manque" in text


def test_one_month_alone(judged: Path) -> None:
    """Only the month asked for is shown, with every clause."""
    lines = explain_subject(judged, "apa:p3", "2026-09", "AIS-DEC-001")
    assert [line[2:9] for line in lines if line.startswith("  2026")] == ["2026-09"]


@pytest.mark.parametrize(
    ("subject", "month", "rule", "sentence"),
    [
        ("nothing", None, None, "nothing: neither a case .*SOURCE:ID"),
        ("apa:p3", "2026-13", None, "'2026-13' is not a month"),
        ("apa:p3", None, "AIS-DEC-01", "no rule 'AIS-DEC-01'; did you mean"),
    ],
)
def test_what_cannot_be_explained_is_one_sentence(
    judged: Path, subject: str, month: str | None, rule: str | None, sentence: str
) -> None:
    """An unknown case, month or rule is named, with what to give instead."""
    with pytest.raises(ConfigurationError, match=sentence) as raised:
        explain_subject(judged, subject, month, rule)
    assert "\n" not in str(raised.value)


def test_an_unknown_person_has_nothing_to_judge(judged: Path) -> None:
    """Every rule that could be judged says that it had no row."""
    lines = explain_subject(judged, "apa:nobody", None, "AIS-DEC-001")
    assert lines[-1].strip() == "aucune ligne à juger sur ce sujet, sur cette période"


def test_without_a_run_there_is_nothing_to_explain(
    tmp_path: Path, small_workspace: Callable[[Path], object]
) -> None:
    """It says to run first."""
    small_workspace(tmp_path)
    with pytest.raises(ConfigurationError, match="start `bondroit run` first"):
        explain_subject(tmp_path / "bondroit.yml", "apa:p3", None)
