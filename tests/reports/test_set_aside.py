"""Cases set aside at the desk: shown apart, with reason and date, counted nowhere."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

import openpyxl
import polars as pl
import pytest
from lxml import html

from bondroit.reports.case_file import write_case_files
from bondroit.reports.facts import RunFacts
from bondroit.reports.set_aside import reasons_of, to_check
from bondroit.reports.summary import write_summary
from bondroit.reports.workbook import write_workbook


class Run(Protocol):
    """The small run of the fixtures."""

    facts: RunFacts
    folder: Path

    def case(self, rule: str) -> dict[str, Any]:
        """Return the case of a rule."""


@pytest.fixture
def aside(run: Run) -> RunFacts:
    """Return the facts of the run, its case on a death set aside at the desk."""
    dead = run.case("AIS-DEC-001")["case_id"]
    state = pl.when(pl.col("case_id") == dead).then(pl.lit("dismissed"))
    told = {
        "case_id": dead,
        "rule_id": "AIS-DEC-001",
        "code": "wrong_identity",
        "reason": "namesake",
        "decided_on": date(2026, 9, 12),
    }
    return replace(
        run.facts,
        cases=run.facts.cases.with_columns(state=state.otherwise("state")),
        concluded=reasons_of(pl.DataFrame([told])),
    )


def test_totals_and_lists_leave_them_out(
    run: Run, aside: RunFacts, tmp_path: Path
) -> None:
    """Figures, charts and first cases of the summary are those of what is to check."""
    write_summary(aside, tmp_path / "summary.html")
    page = html.parse(tmp_path / "summary.html")
    figures = [
        "".join(item.itertext()).replace("\u202f", "").replace("\xa0", " ")
        for item in page.iterfind(".//div[@class='figure']/dd")
    ]
    dead = run.case("AIS-DEC-001")
    left = run.facts.cases["overpaid"].sum() - dead["overpaid"]
    assert figures[0] == f"{left:.2f} €".replace(".", ",")
    assert dead["overpaid"] > 0
    text = html.tostring(page, encoding="unicode")
    assert f"case_files/{dead['case_id']}.html" not in text
    assert "Écartés lors d'un mois précédent" in text
    assert "écarté par une conclusion" in text
    (title,) = (one for one in page.iterfind(".//h2") if "Écartés" in one.text)
    (row,) = title.itersiblings("table").__next__().iterfind("tbody/tr")
    cells = [cell.text_content().replace("\xa0", " ") for cell in row]
    assert (cells[0], cells[2:]) == ("Identité erronée", ["septembre 2026", "1"])


def test_the_workbook_lists_them_on_a_sheet_of_their_own(
    run: Run, aside: RunFacts, tmp_path: Path
) -> None:
    """With conclusion, reason and date; the other sheets do not know them."""
    write_workbook(aside, tmp_path / "cases.xlsx")
    book = openpyxl.load_workbook(tmp_path / "cases.xlsx")
    dead = run.case("AIS-DEC-001")["case_id"]
    head, row = ([cell.value for cell in line] for line in book["Écartés"].iter_rows())
    told = dict(zip(head, row, strict=True))
    assert told["Dossier"] == dead
    assert told["Conclusion"] == "Identité erronée"
    assert told["Écarté le"] == datetime(2026, 9, 12)  # noqa: DTZ001 - a day of Excel
    for sheet in ("Dossiers", "Mois", "Constats"):
        names = {cell.value for cell in book[sheet]["A"]}
        assert dead not in names
        assert len(names) > 1


def test_their_case_files_are_still_written(
    run: Run, aside: RunFacts, tmp_path: Path
) -> None:
    """Whoever asks why it was set aside can read it, as can the desk."""
    assert write_case_files(aside, tmp_path) == run.facts.cases.height
    dead = run.case("AIS-DEC-001")["case_id"]
    page = (tmp_path / "case_files" / f"{dead}.html").read_text(encoding="utf-8")
    assert "écarté par une conclusion" in page


def test_without_a_desk_nothing_changes(run: Run) -> None:
    """The same facts, and no sheet more."""
    assert to_check(run.facts) is run.facts
    book = openpyxl.load_workbook(run.folder / "cases.xlsx")
    assert "Écartés" not in book.sheetnames
    page = (run.folder / "summary.html").read_text(encoding="utf-8")
    assert "mois précédent" not in page


def test_the_latest_conclusion_of_a_case_is_told() -> None:
    """Several findings of one case tell one reason; an older snapshot tells none."""
    days = [date(2026, 8, 1), date(2026, 9, 1), None]
    frame = pl.DataFrame(
        {
            "case_id": ["a", "a", "b"],
            "code": ["explained", "data_error", None],
            "reason": ["x", "y", None],
            "decided_on": days,
        },
        schema_overrides={"decided_on": pl.Date},
    )
    assert reasons_of(frame).rows() == [
        ("a", "data_error", "y", days[1]),
        ("b", None, None, None),
    ]
    old = reasons_of(frame.select("case_id"))
    assert old.rows() == [("a", None, None, None), ("b", None, None, None)]
