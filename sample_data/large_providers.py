"""Home-help providers of the large tables: tariffs, invoices and visits, by numpy."""

from datetime import date
from typing import Final

import numpy as np
import polars as pl

from bondroit.sample_data.large_people import MONEY

VISITS_A_MONTH: Final = 20
_PEOPLE_A_WORKER: Final = 5
_PEOPLE_A_PROVIDER: Final = 250
_FIRST_HOUR: Final = 8
_HOURS_A_SLOT: Final = 2
_PRICE: Final = "24.58"
_TOO_MANY_HOURS: Final = 0.0005
"""Share of the invoices that bill five hours more than were done."""


def providers(people: pl.DataFrame, since: date) -> pl.DataFrame:
    """Return one provider for every few hundred people helped at home."""
    return (
        _helped(people)
        .select("provider_id")
        .unique(maintain_order=True)
        .with_columns(
            valid_from=pl.lit(since),
            opened_on=pl.lit(since),
            name=pl.format("AIDE {}", pl.col("provider_id")),
            authorised=pl.lit(value=True),
            tariff=pl.lit(_PRICE).cast(MONEY),
        )
    )


def invoice_lines(
    rng: np.random.Generator, people: pl.DataFrame, month: date
) -> pl.DataFrame:
    """Return one line a person and month: the hours done, rarely five more."""
    helped = _helped(people)
    more = pl.Series(rng.random(helped.height) < _TOO_MANY_HOURS).cast(pl.Int32) * 5
    hours = (pl.lit(VISITS_A_MONTH) + more).cast(pl.Decimal(9, 2))
    price = pl.lit(_PRICE).cast(MONEY)
    return helped.select(
        "source",
        invoice_id=pl.format("F{}-{}", pl.lit(f"{month:%y%m}"), "person_id"),
        line_id=pl.lit("1"),
        provider_id="provider_id",
        person_id="person_id",
        benefit=pl.lit("APA_HOME"),
        month=pl.lit(month),
        hours=hours,
        unit_price=price,
        amount=(hours * price).cast(MONEY),
    )


def visits(people: pl.DataFrame, month: date) -> pl.DataFrame:
    """Return an hour a day for each person, a worker going from one to the next."""
    days = pl.int_ranges(pl.lit(0), pl.lit(VISITS_A_MONTH))
    start = (
        pl.lit(month).cast(pl.Datetime("us"))
        + pl.duration(days=pl.col("day"))
        + pl.duration(hours=_FIRST_HOUR + _HOURS_A_SLOT * pl.col("slot"))
    )
    return (
        _helped(people)
        .with_columns(day=days)
        .explode("day")
        .select(
            "source",
            visit_id=pl.format(
                "V{}-{}-{}", pl.lit(f"{month:%y%m}"), "person_id", "day"
            ),
            benefit=pl.lit("APA_HOME"),
            person_id="person_id",
            provider_id="provider_id",
            worker_id=pl.format("W{}", "worker"),
            start=start,
            end=start + pl.duration(hours=1),
        )
    )


def _helped(people: pl.DataFrame) -> pl.DataFrame:
    """Return who is helped at home, by whom, at which time of the day."""
    rank = pl.int_range(pl.len())
    return people.filter(pl.col("benefit") == "APA_HOME").select(
        "source",
        "person_id",
        provider_id=pl.format("9{}00011", (rank // _PEOPLE_A_PROVIDER) + 10_000_000),
        worker=rank // _PEOPLE_A_WORKER,
        slot=rank % _PEOPLE_A_WORKER,
    )
