"""Passes of a bounded number of rows: what keeps memory flat whatever the size."""

from collections.abc import Iterator
from datetime import date
from math import ceil

import polars as pl

from bondroit.engine.views.view import Scope
from bondroit.model.table_set import TableSet

ROWS_A_PASS = 600_000
"""About 0.5 GiB of a wide view."""

_MONTHS = 12


def spans(scope: Scope, rows: int) -> Iterator[Scope]:
    """Cut the scope in spans of whole months, of about as many rows each.

    Args:
        scope: the months judged.
        rows: rows expected over the whole scope; few of them make one span.

    """
    first, last = _rank(scope.first_month), _rank(scope.last_month)
    months = last - first + 1
    wide = ceil(months / max(1, min(months, ceil(rows / ROWS_A_PASS))))
    for start in range(first, last + 1, wide):
        yield Scope(
            first_month=_month(start),
            last_month=_month(min(start + wide - 1, last)),
            as_of=scope.as_of,
        )


def held_frame(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return the frame computed once, for plans that read it more than once."""
    return frame.collect(engine="streaming").lazy()


def pairs(tables: TableSet, table: str) -> dict[tuple[str, str], int]:
    """Return the sources and benefits of a table, with their number of rows."""
    pairs = tables.frame(table).group_by("source", "benefit").len().collect()
    return {(source, benefit): rows for source, benefit, rows in pairs.iter_rows()}


def _rank(month: date) -> int:
    return month.year * _MONTHS + month.month - 1


def _month(rank: int) -> date:
    return date(rank // _MONTHS, rank % _MONTHS + 1, 1)
