"""Rules over views: what fires, with its proof, and the count of what is unknown."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from bondroit.engine.compile import CompiledRule, compile_rules
from bondroit.engine.evidence import used_columns
from bondroit.engine.findings import describe, empty_findings
from bondroit.engine.parameters import Parameters
from bondroit.engine.passes import JudgedPass, judge_pass
from bondroit.engine.unknowns import Gaps, missing_of, unjudged
from bondroit.engine.views.catalogue import VIEWS
from bondroit.engine.views.held import hold
from bondroit.engine.views.view import Scope, View
from bondroit.model.outputs import EXPLAINED, UNKNOWNS
from bondroit.model.rule import Rule
from bondroit.model.table_set import TableSet, missing_tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What rules said.

    Attributes:
        findings: columns of FINDINGS, `counted_amount` null, in a fixed order.
        unknowns: columns of UNKNOWNS, in a fixed order.
        explained: columns of EXPLAINED, in a fixed order: what looked wrong to a rule,
            and the `unless` clause that says it is not.

    """

    findings: pl.DataFrame
    unknowns: pl.DataFrame
    explained: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What every view of an evaluation needs."""

    tables: TableSet
    parameters: Parameters
    scope: Scope
    gaps: Gaps


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
    compiled = compile_rules(rules, views, parameters)
    wanted = [
        rule for rule in compiled if view_names is None or rule.view.name in view_names
    ]
    return evaluate_compiled(wanted, tables, parameters, scope)


def evaluate_compiled(
    rules: Iterable[CompiledRule],
    tables: TableSet,
    parameters: Parameters,
    scope: Scope,
) -> Evaluation:
    """Evaluate rules compiled once, on the tables of one of many départements.

    Args:
        rules: compiled with the same parameters.
        tables: tables, individuals and matches.
        parameters: dated parameters.
        scope: months judged.

    """
    held = hold(tables)
    gaps = Gaps(tables=held, scope=scope)
    run = Run(tables=held, parameters=parameters, scope=scope, gaps=gaps)
    by_view: dict[str, list[CompiledRule]] = {}
    for rule in sorted(rules, key=_rule_id):
        by_view.setdefault(rule.view.name, []).append(rule)
    fired: list[tuple[CompiledRule, pl.DataFrame]] = []
    unknowns = [pl.DataFrame(schema=UNKNOWNS)]
    explained = [pl.DataFrame(schema=EXPLAINED)]
    for _, same in sorted(by_view.items()):
        absent = missing_tables(run.tables, same[0].view.needs)
        if absent:
            unknowns.append(unjudged(same, absent[0]))
            continue
        for judged in _judge_view(same, run):
            fired += judged.fired
            unknowns.append(judged.unknowns)
            explained.append(judged.explained)
    findings = describe(fired, run.tables, parameters) if fired else empty_findings()
    return Evaluation(
        findings=findings,
        unknowns=_counted(unknowns),
        explained=pl.concat(explained).unique().sort(list(EXPLAINED), nulls_last=True),
    )


def _rule_id(rule: CompiledRule) -> str:
    return rule.rule.id


def _judge_view(rules: list[CompiledRule], run: Run) -> Iterator[JudgedPass]:
    """Judge the rules of one view, pass after pass."""
    missing = [missing_of(rule, run.gaps, run.parameters) for rule in rules]
    read = frozenset(name for rule in rules for name in used_columns(rule))
    scope = replace(run.scope, columns=read)
    for part in rules[0].view.build(run.tables, run.parameters, scope):
        yield judge_pass(rules, missing, part, run.scope)


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
