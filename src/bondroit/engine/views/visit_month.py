"""View `visit_month`: the visits of one provider to one person, in one month."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_start
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.person_records import home_address, with_individual
from bondroit.engine.views.persons import (
    NO_DEATH_DATE,
    PERSON,
    death_match_in_month,
    individual_deaths,
    person_individuals,
)
from bondroit.engine.views.practice import known_if
from bondroit.engine.views.provider_facts import (
    PLACE,
    WIDE,
    element_of_help,
    with_subject,
)
from bondroit.engine.views.shared_columns import FAR, LONG_AGO
from bondroit.engine.views.shares import with_share
from bondroit.engine.views.spans import held_frame, spans
from bondroit.engine.views.stay_facts import (
    after_delay,
    person_stays,
    stay_months_covered,
)
from bondroit.engine.views.view import Pass, Scope, View
from bondroit.engine.views.visit_days import DAY_COLUMNS, with_longest_days
from bondroit.engine.views.visit_ends import visits_end
from bondroit.engine.views.visit_facts import billed_beside, with_price
from bondroit.engine.views.visit_hours import hours_recorded, recorded_visits
from bondroit.engine.views.visit_month_columns import COLUMNS
from bondroit.model.outputs import HOURS
from bondroit.model.table_set import TableSet

_AWAY: Final = ("hospital", "temporary_care_home")
_BANDS: Final = {0: "certain", 1: "certain", 2: "probable", 3: "possible"}


def build(tables: TableSet, parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Give the months of visits, by spans of a bounded number of visits."""
    rows = tables.frame("visits").select(pl.len()).collect().item()
    end = known_if(visits_end(tables, parameters, scope))
    done, watched = hours_recorded(tables), held_frame(_watched(tables))
    for months in spans(_with_visits(scope, done), rows):
        visits = _visits(tables, watched, months)
        held = done.filter(
            pl.col("month").is_between(months.first_month, months.last_month)
        )
        found = _months(held, visits, tables, parameters, scope).with_columns(
            visits_end_at_death=end
        )
        frame = _with_money(with_longest_days(found, tables, months, scope), tables)
        yield Pass(
            source="-",
            frame=with_subject(
                frame.with_columns(element_of_help(), debtor=pl.lit("provider")), *PLACE
            ),
        )


def _with_visits(scope: Scope, done: pl.LazyFrame) -> Scope:
    """Return the months of the scope from the first to the last with a visit."""
    month = pl.col("month")
    inside = month.is_between(scope.first_month, scope.last_month)
    told = done.filter(inside).select(first=month.min(), last=month.max()).collect()
    first, last = told.row(0)
    return replace(
        scope,
        first_month=first or scope.last_month,
        last_month=last or scope.last_month,
    )


def _watched(tables: TableSet) -> pl.LazyFrame:
    """Return the persons whose visits are looked at one by one: dead, or away."""
    away = person_stays(tables).filter(pl.col("kind").is_in(_AWAY))
    dead = person_individuals(tables).join(
        individual_deaths(tables), on="individual_id", how="semi"
    )
    return pl.concat([away.select(PERSON), dead.select(PERSON)]).unique()


def _visits(tables: TableSet, watched: pl.LazyFrame, months: Scope) -> pl.LazyFrame:
    """Return the visits of some months to the persons watched, with their day."""
    day = pl.col("start").dt.date()
    inside = month_start(day).is_between(months.first_month, months.last_month)
    visits = recorded_visits(tables).filter(inside)
    return held_frame(
        visits.join(watched, on=list(PERSON), how="semi")
        .pipe(with_individual, tables)
        .select(*PLACE, "individual_id", "visit_hours", day=day)
    )


def _months(
    done: pl.LazyFrame,
    visits: pl.LazyFrame,
    tables: TableSet,
    parameters: Parameters,
    scope: Scope,
) -> pl.LazyFrame:
    """One row a PLACE, with the hours after a death and during stays."""
    months = with_individual(done, tables).with_columns(
        visit_hours=_rounded(pl.col("visit_hours"))
    )
    stays = _with_stays(months, visits, tables, parameters, scope)
    return _with_death(stays, visits, tables, scope).pipe(_with_company, tables)


def _sum() -> pl.Expr:
    return _rounded(pl.col("visit_hours").cast(WIDE).sum())


def _rounded(hours: pl.Expr) -> pl.Expr:
    return hours.round(2, mode="half_away_from_zero").cast(HOURS)


