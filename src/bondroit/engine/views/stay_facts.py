"""Stays of each person, merged, and what they are worth in days a month."""

from datetime import date

import polars as pl

from bondroit.engine.language.calendar import each_month, month_end, month_start
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.persons import PERSON, person_individuals
from bondroit.engine.views.shared_columns import FAR
from bondroit.engine.views.view import Scope
from bondroit.model.table_set import TableSet

STAYS_FOUND = "engine:stays_found"
"""Name, among the frames of a table set, of what `person_stays` found once."""

AWAY = (
    "hospital",
    "care_home",
    "temporary_care_home",
    "disability_home",
    "prison",
    "abroad",
)
_FACT_BANDS = ("certain", "probable")


def person_stays(tables: TableSet) -> pl.LazyFrame:
    """Return the stays of each person, those that overlap being one.

    A stay that starts the day after another ended stays apart: short stays do not
    add up. A stay of one record of an individual holds for all its records.

    Returns:
        source, person_id, individual_id, kind, start_date, end_date (inclusive, null
        while it lasts), one row a merged stay.

    """
    if tables.has(STAYS_FOUND):
        return tables.frame(STAYS_FOUND)
    persons = person_individuals(tables)
    return persons.join(_merged_stays(tables, persons), on="individual_id")


def stay_months_covered(tables: TableSet, scope: Scope) -> list[date]:
    """Return the months of the scope that a list of stays covers from end to end.

    A list whose people are to be matched says nothing until they are.
    """
    covers = tables.covers("stays").collect()
    if tables.matches is None:
        unnamed = (
            tables.frame("stays")
            .filter(pl.col("person_id").is_null())
            .select(pl.col("source").unique())
            .collect()
            .to_series()
        )
        covers = covers.filter(~pl.col("source").is_in(unnamed.to_list()))
    months = pl.date_range(scope.first_month, scope.last_month, "1mo", eager=True)
    return [
        month
        for month in months.to_list()
        if any(
            (start is None or start <= month)
            and (end is None or end >= _month_end(month))
            for start, end in covers.select("covers_from", "covers_to").iter_rows()
        )
    ]


def stay_days(
    stays: pl.LazyFrame, parameters: Parameters, scope: Scope
) -> pl.LazyFrame:
    """Return the days of each month that stays make undue or reduced.

    Args:
        stays: what `person_stays` gives.
        parameters: dated parameters, for the delays of the law.
        scope: the months judged.

    Returns:
        source, person_id, month, then counts of days of that month:
        `hospital_days_after_delay` (APA: after day 30, to the eve of the month of
        exit; CASF R232-32), `hospital_days_46` and `hospital_days_61` (PCH: from that
        day of the stay to the eve of the exit; CASF D245-74), `care_home_days`
        (entry and exit days included; CASF L232-8). Only months with a stay appear.

    """
    days = stays.filter(pl.col("kind").is_in(["hospital", "care_home"])).pipe(
        by_month, scope
    )
    start, end = pl.col("start_date"), pl.col("end_date").fill_null(FAR)
    eve_of_exit_month = (
        pl.when(pl.col("end_date").is_null())
        .then(pl.lit(FAR))
        .otherwise(month_start(end).dt.offset_by("-1d"))
    )
    eve = (
        pl.when(pl.col("end_date").is_null())
        .then(pl.lit(FAR))
        .otherwise(end.dt.offset_by("-1d"))
    )
    apa = after_delay(start, parameters, "apa_hospitalisation_delai", scope)
    pch = after_delay(start, parameters, "pch_hospitalisation_delai", scope)
    pch_dismissal = after_delay(
        start, parameters, "pch_hospitalisation_delai_licenciement", scope
    )
    hospital = pl.col("kind") == "hospital"
    counts = {
        "hospital_days_after_delay": (hospital, apa, eve_of_exit_month),
        "hospital_days_46": (hospital, pch, eve),
        "hospital_days_61": (hospital, pch_dismissal, eve),
        "care_home_days": (pl.col("kind") == "care_home", start, end),
    }
    return days.group_by(*PERSON, "month").agg(
        pl.when(which).then(days_in_month(first, last)).otherwise(0).sum().alias(name)
        for name, (which, first, last) in counts.items()
    )


def days_in_month(first: pl.Expr, last: pl.Expr) -> pl.Expr:
    """Return how many days of the row's `month` lie from `first` to `last`, inclusive."""
    begin = pl.max_horizontal(first, pl.col("month"))
    finish = pl.min_horizontal(last, month_end(pl.col("month")))
    return ((finish - begin).dt.total_days() + 1).clip(lower_bound=0).cast(pl.Int32)


