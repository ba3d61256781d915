"""Paid months of individuals who receive several benefits, side by side."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_end
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.compositions import ADULTS, composition_months
from bondroit.engine.views.payment_months import payment_months
from bondroit.engine.views.persons import PERSON, person_individuals
from bondroit.engine.views.right_versions import GROUP, right_months, right_versions
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

SIDE: Final[dict[str, pl.DataType]] = {
    "individual_id": pl.String(),
    "month": pl.Date(),
    "source": pl.String(),
    "person_id": pl.String(),
    "household_id": pl.String(),
    "benefit": pl.String(),
    "element": pl.String(),
    "right_id": pl.String(),
    "payer": pl.String(),
    "paid": MONEY,
    "first_day": pl.Date(),
    "last_day": pl.Date(),
}
"""One paid month of one benefit of an individual, and the days its right runs: the
whole month when the right is in no file, none when it runs on no day."""

EXCLUSIVE: Final = ("APA_HOME", "APA_FACILITY", "PCH", "ACTP")


def exclusive_sides(
    tables: TableSet, parameters: Parameters, scope: Scope
) -> pl.LazyFrame:
    """Return the sides of who is paid two of APA, PCH (element 1) and ACTP."""
    holders = _holders(tables)
    kept = replace(
        tables,
        frames={
            **tables.frames,
            **{
                name: held_frame(
                    tables.frame(name).join(holders, on=PERSON, how="semi")
                )
                for name in ("payments", "rights")
            },
        },
    )
    pairs = (
        kept.frame("payments")
        .filter(pl.col("benefit").is_in(EXCLUSIVE))
        .select("source", "benefit")
        .unique()
        .collect()
    )
    individuals = holders.select(*PERSON, "individual_id")
    return _stack(
        _paid_days(kept, parameters, scope, source, benefit)
        .filter((pl.col("benefit") != "PCH") | (pl.col("element") == "1"))
        .with_columns(
            person_id=pl.col("subject_id"),
            household_id=pl.lit(None, pl.String),
            payer=pl.lit(None, pl.String),
        )
        .join(individuals, on=PERSON)
        for source, benefit in pairs.sort(pairs.columns).iter_rows()
    )


def household_sides(
    tables: TableSet, parameters: Parameters, scope: Scope
) -> pl.LazyFrame:
    """Return the sides of the adults counted in several RSA households."""
    adults = _shared_adults(tables)
    households = adults.select("source", "household_id").unique()
    kept = replace(
        tables,
        frames={
            **tables.frames,
            **{
                name: held_frame(
                    tables.frame(name).join(
                        households, on=["source", "household_id"], how="semi"
                    )
                )
                for name in ("payments", "rights", "households", "household_members")
            },
        },
    )
    sources = households.select(pl.col("source").unique()).collect().to_series()
    return _stack(
        _household_side(kept, parameters, scope, source, adults)
        for source in sources.sort().to_list()
    )


def _household_side(
    tables: TableSet,
    parameters: Parameters,
    scope: Scope,
    source: str,
    adults: pl.LazyFrame,
) -> pl.LazyFrame:
    """Return the paid months of each adult counted that month, with the payer."""
    own = pl.col("source") == source
    members = tables.frame("household_members").filter(own)
    counted = members.filter(pl.col("counted") & pl.col("role").is_in(ADULTS)).select(
        "household_id", "person_id", seen="month"
    )
    payers = tables.frame("households").filter(own)
    payer_of = composition_months(
        payers.select("household_id", "payer", seen="month"), scope
    )
    key = ["household_id", "month"]
    of_source = adults.filter(own).select("person_id", "individual_id").unique()
    return (
        composition_months(members.select("household_id", seen="month").unique(), scope)
        .join(counted, on=["household_id", "seen"])
        .drop("seen")
        .join(of_source, on="person_id")
        .join(payer_of.drop("seen"), on=key)
        .join(
            _paid_days(tables, parameters, scope, source, "RSA").rename(
                {"subject_id": "household_id"}
            ),
            on=key,
        )
        .with_columns(person_id=pl.coalesce("payer_person_id", "person_id"))
    )


def _paid_days(
    tables: TableSet,
    parameters: Parameters,
    scope: Scope,
    source: str,
    benefit: str,
) -> pl.LazyFrame:
    """Return the months with a payment, and the days of the month the right runs."""
    paid = payment_months(tables, source, benefit, scope, parameters)
    versions = held_frame(right_versions(tables, source, benefit))
    rights = right_months(versions, scope).join(
        versions.select("version", "right_id"), on="version"
    )
    unlisted = pl.col("version").is_null()
    month = pl.col("month")
    return (
        paid.filter(pl.col("net_paid") > 0)
        .join(rights, on=[*GROUP, "month"], how="left")
        .with_columns(
            source=pl.lit(source),
            benefit=pl.lit(benefit),
            paid=pl.col("net_paid"),
            first_day=pl.when(unlisted).then(month).otherwise("first_day"),
            last_day=pl.when(unlisted).then(month_end(month)).otherwise("last_day"),
        )
    )


def _holders(tables: TableSet) -> pl.LazyFrame:
    """Return source, person_id, individual_id of who is paid several of EXCLUSIVE."""
    paid = (
        tables.frame("payments")
        .filter(pl.col("benefit").is_in(EXCLUSIVE))
        .select(*PERSON, "benefit")
        .unique()
    )
    return (
        _with_individual(paid, tables)
        .filter(pl.col("benefit").n_unique().over("individual_id") > 1)
        .select(*PERSON, "individual_id")
        .unique()
        .collect()
        .lazy()
    )


def _shared_adults(tables: TableSet) -> pl.LazyFrame:
    """Return source, household_id, person_id, individual_id of adults of several."""
    adults = (
        tables.frame("household_members")
        .filter(pl.col("counted") & pl.col("role").is_in(ADULTS))
        .select("source", "household_id", "person_id")
        .unique()
    )
    household = pl.struct("source", "household_id")
    return (
        _with_individual(adults, tables)
        .filter(household.n_unique().over("individual_id") > 1)
        .collect()
        .lazy()
    )


def _with_individual(rows: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    alone = pl.concat_str("source", "person_id", separator=":")
    return rows.join(person_individuals(tables), on=PERSON, how="left").with_columns(
        pl.coalesce("individual_id", alone).alias("individual_id")
    )


def _stack(sides: Iterable[pl.LazyFrame]) -> pl.LazyFrame:
    empty = pl.LazyFrame(schema=SIDE)
    return pl.concat([empty, *(side.select(list(SIDE)) for side in sides)])
