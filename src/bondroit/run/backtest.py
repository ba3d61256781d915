"""Rules tried on months already paid: `bondroit rules backtest`."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from bondroit.cases.backtest import Backtest, backtest
from bondroit.cases.grouping import case_groups
from bondroit.cases.judgement import JUDGED, RECOVERY_VIEW
from bondroit.cases.netting import net_findings
from bondroit.engine.evaluate import evaluate
from bondroit.engine.parameters import Parameters
from bondroit.engine.rulebook import Rulebook, read_rulebook
from bondroit.engine.views.held import hold
from bondroit.engine.views.paid_months import paid_months, subject_id, with_uncovered
from bondroit.engine.views.undue_month import NETTED
from bondroit.engine.views.view import Scope
from bondroit.errors import ConfigurationError
from bondroit.model.rule import Rule
from bondroit.model.table_set import TableSet
from bondroit.reports.masking import masked_id
from bondroit.run.judged import Judged
from bondroit.run.law import folders_with


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What rules would have brought.

    Attributes:
        name: of the run, or of the folder of tables.
        scope: the months judged.
        rules: the rules tried.
        figures: of all of them together.
        by_rule: of each, beside all the others, tried ones included.
        unknown_rows: rows that could not be judged, by rule and what was missing.
        sample: masked subjects: subject, rule_id, months, amount, explanation.

    """

    name: str
    scope: Scope
    rules: tuple[Rule, ...]
    figures: Backtest
    by_rule: tuple[tuple[str, Backtest], ...]
    unknown_rows: pl.DataFrame
    sample: pl.DataFrame


def try_rules(
    judged: Judged,
    rule_ids: Sequence[str],
    folder: Path | None = None,
    months: tuple[date | None, date | None] = (None, None),
    sample: int = 5,
) -> Trial:
    """Evaluate rules, whatever their status, beside those in force.

    Args:
        judged: a run or tables.
        rule_ids: the rules to try.
        folder: their folder; those of the workspace by default.
        months: first and last month of right, within those judged.
        sample: how many subjects to show.

    Raises:
        ConfigurationError: an unknown rule, or months outside those judged.
        ProblemList: every problem of the rules.

    """
    folders = judged.folders if folder is None else folders_with(folder)
    book = read_rulebook(folders).checked()
    rules = tuple(book.find(name) for name in dict.fromkeys(rule_ids))
    scope = _narrowed(judged.scope, months)
    tables = hold(judged.tables)
    ids = {rule.id for rule in rules}
    others = _in_force(judged, book, ids, tables, scope)
    own, unknown_rows = judge_facts(rules, others, tables, book.parameters, scope)
    paid = paid_for(pl.concat([own, others]), tables)
    span = _span(scope)
    return Trial(
        name=judged.name,
        scope=scope,
        rules=rules,
        figures=backtest(own, others, paid, span),
        by_rule=tuple(
            (rule.id, _one(rule.id, own, others, paid, span)) for rule in rules
        ),
        unknown_rows=unknown_rows,
        sample=_sample(net_findings(own, paid), sample),
    )


def _narrowed(scope: Scope, months: tuple[date | None, date | None]) -> Scope:
    first, last = months[0] or scope.first_month, months[1] or scope.last_month
    if not scope.first_month <= first <= last <= scope.last_month:
        raise ConfigurationError(
            "--from, --to",
            f"{first:%Y-%m} to {last:%Y-%m} is not within the months judged",
            f"choose from {scope.first_month:%Y-%m} to {scope.last_month:%Y-%m}",
        )
    return replace(scope, first_month=first, last_month=last)


def _span(scope: Scope) -> list[date]:
    days = pl.date_range(scope.first_month, scope.last_month, "1mo", eager=True)
    return [day for day in days.to_list() if isinstance(day, date)]


def _in_force(
    judged: Judged,
    book: Rulebook,
    tried: Collection[str],
    tables: TableSet,
    scope: Scope,
) -> pl.DataFrame:
    """Return the facts that the other rules find: those of the run, else judged now."""
    others = tuple(
        rule for rule in book.rules if rule.status in JUDGED and rule.id not in tried
    )
    if judged.findings is not None:
        second = [rule.id for rule in book.rules if rule.view == RECOVERY_VIEW]
        return judged.findings.filter(
            ~pl.col("rule_id").is_in([*tried, *second]),
            pl.col("month").is_null()
            | pl.col("month").is_between(scope.first_month, scope.last_month),
        )
    facts = tuple(rule for rule in others if rule.view != RECOVERY_VIEW)
    return evaluate(facts, tables, book.parameters, scope).findings


def judge_facts(
    rules: Iterable[Rule],
    others: pl.DataFrame,
    tables: TableSet,
    parameters: Parameters,
    scope: Scope,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Evaluate rules of both passes; those on recovery read what the others count.

    Returns:
        Findings, and unknowns.

    """
    rules = tuple(rules)
    first = tuple(rule for rule in rules if rule.view != RECOVERY_VIEW)
    second = tuple(rule for rule in rules if rule.view == RECOVERY_VIEW)
    said = evaluate(first, tables, parameters, scope)
    if not second:
        return said.findings, said.unknowns
    facts = pl.concat([said.findings, others])
    netted = net_findings(facts, paid_for(facts, tables))
    frames = {**tables.frames, NETTED: netted.lazy()}
    late = evaluate(second, replace(tables, frames=frames), parameters, scope)
    return (
        pl.concat([said.findings, late.findings]),
        pl.concat([said.unknowns, late.unknowns]),
    )


def paid_for(findings: pl.DataFrame, tables: TableSet) -> pl.DataFrame:
    """Return what was paid to the subjects of findings, by month."""
    concerned = findings.lazy().with_columns(subject_id())
    return with_uncovered(paid_months(tables, concerned), findings, tables)


def _one(
    rule_id: str,
    own: pl.DataFrame,
    others: pl.DataFrame,
    paid: pl.DataFrame,
    span: list[date],
) -> Backtest:
    """Return the figures of one rule, the other tried ones being in force."""
    mine = pl.col("rule_id") == rule_id
    rest = pl.concat([others, own.filter(~mine)])
    return backtest(own.filter(mine), rest, paid, span)


def _sample(findings: pl.DataFrame, size: int) -> pl.DataFrame:
    """Return some cases, drawn by the hash of their findings, none of them named."""
    return (
        case_groups(findings)
        .with_columns(subject_id())
        .sort("finding_id")
        .group_by("kind", "group", "rule_id", maintain_order=True)
        .agg(
            pl.col("source").first(),
            pl.col("subject_id").first(),
            months=pl.col("month").n_unique(),
            amount=pl.col("counted_amount").sum(),
            explanation=pl.col("explanation").first(),
        )
        .head(size)
        .select(
            pl.concat_str("source", masked_id("subject_id"), separator=":").alias(
                "subject"
            ),
            "rule_id",
            "months",
            "amount",
            "explanation",
        )
    )
