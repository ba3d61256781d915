"""Months of each case: paid, due, difference, and where the difference stands."""

from dataclasses import replace

import polars as pl

from bondroit.cases.prescription import month_amounts
from bondroit.engine.views.paid_months import (
    KEY,
    SUBJECT_ID,
    paid_months,
    subject_id,
    with_uncovered,
)
from bondroit.engine.views.recovery import aid, thresholds
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet
from bondroit.reports.facts import RunFacts

_PAYEE = "payee_subject"
_SIDE = r"^([^:]*):(.*):([^:]*)$"
"""`source:person_or_household_id:benefit`, the id itself holding colons or not."""


def case_payments(tables: TableSet, findings: pl.DataFrame) -> pl.DataFrame:
    """Return what was paid to the subjects of findings and of their counterparts.

    Args:
        tables: for the payments.
        findings: findings with `case_id` and `subject_id`.

    Returns:
        The columns of `paid_months`, for those subjects alone.

    """
    sides = _sides(findings).select(source="other_source", subject_id="other_subject")
    subjects = pl.concat([findings.select("source", SUBJECT_ID), sides]).unique()
    payments = (
        tables.frame("payments")
        .with_columns(provider_id=pl.lit(None, pl.String))
        .with_columns(subject_id().alias(_PAYEE))
        .join(
            subjects.lazy(),
            left_on=["source", _PAYEE],
            right_on=subjects.columns,
            how="semi",
        )
        .drop(_PAYEE, "provider_id")
    )
    return paid_months(replace(tables, frames={**tables.frames, "payments": payments}))


def case_months(
    facts: RunFacts, findings: pl.DataFrame, payments: pl.DataFrame
) -> pl.DataFrame:
    """Place each month of each case.

    Args:
        facts: payments, debts, parameters and the day of the count.
        findings: findings with `case_id` and `subject_id`.
        payments: the frame of `case_payments`.

    Returns:
        One row a case and KEY with a counted difference: net_paid, due, overpaid,
        underpaid, other_paid (the counterparts' side) (euros, null when unknown),
        prescribed_on, rules, and
        `place`: `debt`, `prescribed`, `undated`, `small`, `claimable` or null.

    """
    paid = with_uncovered(payments, findings, facts.tables)
    months = month_amounts(
        findings, paid, facts.tables, facts.parameters, facts.scope.as_of
    )
    key = ["case_id", *KEY]
    rules = (
        findings.filter(pl.col("counted_amount") != 0)
        .group_by(key)
        .agg(pl.col("rule_id").unique().sort().alias("rules"))
    )
    known = paid.select(*KEY, "net_paid", listed=pl.lit(value=True))
    nothing = pl.lit(0, dtype=MONEY)
    return (
        months.join(known, on=list(KEY), how="left", nulls_equal=True)
        .with_columns(
            net_paid=pl.when("listed").then("net_paid").otherwise(nothing),
            small=_small(facts).over("case_id", aid()),
        )
        .with_columns(
            due=pl.col("net_paid") - pl.col("overpaid") + pl.col("underpaid"),
            place=_place(),
        )
        .join(rules, on=key, how="left", nulls_equal=True)
        .join(_other_side(findings, payments), on=key, how="left", nulls_equal=True)
        .sort("case_id", "month", "benefit", "element", SUBJECT_ID, nulls_last=True)
    )


def _small(facts: RunFacts) -> pl.Expr:
    """Whether what is claimable of the aid lies under its threshold."""
    total = pl.col("claimable").sum()
    limits = thresholds(facts.parameters, facts.scope.as_of)
    small = pl.lit(value=False)
    for name, (limit, inclusive) in sorted(limits.items()):
        under = total <= limit if inclusive else total < limit
        small = pl.when(aid().first() == name).then(under).otherwise(small)
    return small


def _place() -> pl.Expr:
    return (
        pl.when(pl.col("already_in_debt") > 0)
        .then(pl.lit("debt"))
        .when(pl.col("prescribed") > 0)
        .then(pl.lit("prescribed"))
        .when(pl.col("undated") > 0)
        .then(pl.lit("undated"))
        .when((pl.col("claimable") > 0) & pl.col("small"))
        .then(pl.lit("small"))
        .when(pl.col("claimable") > 0)
        .then(pl.lit("claimable"))
    )


def _sides(findings: pl.DataFrame) -> pl.DataFrame:
    """Counterparts taken apart: the KEY they face, and whom they name."""
    return (
        findings.filter(pl.col("counterpart").is_not_null())
        .select(
            "case_id",
            *KEY,
            other_source=pl.col("counterpart").str.extract(_SIDE, 1),
            other_subject=pl.col("counterpart").str.extract(_SIDE, 2),
            other_benefit=pl.col("counterpart").str.extract(_SIDE, 3),
        )
        .unique()
    )


def _paid_to(payments: pl.DataFrame) -> pl.DataFrame:
    """Net payments of a subject, elements added up."""
    return payments.group_by("source", SUBJECT_ID, "benefit", "month").agg(
        pl.col("net_paid").sum()
    )


def _other_side(findings: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    return (
        _sides(findings)
        .join(
            _paid_to(payments).rename({"net_paid": "other_paid"}),
            left_on=["other_source", "other_subject", "other_benefit", "month"],
            right_on=["source", SUBJECT_ID, "benefit", "month"],
        )
        .group_by("case_id", *KEY)
        .agg(pl.col("other_paid").sum())
    )


def timeline_payments(
    scope: Scope, findings: pl.DataFrame, payments: pl.DataFrame
) -> pl.DataFrame:
    """Net payments by month of the case's subjects and of its counterparts.

    Returns:
        case_id, other (whether a counterpart's), benefit, month, net_paid (euros).

    """
    own = findings.select("case_id", "source", SUBJECT_ID, "benefit", other=pl.lit(0))
    others = _sides(findings).select(
        "case_id",
        source="other_source",
        subject_id="other_subject",
        benefit="other_benefit",
        other=pl.lit(1),
    )
    subjects = (
        pl.concat([own, others])
        .group_by("case_id", "source", SUBJECT_ID, "benefit")
        .agg(pl.col("other").min())
    )
    inside = pl.col("month").is_between(scope.first_month, scope.last_month)
    return (
        _paid_to(payments)
        .filter(inside)
        .join(subjects, on=["source", SUBJECT_ID, "benefit"])
        .group_by("case_id", "other", "benefit", "month")
        .agg(pl.col("net_paid").sum())
        .sort("case_id", "other", "benefit", "month")
    )