def last_discharges(stays: pl.LazyFrame, scope: Scope) -> pl.LazyFrame:
    """Return the last discharge from hospital that each month follows.

    A discharge no longer counts once the person is away again: another stay, in
    hospital or elsewhere, that goes on after it.

    Returns:
        source, person_id, month, last_discharge_on; only months from the month of
        the discharge on, of persons at home since.

    """
    exits = (
        stays.filter((pl.col("kind") == "hospital") & pl.col("end_date").is_not_null())
        .select(*PERSON, pl.col("end_date").alias("last_discharge_on"))
        .pipe(_months_from, scope)
        .group_by(*PERSON, "month")
        .agg(pl.col("last_discharge_on").max())
    )
    away = stays.filter(pl.col("kind").is_in(AWAY)).select(
        *PERSON, "start_date", pl.col("end_date").fill_null(FAR).alias("away_to")
    )
    again = (
        exits.join(away, on=PERSON)
        .filter(
            (pl.col("start_date") <= month_end(pl.col("month")))
            & (pl.col("away_to") > pl.col("last_discharge_on"))
        )
        .select(*PERSON, "month")
        .unique()
    )
    return exits.join(again, on=[*PERSON, "month"], how="anti")


def _merged_stays(tables: TableSet, persons: pl.LazyFrame) -> pl.LazyFrame:
    """Return individual_id, kind, start_date, end_date."""
    keys = ["individual_id", "kind"]
    ended = pl.col("end_date").fill_null(FAR)
    reached = ended.cum_max().shift(1).over(keys)
    return (
        _individual_stays(tables, persons)
        .sort(*keys, "start_date", "end_date")
        .with_columns(new=(pl.col("start_date") > reached).fill_null(value=True))
        .with_columns(number=pl.col("new").cast(pl.Int32).cum_sum().over(keys))
        .group_by(*keys, "number")
        .agg(pl.col("start_date").min(), ended.max().alias("end_date"))
        .select(
            *keys,
            "start_date",
            pl.when(pl.col("end_date") < FAR).then("end_date").alias("end_date"),
        )
    )


def _individual_stays(tables: TableSet, persons: pl.LazyFrame) -> pl.LazyFrame:
    """Return individual_id, kind, start_date, end_date of every attributed stay."""
    stays = tables.frame("stays")
    facts = ["individual_id", "kind", "start_date", "end_date"]
    named = stays.filter(pl.col("person_id").is_not_null()).with_columns(
        pl.coalesce("person_source", "source").alias("person_source")
    )
    parts = [
        named.join(
            persons,
            left_on=["person_source", "person_id"],
            right_on=PERSON,
            how="inner",
        ).select(facts)
    ]
    if tables.matches is not None:
        linked = tables.matches.filter(
            (pl.col("right_table") == "stays") & pl.col("band").is_in(_FACT_BANDS)
        ).join(persons, left_on=["left_source", "left_id"], right_on=PERSON)
        parts.append(
            linked.join(
                stays.filter(pl.col("person_id").is_null()),
                left_on=["right_source", "right_id"],
                right_on=["source", "stay_id"],
            ).select(facts)
        )
    return pl.concat(parts).unique()


def by_month(stays: pl.LazyFrame, scope: Scope) -> pl.LazyFrame:
    """Repeat each stay for every month of the scope it touches."""
    return (
        stays.with_columns(
            first=pl.max_horizontal(
                month_start(pl.col("start_date")), pl.lit(scope.first_month)
            ),
            last=pl.min_horizontal(
                month_start(pl.col("end_date").fill_null(FAR)),
                pl.lit(scope.last_month),
            ),
        )
        .filter(pl.col("first") <= pl.col("last"))
        .pipe(each_month, pl.col("first"), pl.col("last"))
        .drop("first", "last")
    )


def _months_from(exits: pl.LazyFrame, scope: Scope) -> pl.LazyFrame:
    return (
        exits.with_columns(
            start_date=pl.col("last_discharge_on"), end_date=pl.lit(None, dtype=pl.Date)
        )
        .pipe(by_month, scope)
        .drop("start_date", "end_date")
    )


def after_delay(
    start: pl.Expr, parameters: Parameters, delay: str, scope: Scope
) -> pl.Expr:
    """Return the first day after `delay` days of a stay, the entry day being day 1."""
    days = parameters.value(delay, scope.last_month)
    if days is None:
        return pl.lit(None, dtype=pl.Date)
    return start.dt.offset_by(f"{int(days)}d")


def _month_end(month: date) -> date:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
