"""Files that leave by the command line: what they hold, and what bad input is told."""

import json
from pathlib import Path

import openpyxl
import pytest
from desk_support import Gap, case_id, write_run

from bondroit.cli import main
from bondroit.reports.verdict_words import VERDICTS

PAGE = """<html><head><title>Dossier</title></head><body><h1>APA : écart à vérifier</h1>
<p>NOMFICTIF Camille</p></body></html>"""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with one finished run of two cases, and no desk yet."""
    (tmp_path / "bondroit.yml").write_text(
        "departement: '45'\nrules: []\n"
        "sources: [{name: people, format: table, table: people, path: 'x/{month}.csv'}]\n"
        "review: {random_size: 0, "
        "letters: {signatory: Dominique EXEMPLE}}\n"
    )
    run = write_run(tmp_path / "runs" / "2026-10-essai", [Gap(0), Gap(1)])
    for folder, name, text in (
        ("case_files", f"{case_id(0)}.html", PAGE),
        ("case_data", f"{case_id(0)}.json", '{"schema": "bondroit.case/1"}\n'),
    ):
        (run / folder).mkdir()
        (run / folder / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    return int(str(stop.value.code))


def _verdicts(place: Path, *rows: tuple[str, str, str]) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["Dossier", "Conclusion", "Motif", "Montant retenu"])
    for row in rows:
        book.active.append([*row, 100])
    book.save(place)
    return place


def test_a_case_file_leaves_in_each_format(workspace: Path) -> None:
    """PDF by default, beside; HTML and JSON as the run wrote them; private files."""
    assert _call("case", case_id(0)) == 0
    assert _call("case", case_id(0), "--format", "json", "--out", "a.json") == 0
    assert _call("case", case_id(0), "--format", "html", "--out", "a.html") == 0

    pdf = workspace / f"{case_id(0)}.pdf"
    assert pdf.read_bytes().startswith(b"%PDF-1.7")
    assert pdf.stat().st_mode & 0o077 == 0
    assert json.loads((workspace / "a.json").read_text())["schema"] == "bondroit.case/1"
    assert (workspace / "a.html").read_text(encoding="utf-8") == PAGE


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("case", "nowhere"), 3, "holds no such case file"),
        (("case", "../../secret"), 2, "this is no case"),
        (("case", case_id(1)), 3, "holds no such case file"),
        (("case", case_id(0), "--run", "x"), 3, "no such finished run"),
        (("case", case_id(0), "--format", "doc"), 2, "not one of"),
        (("case", case_id(0), "--out", "no/where.pdf"), 2, "cannot be written"),
        (("letters", "make", case_id(0), "x"), 2, "not one of"),
        (("letters", "make", "nowhere", "observations"), 2, "n'existe pas"),
        (("verdicts", "import", "absent.xlsx"), 3, "ne peut pas être lu"),
        (("verdicts", "import"), 2, "Missing argument"),
        (("signalements", "--since", "hier"), 2, "does not match"),
        (("report", "demain"), 2, "not a valid integer"),
    ],
)
def test_bad_input_gives_one_sentence(
    workspace: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    status: int,
    words: str,
) -> None:
    """Where, what, what to do; the status says whose mistake it is."""
    if "nowhere" in arguments and arguments[0] == "letters":
        assert _call("verdicts", "import", str(_verdicts(workspace / "v.xlsx"))) == 0
        capsys.readouterr()

    assert _call(*arguments) == status

    told = capsys.readouterr().err
    assert words in told
    assert "Traceback" not in told


def test_conclusions_are_imported_without_any_desk(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first import makes the desk, takes the run, and says what it did; then again."""
    label = VERDICTS["likely_undue"]
    file = _verdicts(
        workspace / "v.xlsx",
        (case_id(0), label, "Donnée manquante"),
        (case_id(1), "Peut-être", "Donnée manquante"),
    )

    first = _call("verdicts", "import", str(file), "--author", "jeanne")
    told = capsys.readouterr().out
    second = _call("verdicts", "import", str(file), "--author", "jeanne")

    assert (first, second) == (1, 1)
    assert "2 nouveaux dossiers" in told
    assert f"ligne 3, dossier {case_id(1)} : conclusion:" in told
    assert "1 conclusion enregistrée" in told
    assert "0 conclusion enregistrée" in capsys.readouterr().out
    assert (workspace / "review" / "desk.db").is_file()
    assert (workspace / "review" / "precision.json").is_file()


def test_letters_and_lists_are_written(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Templates are copied once, checked, filled in; the list and the report follow."""
    assert _call("letters", "templates") == 0
    (workspace / "letters" / "arrears.docx").write_bytes(b"changed")
    assert _call("letters", "templates") == 0
    assert (workspace / "letters" / "arrears.docx").read_bytes() == b"changed"
    assert _call("letters", "check") == 2
    assert "letters/arrears.docx" in capsys.readouterr().err
    file = _verdicts(workspace / "v.xlsx", (case_id(0), "likely_undue", "missing_data"))
    assert _call("verdicts", "import", str(file)) == 0

    assert _call("letters", "make", case_id(0), "observations") == 0
    assert _call("signalements") == 0
    assert _call("report", "2026") == 0

    assert (workspace / f"observations-{case_id(0)}.docx").read_bytes()[:2] == b"PK"
    assert (workspace / "signalements.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "Rapport annuel 2026" in (workspace / "annual-2026.html").read_text()
