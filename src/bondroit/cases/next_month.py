"""What the next monthly payment would repeat if nothing changes."""

from typing import Final

import polars as pl

from bondroit.engine.views.paid_months import SUBJECT_ID, subject_id
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

ONE_OFF: Final = ("FAC", "RAP", "IBN", "PRS")
"""Families of facts that belong to one month and announce nothing for the next."""

ONE_OFF_RULES: Final = ("AIS-PER-001", "AIS-PER-003", "AIS-PER-006")

WITHOUT_RIGHT: Final = ("PER",)
"""Families about payments that go on without a right: its end does not stop them."""

FRESH: Final = "-2mo"
"""How far behind the last month judged the last month paid may lag."""


def at_risk(findings: pl.DataFrame, tables: TableSet, scope: Scope) -> pl.DataFrame:
    """Sum, by case, what was overpaid in the last month paid and still goes on.

    The last month is the last one paid by that source for that benefit, when payments
    still come: in the last three months judged. An amount goes on when its rule is about a lasting state and the right still
    runs after that month, or is not listed at all.

    Args:
        findings: netted findings with `case_id` and `subject_id`.
        tables: for payments and rights.
        scope: the months judged.

    Returns:
        case_id, at_risk_next_month (euros).

    """
    lasting = ~_family().is_in(ONE_OFF) & ~pl.col("rule_id").is_in(ONE_OFF_RULES)
    last = _last_month(tables, scope)
    overpaid = findings.filter(pl.col("counted_amount") > 0).filter(lasting)
    rows = overpaid.join(last, on=["source", "benefit"]).filter(
        pl.col("month") == pl.col("last_paid_month")
    )
    known = _rights_after(tables, rows)
    goes_on = pl.col("runs").fill_null(value=True) | _family().is_in(WITHOUT_RIGHT)
    return (
        rows.join(known, on=["source", SUBJECT_ID, "benefit", "month"], how="left")
        .filter(goes_on)
        .group_by("case_id")
        .agg(at_risk_next_month=pl.col("counted_amount").sum().cast(MONEY))
        .sort("case_id")
    )


def _family() -> pl.Expr:
    return pl.col("rule_id").str.split("-").list.get(1, null_on_oob=True).fill_null("")


def _last_month(tables: TableSet, scope: Scope) -> pl.DataFrame:
    oldest = pl.lit(scope.last_month).dt.offset_by(FRESH)
    return (
        tables.frame("payments")
        .filter(pl.col("month").is_between(oldest, scope.last_month))
        .group_by("source", "benefit")
        .agg(last_paid_month=pl.col("month").max())
        .collect()
    )


def _rights_after(tables: TableSet, rows: pl.DataFrame) -> pl.DataFrame:
    """Say, by subject, benefit and month, whether a right runs after that month."""
    asked = rows.select("source", SUBJECT_ID, "benefit", "month").unique()
    rights = tables.frame("rights").with_columns(subject_id())
    ends = pl.min_horizontal("end_date", "valid_to")
    after = pl.col("month").dt.month_end()
    runs = pl.col("state").is_in(["open", "suspended"]) & (
        ends.is_null() | (ends > after)
    )
    return (
        asked.lazy()
        .join(rights, on=["source", SUBJECT_ID, "benefit"])
        .group_by("source", SUBJECT_ID, "benefit", "month")
        .agg(runs=runs.any())
        .collect()
    )
