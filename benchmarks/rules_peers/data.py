"""Payments, rights, people and stays of made-up départements, seeded, in Parquet."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

MONTHS: Final = 36
FIRST: Final = date(2023, 11, 1)
LAST: Final = date(2026, 10, 1)
DEPARTEMENTS: Final = 101
ROWS_A_QUERY: Final = 1_000_000
MONEY: Final = pl.Decimal(12, 2)
HOURS: Final = pl.Decimal(9, 2)


def names(count: int = DEPARTEMENTS) -> list[str]:
    """Return the names of the sources: one a département."""
    return [f"dep{rank:03}" for rank in range(1, count + 1)]


def batches(folder: Path) -> list[list[str]]:
    """Return the sources in groups of about ROWS_A_QUERY rows, the same for everybody."""
    rows = int((folder / "done").read_text(encoding="utf-8"))
    wide = max(1, ROWS_A_QUERY * DEPARTEMENTS // rows)
    every = names()
    return [every[start : start + wide] for start in range(0, len(every), wide)]


def files(folder: Path, table: str, sources: Sequence[str]) -> list[Path]:
    """Return the files of a table for some sources."""
    return [folder / table / f"{source}.parquet" for source in sources]


def write_data(folder: Path, rows: int, seed: int = 45) -> None:
    """Write `<table>/<source>.parquet` for each département, unless done before.

    Args:
        folder: where.
        rows: payment-months in all.
        seed: the same seed and number write the same rows.

    """
    done = folder / "done"
    if done.is_file():
        return
    persons = max(1, rows // MONTHS // DEPARTEMENTS)
    for rank, name in enumerate(names()):
        rng = np.random.default_rng([seed, rank])
        rights = _rights(rng, name, persons)
        parts = {
            "rights": rights.drop("month"),
            "people": _people(rng, rights),
            "stays": _stays(rng, rights),
            "payments": _payments(rng, rights),
        }
        for table, frame in parts.items():
            (folder / table).mkdir(parents=True, exist_ok=True)
            frame.write_parquet(folder / table / f"{name}.parquet", compression="zstd")
    done.write_text(f"{rows}\n", encoding="utf-8")


def _chance(rng: np.random.Generator, count: int, share: float) -> pl.Series:
    return pl.Series(rng.random(count) < share)


def _days(rng: np.random.Generator, low: date, high: date, count: int) -> pl.Series:
    base = date(1970, 1, 1)
    drawn = rng.integers((low - base).days, (high - base).days, count)
    return pl.Series(drawn).cast(pl.Int32).cast(pl.Date)


def _cents(rng: np.random.Generator, low: int, high: int, count: int) -> pl.Expr:
    return (pl.lit(pl.Series(rng.integers(low, high, count))).cast(MONEY) / 100).cast(
        MONEY
    )


def _rights(rng: np.random.Generator, name: str, count: int) -> pl.DataFrame:
    benefit = pl.Series(["RSA", "APA_HOME", "PCH"]).gather(
        rng.choice(3, count, p=[0.5, 0.38, 0.12])
    )
    state = pl.Series(["open", "suspended", "refused", "closed"]).gather(
        rng.choice(4, count, p=[0.9985, 0.0005, 0.0005, 0.0005])
    )
    home, pch = pl.col("benefit") == "APA_HOME", pl.col("benefit") == "PCH"
    helped = home | pch
    return (
        pl.DataFrame({"benefit": benefit, "state": state})
        .with_columns(
            source=pl.lit(name),
            person_id=pl.format("P{}", pl.int_range(pl.len()).cast(pl.String).str.zfill(6)),
            start_date=_days(rng, date(2015, 1, 1), date(2023, 11, 1), count),
            ended=_days(rng, date(2026, 6, 1), date(2029, 1, 1), count),
            does_end=_chance(rng, count, 0.1),
            review_date=_days(rng, date(2026, 9, 1), date(2029, 1, 1), count),
            gir=pl.Series(rng.integers(1, 5, count)).cast(pl.Int32),
            unsaid=_chance(rng, count, 0.01),
            light=_chance(rng, count, 0.0005),
            plan_amount=_cents(rng, 40_000, 180_000, count),
            participation=_cents(rng, 0, 12_000, count),
            flat=_cents(rng, 20_000, 90_000, count),
            granted_hours=pl.Series(rng.integers(10, 90, count)).cast(HOURS),
            rate=pl.Series(rng.choice(2, count, p=[0.02, 0.98])),
            mode=pl.Series(["provider", "direct"]).gather(rng.choice(2, count, p=[0.8, 0.2])),
            couple=_chance(rng, count, 0.3),
            urgent=_chance(rng, count, 0.01),
            resources=_cents(rng, 0, 300_000, count),
        )
        .select(
            "source",
            pl.format("D-{}", "person_id").alias("right_id"),
            pl.col("start_date").alias("valid_from"),
            "benefit",
            "person_id",
            "start_date",
            pl.when("does_end").then("ended").alias("end_date"),
            "review_date",
            "state",
            pl.when(home & ~pl.col("unsaid"))
            .then(pl.when("light").then(5).otherwise("gir"))
            .cast(pl.Int32)
            .alias("gir"),
            pl.when(home).then("plan_amount").alias("plan_amount"),
            pl.when(home).then("participation").alias("participation"),
            pl.when(home)
            .then(pl.col("plan_amount") - pl.col("participation"))
            .otherwise("flat")
            .cast(MONEY)
            .alias("granted_amount"),
            pl.when(helped).then("granted_hours").alias("granted_hours"),
            pl.when(pch)
            .then(pl.when(pl.col("rate") == 1).then(pl.lit("1")).otherwise(pl.lit("0.8")))
            .cast(pl.Decimal(5, 4))
            .alias("rate"),
            pl.when(helped).then("mode").alias("delivery_mode"),
            "couple",
            pl.when(~pl.col("unsaid")).then("resources").alias("resources"),
            "urgent",
            pl.lit(FIRST).alias("month"),
        )
    )  # fmt: skip


def _people(rng: np.random.Generator, rights: pl.DataFrame) -> pl.DataFrame:
    count = rights.height
    older = pl.col("benefit") == "APA_HOME"
    return rights.select(
        "source",
        "person_id",
        pl.when(older)
        .then(pl.lit(_days(rng, date(1925, 1, 1), date(1963, 1, 1), count)))
        .otherwise(pl.lit(_days(rng, date(1965, 1, 1), date(1998, 1, 1), count)))
        .alias("birth_date"),
        pl.when(_chance(rng, count, 0.004))
        .then(pl.lit(_days(rng, date(2026, 3, 1), date(2026, 10, 1), count)))
        .alias("death_date"),
    )


def _stays(rng: np.random.Generator, rights: pl.DataFrame) -> pl.DataFrame:
    chosen = rights.select("source", "person_id").filter(
        _chance(rng, rights.height, 0.02)
    )
    count = chosen.height
    start = _days(rng, date(2024, 1, 1), date(2026, 9, 1), count)
    length = pl.Series(rng.integers(2, 70, count)).cast(pl.Int32)
    return chosen.select(
        pl.lit("stays").alias("source"),
        pl.format("S{}", pl.int_range(pl.len())).alias("stay_id"),
        pl.Series("kind", ["hospital", "care_home"]).gather(rng.integers(0, 2, count)),
        pl.lit(start).alias("start_date"),
        pl.lit((start.cast(pl.Int32) + length).cast(pl.Date)).alias("end_date"),
        pl.col("source").alias("person_source"),
        "person_id",
    )


def _payments(rng: np.random.Generator, rights: pl.DataFrame) -> pl.DataFrame:
    months = pl.DataFrame(
        {"month": pl.date_range(FIRST, LAST, "1mo", eager=True)}
    ).with_row_index("rank")
    rows = rights.drop("month").join(months, how="cross")
    rows = pl.concat(
        [
            rows.with_columns(copy=pl.lit(0)),
            rows.filter(_chance(rng, rows.height, 0.0002)).with_columns(copy=pl.lit(1)),
        ]
    )
    count = rows.height
    helped = pl.col("benefit") != "RSA"
    return rows.select(
        "source",
        pl.concat_str("person_id", pl.lit("-"), "rank", pl.lit("-"), "copy").alias(
            "payment_id"
        ),
        "benefit",
        "right_id",
        "person_id",
        "month",
        pl.when(_chance(rng, count, 0.0003))
        .then(pl.col("granted_amount") * 2)
        .when(_chance(rng, count, 0.0003))
        .then((pl.col("granted_amount") / 3).cast(MONEY))
        .otherwise("granted_amount")
        .cast(MONEY)
        .alias("amount"),
        pl.when(_chance(rng, count, 0.0002)).then(6).otherwise("gir").cast(pl.Int32).alias("gir"),
        pl.lit("regular").alias("kind"),
        (pl.col("month").dt.offset_by("24d")
         + pl.when(_chance(rng, count, 0.001)).then(pl.duration(days=130)).otherwise(pl.duration(days=0))
        ).alias("paid_on"),
        pl.when(helped)
        .then(pl.when(_chance(rng, count, 0.0005)).then(pl.col("granted_hours") * 3).otherwise("granted_hours"))
        .cast(HOURS)
        .alias("hours"),
        pl.when(helped).then(pl.lit(pl.Series(rng.integers(1_400, 3_200, count))).cast(MONEY) / 100).cast(MONEY).alias("unit_price"),
    )  # fmt: skip
