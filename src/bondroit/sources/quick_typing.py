"""Rows without any fault, typed at a glance; the others take the long way.

Most chunks hold no wrong value. Here values alone are computed, then counted: a value
that cannot be read is one null more than the texts hold.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl

from bondroit.model.columns import Column, Kind
from bondroit.model.tables import TABLES
from bondroit.sources.casting import as_text, plausible, value_of

Dtypes = tuple[tuple[str, pl.DataType], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickTyping:
    """Expressions that type the rows of a table.

    Attributes:
        texts: stripped texts, in the place of the columns that are read as such.
        values: every column of the table, from these texts.
        listed: whether the codes of each closed list are all of it; None: no list.

    """

    texts: tuple[pl.Expr, ...]
    values: tuple[pl.Expr, ...]
    listed: pl.Expr | None

    def all_right(
        self, texts: pl.DataFrame, values: pl.DataFrame, table: str, latest: date | None
    ) -> bool:
        """Whether no value of the rows is wrong.

        Args:
            texts: the rows after `texts`.
            values: the same after `values`.
            table: its name.
            latest: the last plausible day of a date that tells the past, or None.

        """
        columns = TABLES[table].columns
        for column in columns:
            value = values[column.name]
            absent = value.null_count()
            if absent != texts[column.name].null_count():
                return False
            if absent and column.mandatory:
                return False
        dates = (column for column in columns if column.kind in _DATES)
        if latest is not None and any(_strays(dates, values, latest)):
            return False
        return self.listed is None or bool(values.select(self.listed).item())


_DATES = frozenset({Kind.DATE, Kind.DATETIME})


def _strays(
    columns: Iterator[Column], values: pl.DataFrame, latest: date
) -> Iterator[bool]:
    for column in columns:
        first, last = plausible(column, latest)
        days = values[column.name].cast(pl.Date)
        low, high = days.min(), days.max()
        if isinstance(low, date) and isinstance(high, date):
            yield low < first or high > last


@lru_cache(maxsize=256)
def quick_typing(table: str, dtypes: Dtypes) -> QuickTyping:
    """Return what types the rows of a table, whose columns have these types."""
    known = dict(dtypes)
    columns = TABLES[table].columns
    texts = [
        as_text(pl.col(column.name), dtype).alias(column.name)
        for column in columns
        if _is_text(column, dtype := known.get(column.name, pl.Null()))
    ]
    values = [
        value_of(column, known.get(column.name, pl.Null())).alias(column.name)
        for column in columns
    ]
    listed = [
        pl.col(column.name).is_in(list(column.codes)).all()
        for column in columns
        if column.codes and column.kind is Kind.TEXT
    ]
    return QuickTyping(
        texts=tuple(texts),
        values=tuple(values),
        listed=pl.all_horizontal(listed) if listed else None,
    )


def _is_text(column: Column, dtype: pl.DataType) -> bool:
    if dtype == pl.Null:
        return False
    return column.kind is Kind.TEXT or dtype != column.dtype
