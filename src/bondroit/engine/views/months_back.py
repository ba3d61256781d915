"""Rows of the months before, beside each month: sums over a sliding window."""

from collections.abc import Sequence

import polars as pl

from bondroit.engine.language.calendar import months_later


def months_before(
    frame: pl.LazyFrame, keys: Sequence[str], months: int, *, itself: bool = True
) -> pl.LazyFrame:
    """Repeat each row for the months whose window it belongs to.

    Args:
        frame: the keys, `month` and others; one row a key and month.
        keys: what a window is about.
        months: months of the window.
        itself: whether the window ends with the month itself, or the month before.

    Returns:
        The same columns; `month` is the month whose window holds the row, and `told`
        the row's own month. Months without a row of their own are among them.

    """
    first = 0 if itself else 1
    shifted = [
        frame.with_columns(
            month=months_later(pl.col("month"), back), told=pl.col("month")
        )
        for back in range(first, first + months)
    ]
    names = [*keys, "month", "told"]
    return pl.concat(shifted).select(*names, pl.exclude(names))
