"""What was paid, month of right by month of right, and what was taken back on it."""

from dataclasses import replace
from typing import Final

import polars as pl

from bondroit.engine.views.net_paid import live_payments, net_paid
from bondroit.engine.views.spans import held_frame
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

SUBJECT_ID: Final = "subject_id"
"""The household of an RSA finding, else the person, else the provider."""

KEY: Final = ("source", SUBJECT_ID, "benefit", "element", "month")
"""What a payment pays: one row of `paid`."""

PAID: Final[dict[str, pl.DataType]] = {
    "source": pl.String(),
    SUBJECT_ID: pl.String(),
    "benefit": pl.String(),
    "element": pl.String(),
    "month": pl.Date(),
    "net_paid": MONEY,
    "last_paid_on": pl.Date(),
}
"""What was paid, one row a KEY; a null `net_paid` is unknown and caps nothing."""


def subject_id() -> pl.Expr:
    """Return the household of RSA rows, the person of the others, as one column.

    Rows that name neither (a provider alone) are told apart by their provider.
    """
    household = pl.when(pl.col("benefit") == "RSA").then(pl.col("household_id"))
    return pl.coalesce(
        household, pl.col("person_id"), pl.col("household_id"), pl.col("provider_id")
    ).alias(SUBJECT_ID)


def paid_months(tables: TableSet, subjects: pl.LazyFrame | None = None) -> pl.DataFrame:
    """Sum the payments of each KEY.

    Args:
        tables: payments and bank returns.
        subjects: source, SUBJECT_ID of whom alone the payments matter; None for all.

    Returns:
        Columns of PAID, then `retained` (euros taken back by recovery rows, positive)
        and `paid_before_recovery` (euros).

    """
    rows = (
        tables.frame("payments")
        .with_columns(provider_id=pl.lit(None, pl.String))
        .with_columns(subject_id())
    )
    if subjects is not None:
        wanted = subjects.select("source", SUBJECT_ID).unique()
        rows = rows.join(wanted, on=["source", SUBJECT_ID], how="semi")
    kept = replace(tables, frames={**tables.frames, "payments": held_frame(rows)})
    return (
        net_paid(live_payments(kept), KEY)
        .select(*PAID, "paid_before_recovery", retained="recovered")
        .sort(KEY)
        .collect()
    )


def with_uncovered(
    paid: pl.DataFrame, findings: pl.DataFrame, tables: TableSet
) -> pl.DataFrame:
    """Add the months of findings that the payments do not cover, paid unknown.

    Args:
        paid: the frame of `paid_months`.
        findings: columns of FINDINGS.
        tables: for what the payments cover.

    """
    covered = (
        findings.lazy()
        .select("source", "month")
        .unique()
        .join(tables.covers("payments"), on="source")
        .filter(
            (
                pl.col("covers_from").is_null()
                | (pl.col("covers_from") <= pl.col("month"))
            )
            & (pl.col("covers_to").is_null() | (pl.col("covers_to") >= pl.col("month")))
        )
        .select("source", "month")
        .unique()
        .collect()
    )
    unknown = (
        findings.with_columns(subject_id())
        .select(KEY)
        .unique()
        .join(covered, on=["source", "month"], how="anti")
        .join(paid, on=list(KEY), how="anti", nulls_equal=True)
        .with_columns(
            net_paid=pl.lit(None, MONEY),
            last_paid_on=pl.lit(None, pl.Date),
        )
    )
    return pl.concat([paid.select(list(PAID)), unknown.select(list(PAID))])
