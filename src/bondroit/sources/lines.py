"""Lines of a CSV or Excel file as text columns, whatever their number."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bondroit.errors import DataError

BATCH_ROWS = 100_000
REJECTED_LINES: dict[str, pl.DataType] = {
    "position": pl.String(),
    "reason": pl.String(),
    "raw": pl.String(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a file is written.

    Attributes:
        encoding: of the text.
        separator: of the columns, None to read it in the header.
        header_line: line of the column names, from 1.
        sheet: the sheet of a workbook, None for the first.

    """

    encoding: str = "utf-8"
    separator: str | None = None
    header_line: int = 1
    sheet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Some lines of a file.

    Attributes:
        rows: the file's columns, String, and `position` («ligne N»).
        rejected: lines without the right number of columns: position, reason, raw.

    """

    rows: pl.DataFrame
    rejected: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFile:
    """A file of lines, ready to be read.

    Attributes:
        path: the file.
        shown: its name for people.
        form: how it is written.
        columns: its column names, stripped, in order.

    """

    path: Path
    shown: str
    form: Form
    columns: tuple[str, ...]


def check_names(names: list[str], shown: str) -> tuple[str, ...]:
    """Return stripped column names.

    Raises:
        DataError: a name is empty or stands twice.

    """
    stripped = [" ".join(name.split()) for name in names]
    for rank, name in enumerate(stripped, start=1):
        if not name:
            raise DataError(
                shown, f"column {rank} has no name", "name every column of the header"
            )
        if name in stripped[: rank - 1]:
            raise DataError(
                shown, f"the column '{name}' stands twice", "rename one of the two"
            )
    return tuple(stripped)


def with_positions(rows: pl.DataFrame, first: int) -> pl.DataFrame:
    """Add `position` to consecutive lines, the first of which has that number."""
    numbers = pl.int_range(first, first + pl.len())
    return rows.with_columns(position=pl.format("ligne {}", numbers))


def no_rejected() -> pl.DataFrame:
    """Return an empty frame of rejected lines."""
    return pl.DataFrame(schema=REJECTED_LINES)


def batches(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Cut a frame that is in memory; at least one batch, even empty."""
    yield from rows.iter_slices(BATCH_ROWS) if rows.height else [rows]
