"""The two passes of a run: facts first, then prescription and recovery on what nets out."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from bondroit.cases.netting import net_findings
from bondroit.engine.evaluate import evaluate
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.held import hold
from bondroit.engine.views.paid_months import paid_months, subject_id, with_uncovered
from bondroit.engine.views.undue_month import NETTED
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import EXPLAINED
from bondroit.model.rule import Rule, Status
from bondroit.model.table_set import TableSet

JUDGED: Final = (Status.PILOT, Status.ACTIVE)
"""Statuses of the rules whose findings reach an auditor."""

RECOVERY_VIEW: Final = "undue_month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a run concluded.

    Attributes:
        findings: columns of FINDINGS, `counted_amount` filled, sorted by finding_id.
        unknowns: columns of UNKNOWNS.
        explained: columns of EXPLAINED: what the first pass looked at and set aside, of
            the individuals who have a finding.

    """

    findings: pl.DataFrame
    unknowns: pl.DataFrame
    explained: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=EXPLAINED)
    )


def judge(
    tables: TableSet,
    rules: Iterable[Rule],
    parameters: Parameters,
    scope: Scope,
    statuses: Iterable[Status] = JUDGED,
) -> Judgement:
    """Evaluate the rules, net what they find, then judge what was netted.

    Args:
        tables: tables, individuals and matches.
        rules: rules of any status.
        parameters: dated values of the law.
        scope: months judged and day of the count.
        statuses: those of the rules to evaluate.

    """
    kept = set(statuses)
    judged = tuple(rule for rule in rules if rule.status in kept)
    tables = hold(tables)
    first = evaluate(
        tuple(rule for rule in judged if rule.view != RECOVERY_VIEW),
        tables,
        parameters,
        scope,
    )
    concerned = first.findings.lazy().with_columns(subject_id())
    paid = paid_months(tables, concerned)
    netted = net_findings(first.findings, with_uncovered(paid, first.findings, tables))
    second = evaluate(
        tuple(rule for rule in judged if rule.view == RECOVERY_VIEW),
        replace(tables, frames={**tables.frames, NETTED: netted.lazy()}),
        parameters,
        scope,
    )
    findings = pl.concat([netted, second.findings.select(netted.columns)])
    unknowns = pl.concat([first.unknowns, second.unknowns])
    return Judgement(
        findings=findings.sort("finding_id"),
        unknowns=unknowns.sort(unknowns.columns, nulls_last=True),
        explained=first.explained.join(
            findings.select("individual_id").drop_nulls(),
            on="individual_id",
            how="semi",
            maintain_order="left",
        ),
    )
