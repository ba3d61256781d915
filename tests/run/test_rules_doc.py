"""`bondroit rules doc`: the register of rules that is published."""

import json
import re
from pathlib import Path

import pytest

from bondroit.cli import main
from bondroit.engine.rule_files import load_rules
from bondroit.resources import shipped

Capture = pytest.CaptureFixture[str]
CONFIGURATION = """\
departement: "45"
sources:
  - {name: apa, format: table, table: payments, path: "{month}.csv"}
rules: [rules/]
review:
  letters:
    authority: Département d'essai
    rights_contact: donnees@departement.example
"""


def run(*arguments: str) -> int:
    """Run `bondroit rules doc` and return its exit status."""
    with pytest.raises(SystemExit) as stop:
        main(["rules", "doc", *arguments])
    return int(str(stop.value.code or 0))


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a workspace with contacts, a local status and a measured precision."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bondroit.yml").write_text(CONFIGURATION, encoding="utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "overlay.yml").write_text(
        "rules:\n  AIS-DEC-001: {status: pilot, reason: Essai., upstream: active v1}\n",
        encoding="utf-8",
    )
    (tmp_path / "review").mkdir()
    (tmp_path / "review" / "precision.json").write_text(
        '[{"rule_id": "AIS-DEC-001", "reviewed": 12, "confirmed": 10}]',
        encoding="utf-8",
    )
    return tmp_path


def test_every_rule_in_force_says_what_the_law_asks(workspace: Path) -> None:
    """Purpose, role, data, sources, parameters, operations, law: none is empty."""
    assert run("--out", "registre", "--on", "2026-06-01") == 0
    found = json.loads((workspace / "registre/registre.json").read_text("utf-8"))
    active = {
        rule.id for rule in load_rules([shipped("rules")]) if rule.status == "active"
    }
    assert active <= {rule["id"] for rule in found["rules"]}
    asked = ("purpose", "role", "data", "sources", "conditions", "law", "verify")
    assert [
        (rule["id"], key) for rule in found["rules"] for key in asked if not rule[key]
    ] == []
    (rule,) = (rule for rule in found["rules"] if rule["id"] == "AIS-MNT-004")
    amounts = {one["name"]: one["shown"] for one in rule["parameters"]}
    assert amounts["rsa_seuil_non_versement"].endswith("\u00a0€ par mois")


def test_what_is_local_stands_in_it(workspace: Path) -> None:
    """Contacts, the status the département set, and the precision its agents measured."""
    assert run("--out", "registre") == 0
    found = json.loads((workspace / "registre/registre.json").read_text("utf-8"))
    (rule,) = (rule for rule in found["rules"] if rule["id"] == "AIS-DEC-001")
    assert (rule["status"], rule["local_status"]) == ("pilote", True)
    assert rule["precision"] == {
        "reviewed": 12,
        "confirmed": 10,
        "shown": "83 % (10/12)",
    }
    assert found["contact"]["rights"] == "donnees@departement.example"
    assert found["contact"]["email"] == "à compléter"


def test_the_page_stands_alone(workspace: Path) -> None:
    """No script, no address outside; each rule has its section and its line."""
    assert run("--out", "registre") == 0
    page = (workspace / "registre/registre.html").read_text("utf-8")
    assert re.findall(r"<script|https?://|src=", page) == []
    sections = re.findall(r'<section class="rule [^"]*" id="([^"]+)"', page)
    assert sections == re.findall(r'<a href="#([A-Z][^"]+)">', page)
    assert len(sections) >= 47
    assert "donnees@departement.example" in page


def test_the_same_rules_give_the_same_bytes(workspace: Path) -> None:
    """Nothing of the day or the machine stands in the register."""
    assert run("--out", "un") == run("--out", "deux") == 0
    for name in ("registre.html", "registre.json"):
        one, two = workspace / "un" / name, workspace / "deux" / name
        assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Missing option '--out'"),
        (["--out", "bondroit.yml"], "bondroit.yml: this is not a folder"),
        (["--out", "x", "--rules", "nowhere"], "nowhere: there is no such folder"),
        (["--out", "x", "--on", "demain"], "'demain' does not match"),
    ],
)
def test_bad_input_is_one_sentence(
    workspace: Path, capsys: Capture, arguments: list[str], sentence: str
) -> None:
    """What is wrong is said; nothing is written."""
    assert run(*arguments) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    assert not (workspace / "x").exists()
