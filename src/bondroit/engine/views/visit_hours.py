"""Visits on the record that holds the right, and the hours they make in a month."""

from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_start
from bondroit.engine.views.holders import with_benefit, with_holder
from bondroit.engine.views.once import once
from bondroit.engine.views.provider_facts import PLACE, WIDE
from bondroit.model.table_set import TableSet

SECONDS_AN_HOUR: Final = 3600
HOURS_RECORDED: Final = "engine:hours_recorded"
"""Name, among the frames of a table set, of what `hours_recorded` found once."""

_EQUIPPED: Final = ("provider_id", "month")


def recorded_visits(
    tables: TableSet, among: pl.LazyFrame | None = None
) -> pl.LazyFrame:
    """Return the visits with their month, hours and the record that holds the right.

    Args:
        tables: visits, rights and persons.
        among: provider_id and month of the visits wanted; all of them when None.

    """
    seconds = (pl.col("end") - pl.col("start")).dt.total_seconds()
    visits = (
        tables.frame("visits")
        .filter(pl.col("end") >= pl.col("start"))
        .with_columns(
            month=month_start(pl.col("start").dt.date()),
            visit_hours=seconds.cast(WIDE) / SECONDS_AN_HOUR,
        )
    )
    if among is not None:
        visits = visits.join(among.select(_EQUIPPED), on=list(_EQUIPPED), how="semi")
    return with_holder(with_benefit(visits, tables), tables)


def hours_recorded(tables: TableSet) -> pl.LazyFrame:
    """Return the hours of the visits of each PLACE, found once for held tables.

    Returns:
        PLACE (the benefit is null where nothing tells it) and visit_hours.

    """
    return once(
        tables,
        HOURS_RECORDED,
        lambda: (
            recorded_visits(tables).group_by(PLACE).agg(pl.col("visit_hours").sum())
        ),
    )


def with_recorded(frame: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Add `recorded_hours`, null when the provider recorded no visit that month.

    Visits whose benefit is unknown count for each benefit of the person.

    Args:
        frame: source, person_id, provider_id, benefit, month and others.
        tables: visits.

    """
    hours = hours_recorded(tables)
    equipped = hours.select(*_EQUIPPED, equipped=pl.lit(value=True)).unique()
    named = pl.col("benefit").is_not_null()
    place = ["source", "person_id", "provider_id", "month"]
    zero = pl.lit(0, dtype=WIDE)
    total = pl.sum_horizontal(
        pl.col(name).fill_null(zero) for name in ("named_hours", "unnamed_hours")
    )
    return (
        frame.join(
            hours.filter(named).rename({"visit_hours": "named_hours"}),
            on=[*place, "benefit"],
            how="left",
        )
        .join(
            hours.filter(~named)
            .drop("benefit")
            .rename({"visit_hours": "unnamed_hours"}),
            on=place,
            how="left",
        )
        .join(equipped, on=list(_EQUIPPED), how="left")
        .with_columns(
            recorded_hours=pl.when("equipped").then(
                total.round(2, mode="half_away_from_zero")
            )
        )
        .drop("named_hours", "unnamed_hours", "equipped")
    )


def hours_where(
    places: pl.LazyFrame, tables: TableSet, condition: pl.Expr, name: str
) -> pl.LazyFrame:
    """Return the hours of the visits of some places that meet a condition.

    Args:
        places: PLACE and the columns that the condition reads beside `start`.
        tables: visits, rights and persons.
        condition: on one visit.
        name: column of the hours.

    Returns:
        PLACE and the hours, where some visit meets the condition.

    """
    return (
        recorded_visits(tables, places.select(_EQUIPPED).unique())
        .join(places, on=list(PLACE))
        .filter(condition)
        .group_by(PLACE)
        .agg(pl.col("visit_hours").sum().alias(name))
    )
