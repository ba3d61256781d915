"""Members of RSA households who matter: dead, perhaps dead, old, unknown, claimants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from bondroit.engine.parameters import Parameters
from bondroit.engine.views.persons import latest_day, person_deaths, person_individuals
from bondroit.engine.views.view import Scope
from bondroit.model.table_set import TableSet

AGE_LIMIT: Final = "rsa_age_limite_personne_a_charge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notable:
    """The few persons of a source who matter, found once for all its months.

    Attributes:
        maybe_dead: person_id, date_of_death, death_month, death_match, known: whose
            death is known, possible or unknown.
        old: person_id, born: who reaches the age limit of dependants, and null where
            the birth is unknown.
        holders: household_id, claimant_id: the latest claimant of each household.
        individuals: person_id, individual_id: of every person of the source.
        strangers: person_id of members whom `people` does not know.

    """

    maybe_dead: pl.LazyFrame
    old: pl.LazyFrame
    holders: pl.LazyFrame
    individuals: pl.LazyFrame
    strangers: pl.LazyFrame


def notable_people(
    tables: TableSet, parameters: Parameters, source: str, scope: Scope
) -> Notable:
    """Find who matters among the members of a source, for the whole scope."""
    members = rows_of(tables, "household_members", [source], scope)
    mine = pl.col("source") == source
    individuals = (
        person_individuals(tables)
        .filter(mine)
        .select("person_id", "individual_id")
        .collect()
        .lazy()
    )
    strangers = (
        members.select("person_id")
        .unique()
        .join(individuals, on="person_id", how="anti")
        .collect()
        .lazy()
    )
    holders = (
        members.filter(pl.col("role") == "claimant")
        .group_by("household_id")
        .agg(claimant_id=pl.col("person_id").sort_by("month", "person_id").last())
    )
    return Notable(
        maybe_dead=_maybe_dead(tables, source, scope, strangers).collect().lazy(),
        old=_old(tables, parameters, source, scope, strangers).collect().lazy(),
        holders=holders.collect().lazy(),
        individuals=individuals,
        strangers=strangers,
    )


def _maybe_dead(
    tables: TableSet, source: str, scope: Scope, strangers: pl.LazyFrame
) -> pl.LazyFrame:
    mine = pl.col("source") == source
    told = (
        person_deaths(tables, scope)
        .filter(mine & pl.col("death_match").ne_missing("none"))
        .select(
            "person_id",
            "date_of_death",
            "death_month",
            "death_match",
            known=pl.lit(value=True),
        )
    )
    untold = strangers.select(
        "person_id",
        date_of_death=pl.lit(None, pl.Date),
        death_month=pl.lit(None, pl.Date),
        death_match=pl.lit(None, pl.String),
        known=pl.lit(value=False),
    )
    return pl.concat([told, untold])


def _old(
    tables: TableSet,
    parameters: Parameters,
    source: str,
    scope: Scope,
    strangers: pl.LazyFrame,
) -> pl.LazyFrame:
    """Return who reaches the age limit of dependants in the scope, or may."""
    limit = parameters.value(AGE_LIMIT, scope.last_month)
    before = date(scope.last_month.year - int(limit or 0), 12, 31)
    born = (
        tables.frame("people")
        .filter(pl.col("source") == source)
        .select("person_id", born=latest_day("birth_date"))
        .filter(pl.col("born") <= before)
    )
    return pl.concat([born, strangers.with_columns(born=pl.lit(None, pl.Date))])


def rows_of(
    tables: TableSet, table: str, sources: Sequence[str], scope: Scope
) -> pl.LazyFrame:
    """Return the rows of a monthly table of some sources, over some months."""
    return tables.frame(table).filter(
        pl.col("source").is_in(list(sources))
        & pl.col("month").is_between(scope.first_month, scope.last_month)
    )