def _with_death(
    months: pl.LazyFrame, visits: pl.LazyFrame, tables: TableSet, scope: Scope
) -> pl.LazyFrame:
    """Add the death of the person, and the hours that begin on a later day."""
    band = pl.col("rank").replace_strict(_BANDS, return_dtype=pl.String)
    deaths = held_frame(
        individual_deaths(tables).select(
            "individual_id", "date_of_death", death_match=band
        )
    )
    after = (
        visits.join(deaths.select("individual_id", "date_of_death"), on="individual_id")
        .filter(pl.col("day") > pl.col("date_of_death"))
        .group_by(PLACE)
        .agg(hours_after_death=_sum(), visits_after_death=pl.len().cast(pl.Int32))
    )
    told = (
        tables.frame("people")
        .group_by("source")
        .agg(tells=pl.col("death_date").is_not_null().any())
    )
    match = pl.coalesce(
        death_match_in_month(tables, scope),
        pl.when(pl.col("tells") & pl.col("known")).then(pl.lit("none")),
    )
    known = person_individuals(tables).select(PERSON, known=pl.lit(value=True))
    placed = (
        months.join(deaths, on="individual_id", how="left")
        .join(told, on="source", how="left")
        .join(known, on=list(PERSON), how="left")
        .join(after, on=list(PLACE), how="left", nulls_equal=True)
        .with_columns(death_match=match)
    )
    told_now = pl.col("death_match").is_not_null()
    return placed.with_columns(
        date_of_death=pl.when(told_now).then(
            pl.col("date_of_death").fill_null(NO_DEATH_DATE)
        ),
        hours_after_death=pl.when(told_now).then(
            pl.col("hours_after_death").fill_null(pl.lit(0, HOURS))
        ),
        visits_after_death=pl.when(told_now).then(
            pl.col("visits_after_death").fill_null(0)
        ),
    ).drop("tells", "known")


def _with_stays(
    months: pl.LazyFrame,
    visits: pl.LazyFrame,
    tables: TableSet,
    parameters: Parameters,
    scope: Scope,
) -> pl.LazyFrame:
    """Add the hours on days spent wholly in hospital, or in a temporary care home."""
    away = held_frame(
        person_stays(tables)
        .filter(pl.col("kind").is_in(_AWAY))
        .select(*PERSON, "kind", "start_date", end=pl.col("end_date").fill_null(FAR))
    )
    inside = (
        visits.join(away, on=list(PERSON))
        .filter(
            (pl.col("day") > pl.col("start_date")) & (pl.col("day") < pl.col("end"))
        )
        .with_columns(judged=_judged_elsewhere(parameters, scope))
    )
    hospital = inside.filter((pl.col("kind") == "hospital") & ~pl.col("judged"))
    temporary = inside.filter(pl.col("kind") == "temporary_care_home")
    place = list(PLACE)
    days = hospital.group_by(place).agg(
        hours_in_hospital=_sum(), admitted_on=pl.col("start_date").min()
    )
    guests = temporary.group_by(place).agg(hours_in_temporary_stay=_sum())
    covered = pl.col("month").is_in(stay_months_covered(tables, scope))
    none = pl.lit(0, HOURS)
    return (
        months.join(days, on=place, how="left", nulls_equal=True)
        .join(guests, on=place, how="left", nulls_equal=True)
        .with_columns(
            hours_in_hospital=pl.when(covered).then(
                pl.col("hours_in_hospital").fill_null(none)
            ),
            admitted_on=pl.when(covered).then(
                pl.col("admitted_on").fill_null(LONG_AGO)
            ),
            hours_in_temporary_stay=pl.when(covered).then(
                pl.col("hours_in_temporary_stay").fill_null(none)
            ),
        )
    )


def _judged_elsewhere(parameters: Parameters, scope: Scope) -> pl.Expr:
    """Whether the day is one that the payment itself is reduced for (a long stay)."""
    day, start = pl.col("day"), pl.col("start_date")
    apa = after_delay(start, parameters, "apa_hospitalisation_delai", scope)
    pch = after_delay(start, parameters, "pch_hospitalisation_delai", scope)
    whole = (day >= apa) & (day < month_start(pl.col("end")))
    return (
        pl.when(pl.col("benefit") == "APA_HOME")
        .then(whole)
        .when(pl.col("benefit") == "PCH")
        .then(day >= pch)
        .otherwise(statement=False)
        .fill_null(value=False)
    )


def _with_company(months: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Tell whether the provider helps somebody else at the same address that month."""
    homes = (
        tables.frame("people").select(*PERSON, home=home_address()).unique(list(PERSON))
    )
    placed = months.join(homes, on=list(PERSON), how="left")
    place = ["provider_id", "month", "home"]
    company = (
        placed.filter(pl.col("home").is_not_null())
        .group_by(place)
        .agg(shared_home=pl.col("individual_id").n_unique() > 1)
    )
    return placed.join(company, on=place, how="left").drop("home")


def _with_money(months: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Add the price of the hour (the lower of billed and opposable) and the share."""
    shared = held_frame(with_share(months, tables))
    return with_price(shared, billed_beside(shared, tables), pl.min_horizontal)


VISIT_MONTH = View(
    name="visit_month",
    doc="Les interventions d'un prestataire chez une personne, pour une prestation et un mois.",
    columns=(*COLUMNS, *DAY_COLUMNS),
    needs=("visits",),
    build=build,
)
