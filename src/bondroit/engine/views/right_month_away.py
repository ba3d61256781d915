"""Columns of `right_month` on other stays: institutions, abroad, exits, absences."""

from datetime import date
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_end
from bondroit.engine.views import declare
from bondroit.engine.views.beside import beside
from bondroit.engine.views.column_groups import ColumnGroup, GroupInputs
from bondroit.engine.views.shared_columns import FAR, LONG_AGO
from bondroit.engine.views.stay_facts import (
    AWAY as AWAY_KINDS,
)
from bondroit.engine.views.stay_facts import (
    after_delay,
    by_month,
    days_in_month,
    stay_months_covered,
)
from bondroit.engine.views.view import Scope, Type

_STAYS: Final = ("stays", "matches")
_PERSON_MONTH: Final = ("person_id", "month")
_HOSTED: Final = ("disability_home", "care_home")
_ABSENCE: Final = "apa_etablissement_absence_delai"

_COLUMNS: Final = (
    declare.count("institution_days_46", "jours d'établissement après le 45e", "PCH : jours du mois à partir du 46e jour en foyer, MAS, FAM ou autre établissement, jusqu'à la veille de la sortie.", _STAYS),
    declare.count("institution_days_61", "jours d'établissement après le 60e", "PCH : jours du mois à partir du 61e jour en établissement, jusqu'à la veille de la sortie.", _STAYS),
    declare.day("institution_entered_on", "entrée en établissement", "Entrée du séjour en établissement en cours ce mois-là.", _STAYS, LONG_AGO, none=LONG_AGO),
    declare.count("days_away", "jours hors du domicile", "Jours du mois à l'hôpital, en établissement, en détention ou à l'étranger, au plus ceux du mois.", _STAYS),
    declare.count("abroad_days", "jours à l'étranger", "Jours du mois passés hors de France.", _STAYS),
    declare.count("abroad_days_year", "jours à l'étranger depuis janvier", "Jours passés hors de France du 1er janvier à la fin du mois.", _STAYS),
    declare.day("care_home_left_on", "sortie de l'établissement", "Dernière sortie d'une maison de retraite avant ce mois, sans nouveau séjour en établissement ni à l'hôpital ce mois-là.", _STAYS, LONG_AGO, none=LONG_AGO),
    declare.count("facility_absence_days", "jours d'absence à déduire", "APA en établissement : jours du mois à l'hôpital au-delà du délai du règlement départemental.", _STAYS),
)  # fmt: skip


def _add(rows: pl.LazyFrame, inputs: GroupInputs) -> pl.LazyFrame:
    whole = inputs.people.scope
    covered = pl.col("month").is_in(stay_months_covered(inputs.tables, whole))
    found = inputs.people.once("away", inputs.source, lambda: _away(inputs, whole))
    rows = beside(rows, found, _PERSON_MONTH)
    values: dict[str, int | date] = {
        column.name: LONG_AGO if column.type is Type.DATE else 0 for column in _COLUMNS
    }
    known: dict[str, pl.Expr] = {
        name: pl.when(covered).then(pl.col(name).fill_null(none))
        for name, none in values.items()
    }
    if inputs.parameters.value(_ABSENCE, whole.last_month) is None:
        known["facility_absence_days"] = pl.lit(None, pl.Int32())
    year = pl.col("month").is_in(_years_covered(inputs, whole))
    known["abroad_days_year"] = pl.when(year).then(known["abroad_days_year"])
    return rows.with_columns(**known)


def _away(inputs: GroupInputs, scope: Scope) -> pl.LazyFrame:
    """Return person_id, month and the columns, one row a month away or after it."""
    stays = inputs.people.stays(inputs.source).drop("source", "individual_id")
    january = Scope(
        first_month=scope.first_month.replace(month=1),
        last_month=scope.last_month,
        as_of=scope.as_of,
    )
    parts = [
        _counts(stays, inputs, scope),
        _abroad(stays, january),
        _left(stays, scope),
    ]
    return pl.concat(parts, how="align_full").filter(
        pl.col("month").is_between(scope.first_month, scope.last_month)
    )


