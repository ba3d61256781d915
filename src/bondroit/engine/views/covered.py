"""Which months the registers of a run speak of."""

from datetime import date

import polars as pl

from bondroit.engine.views.view import Scope
from bondroit.model.table_set import TableSet

_DECEMBER = 12


def months_covered(
    tables: TableSet, table: str, scope: Scope, holder: str | None = None
) -> list[date]:
    """Return the months of the scope that a delivery of a table covers.

    Args:
        tables: for the coverage.
        table: its name.
        scope: the months wanted.
        holder: source of the rights looked at: what the file of another source of
            rights delivers says nothing of its people. None for any delivery.

    """
    covers = tables.covers(table)
    if holder is not None:
        holders = tables.frame("rights").select(pl.col("source").unique())
        others = holders.filter(pl.col("source") != holder)
        covers = covers.join(others, on="source", how="anti")
    return months_in(covers.collect(), scope)


def months_in(covers: pl.DataFrame, scope: Scope) -> list[date]:
    """Return the months of the scope that lie in a span of coverage.

    Args:
        covers: covers_from, covers_to; null where a span is open.
        scope: the months wanted.

    """
    rows = covers.select("covers_from", "covers_to").rows()
    months = pl.date_range(scope.first_month, scope.last_month, "1mo", eager=True)
    return [
        month
        for month in months.to_list()
        if any(
            (start is None or start.replace(day=1) <= month)
            and (end is None or end >= month)
            for start, end in rows
        )
    ]


def unbroken_from(covered: list[date], last: date) -> date | None:
    """Return the first month from which every one is covered, up to the last one."""
    held, found, month = set(covered), None, last
    while month in held:
        found = month
        month = before(month)
    return found


def before(month: date) -> date:
    """Return the month before."""
    if month.month == 1:
        return date(month.year - 1, _DECEMBER, 1)
    return date(month.year, month.month - 1, 1)
