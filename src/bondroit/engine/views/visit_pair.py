"""View `visit_pair`: two visits of one worker, to different persons, that overlap."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_start
from bondroit.engine.parameters import Parameters
from bondroit.engine.views import declare
from bondroit.engine.views.holders import with_benefit, with_holder
from bondroit.engine.views.person_records import home_address, with_individual
from bondroit.engine.views.provider_facts import element_of_help, with_subject
from bondroit.engine.views.shared_columns import (
    HELP_FIRST,
    MONTH_OF_SECOND,
    PAYER_SHARE,
    PRICE_OR_TARIFF,
)
from bondroit.engine.views.shares import with_share
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.view import Pass, Scope, View
from bondroit.engine.views.visit_facts import (
    VISIT,
    billed_beside,
    overlap_hours,
    with_price,
)
from bondroit.model.table_set import TableSet

MAX_VISITS_A_DAY: Final = 60
"""Above, a worker's code is shared by several people: its days tell nothing."""

_WORKER = ("provider_id", "worker_id", "day")

COLUMNS = (
    MONTH_OF_SECOND,
    declare.benefit("Prestation de l'intervention commencée en second.", ("visits",), codes=HELP_FIRST),
    declare.count("overlap_minutes", "minutes de chevauchement", "Minutes communes aux deux interventions du même intervenant.", ("visits",)),
    declare.flag("same_household_address", "même adresse", "Les deux bénéficiaires ont la même adresse.", ("people",)),
    declare.hours("overlap_hours_month", "heures de chevauchement du mois", "Heures de tous les chevauchements du mois au-delà de la tolérance, chez ce prestataire et pour ce bénéficiaire, adresses différentes.", ("visits",), "0.00", none="0.00"),
    PRICE_OR_TARIFF,
    PAYER_SHARE,
)  # fmt: skip


def _worker_days(tables: TableSet, scope: Scope) -> pl.LazyFrame:
    """One row a visit and day it touches, of the workers' days that hold an overlap.

    Days on which a code shows more visits than one person can do are left out. Whose
    visits they are is looked up for the others alone.
    """
    month = month_start(pl.col("start").dt.date())
    visits = tables.frame("visits").filter(
        pl.col("worker_id").is_not_null()
        & (pl.col("end") > pl.col("start"))
        & month.is_between(scope.first_month, scope.last_month)
    )
    days = held_frame(_days(visits.select(VISIT)))
    crowded = days.group_by(_WORKER).len().filter(pl.col("len") > MAX_VISITS_A_DAY)
    busy = _overlapping(days).join(crowded, on=list(_WORKER), how="anti")
    concerned = held_frame(days.join(busy, on=list(_WORKER), how="semi"))
    recorded = with_holder(with_benefit(concerned, tables), tables)
    return held_frame(
        with_individual(recorded, tables).with_columns(month=month, home=_home_key())
    )


def _days(visits: pl.LazyFrame) -> pl.LazyFrame:
    """Repeat each visit for the days it touches, nearly always one."""
    start, end = pl.col("start").dt.date(), pl.col("end").dt.date()
    long = visits.filter(start < end).with_columns(day=pl.date_ranges(start, end))
    short = visits.filter(start == end).with_columns(day=start)
    return pl.concat([short, long.explode("day")])


def _overlapping(days: pl.LazyFrame) -> pl.LazyFrame:
    """Return the workers' days on which a visit starts before the one before ends.

    Where any two visits of a day overlap, two that follow each other do.
    """
    before = pl.all_horizontal(
        *(pl.col(name) == pl.col(name).shift(1) for name in _WORKER),
        pl.col("start") < pl.col("end").shift(1),
    )
    return (
        days.select(*_WORKER, "start", "end")
        .sort(*_WORKER, "start")
        .filter(before)
        .select(_WORKER)
        .unique()
    )


def _home_key() -> pl.Expr:
    return pl.concat_str("source", "person_id", separator=":")


def _pairs(days: pl.LazyFrame) -> pl.LazyFrame:
    """Join visits of one worker and day; the later start is the subject.

    Only visits that start before an earlier one has ended look for it.
    """
    worker = list(_WORKER)
    reached = pl.col("end").cum_max().shift(1).over(worker)
    overlapped = (
        days.sort(*worker, "start", "visit_id")
        .with_columns(reached=reached)
        .filter(pl.col("start") < pl.col("reached"))
        .drop("reached")
    )
    first = days.select(
        "provider_id",
        "worker_id",
        "day",
        first_id="visit_id",
        first_individual="individual_id",
        first_home="home",
        first_start="start",
        first_end="end",
    )
    later = (pl.col("first_start") < pl.col("start")) | (
        (pl.col("first_start") == pl.col("start"))
        & (pl.col("first_id") < pl.col("visit_id"))
    )
    overlap = pl.min_horizontal("end", "first_end") - pl.col("start")
    return (
        overlapped.join(first, on=worker)
        .filter(
            later
            & (pl.col("first_end") > pl.col("start"))
            & (pl.col("individual_id") != pl.col("first_individual"))
        )
        .with_columns(overlap_minutes=overlap.dt.total_minutes())
        .drop("day")
        .unique(["visit_id", "source", "first_id", "first_home"])
    )


def _addresses(tables: TableSet) -> pl.LazyFrame:
    """Return home, place: the address of each person, told the same way."""
    return (
        tables.frame("people")
        .select(home=_home_key(), place=home_address())
        .unique("home")
    )


def _with_addresses(pairs: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    places = _addresses(tables)
    return (
        pairs.join(places, on="home", how="left")
        .join(
            places.rename({"home": "first_home", "place": "first_place"}),
            on="first_home",
            how="left",
        )
        .with_columns(same_household_address=pl.col("place") == pl.col("first_place"))
        .drop("place", "first_place")
    )


def _with_month(pairs: pl.LazyFrame, parameters: Parameters) -> pl.LazyFrame:
    minutes = pl.col("overlap_minutes")
    counted = (
        minutes > parameters.expr("tolerance_chevauchement", pl.col("month"))
    ) & (~pl.col("same_household_address"))
    return pairs.with_columns(overlap_hours_month=overlap_hours(counted))


def build(tables: TableSet, parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Give the overlapping pairs."""
    found = held_frame(_pairs(_worker_days(tables, scope)))
    pairs = held_frame(_with_month(_with_addresses(found, tables), parameters))
    frame = with_share(
        with_price(pairs, billed_beside(pairs, tables)), tables
    ).with_columns(element_of_help(), debtor=pl.lit("provider"))
    yield Pass(
        source="-",
        frame=with_subject(frame, "source", "visit_id", "first_home", "first_id"),
    )


VISIT_PAIR = View(
    name="visit_pair",
    doc="Deux interventions d'un même intervenant chez deux personnes, à la même heure.",
    columns=COLUMNS,
    needs=("visits",),
    build=build,
)
