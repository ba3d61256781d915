"""Hours paid and granted over twelve months, for rights spread over the year."""

from datetime import date
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import each_month, months_later
from bondroit.engine.views.right_versions import GROUP, right_months
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import HOURS

WINDOW: Final = 12


def window_of(scope: Scope) -> Scope:
    """Return the scope with the eleven months before it."""
    rank = scope.first_month.year * WINDOW + scope.first_month.month - WINDOW
    return Scope(
        first_month=date(rank // WINDOW, rank % WINDOW + 1, 1),
        last_month=scope.last_month,
        as_of=scope.as_of,
    )


def rolling_hours(
    versions: pl.LazyFrame, paid: pl.LazyFrame, covered: list[date], scope: Scope
) -> pl.LazyFrame:
    """Sum hours over each month and the eleven before it, annualised rights alone.

    Args:
        versions: what `right_versions` gives.
        paid: GROUP, month, paid_hours, over `window_of(scope)`.
        covered: months of that window covered by the payments.
        scope: months wanted.

    Returns:
        GROUP, month, `hours_12_months` (null when payments do not cover the twelve
        months), `granted_12_months` (a month without a right counts as the current
        one: the year is a budget).

    """
    annualised = versions.filter(pl.col("annualised")).select(GROUP).unique()
    granted = (
        right_months(versions.join(annualised, on=GROUP, how="semi"), window_of(scope))
        .filter(pl.col("first_day").is_not_null())
        .join(versions.select("version", "granted_hours"), on="version")
        .select(*GROUP, "month", "granted_hours")
    )
    current = granted.select(*GROUP, "month", now="granted_hours")
    sums = (
        granted.join(
            paid.select(*GROUP, "month", "paid_hours"),
            on=[*GROUP, "month"],
            how="full",
            coalesce=True,
        )
        .join(annualised, on=GROUP, how="semi")
        .pipe(_spread, scope)
        .group_by(*GROUP, "month")
        .agg(
            pl.col("paid_hours").sum().alias("hours_12_months"),
            pl.col("granted_hours").sum().alias("granted"),
            pl.col("granted_hours").count().alias("months"),
        )
    )
    whole = [
        month for month in covered if all(other in covered for other in _before(month))
    ]
    missing = (WINDOW - pl.col("months").cast(pl.Int64)) * pl.col("now")
    return sums.join(current, on=[*GROUP, "month"]).select(
        *GROUP,
        "month",
        pl.when(pl.col("month").is_in(whole))
        .then("hours_12_months")
        .cast(HOURS)
        .alias("hours_12_months"),
        (pl.col("granted") + missing).cast(HOURS).alias("granted_12_months"),
    )


def _spread(months: pl.LazyFrame, scope: Scope) -> pl.LazyFrame:
    """Repeat each month for the twelve windows it belongs to, inside the scope."""
    last = months_later(pl.col("month"), WINDOW - 1)
    return (
        months.with_columns(
            first=pl.max_horizontal("month", pl.lit(scope.first_month)),
            last=pl.min_horizontal(last, pl.lit(scope.last_month)),
        )
        .filter(pl.col("first") <= pl.col("last"))
        .pipe(each_month, pl.col("first"), pl.col("last"))
    )


def _before(month: date) -> list[date]:
    rank = month.year * WINDOW + month.month - 1
    return [
        date((rank - back) // WINDOW, (rank - back) % WINDOW + 1, 1)
        for back in range(1, WINDOW)
    ]
