"""Sheets of a workbook: headings, filters, frozen panes, formats, harmless texts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

MONEY_FORMAT: Final = '#,##0.00\u00a0"€";[Red]\u2212#,##0.00\u00a0"€"'
MAX_ROWS: Final = 1_048_000
MAX_LINKS: Final = 65_000
"""A sheet of Excel holds no more links."""
MAX_TEXT: Final = 32_000
"""A cell of Excel holds no more characters."""
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    Attributes:
        title: its heading.
        width: in characters.
        link: path of a file beside the workbook, the value at `{}`; None: no link.
        allowed: what may be typed in the column, when it is for people to fill: options
            of a data validation.

    """

    title: str
    width: int
    link: str | None = None
    allowed: Mapping[str, Any] | None = None


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, even once exported."""
    shown = text[:MAX_TEXT]
    return f"'{shown}" if shown.startswith(_DANGEROUS) else shown


def list_in_words(column: str, words: dict[str, str]) -> pl.Expr:
    """Return a column of lists of codes as one text, in words."""
    return pl.col(column).list.eval(pl.element().replace(words)).list.join(", ")


class Sheets:
    """Sheets of one workbook, all alike."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - untyped library
        """Prepare the formats.

        Args:
            book: an open `xlsxwriter.Workbook`.

        """
        self._book = book
        head = {"bold": True, "bg_color": "#F5F5FE", "bottom": 2}
        self._head = book.add_format({**head, "text_wrap": True, "valign": "top"})
        self._money = book.add_format({"num_format": MONEY_FORMAT})
        self._month = book.add_format({"num_format": "mm/yyyy", "align": "left"})
        self._day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
        self._count = book.add_format({"num_format": "#,##0"})
        self._text = book.add_format({"num_format": "@"})
        self._link = book.add_format({"font_color": "#000091", "underline": 1})
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})

    def table(
        self, name: str, columns: Mapping[str, Column], rows: pl.DataFrame
    ) -> None:
        """Write one sheet: headings, one line a row, filters, first column kept.

        Args:
            name: the sheet's.
            columns: by column of `rows`, in order.
            rows: their schema decides the formats.

        """
        sheet = self._sheet(name)
        shown = rows.head(MAX_ROWS)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(shown.height, 1), len(columns) - 1)
        writers = []
        for rank, (column, spec) in enumerate(columns.items()):
            dtype = shown.schema[column]
            style = self._style(column, dtype)
            sheet.set_column(rank, rank, spec.width, style)
            sheet.write_string(0, rank, spec.title, self._head)
            writers.append(self._writer(sheet, spec, dtype, style))
            if spec.allowed is not None:
                last = max(shown.height, 1)
                sheet.data_validation(1, rank, last, rank, dict(spec.allowed))
        for line, row in enumerate(shown.select(list(columns)).iter_rows(), start=1):
            for rank, (value, write) in enumerate(zip(row, writers, strict=True)):
                if value is not None:
                    write(line, rank, value)

    def texts(self, name: str, texts: Sequence[str]) -> None:
        """Write one sheet of sentences."""
        sheet = self._sheet(name)
        sheet.set_column(0, 0, 110, self._wrap)
        for line, text in enumerate(texts):
            sheet.write_string(line, 0, text, self._wrap)

    def _sheet(self, name: str) -> Any:  # noqa: ANN401 - untyped library
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&LÉcarts à vérifier – document de travail – &A&Rpage &P / &N")
        return sheet

    def _style(self, column: str, dtype: pl.DataType) -> Any:  # noqa: ANN401 - untyped library
        if isinstance(dtype, pl.Decimal):
            return self._money
        if dtype == pl.Date:
            months = column.endswith("month") or column in {"first", "last"}
            return self._month if months else self._day
        return self._count if dtype.is_numeric() else self._text

    def _writer(
        self,
        sheet: Any,  # noqa: ANN401 - untyped library
        spec: Column,
        dtype: pl.DataType,
        style: Any,  # noqa: ANN401 - untyped library
    ) -> Callable[[int, int, Any], None]:
        """Return what writes one value of a column in its cell."""
        if dtype.is_numeric():
            return lambda line, rank, value: sheet.write_number(
                line, rank, value, style
            )
        if dtype == pl.Date:
            return lambda line, rank, value: sheet.write_datetime(
                line, rank, value, style
            )
        if spec.link is not None:
            return self._linking(sheet, spec.link)
        return lambda line, rank, value: sheet.write_string(
            line, rank, harmless(str(value)), style
        )

    def _linking(
        self,
        sheet: Any,  # noqa: ANN401 - untyped library
        link: str,
    ) -> Callable[[int, int, Any], None]:
        def write(line: int, rank: int, value: str) -> None:
            text = harmless(value)
            if line > MAX_LINKS:
                sheet.write_string(line, rank, text, self._text)
            else:
                target = f"external:{link.format(value)}"
                sheet.write_url(line, rank, target, self._link, text)

        return write
