"""Who died, and when: one row a person, shared by all records of one individual."""

from datetime import date

import polars as pl

from bondroit.engine.language.calendar import month_end, month_start
from bondroit.engine.views.view import Scope
from bondroit.model.table_set import TableSet

PERSON = ("source", "person_id")
PERSONS = "engine:persons"
"""Name, among the frames of a table set, of what `person_individuals` found once."""

DEATHS_FOUND = "engine:deaths_found"
"""Name of what `individual_deaths` found once."""

NO_DEATH_MONTH = date(9999, 12, 1)
NO_DEATH_DATE = date(9999, 12, 31)
_RANKS = {"certain": 1, "probable": 2, "possible": 3}
_NAMES = {0: "certain", 1: "certain", 2: "probable", 3: "possible"}


def person_individuals(tables: TableSet) -> pl.LazyFrame:
    """Return source, person_id, individual_id of every known person.

    Persons come from `people` and from `individuals`; who was not matched is alone
    under `source:person_id`.
    """
    if tables.has(PERSONS):
        return tables.frame(PERSONS)
    alone = pl.concat_str(["source", "person_id"], separator=":")
    people = tables.frame("people").select(PERSON)
    if tables.individuals is None:
        return people.unique().with_columns(individual_id=alone)
    linked = tables.individuals.select(*PERSON, "individual_id").unique(subset=PERSON)
    return (
        pl.concat([people, linked.select(PERSON)])
        .unique()
        .join(linked, on=PERSON, how="left")
        .with_columns(pl.coalesce("individual_id", alone).alias("individual_id"))
    )


def person_deaths(tables: TableSet, scope: Scope) -> pl.LazyFrame:
    """Return the death of each person, as far as the files tell.

    A date written in `people` wins over a matched one; among matches the surer band
    wins, then the later date, which is the cautious one.

    Args:
        tables: people, deaths, individuals and matches.
        scope: the months judged.

    Returns:
        source, person_id, individual_id, date_of_death, death_month, death_match
        (`certain`, `probable`, `possible`, `none`, null when nothing could tell for
        the whole scope: see `death_match_in_month`). Who is not dead has the far
        date of «none»; where unknown, dates are null.

    """
    told = _source_tells_deaths(tables)
    known = set(_months(scope)) <= set(death_months_covered(tables, scope))
    found = individual_deaths(tables)
    persons = (
        person_individuals(tables)
        .join(found, on="individual_id", how="left")
        .join(told, on="source", how="left")
    )
    nobody = pl.col("tells_deaths").fill_null(value=False) | pl.lit(known)
    match = pl.col("rank").replace_strict(_NAMES, default=None, return_dtype=pl.String)
    missing = pl.col("rank").is_null()
    return persons.select(
        *PERSON,
        "individual_id",
        pl.when(missing & nobody)
        .then(pl.lit(NO_DEATH_DATE))
        .otherwise("date_of_death")
        .alias("date_of_death"),
        pl.when(missing & nobody)
        .then(pl.lit(NO_DEATH_MONTH))
        .otherwise(month_start(pl.col("date_of_death")))
        .alias("death_month"),
        pl.when(missing & nobody)
        .then(pl.lit("none"))
        .otherwise(match)
        .alias("death_match"),
    )


def death_months_covered(tables: TableSet, scope: Scope) -> list[date]:
    """Return the months of the scope for which a matched register of deaths speaks."""
    if tables.matches is None:
        return []
    rows = tables.covers("deaths").select("covers_from", "covers_to").collect().rows()
    return [
        month
        for month in _months(scope)
        if any(
            (start is None or start < _next_month(month))
            and (end is None or end >= month)
            for start, end in rows
        )
    ]


def death_match_in_month(tables: TableSet, scope: Scope) -> pl.Expr:
    """Return `death_match` of the row's month: «none» where a register covers it.

    The expression reads the columns `death_match` and `month`.
    """
    covered = pl.col("month").is_in(death_months_covered(tables, scope))
    silent = pl.when(covered).then(pl.lit("none"))
    return pl.coalesce("death_match", silent)


def _months(scope: Scope) -> list[date]:
    months = [scope.first_month]
    while months[-1] < scope.last_month:
        months.append(_next_month(months[-1]))
    return months


def _next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _source_tells_deaths(tables: TableSet) -> pl.LazyFrame:
    return (
        tables.frame("people")
        .group_by("source")
        .agg(pl.col("death_date").is_not_null().any().alias("tells_deaths"))
    )


def individual_deaths(tables: TableSet) -> pl.LazyFrame:
    """Return who is dead: one row an individual.

    Returns:
        individual_id, rank (0 written in people, 1 to 3 matched: certain to possible),
        date_of_death.

    """
    if tables.has(DEATHS_FOUND):
        return tables.frame(DEATHS_FOUND)
    persons = person_individuals(tables)
    written = (
        tables.frame("people")
        .filter(pl.col("death_date").is_not_null())
        .join(persons, on=PERSON)
        .select(
            "individual_id",
            pl.lit(0, dtype=pl.Int32).alias("rank"),
            pl.col("death_date").alias("date_of_death"),
        )
    )
    return (
        pl.concat([written, _matched_deaths(tables, persons)])
        .group_by("individual_id")
        .agg(
            pl.col("rank").min(),
            pl.col("date_of_death")
            .filter(pl.col("rank") == pl.col("rank").min())
            .max(),
        )
    )


def _matched_deaths(tables: TableSet, persons: pl.LazyFrame) -> pl.LazyFrame:
    if tables.matches is None:
        schema = {
            "individual_id": pl.String(),
            "rank": pl.Int32(),
            "date_of_death": pl.Date(),
        }
        return pl.LazyFrame(schema=schema)
    deaths = tables.frame("deaths").select(
        "source", "death_id", latest_day("death_date")
    )
    return (
        tables.matches.filter(
            (pl.col("right_table") == "deaths") & pl.col("band").is_in(list(_RANKS))
        )
        .join(
            deaths,
            left_on=["right_source", "right_id"],
            right_on=["source", "death_id"],
        )
        .join(persons, left_on=["left_source", "left_id"], right_on=PERSON)
        .select(
            "individual_id",
            pl.col("band").replace_strict(_RANKS, return_dtype=pl.Int32).alias("rank"),
            pl.col("death_date").alias("date_of_death"),
        )
    )


def latest_day(name: str) -> pl.Expr:
    """Return the last day a date may be of, given its column `<name>_precision`."""
    day, precision = pl.col(name), pl.col(f"{name}_precision")
    return (
        pl.when(precision == "year")
        .then(pl.date(day.dt.year(), 12, 31))
        .when(precision == "month")
        .then(month_end(day))
        .otherwise(day)
        .alias(name)
    )


def earliest_day(name: str) -> pl.Expr:
    """Return the first day a date may be of, given its column `<name>_precision`."""
    day, precision = pl.col(name), pl.col(f"{name}_precision")
    return (
        pl.when(precision == "year")
        .then(pl.date(day.dt.year(), 1, 1))
        .when(precision == "month")
        .then(month_start(day))
        .otherwise(day)
        .alias(name)
    )
