"""`cases.xlsx`: cases, findings and what could not be judged, for those who live in Excel."""

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from bondroit.cases.assembly import case_of_findings
from bondroit.reports import wording
from bondroit.reports.facts import RunFacts

MONEY_FORMAT = '#,##0.00 "€";[Red]-#,##0.00 "€"'
MAX_ROWS = 1_048_000
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")

CASE_HEADINGS: dict[str, tuple[str, int]] = {
    "case_id": ("Dossier", 18),
    "kind": ("Suite", 20),
    "benefits": ("Prestations", 22),
    "state": ("État", 12),
    "severity": ("Priorité", 22),
    "first_month": ("Premier mois", 13),
    "last_month": ("Dernier mois", 13),
    "overpaid": ("Trop versé", 14),
    "underpaid": ("À rappeler", 14),
    "recoverable": ("Recouvrable", 14),
    "prescribed": ("Prescrit", 14),
    "under_threshold": ("Sous le seuil", 14),
    "already_in_debt": ("Déjà en indu", 14),
    "undated": ("Date de paiement inconnue", 14),
    "at_risk_next_month": ("En jeu au prochain paiement", 14),
    "next_prescription": ("Prochaine prescription", 14),
    "debtor": ("Somme reçue par", 16),
    "rules": ("Règles", 40),
    "household_id": ("Foyer", 34),
    "provider_id": ("Prestataire", 18),
    "first_seen": ("Signalé la première fois", 14),
}
FINDING_HEADINGS: dict[str, tuple[str, int]] = {
    "case_id": ("Dossier", 18),
    "rule_id": ("Règle", 13),
    "title": ("Intitulé", 40),
    "benefit": ("Prestation", 18),
    "element": ("Élément", 9),
    "month": ("Mois", 11),
    "amount": ("Écart du constat", 14),
    "counted_amount": ("Écart compté", 14),
    "debtor": ("Somme reçue par", 16),
    "source": ("Fichier", 10),
    "person_id": ("Personne", 24),
    "household_id": ("Foyer", 34),
    "explanation": ("Explication", 90),
}
UNKNOWN_HEADINGS: dict[str, tuple[str, int]] = {
    "rule_id": ("Règle", 13),
    "title": ("Intitulé", 40),
    "source": ("Fichier", 10),
    "benefit": ("Prestation", 18),
    "missing": ("Donnée manquante", 40),
    "rows": ("Mois de droit non jugés", 16),
}


def write_workbook(facts: RunFacts, path: Path) -> None:
    """Write the workbook: three sheets with filters, number and date formats.

    Texts that Excel would read as a formula are written as texts.
    """
    with xlsxwriter.Workbook(
        path,
        {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True},
    ) as book:
        book.set_properties(
            {
                "title": f"Dossiers {facts.scope.last_month:%Y-%m}",
                "created": datetime.combine(facts.scope.as_of, time()),
            }
        )
        sheets = _Sheets(book)
        sheets.write("Dossiers", CASE_HEADINGS, _cases(facts))
        sheets.write("Constats", FINDING_HEADINGS, _findings(facts))
        sheets.write("Non jugés", UNKNOWN_HEADINGS, _unknowns(facts))


def _cases(facts: RunFacts) -> pl.DataFrame:
    return facts.cases.with_columns(
        _words("kind", wording.KINDS_SHORT),
        _words("state", wording.STATES),
        _words("severity", wording.SEVERITIES),
        _words("debtor", wording.DEBTORS),
        pl.col("benefits")
        .list.eval(pl.element().replace(wording.BENEFITS))
        .list.join(", "),
        pl.col("rules").list.join(", "),
    ).select(list(CASE_HEADINGS))


def _findings(facts: RunFacts) -> pl.DataFrame:
    return (
        case_of_findings(facts.findings, facts.cases)
        .with_columns(
            _title(facts),
            _words("benefit", wording.BENEFITS),
            _words("debtor", wording.DEBTORS),
        )
        .select(list(FINDING_HEADINGS))
        .sort("case_id", "rule_id", "month", "person_id", nulls_last=True)
    )


def _unknowns(facts: RunFacts) -> pl.DataFrame:
    return (
        facts.unknowns.group_by("rule_id", "source", "benefit", "missing")
        .agg(pl.col("rows").sum())
        .with_columns(_title(facts), _words("benefit", wording.BENEFITS))
        .select(list(UNKNOWN_HEADINGS))
        .sort("rule_id", "source", "benefit", "missing", nulls_last=True)
    )


def _words(column: str, words: dict[str, str]) -> pl.Expr:
    return pl.col(column).replace(words)


def _title(facts: RunFacts) -> pl.Expr:
    titles = {rule.id: rule.title for rule in facts.rules}
    return pl.col("rule_id").replace(titles).alias("title")


class _Sheets:
    """Sheets of one workbook, all alike."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - untyped library
        self._book = book
        self._head = book.add_format(
            {
                "bold": True,
                "bg_color": "#F5F5FE",
                "text_wrap": True,
                "valign": "top",
                "bottom": 2,
            }
        )
        self._money = book.add_format({"num_format": MONEY_FORMAT})
        self._month = book.add_format({"num_format": "mm/yyyy", "align": "left"})
        self._day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
        self._count = book.add_format({"num_format": "#,##0"})

    def write(
        self, name: str, headings: dict[str, tuple[str, int]], rows: pl.DataFrame
    ) -> None:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer("&L&A&Rpage &P / &N")
        shown = rows.head(MAX_ROWS)
        for rank, (column, (title, width)) in enumerate(headings.items()):
            style = self._style(column, shown.schema[column])
            sheet.set_column(rank, rank, width, style)
            sheet.write_string(0, rank, title, self._head)
            self._fill(sheet, rank, shown[column].to_list(), style)
        sheet.autofilter(0, 0, max(shown.height, 1), len(headings) - 1)

    def _style(self, column: str, dtype: pl.DataType) -> Any:  # noqa: ANN401 - untyped library
        if isinstance(dtype, pl.Decimal):
            return self._money
        if dtype == pl.Date:
            return self._month if column.endswith("month") else self._day
        return self._count if dtype.is_numeric() else None

    def _fill(self, sheet: Any, rank: int, values: list[object], style: Any) -> None:  # noqa: ANN401 - untyped library
        for line, value in enumerate(values, start=1):
            match value:
                case None:
                    continue
                case Decimal() | int():
                    sheet.write_number(line, rank, value, style)
                case date():
                    sheet.write_datetime(line, rank, value, style)
                case _:
                    sheet.write_string(line, rank, harmless(str(value)))


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, even once exported."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text
