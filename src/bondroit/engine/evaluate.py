"""Rules over views: what fires, with its proof, and the count of what is unknown."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from bondroit.engine.compile import CompiledRule, compile_rules
from bondroit.engine.evidence import used_columns
from bondroit.engine.findings import describe, empty_findings
from bondroit.engine.parameters import Parameters
from bondroit.engine.unknowns import (
    count_unknowns,
    missing_of,
    named_unknowns,
    unjudged,
)
from bondroit.engine.views.catalogue import VIEWS
from bondroit.engine.views.view import ROW_KEY, SUBJECT, Pass, Scope, View
from bondroit.model.outputs import UNKNOWNS
from bondroit.model.rule import Rule
from bondroit.model.table_set import TableSet, missing_tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What rules said.

    Attributes:
        findings: columns of FINDINGS, `counted_amount` null, in a fixed order.
        unknowns: columns of UNKNOWNS, in a fixed order.

    """

    findings: pl.DataFrame
    unknowns: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What every view of an evaluation needs."""

    tables: TableSet
    parameters: Parameters
    scope: Scope


def evaluate(
    rules: Iterable[Rule],
    tables: TableSet,
    parameters: Parameters,
    scope: Scope,
    view_names: Collection[str] | None = None,
    views: Mapping[str, View] = VIEWS,
) -> Evaluation:
    """Evaluate rules, whatever their status, on every row of their views.

    Args:
        rules: rules to judge.
        tables: tables, individuals and matches.
        parameters: dated parameters.
        scope: months judged.
        view_names: views to run; None for all.
        views: the catalogue.

    Raises:
        ProblemList: a rule does not compile.

    """
    run = Run(tables=tables, parameters=parameters, scope=scope)
    by_view: dict[str, list[CompiledRule]] = {}
    for rule in sorted(compile_rules(rules, views, parameters), key=_rule_id):
        if view_names is None or rule.view.name in view_names:
            by_view.setdefault(rule.view.name, []).append(rule)
    fired: list[tuple[CompiledRule, pl.DataFrame]] = []
    unknowns = [pl.DataFrame(schema=UNKNOWNS)]
    for _, same in sorted(by_view.items()):
        absent = missing_tables(tables, same[0].view.needs)
        if absent:
            unknowns.append(unjudged(same, absent[0]))
            continue
        found, counts = _judge_view(same, run)
        fired += found
        unknowns += counts
    findings = describe(fired, tables, parameters) if fired else empty_findings()
    return Evaluation(findings=findings, unknowns=_counted(unknowns))


def _rule_id(rule: CompiledRule) -> str:
    return rule.rule.id


def _judge_view(
    rules: list[CompiledRule], run: Run
) -> tuple[list[tuple[CompiledRule, pl.DataFrame]], list[pl.DataFrame]]:
    """Return the rows each rule of one view fires on, and the unknown counts."""
    view = rules[0].view
    fired: list[tuple[CompiledRule, pl.DataFrame]] = []
    counts: list[pl.DataFrame] = []
    for part in view.build(run.tables, run.parameters, run.scope):
        rows, unknown = _judge_pass(rules, part, run)
        counts.append(unknown)
        for rank, rule in enumerate(rules):
            own = rows.filter(pl.col(_verdict(rank)))
            if not own.is_empty():
                fired.append((rule, _own_columns(rule, rank, own)))
    return fired, counts


def _judge_pass(
    rules: Sequence[CompiledRule], part: Pass, run: Run
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Stream one pass once: only rows that fire are kept, unknown ones are counted."""
    month = pl.col("month")
    inside = month.is_between(run.scope.first_month, run.scope.last_month)
    verdicts = [_verdict(rank) for rank in range(len(rules))]
    judged = part.frame.filter(month.is_null() | inside).with_columns(
        rule.verdict.alias(name) for rule, name in zip(rules, verdicts, strict=True)
    )
    missing = [
        missing_of(rule, run.tables, run.parameters, run.scope) for rule in rules
    ]
    rows, counts = pl.collect_all(
        [_fired(judged, rules, verdicts), count_unknowns(judged, verdicts, missing)],
        engine="streaming",
    )
    ids = [rule.rule.id for rule in rules]
    return rows, named_unknowns(counts, ids, missing)


def _fired(
    judged: pl.LazyFrame, rules: Sequence[CompiledRule], verdicts: list[str]
) -> pl.LazyFrame:
    used = dict.fromkeys(name for rule in rules for name in used_columns(rule))
    columns = dict.fromkeys((*SUBJECT, ROW_KEY, *used, *verdicts))
    extra: list[pl.Expr] = []
    for rank, rule in enumerate(rules):
        if rule.amount is not None:
            extra.append(rule.amount.alias(_amount(rank)))
        if rule.debtor is not None:
            extra.append(rule.debtor.cast(pl.String).alias(_debtor(rank)))
    return judged.filter(pl.any_horizontal(verdicts)).select(*columns, *extra)


def _own_columns(rule: CompiledRule, rank: int, rows: pl.DataFrame) -> pl.DataFrame:
    """Keep what one rule needs: subject, its columns, `rule_amount`, `rule_debtor`."""
    names = dict.fromkeys((*SUBJECT, ROW_KEY, *used_columns(rule)))
    amount = pl.lit(None, dtype=pl.Decimal(12, 2))
    debtor = pl.col("debtor")
    if rule.amount is not None:
        amount = pl.col(_amount(rank))
    if rule.debtor is not None:
        debtor = pl.coalesce(_debtor(rank), "debtor")
    return rows.select(*names, rule_amount=amount, rule_debtor=debtor)


def _verdict(rank: int) -> str:
    return f"verdict:{rank}"


def _amount(rank: int) -> str:
    return f"amount:{rank}"


def _debtor(rank: int) -> str:
    return f"debtor:{rank}"


def _counted(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Add up the passes, in a fixed order."""
    keys = [name for name in UNKNOWNS if name != "rows"]
    return (
        pl.concat(parts)
        .group_by(keys)
        .agg(pl.col("rows").sum())
        .select(list(UNKNOWNS))
        .sort(keys, nulls_last=True)
    )
