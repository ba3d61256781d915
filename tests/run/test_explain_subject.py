"""`bondroit explain`: every rule on a subject of the latest run, in French."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from bondroit.config_file import load_config
from bondroit.errors import ConfigurationError
from bondroit.run import stages
from bondroit.run.explain import explain_subject


@pytest.fixture(scope="module")
def judged(
    tmp_path_factory: pytest.TempPathFactory, small_workspace: Callable[[Path], object]
) -> Path:
    """Return the configuration of a workspace whose month was judged."""
    root = tmp_path_factory.mktemp("explain")
    small_workspace(root)
    run = stages.prepare(load_config(root / "bondroit.yml"), date(2026, 10, 1))
    for stage in (stages.read, stages.gather, stages.match, stages.judge):
        stage(run)
    stages.finish(run)
    return root / "bondroit.yml"


def _case_id(config: Path) -> str:
    (cases,) = (config.parent / "runs").glob("2026-10-*/cases.parquet")
    (case_id,) = pl.read_parquet(cases)["case_id"]
    return str(case_id)


def test_a_finding_shows_its_clauses_and_values(judged: Path) -> None:
    """The verdict of each month, then what each clause saw."""
    lines = explain_subject(judged, "apa:p3", None, only_rule="AIS-DEC-001")
    text = "\n".join(lines)
    assert lines[0].startswith("apa:p3 (2026-10-")
    assert "  2026-09 APA à domicile : écart à vérifier, 700.00 €" in lines
    assert "  2026-08 APA à domicile : rien à signaler" in lines
    assert "condition «deces_certain» vraie [death_match = certain]" in text


def test_a_case_is_its_members(judged: Path) -> None:
    """A case id and the person behind it give the same lines."""
    assert explain_subject(judged, _case_id(judged), None) == explain_subject(
        judged, "apa:p3", None
    )


def test_a_silent_rule_says_which_clause_keeps_it_so(judged: Path) -> None:
    """The nearest clause stands on the line of the month, with its values."""
    lines = explain_subject(judged, "apa:p4", None)
    start = next(i for i, line in enumerate(lines) if line.startswith("AIS-DEC-001"))
    kept_silent = "condition «mois_posterieur_au_deces» fausse [month = 2026-"
    assert all(kept_silent in line for line in lines[start + 1 : start + 5])


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
        ("nothing", None, None, "nothing: ni dossier .*SOURCE:IDENTIFIANT"),
        ("apa:p3", "2026-13", None, "'2026-13' n'est pas un mois"),
        ("apa:p3", None, "AIS-DEC-01", "aucune règle 'AIS-DEC-01'; did you mean"),
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
    with pytest.raises(ConfigurationError, match="lancez d'abord `bondroit run`"):
        explain_subject(tmp_path / "bondroit.yml", "apa:p3", None)
