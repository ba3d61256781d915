"""Months that follow one another."""

from collections.abc import Sequence

import polars as pl

from bondroit.engine.language.calendar import month_number


def run_of(keys: Sequence[str]) -> pl.Expr:
    """Number the runs of months of each group: equal for months without a gap between.

    Args:
        keys: the group; it has one row a `month`.

    """
    month = month_number(pl.col("month"))
    return month - month.rank("ordinal").over(keys).cast(pl.Int32)
