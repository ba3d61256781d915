"""Who provides the help, at which opposable price, and whom a finding is about."""

from datetime import date

import polars as pl

from bondroit.engine.language.calendar import month_end
from bondroit.engine.views.shared_columns import FAR
from bondroit.engine.views.view import SUBJECT
from bondroit.model.table_set import TableSet

WIDE = pl.Decimal(38, 12)
HUMAN_HELP = "1"
PLACE = ("source", "provider_id", "person_id", "benefit", "month")
"""A provider at a person's home, in one month."""


def with_provider(frame: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Add `tariff` in force in the row's month, `closed_on` and `has_successor`.

    When the tariff changes within a month, the highest holds: the doubt benefits the
    provider. The closing is that of the last version. A provider that is not listed is
    unknown.

    Args:
        frame: provider_id, month and others.
        tables: providers.

    """
    versions = tables.frame("providers")
    keys = frame.select("provider_id", "month").unique()
    tariffs = (
        keys.join(
            versions.select("provider_id", "valid_from", "valid_to", "tariff"),
            on="provider_id",
        )
        .filter(
            (pl.col("valid_from") <= month_end(pl.col("month")))
            & (pl.col("valid_to").fill_null(FAR) >= pl.col("month"))
        )
        .group_by("provider_id", "month")
        .agg(
            tariff=pl.when(pl.col("tariff").is_not_null().all()).then(
                pl.col("tariff").max()
            )
        )
    )
    closings = (
        versions.sort("valid_from")
        .unique("provider_id", keep="last", maintain_order=True)
        .select(
            "provider_id",
            closed_on=pl.col("closed_on").fill_null(FAR),
            has_successor=pl.col("successor_id").is_not_null(),
        )
    )
    return frame.join(tariffs, on=["provider_id", "month"], how="left").join(
        closings, on="provider_id", how="left"
    )


def with_subject(frame: pl.LazyFrame, *key: str) -> pl.LazyFrame:
    """Complete the SUBJECT columns that a frame lacks, and its `row_key`."""
    held = frame.collect_schema().names()
    absent = [
        pl.lit(None, dtype).alias(name)
        for name, dtype in SUBJECT.items()
        if name not in held
    ]
    parts = [pl.col(name).cast(pl.String).fill_null("-") for name in key]
    return frame.with_columns(*absent, row_key=pl.concat_str(parts, separator="|"))


def in_scope(first: date, last: date) -> pl.Expr:
    """Return whether `month` is one of the months judged."""
    return pl.col("month").is_between(first, last)


def element_of_help() -> pl.Expr:
    """Return the element of the right; without any, `1` for PCH, none elsewhere."""
    bare = (pl.col("benefit") == "PCH") & pl.col("right_id").is_null()
    helped = pl.when(bare).then(pl.lit(HUMAN_HELP)).otherwise("element")
    return helped.alias("element")
