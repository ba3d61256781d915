"""View `visit_pair`: two visits of one worker, to different persons, that overlap."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

import polars as pl

from bondroit.engine.parameters import Parameters
from bondroit.engine.views.invoice_month import billed_lines
from bondroit.engine.views.person_records import with_individual
from bondroit.engine.views.provider_facts import (
    WIDE,
    element_of_help,
    in_scope,
    passes_by_source,
    recorded_visits,
    with_provider,
    with_share,
    with_subject,
)
from bondroit.engine.views.view import Pass, Scope, Type, View, ViewColumn
from bondroit.model.table_set import TableSet

MAX_VISITS_A_DAY: Final = 60
"""Above, a worker's code is shared by several people: its days tell nothing."""

_PLACE = ("source", "provider_id", "person_id", "benefit", "month")
_MINUTES_AN_HOUR = 60

COLUMNS = (
    ViewColumn(
        name="month",
        type=Type.MONTH,
        typical=date(2025, 3, 1),
        label="mois de droit",
        doc="Mois de l'intervention commencée en second.",
        tables=("visits",),
    ),
    ViewColumn(
        name="benefit",
        type=Type.CODE,
        codes=("APA_HOME", "PCH", "APA_FACILITY", "ACTP", "RSA"),
        typical="APA_HOME",
        label="prestation",
        doc="Prestation de l'intervention commencée en second.",
        tables=("visits",),
    ),
    ViewColumn(
        name="overlap_minutes",
        type=Type.INTEGER,
        typical=0,
        none=0,
        label="minutes de chevauchement",
        doc="Minutes communes aux deux interventions du même intervenant.",
        tables=("visits",),
    ),
    ViewColumn(
        name="same_household_address",
        type=Type.FLAG,
        typical=False,
        label="même adresse",
        doc="Les deux bénéficiaires ont la même adresse.",
        tables=("people",),
    ),
    ViewColumn(
        name="overlap_hours_month",
        type=Type.HOURS,
        typical=Decimal("0.00"),
        none=Decimal("0.00"),
        label="heures de chevauchement du mois",
        doc="Heures de tous les chevauchements du mois au-delà de la tolérance, chez ce prestataire et pour ce bénéficiaire, adresses différentes.",
        tables=("visits",),
    ),
    ViewColumn(
        name="unit_price",
        type=Type.MONEY,
        typical=Decimal("24.00"),
        label="prix de l'heure",
        doc="Prix facturé ce mois-là, à défaut tarif du prestataire.",
        tables=("invoice_lines", "payments", "providers"),
    ),
    ViewColumn(
        name="payer_share",
        type=Type.RATE,
        typical=Decimal("0.9"),
        label="part payée par le département",
        doc="APA : (plan − participation) / plan ; PCH : taux de prise en charge.",
        tables=("rights",),
    ),
)


def _worker_days(tables: TableSet, scope: Scope) -> pl.LazyFrame:
    """One row a visit and day it touches, where the worker's code is one person's."""
    start, end = pl.col("start").dt.date(), pl.col("end").dt.date()
    worker = ["provider_id", "worker_id", "day"]
    visits = recorded_visits(tables).filter(
        pl.col("worker_id").is_not_null() & (pl.col("end") > pl.col("start"))
    )
    around = in_scope(scope.first_month, scope.last_month)
    return (
        with_individual(visits.filter(around), tables)
        .select(
            "visit_id",
            "source",
            "person_id",
            "individual_id",
            "provider_id",
            "worker_id",
            "benefit",
            "month",
            "start",
            "end",
            home=_home_key(),
            day=pl.date_ranges(start, end),
        )
        .explode("day")
        .filter(pl.len().over(worker) <= MAX_VISITS_A_DAY)
    )


def _home_key() -> pl.Expr:
    return pl.concat_str("source", "person_id", separator=":")


def _pairs(days: pl.LazyFrame) -> pl.LazyFrame:
    """Join visits of one worker and day; the later start is the subject.

    Only visits that start before an earlier one has ended look for it.
    """
    worker = ["provider_id", "worker_id", "day"]
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
    """Address of each person, without case, accents left as they are."""
    parts = [
        pl.col(name)
        .str.to_uppercase()
        .str.replace_all(r"[^\p{L}\p{N}]+", " ")
        .str.strip_chars()
        for name in ("address", "postcode")
    ]
    return (
        tables.frame("people")
        .select(home=_home_key(), place=pl.concat_str(parts, separator=" "))
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


def _with_price(pairs: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    billed = (
        billed_lines(tables)
        .filter((pl.col("amount") > 0) & pl.col("unit_price").is_not_null())
        .group_by(_PLACE)
        .agg(billed_price=pl.col("unit_price").min())
    )
    return (
        with_provider(pairs.join(billed, on=list(_PLACE), how="left"), tables)
        .with_columns(unit_price=pl.coalesce("billed_price", "tariff"))
        .drop("billed_price", "tariff", "closed_on", "has_successor")
    )


def _with_month(pairs: pl.LazyFrame, parameters: Parameters) -> pl.LazyFrame:
    minutes = pl.col("overlap_minutes")
    counted = (
        minutes > parameters.expr("tolerance_chevauchement", pl.col("month"))
    ) & (~pl.col("same_household_address"))
    total = minutes.filter(counted).sum().over(_PLACE).cast(WIDE) / _MINUTES_AN_HOUR
    return pairs.with_columns(overlap_hours_month=total)


def build(tables: TableSet, parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Give the overlapping pairs, one pass a source."""
    pairs = _with_addresses(_pairs(_worker_days(tables, scope)), tables)
    frame = with_share(
        _with_price(_with_month(pairs, parameters), tables), tables
    ).with_columns(element_of_help(), debtor=pl.lit("provider"))
    yield from passes_by_source(
        with_subject(frame, "source", "visit_id", "first_home", "first_id"), tables
    )


VISIT_PAIR = View(
    name="visit_pair",
    doc="Deux interventions d'un même intervenant chez deux personnes, à la même heure.",
    columns=COLUMNS,
    needs=("visits",),
    build=build,
)
