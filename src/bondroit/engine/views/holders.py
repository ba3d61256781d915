"""Whose record a provider's row is about: the file that holds the right pays it."""

from typing import Final

import polars as pl

from bondroit.engine.views.once import once
from bondroit.engine.views.persons import PERSON, person_individuals
from bondroit.model.table_set import TableSet

HOME_BENEFITS: Final = ("APA_HOME", "PCH")
HELD_ELSEWHERE: Final = "engine:held_elsewhere"
"""Name, among the frames of a table set, of what `held_elsewhere` found once."""

_TABLES: Final = ("visits", "invoice_lines", "employments", "evidence_of_use", "debts")
"""Tables whose rows may stand on another record than the one that holds the right; so
may payments to a provider."""

_KEY: Final = (*PERSON, "benefit")


def with_holder(frame: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Put each row on the record that holds the right of its benefit.

    A row's own record wins; then the one record of the same individual; then, when the
    row's source does not know the person, the one record of the same `person_id`
    elsewhere. Rows that fit nowhere, or in several places, stay as they are.

    Args:
        frame: source, person_id, benefit and others: rows of visits, invoice_lines,
            employments, evidence_of_use, debts, or of payments to a provider.
        tables: rights, people and individuals.

    """
    moves = once(tables, HELD_ELSEWHERE, lambda: held_elsewhere(tables))
    return (
        frame.join(moves, on=list(_KEY), how="left")
        .with_columns(
            source=pl.coalesce("holder_source", "source"),
            person_id=pl.coalesce("holder_id", "person_id"),
        )
        .drop("holder_source", "holder_id")
    )


def with_benefit(visits: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Fill the benefit of visits that name none, when the person has only one at home."""
    only = _only_one(
        _holders(tables)
        .filter(pl.col("benefit").is_in(HOME_BENEFITS))
        .select(*PERSON, only_benefit="benefit"),
        [*PERSON],
    )
    return (
        visits.join(only, on=PERSON, how="left")
        .with_columns(pl.coalesce("benefit", "only_benefit").alias("benefit"))
        .drop("only_benefit")
    )


def held_elsewhere(tables: TableSet) -> pl.LazyFrame:
    """Return the persons and benefits whose right is on another record, and on which.

    They are few beside the rows they explain: rows are joined with them alone.

    Args:
        tables: rights, people, individuals, and the tables whose rows may move.

    Returns:
        source, person_id, benefit, holder_source, holder_id; one row a key.

    """
    rights, persons = _holders(tables), person_individuals(tables)
    mates = _only_one(
        rights.join(persons, on=PERSON).select(
            "individual_id", "benefit", holder_source="source", holder_id="person_id"
        ),
        ["individual_id", "benefit"],
    )
    elsewhere = _only_one(
        rights.select("person_id", "benefit", holder_source="source"),
        ["person_id", "benefit"],
    )
    told = [tables.frame(name) for name in _TABLES]
    told.append(tables.frame("payments").filter(pl.col("payee") == "provider"))
    listed = pl.concat(rows.select(PERSON).unique() for rows in told).unique()
    unknown = listed.join(persons, on=PERSON, how="anti")
    columns = [*_KEY, "holder_source", "holder_id"]
    return pl.concat(
        [
            persons.join(mates, on="individual_id").select(columns),
            unknown.join(elsewhere, on="person_id")
            .with_columns(holder_id="person_id")
            .select(columns),
        ]
    ).join(rights, on=list(_KEY), how="anti")


def _holders(tables: TableSet) -> pl.LazyFrame:
    """Return the holders of rights: source, person_id, benefit, one row each."""
    return tables.frame("rights").select(_KEY).unique()


def _only_one(frame: pl.LazyFrame, keys: list[str]) -> pl.LazyFrame:
    """Keep the keys that lead to one place only."""
    return (
        frame.unique()
        .filter(pl.len().over(keys) == 1)
        .filter(pl.all_horizontal(pl.col(keys).is_not_null()))
    )
