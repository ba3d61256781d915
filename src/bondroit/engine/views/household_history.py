"""How long an RSA household has been so: increased, expecting, open and unpaid."""

from typing import Final

import polars as pl

from bondroit.engine.language.calendar import months_between, months_later
from bondroit.engine.law.rsa import flat_amount, right
from bondroit.engine.parameters import WIDE, Parameters
from bondroit.engine.views.household_elsewhere import OPEN_STATES
from bondroit.engine.views.household_people import KEY
from bondroit.engine.views.household_unpaid import paid_household_months
from bondroit.engine.views.payment_months import payment_months_covered
from bondroit.engine.views.runs import run_of
from bondroit.engine.views.view import Scope
from bondroit.model.table_set import TableSet

HISTORY: Final = ("increased_months", "pregnant_months", "zero_months_before")


def months_in_a_row(
    tables: TableSet, source: str, scope: Scope, flag: str, name: str
) -> pl.LazyFrame:
    """Count the months in a row, this one included, in which a flag holds.

    Months before the scope count too where the files hold them; a month without a row
    breaks the row of months, so that the count is a minimum.

    Args:
        tables: households.
        source: the source.
        scope: the months wanted.
        flag: a flag of households.
        name: name of the count.

    Returns:
        KEY and the count: months in which the flag holds, alone.

    """
    rows = tables.frame("households").filter(
        (pl.col("source") == source)
        & pl.col(flag)
        & (pl.col("month") <= scope.last_month)
    )
    start = pl.col("month").min().over("household_id", "run")
    return (
        _runs(rows.select(KEY))
        .with_columns((months_between(start, pl.col("month")) + 1).alias(name))
        .filter(pl.col("month") >= scope.first_month)
        .select(*KEY, name)
    )


def zero_months_before(
    tables: TableSet, parameters: Parameters, source: str, scope: Scope
) -> pl.LazyFrame:
    """Count the months in a row, just before, open with a right under the threshold.

    Args:
        tables: households, payments, bank returns and their coverage.
        parameters: for the amount under which nothing is paid.
        source: the source.
        scope: the months looked at.

    Returns:
        KEY of the month that follows, and zero_months_before.

    """
    month = pl.col("month")
    composition = (pl.col("adults"), pl.col("children"), pl.col("increased"))
    own = right(
        flat_amount(*composition, month, parameters),
        pl.col("housing_deduction"),
        pl.col("resources"),
        month,
        parameters,
    )
    least = parameters.expr("rsa_seuil_non_versement", month)
    covered = payment_months_covered(tables, source, scope)
    rows = tables.frame("households").filter(
        (pl.col("source") == source)
        & pl.col("state").is_in(OPEN_STATES)
        & month.is_in(covered)
        & (pl.coalesce("computed_right", own).cast(WIDE) < least)
    )
    unpaid = rows.select(KEY).join(
        paid_household_months(tables, source, scope), on=KEY, how="anti"
    )
    return (
        _runs(unpaid)
        .group_by("household_id", "run")
        .agg(
            month=months_later(pl.col("month").max(), 1),
            zero_months_before=pl.len().cast(pl.Int32),
        )
        .select(*KEY, "zero_months_before")
    )


def _runs(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Add `run`, the same for months that follow."""
    return rows.unique().with_columns(run=run_of(["household_id"]))
