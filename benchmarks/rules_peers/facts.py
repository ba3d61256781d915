"""The facts that the rules read, in polars: one row a payment-month."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl
from rules_peers.data import FIRST, LAST, files

FAR: Final = date(9999, 12, 31)
MONEY: Final = pl.Decimal(12, 2)
HOURS: Final = pl.Decimal(9, 2)
_RIGHT: Final = (
    "gir",
    "plan_amount",
    "participation",
    "granted_amount",
    "granted_hours",
    "rate",
    "delivery_mode",
    "couple",
    "urgent",
    "resources",
    "review_date",
)


def facts(data: Path, sources: Sequence[str]) -> pl.LazyFrame:
    """Return the payment-months of some départements, with right, person and stays."""
    person = ["source", "person_id"]
    month_end = pl.col("month").dt.month_end()
    born = pl.col("birth_date")
    not_yet = _day_of_year(born) > _day_of_year(month_end)
    rights = pl.scan_parquet(files(data, "rights", sources)).select(
        *person,
        "benefit",
        *_RIGHT,
        pl.col("state").alias("right_state"),
        pl.col("start_date").alias("right_start"),
        pl.col("end_date").fill_null(FAR).alias("right_end"),
    )
    return (
        _paid(data, sources)
        .join(rights, on=[*person, "benefit"], how="left")
        .join(
            pl.scan_parquet(files(data, "people", sources)),
            on=person,
            how="left",
        )
        .join(_stay_days(data, sources), on=[*person, "month"], how="left")
        .with_columns(
            pl.col("right_state").fill_null("none"),
            pl.col("death_date").fill_null(FAR).alias("date_of_death"),
            (month_end.dt.year() - born.dt.year() - not_yet.cast(pl.Int32)).alias(
                "age_at_month_end"
            ),
            pl.col("hospital_days", "care_home_days").fill_null(0),
        )
    )


def _day_of_year(day: pl.Expr) -> pl.Expr:
    return day.dt.month().cast(pl.Int32) * 100 + day.dt.day()


def _paid(data: Path, sources: Sequence[str]) -> pl.LazyFrame:
    def agreed(name: str) -> pl.Expr:
        least, most = pl.col(name).min(), pl.col(name).max()
        return pl.when(least == most).then(most)

    return (
        pl.scan_parquet(files(data, "payments", sources))
        .group_by("source", "person_id", "benefit", "month")
        .agg(
            pl.col("amount").sum().cast(MONEY).alias("net_paid"),
            pl.len().cast(pl.Int32).alias("payment_count"),
            pl.col("amount").max().alias("largest_payment"),
            pl.col("paid_on").max().alias("last_paid_on"),
            agreed("gir").alias("gir_paid"),
            pl.when(pl.col("hours").count() > 0)
            .then(pl.col("hours").sum())
            .cast(HOURS)
            .alias("paid_hours"),
            agreed("unit_price").alias("unit_price"),
        )
    )


def _stay_days(data: Path, sources: Sequence[str]) -> pl.LazyFrame:
    months = pl.LazyFrame({"month": pl.date_range(FIRST, LAST, "1mo", eager=True)})
    month_end = pl.col("month").dt.month_end()
    days = (
        pl.min_horizontal("end_date", month_end)
        - pl.max_horizontal("start_date", "month")
    ).dt.total_days() + 1

    def of(kind: str) -> pl.Expr:
        return days.filter(pl.col("kind") == kind).sum().clip(upper_bound=31)

    return (
        pl.scan_parquet(files(data, "stays", sources))
        .join(months, how="cross")
        .filter(
            (pl.col("start_date") <= month_end)
            & (pl.col("end_date") >= pl.col("month"))
        )
        .group_by("person_source", "person_id", "month")
        .agg(
            of("hospital").cast(pl.Int32).alias("hospital_days"),
            of("care_home").cast(pl.Int32).alias("care_home_days"),
        )
        .rename({"person_source": "source"})
    )
