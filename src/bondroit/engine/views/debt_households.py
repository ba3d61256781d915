"""Months of RSA debts in which a member of the household explains what was claimed."""

from typing import Final

import polars as pl

from bondroit.engine.parameters import Parameters
from bondroit.engine.views.household_month import HOUSEHOLD_MONTH
from bondroit.engine.views.paid_months import SUBJECT_ID
from bondroit.engine.views.view import Scope
from bondroit.model.table_set import TableSet

_READ: Final = frozenset({"overage_dependants", "member_death_match"})
_KEY: Final = {"source": pl.String(), SUBJECT_ID: pl.String(), "of": pl.Date()}


def explained_months(
    tables: TableSet, parameters: Parameters, scope: Scope
) -> pl.LazyFrame:
    """Return the months in which a counted member is dead, or a dependant too old.

    The household's own right, computed with that member, does not tell the debt wrong.

    Args:
        tables: those of the households that have a debt.
        parameters: dated parameters.
        scope: the months of the debts.

    Returns:
        source, subject_id, of, benefit: one row a month.

    """
    if not tables.has("households"):
        return pl.LazyFrame(schema=_KEY | {"benefit": pl.String()})
    read = Scope(
        first_month=scope.first_month,
        last_month=scope.last_month,
        as_of=scope.as_of,
        columns=_READ,
    )
    dead = pl.col("member_death_match").is_in(["certain", "probable"])
    old = pl.col("overage_dependants") > 0
    parts = [
        part.frame.filter(dead | old)
        .select("source", pl.col("household_id").alias(SUBJECT_ID), of="month")
        .collect()
        for part in HOUSEHOLD_MONTH.build(tables, parameters, read)
    ]
    found = pl.concat([pl.DataFrame(schema=_KEY), *parts]).unique()
    return found.lazy().with_columns(benefit=pl.lit("RSA"))
