"""Which folders of rules the commands read: those that bondroit.yml lists."""

import json
import shutil
from pathlib import Path

import pytest

from bondroit.cli import main
from bondroit.resources import shipped

CONFIGURATION = """\
departement: "45"
sources:
  - {name: apa, format: table, table: payments, path: "{month}.csv"}
rules: [regles/]
"""
OVERLAY = (
    "rules:\n  AIS-DEC-001: {status: pilot, reason: Essai., upstream: active v1}\n"
)


def status_of(rule_id: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the status that `rules list` gives a rule."""
    with pytest.raises(SystemExit):
        main(["rules", "list", "--format", "json"])
    (row,) = (
        row for row in json.loads(capsys.readouterr().out) if row["id"] == rule_id
    )
    return str(row["status"])


def test_the_workspace_says_where_its_rules_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`./rules` counts only where no bondroit.yml says otherwise."""
    monkeypatch.chdir(tmp_path)
    for name in ("rules", "regles"):
        (tmp_path / name).mkdir()
    (tmp_path / "regles" / "overlay.yml").write_text(OVERLAY, encoding="utf-8")
    assert status_of("AIS-DEC-001", capsys) == "active"
    (tmp_path / "bondroit.yml").write_text(CONFIGURATION, encoding="utf-8")
    assert status_of("AIS-DEC-001", capsys) == "pilot"


def test_a_wrong_configuration_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rules of a workspace are never guessed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bondroit.yml").write_text("rules: rules/\n", encoding="utf-8")
    with pytest.raises(SystemExit) as stop:
        main(["rules", "list"])
    assert stop.value.code == 2
    assert "bondroit.yml:1:" in capsys.readouterr().err


def test_a_copy_of_the_rules_stands_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A checkout of another version is judged by itself, each id once."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(shipped("rules"), tmp_path / "rules")
    with pytest.raises(SystemExit) as stop:
        main(["rules", "test"])
    assert stop.value.code == 0
    assert ", 0 failed, 0 errors" in capsys.readouterr().out


def test_one_copied_rule_is_two_rules_of_one_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A local folder that takes an id of bondroit's rules is told so."""
    monkeypatch.chdir(tmp_path)
    rule = next(shipped("rules").rglob("AIS-DEC-001.yml"))
    (tmp_path / "rules").mkdir()
    shutil.copy(rule, tmp_path / "rules")
    with pytest.raises(SystemExit) as stop:
        main(["rules", "test"])
    assert stop.value.code == 2
    assert "AIS-DEC-001" in capsys.readouterr().out
