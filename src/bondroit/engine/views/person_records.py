"""Who a record is about, and where that person lives."""

import polars as pl

from bondroit.engine.views.persons import PERSON, person_individuals
from bondroit.model.table_set import TableSet


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
