"""Cases of a run: one line for an auditor to open, ranked by what can still be claimed.

The columns are those of the contract, then: `provider_id` (provider cases), `members`
(`source:id` of the records the case is recognised by next month), `undated` (euros
whose payment date is unknown) and `next_prescription` (first day on which a
recoverable month falls).
"""

from collections.abc import Iterable
from typing import Final

import polars as pl

from bondroit.cases.grouping import case_groups, case_members, name_cases
from bondroit.cases.judgement import Judgement
from bondroit.cases.next_month import at_risk
from bondroit.cases.prescription import case_amounts, month_amounts
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.paid_months import paid_months, subject_id
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import CASES, DEBTORS, MONEY, SEVERITIES
from bondroit.model.rule import Rule
from bondroit.model.table_set import TableSet

CASE_COLUMNS: Final[dict[str, pl.DataType]] = {
    **CASES,
    "provider_id": pl.String(),
    "members": pl.List(pl.String()),
    "undated": MONEY,
    "next_prescription": pl.Date(),
}
AMOUNTS: Final = (
    "overpaid",
    "underpaid",
    "prescribed",
    "under_threshold",
    "already_in_debt",
    "recoverable",
    "at_risk_next_month",
    "undated",
)
"""overpaid = prescribed + under_threshold + already_in_debt + undated + what is left,
of which `recoverable` is what underpaid months do not make up for."""


def assemble_cases(
    judgement: Judgement,
    tables: TableSet,
    rules: Iterable[Rule],
    parameters: Parameters,
    scope: Scope,
    previous: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Group the findings of a run into cases.

    Args:
        judgement: netted findings.
        tables: individuals, payments, rights and debts.
        rules: for their severities.
        parameters: delays and thresholds.
        scope: the months judged and the day of the count.
        previous: the cases of the previous run, or None.

    Returns:
        CASE_COLUMNS, by recoverable euros (largest first), next prescription, case_id;
        cases that ended since the previous run come last, their amounts at zero.

    """
    grouped = case_groups(judgement.findings).with_columns(subject_id())
    names = name_cases(case_members(grouped, tables), previous)
    findings = grouped.join(names, on=["kind", "group"])
    cases = (
        _facts(findings, rules)
        .join(names.select("case_id", "members"), on="case_id")
        .join(_amounts(findings, tables, parameters, scope), on="case_id", how="left")
        .with_columns(pl.col(AMOUNTS).fill_null(pl.lit(0, dtype=MONEY)))
        .pipe(_life, previous, scope)
    )
    ended = _ended(cases, previous)
    return pl.concat(
        [cases.select(list(CASE_COLUMNS)).cast(CASE_COLUMNS), ended]  # type: ignore[arg-type]
    ).sort(
        pl.col("state") == "ended",
        "recoverable",
        "next_prescription",
        "overpaid",
        "underpaid",
        "case_id",
        descending=[False, True, False, True, True, False],
        nulls_last=True,
    )


def case_of_findings(findings: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """Add `case_id` to findings, through the members of the cases they belong to."""
    grouped = case_groups(findings)
    person = pl.concat_str("source", "person_id", separator=":")
    household = pl.concat_str("source", "household_id", separator=":")
    member = (
        pl.when(pl.col("kind") == "provider")
        .then(pl.col("group"))
        .when(pl.col("kind") == "signalement")
        .then(pl.coalesce(household, person))
        .otherwise(pl.coalesce(person, pl.col("group")))
    )
    owners = (
        cases.filter(pl.col("state") != "ended")
        .select("case_id", "kind", member="members")
        .explode("member")
    )
    return (
        grouped.with_columns(member=member)
        .join(owners, on=["kind", "member"], how="left")
        .drop("kind", "group", "member")
    )


def _amounts(
    findings: pl.DataFrame, tables: TableSet, parameters: Parameters, scope: Scope
) -> pl.DataFrame:
    paid = paid_months(tables, findings.lazy().with_columns(subject_id()))
    months = month_amounts(findings, paid, tables, parameters, scope.as_of)
    return case_amounts(months, parameters, scope.as_of).join(
        at_risk(findings, tables, scope), on="case_id", how="left"
    )


def _facts(findings: pl.DataFrame, rules: Iterable[Rule]) -> pl.DataFrame:
    """What does not depend on money: who, which months, which rules."""
    ranks = {rule.id: SEVERITIES.index(rule.severity) for rule in rules}
    severity = pl.col("rule_id").replace_strict(ranks, default=0, return_dtype=pl.Int32)
    people = pl.col("kind") != "provider"
    owed = pl.col("counted_amount").abs()
    order = pl.col("debtor").replace_strict(
        {name: rank for rank, name in enumerate(DEBTORS)},
        default=len(DEBTORS),
        return_dtype=pl.Int32,
    )
    return (
        findings.with_columns(rank=severity, owed=owed, order=order)
        .group_by("case_id")
        .agg(
            individual_id=pl.col("individual_id").filter(people).min(),
            household_id=pl.col("household_id")
            .filter(pl.col("kind") == "signalement")
            .min(),
            provider_id=pl.col("provider_id").filter(~people).min(),
            benefits=pl.col("benefit").drop_nulls().unique().sort(),
            first_month=pl.col("month").min(),
            last_month=pl.col("month").max(),
            debtor=pl.col("debtor")
            .sort_by("owed", "order", descending=[True, False], nulls_last=True)
            .first(),
            kind=pl.col("kind").first(),
            rank=pl.col("rank").max(),
            rules=pl.col("rule_id").unique().sort(),
        )
        .with_columns(
            severity=pl.col("rank").replace_strict(
                dict(enumerate(SEVERITIES)), return_dtype=pl.String
            )
        )
        .drop("rank")
    )


def _life(
    cases: pl.DataFrame, previous: pl.DataFrame | None, scope: Scope
) -> pl.DataFrame:
    """State, first and last day seen."""
    today = pl.lit(scope.as_of)
    if previous is None or previous.is_empty():
        return cases.with_columns(
            state=pl.lit("new"), first_seen=today, last_seen=today
        )
    before = previous.select("case_id", "first_seen", was=pl.col("state") != "ended")
    return (
        cases.join(before, on="case_id", how="left")
        .with_columns(
            state=pl.when("was").then(pl.lit("continuing")).otherwise(pl.lit("new")),
            first_seen=pl.coalesce("first_seen", today),
            last_seen=today,
        )
        .drop("was")
    )


def _ended(cases: pl.DataFrame, previous: pl.DataFrame | None) -> pl.DataFrame:
    """Return the previous run's open cases that are no more, at zero."""
    if previous is None or previous.is_empty():
        return pl.DataFrame(schema=CASE_COLUMNS)
    absent = [name for name in CASE_COLUMNS if name not in previous.columns]
    zero = pl.lit(0, dtype=MONEY)
    return (
        previous.with_columns(
            pl.lit(None, CASE_COLUMNS[name]).alias(name) for name in absent
        )
        .filter(pl.col("state") != "ended")
        .join(cases, on="case_id", how="anti")
        .with_columns(
            *(zero.alias(name) for name in AMOUNTS),
            state=pl.lit("ended"),
            next_prescription=pl.lit(None, pl.Date),
        )
        .select(list(CASE_COLUMNS))
        .cast(CASE_COLUMNS)  # type: ignore[arg-type]
    )
