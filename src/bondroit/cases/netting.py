"""A euro is counted once: `counted_amount` of every finding.

On one benefit, element, person (RSA: household) and month, the positive findings of
one debtor are merged by their maximum and the negative ones by their minimum, kept
apart. What is overpaid never exceeds what was paid: across debtors, the largest merged
amounts are served first until the payment is used up. A counterpart has no row of its
own and so counts nothing. Ties are broken by rule, then by finding, never by row order.
"""

import polars as pl

from bondroit.engine.views.paid_months import KEY, subject_id
from bondroit.model.outputs import FINDINGS, MONEY

_WIDE = pl.Decimal(38, 2)
_ORDER = ("rule_id", "finding_id")


def net_findings(findings: pl.DataFrame, paid: pl.DataFrame) -> pl.DataFrame:
    """Fill `counted_amount`.

    Args:
        findings: columns of FINDINGS, any `counted_amount`.
        paid: columns of PAID; a KEY without a row was paid nothing.

    Returns:
        The findings in the same columns, sorted by `finding_id`; `counted_amount` is
        null where the rule carries no amount.

    """
    signed = (
        findings.drop("counted_amount")
        .with_columns(subject_id())
        .join(_caps(paid), on=list(KEY), how="left", nulls_equal=True)
        .with_columns(
            cap=pl.when(pl.col("capped").is_null())
            .then(pl.lit(0, dtype=_WIDE))
            .otherwise(pl.col("net_paid").cast(_WIDE)),
            debtor_id=_debtor(),
        )
    )
    counted = pl.concat(
        [
            _overpaid(signed.filter(pl.col("amount") > 0)),
            _underpaid(signed.filter(pl.col("amount") < 0)),
            signed.filter(pl.col("amount") == 0).select(
                "finding_id", counted_amount=pl.lit(0, dtype=MONEY)
            ),
        ]
    )
    return (
        signed.join(counted, on="finding_id", how="left")
        .select(list(FINDINGS))
        .sort("finding_id")
    )


def _caps(paid: pl.DataFrame) -> pl.DataFrame:
    return paid.select(*KEY, "net_paid", capped=pl.lit(value=True))


def _debtor() -> pl.Expr:
    """Two providers of one month owe apart; other debtors are one each."""
    debtor = pl.col("debtor").fill_null("beneficiary")
    provider = pl.col("provider_id").fill_null("")
    return pl.when(debtor == "provider").then("provider:" + provider).otherwise(debtor)


def _overpaid(findings: pl.DataFrame) -> pl.DataFrame:
    """Maximum a debtor, then the largest first within the payment."""
    merged = findings.sort(
        "amount", *_ORDER, descending=[True, False, False]
    ).with_columns(rank=pl.int_range(pl.len()).over(*KEY, "debtor_id"))
    winners = (
        merged.filter(pl.col("rank") == 0)
        .sort("amount", "debtor_id", *_ORDER, descending=[True, False, False, False])
        .with_columns(wide=pl.col("amount").cast(_WIDE))
        .with_columns(before=pl.col("wide").cum_sum().over(*KEY) - pl.col("wide"))
        .with_columns(
            left=pl.max_horizontal(pl.lit(0), pl.col("cap") - pl.col("before"))
        )
        .select(
            "finding_id",
            counted_amount=pl.when(pl.col("cap").is_null())
            .then(pl.col("wide"))
            .otherwise(pl.min_horizontal("wide", "left"))
            .cast(MONEY),
        )
    )
    return _with_losers(merged, winners)


def _underpaid(findings: pl.DataFrame) -> pl.DataFrame:
    """Minimum of the group: what is due is due once, whoever should have paid."""
    merged = findings.sort("amount", *_ORDER).with_columns(
        rank=pl.int_range(pl.len()).over(*KEY)
    )
    winners = merged.filter(pl.col("rank") == 0).select(
        "finding_id", counted_amount=pl.col("amount").cast(MONEY)
    )
    return _with_losers(merged, winners)


def _with_losers(merged: pl.DataFrame, winners: pl.DataFrame) -> pl.DataFrame:
    losers = merged.filter(pl.col("rank") > 0).select(
        "finding_id", counted_amount=pl.lit(0, dtype=MONEY)
    )
    return pl.concat([winners, losers])
