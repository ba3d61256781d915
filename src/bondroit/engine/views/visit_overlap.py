"""View `visit_overlap`: two visits to one person at the same time."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_start
from bondroit.engine.parameters import Parameters
from bondroit.engine.views import declare
from bondroit.engine.views.holders import with_benefit, with_holder
from bondroit.engine.views.person_records import with_individual
from bondroit.engine.views.provider_facts import element_of_help, with_subject
from bondroit.engine.views.shared_columns import (
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

LONGEST_VISIT: Final = timedelta(hours=24)
"""Above, the dates of a visit are wrong and its overlaps tell nothing."""

_PERSON: Final = ("source", "person_id")

COLUMNS: Final = (
    MONTH_OF_SECOND,
    declare.benefit("Prestation de l'intervention commencée en second.", ("visits",)),
    declare.count("overlap_minutes", "minutes de chevauchement", "Minutes de l'intervention déjà couvertes par une autre, commencée avant chez la même personne.", ("visits",)),
    declare.count("shift_minutes", "décalage des horaires", "Plus grand écart, en minutes, entre les débuts ou entre les fins des deux interventions : proche de 0, elles sont faites à deux.", ("visits",)),
    declare.flag("same_worker", "même intervenant", "Les deux interventions sont du même intervenant ; inconnu si l'un des deux n'est pas dit.", ("visits",)),
    declare.hours("overlap_hours_month", "heures de chevauchement du mois", "Heures de tous les chevauchements du mois au-delà de la tolérance, interventions faites à deux exclues, chez ce prestataire et pour ce bénéficiaire.", ("visits",), "0.00", none="0.00"),
    PRICE_OR_TARIFF,
    PAYER_SHARE,
)  # fmt: skip


def build(tables: TableSet, parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Give the overlapping visits."""
    found = held_frame(_overlaps(tables, scope))
    placed = with_holder(with_benefit(found, tables), tables)
    visits = held_frame(_with_month(placed, parameters))
    priced = with_price(visits, billed_beside(visits, tables))
    frame = with_individual(with_share(priced, tables), tables).with_columns(
        element_of_help(), debtor=pl.lit("provider")
    )
    yield Pass(source="-", frame=with_subject(frame, "source", "visit_id"))


def _overlaps(tables: TableSet, scope: Scope) -> pl.LazyFrame:
    """Return the visits that start before an earlier one to the person has ended."""
    month = month_start(pl.col("start").dt.date())
    visits = (
        tables.frame("visits")
        .filter(
            (pl.col("end") > pl.col("start"))
            & (pl.col("end") - pl.col("start") <= LONGEST_VISIT)
            & month.is_between(scope.first_month, scope.last_month)
        )
        .with_columns(month=month)
    )
    key = pl.struct(*_PERSON, "month").hash()
    concerned = held_frame(
        visits.select(*VISIT, "month", key=key).join(
            held_frame(_busy(visits, key)), on="key", how="semi"
        )
    )
    here = list(_PERSON)
    before = concerned.sort(*here, "start", "end", "visit_id").with_columns(
        reached=pl.col("end").cum_max().shift(1).over(here),
        first_start=pl.col("start").shift(1).over(here),
        first_end=pl.col("end").shift(1).over(here),
        first_worker=pl.col("worker_id").shift(1).over(here),
    )
    overlap = pl.min_horizontal("end", "reached") - pl.col("start")
    apart = pl.max_horizontal(
        (pl.col("start") - pl.col("first_start")).abs(),
        (pl.col("end") - pl.col("first_end")).abs(),
    )
    return before.filter(pl.col("start") < pl.col("reached")).with_columns(
        overlap_minutes=overlap.dt.total_minutes().cast(pl.Int32),
        shift_minutes=apart.dt.total_minutes().cast(pl.Int32),
        same_worker=pl.col("worker_id") == pl.col("first_worker"),
    )


def _busy(visits: pl.LazyFrame, key: pl.Expr) -> pl.LazyFrame:
    """Return the persons' months in which two visits overlap, and a few others.

    Where any two visits of a person overlap, two that follow each other do. Persons
    and months are told by a hash; two with one hash only make more visits to look at.
    """
    follows = (pl.col("key") == pl.col("key").shift(1)) & (
        pl.col("start") < pl.col("end").shift(1)
    )
    return (
        visits.select("start", "end", key=key)
        .sort("key", "start")
        .filter(follows)
        .select("key")
        .unique()
    )


def _with_month(visits: pl.LazyFrame, parameters: Parameters) -> pl.LazyFrame:
    """Add the hours of the month's overlaps, those of visits made by two left out."""
    tolerance = parameters.expr("tolerance_chevauchement", pl.col("month"))
    by_two = (pl.col("shift_minutes") <= tolerance) & (
        ~pl.col("same_worker").fill_null(value=False)
    )
    counted = (pl.col("overlap_minutes") > tolerance) & ~by_two
    return visits.with_columns(overlap_hours_month=overlap_hours(counted))


VISIT_OVERLAP = View(
    name="visit_overlap",
    doc="Une intervention commencée chez une personne avant la fin d'une autre.",
    columns=COLUMNS,
    needs=("visits",),
    build=build,
)
