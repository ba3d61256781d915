"""The workbook's cells and the summary's figures."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import openpyxl
import polars as pl
import pytest
from lxml import html

from bondroit.reports.facts import RunFacts
from bondroit.reports.sheets import MONEY_FORMAT, harmless
from bondroit.reports.summary import missing_words
from bondroit.reports.typography import typeset
from bondroit.review.vocabulary import REASON_LABELS, VERDICT_LABELS


class Run(Protocol):
    """The small run of the fixtures."""

    facts: RunFacts
    folder: Path

    def case(self, rule: str) -> dict[str, Any]:
        """Return the case of a rule."""


@pytest.fixture(scope="module")
def book(run: Run) -> openpyxl.Workbook:
    """Return the workbook, read back."""
    return openpyxl.load_workbook(run.folder / "cases.xlsx")


def _lines(book: openpyxl.Workbook, sheet: str) -> list[dict[str, Any]]:
    head, *rows = book[sheet].iter_rows()
    titles = [cell.value for cell in head]
    return [dict(zip(titles, row, strict=True)) for row in rows]


def test_every_sheet_filters_and_keeps_its_headings(book: openpyxl.Workbook) -> None:
    """Filters cover all rows, headings and first column stay in sight."""
    assert book.sheetnames[:4] == ["Dossiers", "Mois", "Constats", "Non jugés"]
    assert book.sheetnames[4:] == ["Listes", "Lisez-moi"]
    for name in book.sheetnames[:5]:
        sheet = book[name]
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions


def test_cells_are_numbers_and_dates_not_texts(book: openpyxl.Workbook) -> None:
    """Euros, months and days sort and add up in Excel, shown the French way."""
    first = _lines(book, "Dossiers")[0]
    assert first["Trop versé"].value == 17500
    assert first["Trop versé"].number_format == MONEY_FORMAT
    assert first["Premier mois"].value == datetime(2023, 12, 1)  # noqa: DTZ001 - a day of Excel
    assert first["Premier mois"].number_format == "mm/yyyy"
    assert first["Prochaine prescription"].number_format == "dd/mm/yyyy"


def test_months_and_findings_agree_with_cases(
    run: Run, book: openpyxl.Workbook
) -> None:
    """Both sheets sum to the cases' totals."""
    total = float(run.facts.cases["overpaid"].sum())
    counted = [line["Écart compté"].value or 0 for line in _lines(book, "Constats")]
    assert sum(value for value in counted if value > 0) == total
    assert sum(line["Trop versé"].value for line in _lines(book, "Mois")) == total


def test_case_number_opens_its_file(run: Run, book: openpyxl.Workbook) -> None:
    """The link is relative to the workbook."""
    cell = _lines(book, "Dossiers")[0]["Dossier"]
    target = cell.hyperlink.target.replace("\\", "/")
    assert (run.folder / target).is_file()


def test_conclusions_are_chosen_from_the_list(book: openpyxl.Workbook) -> None:
    """Each column to fill offers the closed list of the desk, in French."""
    rules = book["Dossiers"].data_validations.dataValidation
    ranges = [rule.formula1 for rule in rules if rule.type == "list"]
    offered = [
        [cell.value for (cell,) in book["Listes"][where.split("!")[1].replace("$", "")]]
        for where in ranges
    ]
    assert offered == [list(VERDICT_LABELS.values()), list(REASON_LABELS.values())]
    assert [rule.type for rule in rules] == ["list", "list", "decimal"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=cmd()", "'=cmd()"),
        ("+33 1", "'+33 1"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("500,00 € versés", "500,00 € versés"),
    ],
)
def test_texts_never_become_formulas(text: str, shown: str) -> None:
    """What a spreadsheet would compute is quoted, the rest is left alone."""
    assert harmless(text) == shown


