"""What of a month can still be claimed: prescription, debts already known, thresholds.

Each month of each benefit falls in one place only: already in a debt, prescribed,
undated (no payment date known), or claimable. A payment is claimable while its date plus
24 months is after `as_of` (CASF L262-45, L232-25, L245-8); a month follows its
last payment. A benefit's claimable total under its threshold (RSA: CASF R262-92; APA:
D232-31) is not claimed at all; above it, all of it is. Underpaid months of the same
benefit reduce what is recoverable, nothing else.
"""

from datetime import date
from decimal import Decimal

import polars as pl

from bondroit.engine.parameters import Parameters
from bondroit.engine.views.paid_months import KEY
from bondroit.engine.views.recovery import (
    DEBT_KEY,
    aid,
    known_debts,
    prescribed_on,
    thresholds,
)
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

_WIDE = pl.Decimal(38, 2)
_ZERO = pl.lit(0, dtype=_WIDE)


def month_amounts(
    findings: pl.DataFrame,
    paid: pl.DataFrame,
    tables: TableSet,
    parameters: Parameters,
    as_of: date,
) -> pl.DataFrame:
    """Place each month's overpaid euros.

    Args:
        findings: netted findings with `case_id` and `subject_id`.
        paid: columns of `netting.PAID`.
        tables: for the debts already known.
        parameters: the law's delays.
        as_of: the day of the count.

    Returns:
        One row a case and KEY: overpaid, underpaid (positive), already_in_debt,
        prescribed, undated, claimable (euros) and prescribed_on.

    """
    counted = pl.col("counted_amount").cast(_WIDE)
    months = (
        findings.filter(pl.col("counted_amount") != 0)
        .group_by("case_id", *KEY)
        .agg(
            overpaid=counted.filter(counted > 0).sum(),
            underpaid=-counted.filter(counted < 0).sum(),
        )
        .join(
            paid.select(*KEY, "last_paid_on"),
            on=list(KEY),
            how="left",
            nulls_equal=True,
        )
        .join(known_debts(tables), on=list(DEBT_KEY), how="left")
        .with_columns(prescribed_on=prescribed_on(parameters, as_of))
    )
    place = (
        pl.when(pl.col("in_debt").is_not_null())
        .then(pl.lit("already_in_debt"))
        .when(pl.col("prescribed_on").is_null())
        .then(pl.lit("undated"))
        .when(pl.col("prescribed_on") <= as_of)
        .then(pl.lit("prescribed"))
        .otherwise(pl.lit("claimable"))
    )
    places = ("already_in_debt", "undated", "prescribed", "claimable")
    return (
        months.with_columns(place=place)
        .with_columns(
            pl.when(pl.col("place") == name)
            .then(pl.col("overpaid"))
            .otherwise(_ZERO)
            .alias(name)
            for name in places
        )
        .drop("place", "in_debt", "last_paid_on")
        .sort("case_id", *KEY)
    )


def case_amounts(
    months: pl.DataFrame, parameters: Parameters, as_of: date
) -> pl.DataFrame:
    """Sum the months of each case, threshold and compensation applied by aid.

    Args:
        months: the frame of `month_amounts`.
        parameters: the thresholds.
        as_of: the day on which they are read.

    Returns:
        One row a case: the amounts of CASES (euros), `undated`, and
        `next_prescription`, the first day on which a claimable month falls.

    """
    sums = ("overpaid", "underpaid", "already_in_debt", "undated", "prescribed")
    by_aid = (
        months.with_columns(aid=aid())
        .group_by("case_id", "aid")
        .agg(
            *(pl.col(name).sum() for name in (*sums, "claimable")),
            next_prescription=pl.col("prescribed_on")
            .filter(pl.col("claimable") > 0)
            .min(),
        )
        .with_columns(small=_is_small(thresholds(parameters, as_of)))
    )
    left = pl.max_horizontal(_ZERO, pl.col("claimable") - pl.col("underpaid"))
    return (
        by_aid.with_columns(
            under_threshold=pl.when("small").then(pl.col("claimable")).otherwise(_ZERO),
            recoverable=pl.when("small").then(_ZERO).otherwise(left),
        )
        .group_by("case_id")
        .agg(
            *(
                pl.col(name).sum().cast(MONEY)
                for name in (*sums, "under_threshold", "recoverable")
            ),
            next_prescription=pl.col("next_prescription")
            .filter(~pl.col("small"))
            .min(),
        )
        .sort("case_id")
    )


def _is_small(limits: dict[str, tuple[Decimal, bool]]) -> pl.Expr:
    small = pl.lit(value=False)
    for name, (limit, inclusive) in sorted(limits.items()):
        claimable = pl.col("claimable")
        under = claimable <= limit if inclusive else claimable < limit
        small = pl.when(pl.col("aid") == name).then(under).otherwise(small)
    return small
