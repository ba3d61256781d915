"""Workbooks, read as text with the numbers of their lines."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import fastexcel
import polars as pl

from bondroit.errors import DataError
from bondroit.sources.lines import (
    Form,
    LineFile,
    Lines,
    batches,
    check_names,
    no_rejected,
    with_positions,
)

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
MAX_BYTES = 2 * 1024**3


def read_workbook(path: Path, form: Form, shown: str) -> tuple[LineFile, pl.DataFrame]:
    """Read one sheet.

    Returns:
        The file with its columns, and its lines after the header: String columns and
        `position`; blank lines are left out.

    Raises:
        DataError: the workbook is damaged or too large, the sheet is absent, or its
            header is not one of column names.

    """
    _refuse_bomb(path, shown)
    cells = _sheet(path, form.sheet, shown)
    if cells.height < form.header_line:
        raise DataError(
            shown,
            f"line {form.header_line} holds no column name",
            "deliver a header line",
        )
    header = [str(name or "") for name in cells.row(form.header_line - 1)]
    width = max(
        (rank + 1 for rank, name in enumerate(header) if name.strip()), default=0
    )
    beyond = cells[:, width:].slice(form.header_line)
    if any(column.is_not_null().any() for column in beyond):
        raise DataError(
            shown, f"column {width + 1} has no name", "name every column of the header"
        )
    names = check_names(header[:width], shown)
    body = cells[:, :width].slice(form.header_line)
    body.columns = list(names)
    rows = with_positions(body, form.header_line + 1).filter(
        pl.any_horizontal(pl.col(list(names)).str.strip_chars() != "")
    )
    file = LineFile(path=path, shown=shown, form=form, columns=names)
    return file, rows


def workbook_lines(rows: pl.DataFrame) -> Iterator[Lines]:
    """Give the lines of a sheet in batches."""
    for batch in batches(rows):
        yield Lines(rows=batch, rejected=no_rejected())


def _sheet(path: Path, sheet: str | None, shown: str) -> pl.DataFrame:
    try:
        book = fastexcel.read_excel(str(path))
        name = book.sheet_names[0] if sheet is None else sheet
        if name not in book.sheet_names:
            raise DataError(
                shown,
                f"the workbook has no sheet '{name}'",
                "correct the name of the sheet",
            )
        loaded = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        return loaded.to_polars()
    except fastexcel.FastExcelError as error:
        raise DataError(
            shown, "the workbook is damaged or empty", "export it again"
        ) from error


def _refuse_bomb(path: Path, shown: str) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        size = sum(info.file_size for info in archive.infolist())
    if size > MAX_BYTES:
        raise DataError(shown, "the workbook unpacks to over 2 GB", "deliver it as CSV")
