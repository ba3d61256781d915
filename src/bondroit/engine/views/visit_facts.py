"""What views of visits share: the hours that overlap, the price of an hour."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import polars as pl

from bondroit.engine.views.invoice_month import billed_lines
from bondroit.engine.views.provider_facts import PLACE, WIDE, with_provider
from bondroit.engine.views.spans import held_frame
from bondroit.model.table_set import TableSet

VISIT: Final = (
    "visit_id",
    "source",
    "person_id",
    "provider_id",
    "worker_id",
    "benefit",
    "start",
    "end",
)
_MINUTES_AN_HOUR: Final = 60


def overlap_hours(counted: pl.Expr) -> pl.Expr:
    """Return the hours of a PLACE: its `overlap_minutes` where they count."""
    minutes = pl.col("overlap_minutes").filter(counted).sum().over(PLACE)
    return minutes.cast(WIDE) / _MINUTES_AN_HOUR


def billed_beside(visits: pl.LazyFrame, tables: TableSet) -> TableSet:
    """Return the tables with only what the providers of visits billed in their months."""
    months = held_frame(visits.select("provider_id", "month").unique())
    key = ["provider_id", "month"]
    lines, payments = tables.frame("invoice_lines"), tables.frame("payments")
    frames = {
        "invoice_lines": lines.join(months, on=key, how="semi"),
        "payments": payments.join(
            months, left_on=["payee_id", "month"], right_on=key, how="semi"
        ),
    }
    return replace(tables, frames={**tables.frames, **frames})


def with_price(
    rows: pl.LazyFrame,
    tables: TableSet,
    choose: Callable[[str, str], pl.Expr] = pl.coalesce,
) -> pl.LazyFrame:
    """Add `unit_price`: the lowest billed in the month, else the tariff.

    Args:
        rows: PLACE and others.
        tables: invoice_lines, payments and providers.
        choose: picks from the billed price and the tariff.

    """
    billed = (
        billed_lines(tables)
        .filter((pl.col("amount") > 0) & pl.col("unit_price").is_not_null())
        .group_by(PLACE)
        .agg(billed_price=pl.col("unit_price").min())
    )
    return (
        with_provider(rows.join(billed, on=list(PLACE), how="left"), tables)
        .with_columns(unit_price=choose("billed_price", "tariff"))
        .drop("billed_price", "tariff", "closed_on", "has_successor")
    )
