"""Tables of a whole département for measurements of speed: many rows, few scenarios.

Rows are drawn by numpy and written as Parquet deliveries of the format `table`; the
errors are plain (payments after death, months paid twice), so that rules find some.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from bondroit.sample_data.large_people import (
    MONEY,
    days_between,
    identities,
    make_people,
)
from bondroit.sample_data.large_providers import invoice_lines, providers, visits
from bondroit.sample_data.months import add_months, month_end

RUN = date(2026, 10, 1)
PAID_TWICE = 0.0002
CONFIGURATION = """\
departement: "45"
window_months: {window}
as_of: last_day
sources:
{sources}
rules: [rules/]
"""
_TABLES = (
    "people",
    "rights",
    "payments",
    "households",
    "household_members",
    "stays",
    "providers",
    "invoice_lines",
    "visits",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Large:
    """How much to write.

    Attributes:
        rights: rights of a month.
        months: months of history, the one to run included.
        deaths: lines of the register.
        visited: last months with visits recorded by providers.

    """

    rights: int = 200_000
    months: int = 36
    deaths: int = 5_000_000
    visited: int = 3


def _rights(people: pl.DataFrame, start: date) -> pl.DataFrame:
    home, pch = pl.col("benefit") == "APA_HOME", pl.col("benefit") == "PCH"
    return people.select(
        "source",
        "right_id",
        pl.lit(start).alias("valid_from"),
        "benefit",
        "element",
        "person_id",
        "household_id",
        pl.lit(start).alias("claim_date"),
        pl.lit(start).alias("notified_on"),
        pl.lit(start).alias("start_date"),
        pl.lit("open").alias("state"),
        pl.when(home | (pl.col("benefit") == "APA_FACILITY")).then("gir").alias("gir"),
        pl.when(home).then("amount").alias("plan_amount"),
        pl.when(home).then(pl.lit(0).cast(MONEY)).alias("participation"),
        pl.col("amount").alias("granted_amount"),
        pl.lit(value=False).alias("annualised"),
        pl.when(pch).then(pl.lit(1).cast(pl.Decimal(5, 4))).alias("rate"),
        pl.lit("flat_rate").alias("delivery_mode"),
        pl.lit(value=False).alias("couple"),
        pl.lit(800).cast(MONEY).alias("resources"),
        pl.lit(value=False).alias("urgent"),
    )


def _payments(
    rng: np.random.Generator, people: pl.DataFrame, month: date
) -> pl.DataFrame:
    """Pay everybody once, a few in a hundred thousand twice."""
    twice = people.filter(pl.Series(rng.random(people.height) < PAID_TWICE))
    rows = pl.concat(
        [people.with_columns(copy=pl.lit(0)), twice.with_columns(copy=pl.lit(1))]
    )
    return rows.select(
        "source",
        pl.concat_str("person_id", pl.lit(f"-{month:%y%m}-"), "copy").alias(
            "payment_id"
        ),
        "benefit",
        "element",
        "right_id",
        "person_id",
        "household_id",
        pl.lit(month).alias("month"),
        "amount",
        pl.when(pl.col("benefit").is_in(["APA_HOME", "APA_FACILITY"]))
        .then("gir")
        .alias("gir"),
        pl.lit("regular").alias("kind"),
        pl.lit(month.replace(day=25)).alias("paid_on"),
        pl.lit("beneficiary").alias("payee"),
    )


def _households(people: pl.DataFrame, month: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    rsa = people.filter(pl.col("benefit") == "RSA")
    households = rsa.select(
        "source",
        "household_id",
        pl.lit(month).alias("month"),
        pl.lit("CAF").alias("payer"),
        pl.lit("2").alias("state"),
        pl.lit(value=False).alias("increased"),
        pl.lit(2).cast(pl.Int32).alias("adults"),
        pl.lit(1).cast(pl.Int32).alias("children"),
        pl.lit(0).cast(MONEY).alias("housing_deduction"),
        pl.col("amount").alias("computed_right"),
    )
    members = rsa.select(
        "source",
        "household_id",
        pl.lit(month).alias("month"),
        "person_id",
        pl.lit("claimant").alias("role"),
        pl.lit(value=True).alias("counted"),
    )
    return households, members


def _stays(rng: np.random.Generator, people: pl.DataFrame) -> pl.DataFrame:
    chosen = people.filter(pl.col("source") != "rsa").sample(
        fraction=0.05, seed=int(rng.integers(1 << 30))
    )
    start = days_between(rng, date(2024, 6, 1), date(2026, 9, 1), chosen.height)
    length = pl.Series(rng.integers(2, 60, chosen.height))
    return chosen.select(
        pl.lit("stays").alias("source"),
        pl.format("S{}", pl.int_range(pl.len())).alias("stay_id"),
        pl.lit("hospital").alias("kind"),
        start.alias("start_date"),
        (start.cast(pl.Int32) + length.cast(pl.Int32)).cast(pl.Date).alias("end_date"),
        pl.col("source").alias("person_source"),
        "person_id",
    )


def _deaths(rng: np.random.Generator, people: pl.DataFrame, count: int) -> pl.DataFrame:
    """Return strangers, and one beneficiary in two hundred."""
    ours = people.sample(fraction=0.005, seed=int(rng.integers(1 << 30)))
    columns = ["birth_name", "first_names", "sex", "birth_date", "birth_place"]
    strangers = identities(rng, count - ours.height, date(1920, 1, 1), date(1990, 1, 1))
    both = pl.concat([ours.select(columns), strangers.select(columns)])
    return both.with_columns(
        source=pl.lit("deaths"),
        death_id=pl.format("M{}", pl.int_range(pl.len())),
        birth_date_precision=pl.lit("day"),
        death_date=days_between(rng, date(2022, 1, 1), date(2026, 9, 30), both.height),
        death_date_precision=pl.lit("day"),
        death_place=pl.lit("45234"),
    )


def write_large(folder: Path, *, seed: int = 45, size: Large | None = None) -> None:
    """Write a workspace of Parquet tables as large as asked.

    Args:
        folder: made when absent.
        seed: the same seed and size write the same rows.
        size: 200,000 rights, 36 months and 5 million deaths by default.

    """
    wanted = size or Large()
    rng = np.random.default_rng(seed)
    people = make_people(rng, wanted.rights)
    first = add_months(RUN, 1 - wanted.months)
    months = [add_months(first, step) for step in range(wanted.months)]
    for month in months:
        place = folder / "extracts" / f"{month:%Y-%m}"
        households, members = _households(people, month)
        _write(place / "payments.parquet", _payments(rng, people, month))
        _write(place / "households.parquet", households)
        _write(place / "household_members.parquet", members)
        _write(place / "invoice_lines.parquet", invoice_lines(rng, people, month))
        if month in months[-wanted.visited :]:
            _write(place / "visits.parquet", visits(people, month))
    last = folder / "extracts" / f"{RUN:%Y-%m}"
    _write(
        last / "people.parquet",
        people.drop("benefit", "amount", "gir", "right_id", "household_id", "element"),
    )
    _write(last / "rights.parquet", _rights(people, add_months(first, -12)))
    _write(last / "stays.parquet", _stays(rng, people))
    _write(last / "providers.parquet", providers(people, add_months(first, -12)))
    _write(folder / "registers" / "deaths.parquet", _deaths(rng, people, wanted.deaths))
    (folder / "rules").mkdir(parents=True, exist_ok=True)
    text = CONFIGURATION.format(window=wanted.months, sources=_sources(month_end(RUN)))
    (folder / "bondroit.yml").write_text(text, encoding="utf-8")


def _sources(until: date) -> str:
    lines = [
        f'  - {{name: {name}, format: table, table: {name}, path: "extracts/{{month}}/{name}.parquet"'
        + (', covers: {from: 2022-01-01, to: "{month}"}' if name == "stays" else "")
        + "}"
        for name in _TABLES
    ]
    covers = f"covers: {{from: 2022-01-01, to: {until}}}"
    lines.append(
        f"  - {{name: deaths, format: table, table: deaths, path: registers/deaths.parquet, {covers}}}"
    )
    return "\n".join(lines)


def _write(path: Path, frame: pl.DataFrame) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(path, compression="zstd")
