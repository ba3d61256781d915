"""People of the large tables, drawn by numpy: names, births, one right each."""

from datetime import date

import numpy as np
import polars as pl

MONEY = pl.Decimal(12, 2)
_MIX = (
    ("RSA", 0.5),
    ("APA_HOME", 0.34),
    ("APA_FACILITY", 0.07),
    ("PCH", 0.08),
    ("ACTP", 0.01),
)
_SOURCES = {
    "RSA": "rsa",
    "APA_HOME": "apa",
    "APA_FACILITY": "apa",
    "PCH": "pch",
    "ACTP": "pch",
}
_SYLLABLES = (
    "BA CHE DU FAU GAR LE MAR NO PER RI SAU TOU VI BERT LON NET RAUD TIN VAL QUIN ROY"
    " MOND LAR GER"
)


def _words(rng: np.random.Generator, count: int, syllables: int) -> pl.Series:
    pool = pl.Series(_SYLLABLES.split())
    drawn = [pool.gather(rng.integers(0, len(pool), count)) for _ in range(syllables)]
    return pl.select(pl.concat_str(drawn)).to_series()


def days_between(
    rng: np.random.Generator, low: date, high: date, count: int
) -> pl.Series:
    """Draw days between two days."""
    start = (low - date(1970, 1, 1)).days
    end = (high - date(1970, 1, 1)).days
    return pl.Series(rng.integers(start, end, count), dtype=pl.Int32).cast(pl.Date)


def identities(
    rng: np.random.Generator, count: int, low: date, high: date
) -> pl.DataFrame:
    """Draw names, sex, birth date and place: columns of `people`."""
    return pl.DataFrame(
        {
            "birth_name": _words(rng, count, 3),
            "first_names": _words(rng, count, 2),
            "sex": pl.Series(["M", "F"]).gather(rng.integers(0, 2, count)),
            "birth_date": days_between(rng, low, high, count),
            "birth_place": pl.Series(rng.integers(45001, 45348, count)).cast(pl.String),
        }
    )


def make_people(rng: np.random.Generator, rights: int) -> pl.DataFrame:
    """Draw one person a right, with its benefit, amount and GIR."""
    parts = []
    for benefit, share in _MIX:
        count = int(rights * share)
        born = (
            (date(1928, 1, 1), date(1959, 1, 1))
            if benefit.startswith("APA")
            else (date(1967, 1, 1), date(1999, 1, 1))
        )
        source = _SOURCES[benefit]
        person = pl.format("{}{}", pl.lit(benefit), pl.int_range(count))
        parts.append(
            identities(rng, count, *born).with_columns(
                source=pl.lit(source),
                person_id=person,
                benefit=pl.lit(benefit),
                birth_date_precision=pl.lit("day"),
                amount=pl.Series(rng.integers(20_000, 70_000, count)).cast(MONEY) / 100,
                gir=pl.Series(rng.integers(1, 5, count)).cast(pl.Int32),
            )
        )
    return pl.concat(parts).with_columns(
        pl.col("amount").cast(MONEY),
        right_id=pl.concat_str(pl.lit("D-"), "person_id"),
        household_id=pl.when(pl.col("benefit") == "RSA").then(
            pl.concat_str(pl.lit("F-"), "person_id")
        ),
        element=pl.when(pl.col("benefit") == "PCH").then(pl.lit("1")),
    )