def _counts(stays: pl.LazyFrame, inputs: GroupInputs, scope: Scope) -> pl.LazyFrame:
    """Count the days of stays beyond each delay (D245-74, départemental rules)."""
    hosted, hospital = (
        pl.col("kind").is_in(_HOSTED),
        pl.col("kind") == "hospital",
    )
    start, ending = pl.col("start_date"), pl.col("end_date")
    eve = pl.when(ending.is_null()).then(FAR).otherwise(ending.dt.offset_by("-1d"))

    away = days_in_month(start, ending.fill_null(FAR)).sum().cast(pl.Int32)
    month_days = month_end(pl.col("month").first()).dt.day().cast(pl.Int32)

    def beyond(which: pl.Expr, delay: str) -> pl.Expr:
        first = after_delay(start, inputs.parameters, delay, scope)
        days = pl.when(which).then(days_in_month(first, eve)).otherwise(0)
        return pl.min_horizontal(days.sum().cast(pl.Int32), month_days)

    return (
        stays.filter(pl.col("kind").is_in(AWAY_KINDS))
        .pipe(by_month, scope)
        .group_by(_PERSON_MONTH)
        .agg(
            institution_days_46=beyond(hosted, "pch_hospitalisation_delai"),
            institution_days_61=beyond(
                hosted, "pch_hospitalisation_delai_licenciement"
            ),
            institution_entered_on=start.filter(hosted).max(),
            facility_absence_days=beyond(hospital, _ABSENCE),
            days_away=pl.min_horizontal(away, month_days),
        )
    )


def _abroad(stays: pl.LazyFrame, january: Scope) -> pl.LazyFrame:
    """Count the days abroad of each month, and since 1 January."""
    end = pl.col("end_date").fill_null(FAR)
    months = (
        stays.filter(pl.col("kind") == "abroad")
        .pipe(by_month, january)
        .group_by(_PERSON_MONTH)
        .agg(abroad_days=days_in_month(pl.col("start_date"), end).sum().cast(pl.Int32))
    )
    year = pl.col("month").dt.year()
    return months.with_columns(
        abroad_days_year=pl.col("abroad_days")
        .cum_sum()
        .over("person_id", year, order_by="month")
    )


def _left(stays: pl.LazyFrame, scope: Scope) -> pl.LazyFrame:
    """Return the last exit from a care home before each month, nobody being back."""
    placed = stays.filter(
        pl.col("kind").is_in(["care_home", "temporary_care_home", "hospital"])
    )
    back = by_month(placed, scope).select(_PERSON_MONTH).unique()
    homes = (pl.col("kind") == "care_home") & pl.col("end_date").is_not_null()
    return (
        stays.filter(homes)
        .select("person_id", care_home_left_on="end_date")
        .with_columns(
            start_date=month_end(pl.col("care_home_left_on")).dt.offset_by("1d"),
            end_date=pl.lit(None, dtype=pl.Date),
        )
        .pipe(by_month, scope)
        .group_by(_PERSON_MONTH)
        .agg(pl.col("care_home_left_on").max())
        .join(back, on=_PERSON_MONTH, how="anti")
    )


def _years_covered(inputs: GroupInputs, scope: Scope) -> list[date]:
    """Return the months whose year, so far, a list of stays covers."""
    january = Scope(
        first_month=scope.first_month.replace(month=1),
        last_month=scope.last_month,
        as_of=scope.as_of,
    )
    covered = set(stay_months_covered(inputs.tables, january))
    return [
        month
        for month in sorted(covered)
        if all(month.replace(month=one) in covered for one in range(1, month.month + 1))
    ]


AWAY: Final = ColumnGroup(
    columns=_COLUMNS,
    benefits=frozenset({"APA_HOME", "APA_FACILITY", "PCH"}),
    feeds=("institution_days_reduced", "due_in_institution"),
    add=_add,
)
"""Stays that are not in hospital, and what they change."""
