"""What a rule author types: new, lint, list, show, test, lock; good input and bad."""

import json
import sys
from io import StringIO
from pathlib import Path

import pytest

from bondroit.cli import main
from bondroit.engine.schema import SCHEMAS
from bondroit.engine.views.catalogue import VIEWS
from bondroit.yaml_file import read_yaml

Capture = pytest.CaptureFixture[str]
FILLED = {
    "when:\n": "when:\n  verse: net_paid > $tolerance_montant\n",
    "\n# amount:\n": "\namount: net_paid\n",
    "explain:\n": "explain: '{net_paid} versés pour {month}.'\n",
    "legal_basis:\n": "legal_basis:\n  - {text: CASF L262-2, since: 2009-06-01}\n",
    "innocent_explanations:\n": "innocent_explanations:\n  - Rappel.\n",
    "verify:\n": "verify:\n  - Relire le dossier.\n",
    "examples:\n": (
        "examples:\n"
        "  - {name: versé, given: {net_paid: 10}, expect: fires, amount: 10}\n"
        "  - {name: au seuil, given: {net_paid: 0.05}, expect: silent, boundary: verse}\n"
        "  - {name: inconnu, given: {net_paid: null}, expect: unknown}\n"
    ),
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, as an author does in a workspace."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> int:
    """Run `bondroit rules`, and return its exit status."""
    with pytest.raises(SystemExit) as stop:
        main(["rules", *arguments])
    return int(str(stop.value.code or 0))


def fill(path: Path, more: dict[str, str] | None = None) -> None:
    """Write what the author must write."""
    text = path.read_text(encoding="utf-8")
    for old, new in {**FILLED, **(more or {})}.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def written(here: Path, capsys: Capture) -> Path:
    """Return the file of a new rule, not yet filled in."""
    options = ("--title", "Un versement", "--benefits", "RSA,PCH")
    assert run("new", "LOC-NEW-001", *options) == 0
    capsys.readouterr()
    return here / "rules" / "new" / "LOC-NEW-001.yml"


def test_a_new_rule_lacks_only_what_its_author_knows(
    written: Path, capsys: Capture
) -> None:
    """The linter names each key left empty, at its place, and nothing else."""
    assert run("lint", "--rules", "rules") == 2

    lines = capsys.readouterr().out.splitlines()
    keys = ("when", "explain", "legal_basis", "innocent_explanations", "verify", "exa")
    assert len(lines) == len(keys) + 1
    assert [key for key in keys if not any(f"'{key}" in line for line in lines)] == []
    assert all(line.startswith(f"rules/new/{written.name}:") for line in lines[:-1])


def test_a_rule_filled_in_is_sound(written: Path, capsys: Capture) -> None:
    """From nothing to a draft that passes lint and its own examples."""
    fill(written)

    assert run("lint", "--strict") == 0
    assert run("test", "LOC-NEW-001", "--why", "--rules", "rules") == 0
    said = capsys.readouterr().out
    assert "«au seuil» ok: expected silent, got silent" in said
    assert "when verse: false [net_paid = 0.05, $tolerance_montant = 0.05" in said


@pytest.mark.parametrize("command", ["test", "show"])
def test_a_rule_that_cannot_be_read_is_not_called_unknown(
    written: Path, capsys: Capture, command: str
) -> None:
    """Asked for by its id, a rule that the linter refuses says why."""
    fill(
        written, {"{net_paid: 0.05}, expect: silent": "{net_paid: 0.05}, expect: maybe"}
    )

    assert run(command, "LOC-NEW-001", "--rules", "rules") == 2
    said = "".join(capsys.readouterr())
    assert "'maybe' is not one of" in said
    assert "no rule" not in said


def test_the_header_names_a_schema_that_is_there(written: Path) -> None:
    """The editor finds the schema beside, and it is the current one."""
    header = written.read_text(encoding="utf-8").splitlines()[0]
    prefix = "# yaml-language-server: $schema="
    assert header.startswith(prefix)

    place = (written.parent / header.removeprefix(prefix)).resolve()

    assert place.read_text(encoding="utf-8") == SCHEMAS["rule.schema.json"](VIEWS)
    assert read_yaml(written).data["benefits"] == ["RSA", "PCH"]


def test_a_terminal_asks_what_is_not_given(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each question shows its choices; an empty answer takes the usual one."""

    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    answers = "LOC-ASK-001\nUn essai\n\nPCH\n\n\nlow\n"
    monkeypatch.setattr(sys, "stdin", Terminal(answers))

    assert run("new") == 0

    data = read_yaml(here / "rules" / "ask" / "LOC-ASK-001.yml").data
    keys = ("title", "view", "benefits", "direction", "kind", "severity")
    assert [data[key] for key in keys] == [
        "Un essai",
        "right_month",
        ["PCH"],
        "overpayment",
        "deterministic",
        "low",
    ]
    assert "household_month  Un foyer RSA" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "no id is given"),
        (("loc",), "'loc' is not an id"),
        (("AIS-DEC-001",), "is or was that of a rule"),
        (("LOC-NEW-002", "--view", "right_moth"), "did you mean 'right_month'?"),
        (("LOC-NEW-002", "--benefits", "RSA,APA"), "'APA' is not one of"),
        (("LOC-NEW-002", "--severity", "hight"), "did you mean 'high'?"),
    ],
)
def test_a_wrong_answer_writes_nothing(
    here: Path, capsys: Capture, arguments: tuple[str, ...], words: str
) -> None:
    """One sentence says what to write instead."""
    assert run("new", *arguments) == 2
    said = capsys.readouterr().err
    assert words in said
    assert len(said.splitlines()) == 1
    assert not (here / "rules").exists()


def test_a_rule_begun_is_not_written_again(here: Path, capsys: Capture) -> None:
    """What its author already wrote is named, and left as it is."""
    assert run("new", "LOC-NEW-002") == 0
    place = here / "rules" / "new" / "LOC-NEW-002.yml"
    place.write_text("id: LOC-NEW-002\n", encoding="utf-8")
    capsys.readouterr()

    assert run("new", "LOC-NEW-002") == 2
    assert "already: rules/new/LOC-NEW-002.yml" in capsys.readouterr().err
    assert place.read_text(encoding="utf-8") == "id: LOC-NEW-002\n"


def test_the_list_shows_measured_precision(here: Path, capsys: Capture) -> None:
    """It stands beside the rules that people reviewed; a dash beside the others."""
    (here / "review").mkdir()
    measures = [{"rule_id": "AIS-DEC-001", "reviewed": 12, "confirmed": 10}]
    place = here / "review" / "precision.json"
    place.write_text(json.dumps(measures), encoding="utf-8")

    assert run("list") == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert "83 % (10/12)" in lines["AIS-DEC-001"]
    assert lines["AIS-DEC-001"].endswith("Versement après décès")
    assert " – " in lines["AIS-DEC-003"]

    assert run("list", "--format", "json") == 0
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["AIS-DEC-001"]["family"] == "DEC"
    assert round(rows["AIS-DEC-001"]["precision"], 3) == 0.833
    assert rows["AIS-DEC-003"]["precision"] is None

    place.write_text("{}]", encoding="utf-8")
    assert run("list") == 2
    assert "precision.json: the measures cannot be read" in capsys.readouterr().err


@pytest.mark.usefixtures("here")
def test_a_rule_reads_like_a_page(capsys: Capture) -> None:
    """Conditions, columns, dated parameters and history, in lines one can read."""
    assert run("show", "AIS-HOS-002", "--month", "2025-06") == 0
    lines = capsys.readouterr().out.splitlines()

    assert lines[0].startswith("AIS-HOS-002, version ")
    assert "Paramètres en vigueur, juin 2025 :" in lines
    assert any("$tolerance_montant = 0,05 EUR" in line for line in lines)
    assert any(line.startswith("  - net_paid : Somme des") for line in lines)
    assert max(len(line) for line in lines if not line.startswith("  Fichier")) <= 92

    assert run("show", "AIS-HOS-02") == 2
    assert "no rule 'AIS-HOS-02'; did you mean" in capsys.readouterr().err
    assert run("show", "AIS-HOS-002", "--month", "juin") == 2


def test_the_lock_holds_a_published_rule(written: Path, capsys: Capture) -> None:
    """Once locked, a clause cannot change without its version."""
    fill(written, {"status: draft\n": "status: active\n"})
    assert run("lock") == 0
    assert "LOC-NEW-001: – -> v1 active" in capsys.readouterr().out
    assert run("lint") == 0

    text = written.read_text(encoding="utf-8")
    changed = text.replace("verse: net_paid >", "verse: net_paid >=")
    written.write_text(changed, encoding="utf-8")

    assert run("lint") == 2
    assert "write 'version: 2' and say it in 'changes'" in capsys.readouterr().out
    assert run("lock") == 2
    assert "the meaning of the rule changed" in capsys.readouterr().err
