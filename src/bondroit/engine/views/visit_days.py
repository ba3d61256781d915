"""The longest days of a month of visits: of the person, and of who came."""

from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_start
from bondroit.engine.views import declare
from bondroit.engine.views.provider_facts import PLACE, WIDE
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.view import Scope
from bondroit.engine.views.visit_hours import SECONDS_AN_HOUR, recorded_visits
from bondroit.model.outputs import HOURS
from bondroit.model.table_set import TableSet

DAY_COLUMNS: Final = (
    declare.hours("longest_day_hours", "heures de la journée la plus longue", "Heures d'intervention chez la personne, tous prestataires réunis, le jour du mois qui en compte le plus, de minuit à minuit.", ("visits",), "2.00"),
    declare.hours("worker_longest_day_hours", "journée la plus longue d'un intervenant", "Heures d'intervention, chez toutes les personnes, de la journée la plus longue d'un des intervenants du mois ; inconnues si l'un d'eux n'est pas dit.", ("visits",), "7.00"),
)  # fmt: skip

_NAMES: Final = tuple(column.name for column in DAY_COLUMNS)


def with_longest_days(
    months: pl.LazyFrame, tables: TableSet, span: Scope, wanted: Scope
) -> pl.LazyFrame:
    """Add DAY_COLUMNS, null when no rule reads them.

    Args:
        months: source, provider_id, person_id, benefit, month and others.
        tables: visits and rights.
        span: months of the visits.
        wanted: scope of the run, which tells the columns read.

    """
    if not wanted.reads(_NAMES):
        nothing = [pl.lit(None, HOURS).alias(name) for name in _NAMES]
        return months.with_columns(nothing)
    days = held_frame(_days(tables, span))
    longest = (
        _summed(days, ["source", "person_id", "day"], _NAMES[0])
        .pipe(_summed, ["provider_id", "worker_id", "day"], _NAMES[1])
        .group_by(PLACE)
        .agg(
            pl.col(_NAMES[0]).max(),
            pl.when(pl.col("worker_id").is_not_null().all())
            .then(pl.col(_NAMES[1]).max())
            .alias(_NAMES[1]),
        )
    )
    return months.join(longest, on=list(PLACE), how="left", nulls_equal=True)


def _summed(days: pl.LazyFrame, day: list[str], name: str) -> pl.LazyFrame:
    total = pl.col("day_hours").sum().over(day)
    hours = total.round(2, mode="half_away_from_zero").cast(HOURS)
    return days.with_columns(hours.alias(name))


def _days(tables: TableSet, span: Scope) -> pl.LazyFrame:
    """Return one row a visit and day it touches, with its hours of that day."""
    started = month_start(pl.col("start").dt.date())
    visits = (
        recorded_visits(tables)
        .filter(
            started.is_between(span.first_month, span.last_month)
            & (pl.col("end") > pl.col("start"))
        )
        .select(*PLACE, "worker_id", "start", "end")
    )
    first, last = pl.col("start").dt.date(), pl.col("end").dt.date()
    short = visits.filter(first == last).with_columns(day=first)
    long = visits.filter(first < last).with_columns(day=pl.date_ranges(first, last))
    morning = pl.col("day").cast(pl.Datetime("us"))
    inside = pl.min_horizontal("end", morning.dt.offset_by("1d")) - pl.max_horizontal(
        "start", morning
    )
    return pl.concat([short, long.explode("day")]).select(
        *PLACE,
        "worker_id",
        "day",
        day_hours=inside.dt.total_seconds().cast(WIDE) / SECONDS_AN_HOUR,
    )
