"""Whose record a provider's row is about: the file that holds the right pays it."""

import polars as pl

from bondroit.engine.views.persons import PERSON, person_individuals
from bondroit.model.table_set import TableSet

HOME_BENEFITS = ("APA_HOME", "PCH")


def holders(tables: TableSet) -> pl.LazyFrame:
    """Return the holders of rights: source, person_id, benefit, one row each."""
    return tables.frame("rights").select(*PERSON, "benefit").unique()


def with_holder(frame: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Put each row on the record that holds the right of its benefit.

    A row's own record wins; then the one record of the same individual; then, when the
    row's source does not know the person, the one record of the same `person_id`
    elsewhere. Rows that fit nowhere, or in several places, stay as they are.

    Args:
        frame: source, person_id, benefit and others.
        tables: rights, people and individuals.

    """
    rights = holders(tables)
    own = rights.with_columns(own=pl.lit(value=True))
    persons = person_individuals(tables)
    mates = _only_one(
        rights.join(persons, on=PERSON, how="left").select(
            "individual_id", "benefit", mate_source="source", mate_id="person_id"
        ),
        ["individual_id", "benefit"],
    )
    elsewhere = _only_one(
        rights.select("person_id", "benefit", other_source="source"),
        ["person_id", "benefit"],
    )
    known = pl.col("individual_id").is_not_null()
    keeps = pl.col("own").is_not_null()
    other = pl.when(~known).then(pl.col("other_source"))
    return (
        frame.join(own, on=[*PERSON, "benefit"], how="left")
        .join(persons, on=PERSON, how="left")
        .join(mates, on=["individual_id", "benefit"], how="left")
        .join(elsewhere, on=["person_id", "benefit"], how="left")
        .with_columns(
            source=pl.when(keeps)
            .then(pl.col("source"))
            .otherwise(pl.coalesce("mate_source", other, pl.col("source"))),
            person_id=pl.when(keeps)
            .then(pl.col("person_id"))
            .otherwise(pl.coalesce("mate_id", "person_id")),
        )
        .drop("own", "individual_id", "mate_source", "mate_id", "other_source")
    )


def with_benefit(visits: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Fill the benefit of visits that name none, when the person has only one at home."""
    only = _only_one(
        holders(tables)
        .filter(pl.col("benefit").is_in(HOME_BENEFITS))
        .select(*PERSON, only_benefit="benefit"),
        [*PERSON],
    )
    return (
        visits.join(only, on=PERSON, how="left")
        .with_columns(pl.coalesce("benefit", "only_benefit").alias("benefit"))
        .drop("only_benefit")
    )


def with_individual(frame: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Add `individual_id`; who was not matched is alone under `source:person_id`."""
    alone = pl.concat_str(PERSON, separator=":")
    return frame.join(person_individuals(tables), on=PERSON, how="left").with_columns(
        pl.coalesce("individual_id", alone).alias("individual_id")
    )


def home_address() -> pl.Expr:
    """Return the address of a row of `people`, in capitals without punctuation.

    Accents are left as they are; null without a street or a postcode.
    """
    parts = [
        pl.col(name)
        .str.to_uppercase()
        .str.replace_all(r"[^\p{L}\p{N}]+", " ")
        .str.strip_chars()
        for name in ("address", "postcode")
    ]
    return pl.concat_str(parts, separator=" ")


def _only_one(frame: pl.LazyFrame, keys: list[str]) -> pl.LazyFrame:
    """Keep the keys that lead to one place only."""
    return (
        frame.unique()
        .filter(pl.len().over(keys) == 1)
        .filter(pl.all_horizontal(pl.col(keys).is_not_null()))
    )
