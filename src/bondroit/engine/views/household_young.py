"""RSA households whose right is noted as that of young workers."""

import polars as pl

from bondroit.engine.language.calendar import month_end
from bondroit.engine.views.household_notable import rows_of
from bondroit.engine.views.household_people import KEY
from bondroit.engine.views.view import Scope
from bondroit.model.table_set import TableSet

_NOTED = r"(?i)JEUNE|\bRSJ\b|\bRCJ\b"
"""Written so, or by the nature codes of the payment files."""


def young_workers(tables: TableSet, source: str, scope: Scope) -> pl.LazyFrame:
    """Return KEY, young_worker (true) where a right of the month notes it.

    Legal source: CASF L262-7-1 (RSA of those under 25 who have worked).
    """
    noted = tables.frame("rights").filter(
        (pl.col("source") == source)
        & (pl.col("benefit") == "RSA")
        & pl.col("household_id").is_not_null()
        & pl.col("exception_code").str.contains(_NOTED)
    )
    month = pl.col("month")
    until = pl.col("valid_to").fill_null(month)
    return (
        rows_of(tables, "households", [source], scope)
        .select(KEY)
        .join(noted.select("household_id", "valid_from", "valid_to"), on="household_id")
        .filter((pl.col("valid_from") <= month_end(month)) & (until >= month))
        .select(KEY)
        .unique()
        .with_columns(young_worker=pl.lit(value=True))
    )
