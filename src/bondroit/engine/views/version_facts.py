"""What the version of a right in force in a month says."""

import polars as pl

from bondroit.engine.language.calendar import month_end
from bondroit.engine.views.spans import held_frame
from bondroit.model.table_set import TableSet

_KEY = ("source", "right_id", "month")


def with_version(frame: pl.LazyFrame, tables: TableSet, *columns: str) -> pl.LazyFrame:
    """Add columns of the latest version that has started by the end of the month.

    Args:
        frame: source, right_id, month and others.
        tables: rights.
        columns: columns of `rights` wanted.

    Returns:
        The frame and the columns, null where the right is unknown.

    """
    keys = held_frame(frame.select(_KEY).drop_nulls().unique())
    versions = tables.frame("rights").select(
        "source", "right_id", "valid_from", *columns
    )
    told = (
        keys.join(versions, on=["source", "right_id"])
        .filter(pl.col("valid_from") <= month_end(pl.col("month")))
        .sort("valid_from", descending=True)
        .unique(list(_KEY), keep="first", maintain_order=True)
        .drop("valid_from")
    )
    return frame.join(told, on=list(_KEY), how="left")
