"""Net payments of a month of right: what was paid, returned, taken back, re-issued."""

from collections.abc import Sequence

import polars as pl

from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

HOURS = pl.Decimal(9, 2)
REGULAR_KINDS = ("regular", "advance")


def live_payments(tables: TableSet) -> pl.LazyFrame:
    """Return `payments` with a flag `returned`: the bank sent the money back."""
    returned = (
        tables.frame("bank_returns")
        .select("source", "payment_id")
        .unique()
        .with_columns(returned=pl.lit(value=True))
    )
    return (
        tables.frame("payments")
        .join(returned, on=["source", "payment_id"], how="left")
        .with_columns(pl.col("returned").fill_null(value=False))
    )


def net_paid(payments: pl.LazyFrame, by: Sequence[str]) -> pl.LazyFrame:
    """Sum payments by group, a returned payment counting nothing, once.

    A returned payment is taken off whether or not a cancellation row exists too; a
    re-issued payment is a row of its own and counts.

    Args:
        payments: `live_payments`, filtered as wanted.
        by: the group, for instance source, household_id, month.

    Returns:
        The group, then in euros `net_paid`, `paid_before_recovery` (retentions put
        back: for under-payments), `regular_paid`, `arrears_paid` (null where the
        source never shows any), `recovered` (positive), `returned_amount`,
        `largest_payment` (not returned); `regular_count` (regular or advance, neither
        returned nor cancelled), `paid_gir` (of the last payment, null where payments
        disagree), `paid_hours`, `paid_price` (hourly, null where payments disagree),
        `first_paid_on`, `last_paid_on`, `paid_person_id`.

    """
    kind, amount, gone = pl.col("kind"), pl.col("amount"), pl.col("returned")
    regular = kind.is_in(REGULAR_KINDS)
    kept = ~gone & (amount > 0)
    grouped = payments.group_by(by).agg(
        _gross=amount.sum(),
        returned_amount=amount.filter(gone).sum(),
        _cancelled=-amount.filter(kind == "cancellation").sum(),
        _cancelled_count=(kind == "cancellation").sum(),
        _returned_count=(gone & regular).sum(),
        recovered=-amount.filter(kind == "recovery").sum(),
        regular_paid=amount.filter(regular & ~gone).sum(),
        _arrears=amount.filter((kind == "arrears") & ~gone).sum(),
        largest_payment=amount.filter(kept).max(),
        _regular_rows=(regular & (amount > 0)).sum(),
        paid_gir=_agreed("gir", kept),
        paid_hours=pl.col("hours").filter(kept & pl.col("hours").is_not_null()).sum(),
        _hours_known=pl.col("hours").filter(kept).is_not_null().any(),
        paid_price=_agreed("unit_price", kept),
        first_paid_on=pl.col("paid_on").filter(kept).min(),
        last_paid_on=pl.col("paid_on").filter(kept).max(),
        paid_person_id=pl.col("person_id").min(),
    )
    return (
        _netted(grouped)
        .join(_showing_arrears(payments), on="source", how="left")
        .select(
            *by,
            "net_paid",
            "paid_before_recovery",
            "regular_paid",
            pl.when("shows_arrears")
            .then(pl.col("_arrears").cast(MONEY))
            .alias("arrears_paid"),
            pl.col("recovered").cast(MONEY),
            pl.col("returned_amount").cast(MONEY),
            pl.col("largest_payment").cast(MONEY),
            "regular_count",
            "paid_gir",
            pl.when("_hours_known")
            .then(pl.col("paid_hours").cast(HOURS))
            .alias("paid_hours"),
            "paid_price",
            "first_paid_on",
            "last_paid_on",
            "paid_person_id",
        )
    )


def _netted(grouped: pl.LazyFrame) -> pl.LazyFrame:
    zero = pl.lit(0, dtype=MONEY)
    unmatched = pl.max_horizontal(
        pl.col("returned_amount") - pl.col("_cancelled"), zero
    )
    taken_back = pl.max_horizontal(
        pl.col("_cancelled") - pl.col("returned_amount"), zero
    )
    undone = pl.max_horizontal("_cancelled_count", "_returned_count").cast(pl.Int32)
    return grouped.with_columns(
        net_paid=(pl.col("_gross") - unmatched).cast(MONEY),
        regular_paid=(pl.col("regular_paid") - taken_back).cast(MONEY),
        regular_count=(pl.col("_regular_rows").cast(pl.Int32) - undone).clip(
            lower_bound=0
        ),
    ).with_columns(
        paid_before_recovery=(pl.col("net_paid") + pl.col("recovered")).cast(MONEY)
    )


def _agreed(column: str, kept: pl.Expr) -> pl.Expr:
    values = pl.col(column).filter(kept).drop_nulls()
    return pl.when(values.min() == values.max()).then(values.max())


def _showing_arrears(payments: pl.LazyFrame) -> pl.LazyFrame:
    return payments.group_by("source").agg(
        shows_arrears=(pl.col("kind") == "arrears").any()
    )
