"""Which composition of an RSA household holds in a month, and who of it is alive."""

from typing import Final

import polars as pl

from bondroit.engine.language.calendar import each_month, months_later
from bondroit.engine.views.view import Scope

ADULTS: Final = ("claimant", "spouse")


def composition_months(members: pl.LazyFrame, scope: Scope) -> pl.LazyFrame:
    """Return which composition holds in each month of the scope.

    Args:
        members: household_id, month, of one source.
        scope: the months wanted.

    Returns:
        household_id, month, `seen`: the month of the latest composition not after
        it, else of the first one.

    """
    following = pl.col("seen").shift(-1).over("household_id", order_by="seen")
    earliest = pl.col("seen").min().over("household_id")
    return (
        members.select("household_id", seen="month")
        .unique()
        .with_columns(
            first=pl.when(pl.col("seen") == earliest)
            .then(pl.lit(scope.first_month))
            .otherwise(pl.max_horizontal("seen", pl.lit(scope.first_month))),
            last=pl.min_horizontal(
                months_later(following, -1), pl.lit(scope.last_month)
            ),
        )
        .filter(pl.col("first") <= pl.col("last"))
        .pipe(each_month, pl.col("first"), pl.col("last"))
        .select("household_id", "month", "seen")
    )


def surviving_adults(
    members: pl.LazyFrame, dead: pl.LazyFrame, scope: Scope
) -> pl.LazyFrame:
    """Count the adults who live at the start of each month.

    Only the adults of compositions with a death are followed one by one.

    Args:
        members: household_id, month, person_id, role, counted, of one source.
        dead: person_id, date_of_death of who died.
        scope: the months wanted.

    Returns:
        household_id, month, surviving_adults.

    """
    seen = ["household_id", "seen"]
    months = composition_months(members, scope)
    adults = members.filter(pl.col("counted") & pl.col("role").is_in(ADULTS)).rename(
        {"month": "seen"}
    )
    lost = (
        adults.join(dead, on="person_id")
        .select(*seen, "date_of_death")
        .join(months, on=seen)
        .filter(pl.col("date_of_death") < pl.col("month"))
        .group_by("household_id", "month")
        .len("lost")
    )
    listed = adults.group_by(seen).len("adults")
    alive = pl.col("adults").fill_null(0).cast(pl.Int32) - pl.col("lost").fill_null(
        0
    ).cast(pl.Int32)
    return (
        months.join(listed, on=seen, how="left")
        .join(lost, on=["household_id", "month"], how="left")
        .select("household_id", "month", surviving_adults=alive)
    )
