"""Rows of VRSB0801 -> the resources that a household declared, by person and month."""

import polars as pl

from bondroit.sources.cnaf.vrsb_tables import (
    MONEY,
    Frames,
    calculated,
    day,
    flag,
    holders,
    money,
    position,
)


def resources(data: Frames) -> pl.DataFrame:
    """Return the table resources, all declared.

    One row a person, month and nature (repeated natures are added), one row of nature
    000 and amount 0 a month of a quarter declared nil (TOPRESSNUL), and the family
    benefits of the month (MTPFRSA) as nature PF of the holder of the right.
    """
    keys = ("foyer", "person_id", "month", "nature")
    declared = (
        data.resources.select(
            "foyer",
            "person_id",
            day("MOISRESS").dt.truncate("1mo").alias("month"),
            pl.col("NATRESS").alias("nature"),
            money("MTNATRESSMEN").alias("amount"),
        )
        .group_by(keys, maintain_order=True)
        .agg(pl.col("amount").sum().cast(MONEY))
    )
    return pl.concat([declared, _nil(data), _family_benefits(data)]).select(
        "person_id",
        "month",
        "nature",
        pl.lit("declared").alias("origin"),
        "amount",
        position(),
    )


def _nil(data: Frames) -> pl.DataFrame:
    """Return the months of quarters declared nil, for which the file lists nothing."""
    start, end = day("DDRESS").dt.truncate("1mo"), day("DFRESS").dt.truncate("1mo")
    quarter = data.people.filter(flag("TOPRESSNUL") & (pl.col("no_month") == "1"))
    return (
        quarter.filter(end.is_between(start, start.dt.offset_by("2mo")))
        .select(
            "foyer",
            "person_id",
            pl.date_ranges(start, end, "1mo").alias("month"),
            pl.lit("000").alias("nature"),
            pl.lit(0).cast(MONEY).alias("amount"),
        )
        .explode("month", empty_as_null=False)
    )


def _family_benefits(data: Frames) -> pl.DataFrame:
    return (
        data.dossiers.filter(calculated(data.month) & pl.col("MTPFRSA").is_not_null())
        .join(holders(data), on="foyer")
        .select(
            "foyer",
            "person_id",
            pl.lit(data.month).alias("month"),
            pl.lit("PF").alias("nature"),
            money("MTPFRSA").alias("amount"),
        )
    )
