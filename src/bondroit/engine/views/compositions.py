"""Which composition of an RSA household holds in a month, and who of it is alive."""

from typing import Final

import polars as pl

from bondroit.engine.language.calendar import each_month, months_later
from bondroit.engine.views.once import once
from bondroit.engine.views.view import Scope
from bondroit.model.table_set import TableSet

ADULTS: Final = ("claimant", "spouse")
DEPENDANTS: Final = ("child", "other")
COMPOSITIONS: Final = "engine:compositions"
"""Name, among the frames of a table set, of what `compositions` found once."""


def composition_months(seen: pl.LazyFrame, scope: Scope) -> pl.LazyFrame:
    """Return which composition holds in each month of the scope.

    Args:
        seen: household_id, `seen` (a month with a composition) and what is said of it,
            one row each, of one source.
        scope: the months wanted.

    Returns:
        The same columns and month; `seen` is the month of the latest composition not
        after it, else of the first one.

    """
    household = pl.col("household_id")
    earliest = (household != household.shift(1)).fill_null(value=True)
    following = pl.when(household == household.shift(-1)).then(pl.col("seen").shift(-1))
    return (
        seen.sort("household_id", "seen")
        .with_columns(
            first=pl.when(earliest)
            .then(pl.lit(scope.first_month))
            .otherwise(pl.max_horizontal("seen", pl.lit(scope.first_month))),
            last=pl.min_horizontal(
                months_later(following, -1), pl.lit(scope.last_month)
            ),
        )
        .filter(pl.col("first") <= pl.col("last"))
        .pipe(each_month, pl.col("first"), pl.col("last"))
        .drop("first", "last")
    )


def compositions(tables: TableSet) -> pl.LazyFrame:
    """Count the members of each household and month, once a run.

    Args:
        tables: household_members, of every source.

    Returns:
        source, household_id, month, member_adults, member_children, shared_children
        (counted for less than one): a household without any row of members is absent.

    """
    return once(tables, COMPOSITIONS, lambda: _counts(tables))


def _counts(tables: TableSet) -> pl.LazyFrame:
    counted = pl.col("counted")
    dependant = counted & pl.col("role").is_in(DEPENDANTS)
    shared = dependant & (pl.col("share") < 1)
    return (
        tables.frame("household_members")
        .select(
            "source",
            "household_id",
            "month",
            member_adults=(counted & ~dependant).cast(pl.Int32),
            member_children=dependant.cast(pl.Int32),
            shared_children=shared.fill_null(value=False).cast(pl.Int32),
        )
        .group_by("source", "household_id", "month")
        .agg(pl.all().sum())
    )


def surviving_adults(
    counts: pl.LazyFrame, members: pl.LazyFrame, dead: pl.LazyFrame, scope: Scope
) -> pl.LazyFrame:
    """Count the adults who live at the start of each month.

    Only the adults of compositions with a death are followed one by one.

    Args:
        counts: household_id, month, member_adults, of one source.
        members: household_id, month, person_id, role, counted, of the same.
        dead: person_id, date_of_death of who died.
        scope: the months wanted.

    Returns:
        household_id, month, surviving_adults.

    """
    seen = ["household_id", "seen"]
    listed = counts.select("household_id", seen="month", adults="member_adults")
    months = composition_months(listed, scope)
    lost = (
        members.filter(pl.col("counted") & pl.col("role").is_in(ADULTS))
        .join(dead, on="person_id")
        .select("household_id", "date_of_death", seen="month")
        .join(months, on=seen)
        .filter(pl.col("date_of_death") < pl.col("month"))
        .group_by("household_id", "month")
        .len("lost")
    )
    gone = pl.col("lost").fill_null(0).cast(pl.Int32)
    return months.join(lost, on=["household_id", "month"], how="left").select(
        "household_id", "month", surviving_adults=pl.col("adults") - gone
    )
