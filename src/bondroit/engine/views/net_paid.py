"""Net payments of a month of right: what was paid, returned, taken back, re-issued.

The one place where payments are netted: a returned payment counts nothing, once,
whether or not a cancellation row exists too; a re-issued payment is a row of its own
and counts. Payments are split into one column a part, because plain sums are the fast
path of `group_by`; the sums are then netted.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

from bondroit.engine.views.once import once
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

GIVEN: Final = ("regular", "arrears", "advance")
ORDINARY: Final = ("regular", "advance")
PARTS: Final = (
    "amount",
    "back",
    "cancelled",
    "recovered",
    "regular",
    "arrears",
    "ordinary",
    "cancellations",
    "returns",
)
"""Columns of `parts` to sum by group before `netted`."""

_RETURNS: Final = "engine:returns"
"""Name, among the frames of a table set, of what `returns` found once."""
_NONE: Final = pl.lit(0, dtype=MONEY)


def returns(tables: TableSet) -> pl.LazyFrame:
    """Return the payments that the bank sent back, found once a run.

    Returns:
        source, payment_id, returned_on (the last day), reissued.

    """
    return once(
        tables,
        _RETURNS,
        lambda: (
            tables.frame("bank_returns")
            .group_by("source", "payment_id")
            .agg(
                pl.col("returned_on").max(),
                reissued=pl.col("reissued_payment_id").is_not_null().any(),
            )
        ),
    )


def with_returns(payments: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Add `returned` (never null), and what `returns` tells of the payments sent back.

    Args:
        payments: source, payment_id.
        tables: bank returns; often there is none, and nothing is joined.

    """
    told = returns(tables).collect()
    if told.is_empty():
        return payments.with_columns(
            pl.lit(value=False).alias("returned"),
            pl.lit(value=False).alias("reissued"),
            pl.lit(None, pl.Date).alias("returned_on"),
        )
    marked = told.lazy().with_columns(returned=pl.lit(value=True))
    return payments.join(marked, on=["source", "payment_id"], how="left").with_columns(
        pl.col("returned", "reissued").fill_null(value=False)
    )


def live_payments(tables: TableSet) -> pl.LazyFrame:
    """Return `payments` with a flag `returned`: the bank sent the money back."""
    marked = with_returns(tables.frame("payments"), tables)
    return marked.drop("reissued", "returned_on")


def parts() -> list[pl.Expr]:
    """Return PARTS of each payment, which has a flag `returned`; null nowhere."""
    kind, amount, returned = pl.col("kind"), pl.col("amount"), pl.col("returned")
    ordinary, cancelled = kind.is_in(list(ORDINARY)), kind == "cancellation"
    return [
        part(returned, amount, "back"),
        part(cancelled, -amount, "cancelled"),
        part(kind == "recovery", -amount, "recovered"),
        part(ordinary & ~returned, amount, "regular"),
        part((kind == "arrears") & ~returned, amount, "arrears"),
        (ordinary & ~returned).cast(pl.Int32).alias("ordinary"),
        cancelled.cast(pl.Int32).alias("cancellations"),
        returned.cast(pl.Int32).alias("returns"),
    ]


def part(which: pl.Expr, value: pl.Expr, name: str) -> pl.Expr:
    """Return an amount where it belongs to a part, 0 elsewhere."""
    return pl.when(which).then(value).otherwise(_NONE).alias(name)


def netted() -> dict[str, pl.Expr]:
    """Return what sums of PARTS amount to, in euros but for `payment_count`.

    `net_paid`, `recovered` (positive), `paid_before_recovery` (retentions put back:
    for under-payments), `regular_paid` (regular and advance), `arrears_paid` (0 too
    where the source never tells any), `payment_count` (regular and advance, not
    reversed).
    """
    back, cancelled = pl.col("back"), pl.col("cancelled")
    net = pl.col("amount") - pl.max_horizontal(_NONE, back - cancelled)
    charged = pl.max_horizontal(_NONE, cancelled - back)
    undone = (pl.col("cancellations") - pl.col("returns")).clip(lower_bound=0)
    return {
        "net_paid": net.cast(MONEY),
        "recovered": pl.col("recovered").cast(MONEY),
        "paid_before_recovery": (net + pl.col("recovered")).cast(MONEY),
        "regular_paid": (pl.col("regular") - charged).cast(MONEY),
        "arrears_paid": pl.col("arrears").cast(MONEY),
        "payment_count": pl.col("ordinary") - undone,
    }


def net_paid(payments: pl.LazyFrame, by: Sequence[str]) -> pl.LazyFrame:
    """Sum payments by group.

    Args:
        payments: `live_payments`, filtered as wanted.
        by: the group, for instance source, household_id, month.

    Returns:
        The group, then the columns of `netted` and `last_paid_on`, the last day of a
        payment that was not returned.

    """
    given = ~pl.col("returned") & (pl.col("amount") > 0)
    return (
        payments.with_columns(
            *parts(), pl.when(given).then("paid_on").alias("given_on")
        )
        .group_by(by)
        .agg(pl.col(*PARTS).sum(), last_paid_on=pl.col("given_on").max())
        .select(*by, "last_paid_on", **netted())
    )