def test_an_id_that_looks_like_a_formula_is_a_text(
    run: Run, tmp_path: Path, write_reports: Callable[[RunFacts, Path], Run]
) -> None:
    """Ids come from files: one that starts with `=` is neutralised in every sheet."""
    findings = run.facts.findings.with_columns(
        explanation=pl.lit("=HYPERLINK(1)"), counterpart=pl.lit("=1+1:x:PCH")
    )
    changed = write_reports(replace(run.facts, findings=findings), tmp_path / "x")
    read = openpyxl.load_workbook(changed.folder / "cases.xlsx")
    cells = [cell for sheet in read for row in sheet for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "'=HYPERLINK(1)" in {cell.value for cell in cells}


def _summary(run: Run) -> str:
    tree = html.parse(str(run.folder / "summary.html")).getroot()
    return re.sub(r"\s+", " ", str(tree.text_content()))


def test_summary_adds_the_cases_up(run: Run) -> None:
    """The figures at the top are the sums of the cases."""
    text = _summary(run)
    for words in (
        "Trop versé18 750,00 €",
        "À rappeler300,00 €",
        "Prescrit5 500,00 €",
    ):
        assert words in text


def test_summary_shows_the_funnel(run: Run) -> None:
    """From rows read to cases to open."""
    text = _summary(run)
    for words in (
        "1 200enregistrements lus ce mois-ci",
        "40constats",
        "5dossiers à ouvrir",
    ):
        assert words in text


def test_charts_show_each_benefit_both_ways(run: Run) -> None:
    """Every benefit with euros has its bar and its amount."""
    tree = html.parse(str(run.folder / "summary.html"))
    (chart,) = tree.xpath("//*[@aria-label='Par prestation']")
    text = re.sub(r"\s+", " ", chart.text_content())
    assert "APA à domicile" in text
    assert "18 750,00 € trop versés" in text
    assert "300,00 € à rappeler" in text


def test_summary_says_what_could_not_be_judged_in_french(run: Run) -> None:
    """Missing columns are named by their label, quarantine by its reason."""
    text = _summary(run)
    assert "contrôle du NIR" in text
    assert "nir_state" not in text
    assert "montant illisible" in text


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("net_paid", "montant net versé"),
        ("stays", "fichier des séjours"),
        ("unheard_of", "unheard_of"),
        (None, "non précisé"),
    ],
)
def test_missing_things_have_words(missing: str | None, words: str) -> None:
    """A column, a table, anything else, nothing."""
    assert missing_words("right_month", missing) == words


@pytest.mark.parametrize(
    ("plain", "set_"),
    [
        ("vu : oui ; sûr ?", "vu\u202f: oui\u202f; sûr\u202f?"),
        ("nom: identique", "nom\u202f: identique"),
        ("« dû » et «versé»", "«\u202fdû\u202f» et «\u202fversé\u202f»"),
        ("20 % de 12 €", "20\u00a0% de 12\u00a0€"),
        ("apa:A12 à 10:30", "apa:A12 à 10:30"),
    ],
)
def test_typography_is_french_and_stable(plain: str, set_: str) -> None:
    """Spaces are narrow and never break; setting twice changes nothing."""
    assert typeset(plain) == set_
    assert typeset(set_) == set_


def test_amounts_stay_exact(run: Run) -> None:
    """Euros of the facts are decimals to the cent, whatever the sheet shows."""
    assert run.case("AIS-CUM-001")["overpaid"] == Decimal("800.00")


def test_a_message_in_english_stands_apart(run: Run) -> None:
    """The summary quotes the reader on a line of its own; case files leave it out."""
    page = (run.folder / "summary.html").read_text(encoding="utf-8")
    (warning,) = html.fromstring(page).find_class("warn")
    (quote,) = warning.xpath(".//q[@lang='en']")
    case_id = run.case("AIS-DEC-001")["case_id"]
    case_file = (run.folder / "case_files" / f"{case_id}.html").read_text("utf-8")

    assert quote.text == "not a <file>; ask again."
    said = warning.xpath("string(.//li/text()[1])")
    assert said.strip() == "Source stays\u202f: refusé."
    assert "refusé." in case_file
    assert "ask again" not in case_file
