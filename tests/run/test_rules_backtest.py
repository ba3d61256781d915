"""`bondroit rules backtest`: figures that a person can count on the small workspace."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from bondroit.cli import main
from bondroit.run.backtest import try_rules
from bondroit.run.judged import judged

Capture = pytest.CaptureFixture[str]
LOCAL_RULE = """\
id: LOC-VER-001
version: 1
title: Versement d'essai
status: draft
kind: deterministic
severity: low
benefits: [APA_HOME]
direction: overpayment
view: right_month
when:
  verse: net_paid > $tolerance_montant
amount: net_paid
explain: '{net_paid} versés pour {month}.'
legal_basis:
  - {text: CASF L232-25, since: 2002-01-01}
innocent_explanations:
  - Rappel.
verify:
  - Relire le dossier.
examples:
  - {name: versé, given: {net_paid: 10}, expect: fires, amount: 10}
  - {name: au seuil, given: {net_paid: 0.05}, expect: silent, boundary: verse}
  - {name: inconnu, given: {net_paid: null}, expect: unknown}
"""


def run(*arguments: str) -> int:
    """Run `bondroit rules backtest` and return its exit status."""
    with pytest.raises(SystemExit) as stop:
        main(["rules", "backtest", *arguments])
    return int(str(stop.value.code or 0))


def content(config: Path, capsys: Capture, *arguments: str) -> dict[str, object]:
    """Return the JSON of a trial."""
    assert run(*arguments, "--config", str(config), "--format", "json") == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_rule_alone_has_its_volume_and_its_euros(judged_workspace: Path) -> None:
    """Two months paid after the death of one person, that no other rule finds."""
    with judged(judged_workspace, None, None) as data:
        found = try_rules(data, ["AIS-DEC-001"]).figures
    assert (found.findings, found.people, found.months, found.cases) == (2, 1, 2, 1)
    assert (found.counted.overpaid, found.new.overpaid) == (
        Decimal("1400.00"),
        Decimal("1400.00"),
    )
    assert found.share_found == 0
    assert found.overlap.is_empty()
    assert found.monthly["new_cases"].to_list() == [0, 0, 1, 0]


def test_what_others_find_is_not_new(
    judged_workspace: Path, tmp_path: Path, capsys: Capture
) -> None:
    """A draft over every payment shares the two months of the dead person."""
    folder = tmp_path / "ver"
    folder.mkdir()
    (folder / "LOC-VER-001.yml").write_text(LOCAL_RULE, encoding="utf-8")
    found = content(
        judged_workspace,
        capsys,
        "LOC-VER-001",
        "--rules",
        str(tmp_path),
        "--per-day",
        "5",
    )
    assert found["overpaid"] == "33600.00"
    assert found["new_overpaid"] == "32200.00"
    assert found["share_found_by_others"] == "0.042"
    assert found["overlap"] == [
        {"rule_id": "AIS-DEC-001", "months": 2, "euros": "1400.00"}
    ]
    assert (found["cases"], found["new_cases"]) == (12, 11)
    assert found["days_at_first"] == "2.2"


def test_months_narrow_the_trial(judged_workspace: Path, capsys: Capture) -> None:
    """Only the months asked for are judged."""
    found = content(judged_workspace, capsys, "AIS-DEC-001", "--from", "2026-10")
    assert (found["findings"], found["overpaid"]) == (1, "700.00")


def test_examples_name_nobody(judged_workspace: Path, capsys: Capture) -> None:
    """The text shows months, euros and the sentence, never a whole number."""
    assert run("AIS-DEC-001", "--config", str(judged_workspace)) == 0
    text = capsys.readouterr().out
    assert "apa:… AIS-DEC-001, 2 mois, 1\u202f400,00\xa0€" in text
    assert "p3" not in text


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["AIS-DEC-01"], 2, "no rule 'AIS-DEC-01'; did you mean"),
        (["AIS-DEC-001", "--from", "2020-01"], 2, "is not within the months judged"),
        (["AIS-DEC-001", "--per-day", "0"], 2, "'0' is not a positive number"),
        (["AIS-DEC-001", "--rules", "nowhere"], 2, "no such folder of rules"),
        (["AIS-DEC-001", "--run", "nowhere"], 2, "nowhere"),
        (["AIS-DEC-001", "--run", "a", "--tables", "b"], 2, "both are given"),
        (["AIS-DEC-001", "--tables", "nowhere"], 3, "no such folder"),
        ([], 2, "Missing argument"),
    ],
)
def test_bad_input_is_one_sentence(
    judged_workspace: Path,
    capsys: Capture,
    arguments: list[str],
    status: int,
    sentence: str,
) -> None:
    """What is wrong is said with where and what to do."""
    assert run(*arguments, "--config", str(judged_workspace)) == status
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
