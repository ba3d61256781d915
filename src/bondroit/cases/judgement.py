"""The two passes of a run: facts first, then prescription and recovery on what nets out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from bondroit.cases.exceptions import SET_ASIDE, set_aside
from bondroit.cases.netting import net_findings
from bondroit.engine.evaluate import Evaluation, evaluate
from bondroit.engine.overlay import RuleException
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.held import hold
from bondroit.engine.views.paid_months import paid_months, subject_id, with_uncovered
from bondroit.engine.views.undue_month import NETTED
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import EXPLAINED, FINDINGS, SILENCED
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
            the individuals, households and providers who have a finding.
        silenced: columns of SILENCED: how much exclusions set aside in all, whoever it
            is about; people without any finding are counted there and named nowhere.
        shadow: columns of FINDINGS: what shadow rules say, never counted nor shown.
        aside: columns of SET_ASIDE: what an exception takes out, never counted.

    """

    findings: pl.DataFrame
    unknowns: pl.DataFrame
    explained: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=EXPLAINED)
    )
    silenced: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=SILENCED)
    )
    shadow: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FINDINGS))
    aside: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SET_ASIDE))


def judge(
    tables: TableSet,
    rules: Iterable[Rule],
    parameters: Parameters,
    scope: Scope,
    statuses: Iterable[Status] = JUDGED,
    exceptions: Sequence[RuleException] = (),
    previous: pl.DataFrame | None = None,
) -> Judgement:
    """Evaluate the rules, net what they find, then judge what was netted.

    Shadow rules are evaluated with the others, and what they say is kept apart.

    Args:
        tables: tables, individuals and matches.
        rules: rules of any status.
        parameters: dated values of the law.
        scope: months judged and day of the count.
        statuses: those of the rules to evaluate.
        exceptions: findings to take out before anything is counted.
        previous: the previous run's cases, whose names exceptions may give.

    """
    kept = set(statuses)
    judged = tuple(rule for rule in rules if rule.status in {*kept, Status.SHADOW})
    hidden = [rule.id for rule in judged if rule.status not in kept]
    tables = hold(tables)
    first, shadow = _apart(
        evaluate(
            tuple(rule for rule in judged if rule.view != RECOVERY_VIEW),
            tables,
            parameters,
            scope,
        ),
        hidden,
    )
    facts = set_aside(first.findings, exceptions, tables, previous, scope.as_of)
    concerned = facts.kept.lazy().with_columns(subject_id())
    paid = paid_months(tables, concerned)
    netted = net_findings(facts.kept, with_uncovered(paid, facts.kept, tables))
    second, late = _apart(
        evaluate(
            tuple(rule for rule in judged if rule.view == RECOVERY_VIEW),
            replace(tables, frames={**tables.frames, NETTED: netted.lazy()}),
            parameters,
            scope,
        ),
        hidden,
    )
    recovery = set_aside(second.findings, exceptions, tables, previous, scope.as_of)
    findings = pl.concat([netted, recovery.kept.select(netted.columns)])
    unknowns = pl.concat([first.unknowns, second.unknowns])
    return Judgement(
        findings=findings.sort("finding_id"),
        unknowns=unknowns.sort(unknowns.columns, nulls_last=True),
        explained=_concerned(first.explained, findings),
        silenced=_counted(first.explained),
        shadow=pl.concat([shadow, late.select(shadow.columns)]).sort("finding_id"),
        aside=pl.concat([facts.aside, recovery.aside]).sort("finding_id"),
    )


def _concerned(explained: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    """Keep what exclusions silenced of those who have a case.

    A person without any finding is not looked at: keeping a line on them would keep
    data that serves nobody. What is owed by a provider is looked at with the rest of
    that provider's records.
    """
    providers = findings.filter(pl.col("debtor") == "provider")
    of_provider = explained.select(
        kept=pl.col("provider_id").is_in(
            providers["provider_id"].drop_nulls().unique().implode()
        )
    )["kept"].fill_null(value=False)
    homes = findings.select("source", "household_id").drop_nulls().unique()
    of_home = _found(explained, homes)
    people = findings.select("individual_id").drop_nulls().unique()
    return explained.filter(of_provider | of_home | _found(explained, people))


def _found(rows: pl.DataFrame, known: pl.DataFrame) -> pl.Series:
    """Return, for each row, whether its key is one of those known."""
    marked = rows.select(known.columns).join(
        known.with_columns(kept=pl.lit(value=True)),
        on=known.columns,
        how="left",
        maintain_order="left",
    )
    return marked["kept"].fill_null(value=False)


def _counted(explained: pl.DataFrame) -> pl.DataFrame:
    """Count what each exclusion silenced, by rule and benefit."""
    subject = pl.coalesce("individual_id", "household_id", "provider_id")
    return (
        explained.group_by("rule_id", "clause", "benefit")
        .agg(rows=pl.len().cast(pl.Int64), subjects=subject.n_unique().cast(pl.Int64))
        .select(list(SILENCED))
        .sort("rule_id", "clause", "benefit", nulls_last=True)
    )


def _apart(said: Evaluation, hidden: list[str]) -> tuple[Evaluation, pl.DataFrame]:
    """Return what may be shown, and the findings of the rules that are not."""
    if not hidden:
        return said, said.findings.clear()
    shown = ~pl.col("rule_id").is_in(hidden)
    visible = Evaluation(
        findings=said.findings.filter(shown),
        unknowns=said.unknowns.filter(shown),
        explained=said.explained.filter(shown),
    )
    return visible, said.findings.filter(~shown)
