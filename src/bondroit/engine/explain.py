"""Every rule on one person, household or provider: what it says, why, and why not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import polars as pl

from bondroit.engine.compile import CompiledRule, compile_rules
from bondroit.engine.evidence import used_columns
from bondroit.engine.nearest_change import Turn, Turner, ValueChange
from bondroit.engine.neighbourhood import neighbourhood
from bondroit.engine.parameters import Parameters
from bondroit.engine.traces import ClauseTrace, Traces
from bondroit.engine.views.catalogue import VIEWS
from bondroit.engine.views.held import hold
from bondroit.engine.views.view import ROW_KEY, SUBJECT, Pass, Scope, View
from bondroit.model.rule import Rule, Verdict
from bondroit.model.table_set import TableSet, missing_tables


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTrace:
    """What one rule said of one row about the subject.

    Attributes:
        rule: the rule.
        month: month of right; None for views without months.
        benefit: benefit of the row.
        element: PCH element.
        row_key: what tells the row from others of that month.
        verdict: fires, silent or unknown.
        amount: its amount, where it fires.
        clauses: what each clause said, with the values it saw.
        missing_table: the table without which the rule could not run, or None.
        turner: looks for what would turn the answer, None where nothing was judged.
        row: the rank of the row among those it knows.

    """

    rule: Rule
    month: date | None
    benefit: str | None
    element: str | None
    row_key: str | None
    verdict: Verdict
    amount: Decimal | None
    clauses: tuple[ClauseTrace, ...]
    missing_table: str | None = None
    turner: Turner | None = None
    row: int = 0

    @property
    def turn(self) -> Turn | None:
        """The smallest change of the row that would turn the answer, if one was found."""
        return None if self.turner is None else self.turner.rule_turn(self.row)

    def clause_turn(self, name: str) -> ValueChange | None:
        """Return the smallest change of one value that would turn a clause."""
        if self.turner is None:
            return None
        parts = self.turner.rule.clauses
        part = next(part for part in parts if part.clause.name == name)
        return self.turner.clause(self.row, part)

    @property
    def blocking(self) -> tuple[ClauseTrace, ...]:
        """Clauses that keep the rule from firing, in the order of the rule.

        Where one clause alone blocks, it is what would turn the answer.
        """
        return tuple(trace for trace in self.clauses if trace.blocking)

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns, or the table, for want of which the rule is unknown."""
        if self.missing_table is not None:
            return (self.missing_table,)
        if self.verdict is not Verdict.UNKNOWN:
            return ()
        names = (name for trace in self.clauses for name in trace.missing)
        return tuple(dict.fromkeys(names))

    def tables_of(self, column: str) -> tuple[str, ...]:
        """Return the tables that a column comes from."""
        found = None if self.turner is None else self.turner.rule.view.column(column)
        return () if found is None else found.tables


def explain_subject(
    rules: Iterable[Rule],
    tables: TableSet,
    parameters: Parameters,
    scope: Scope,
    subject: tuple[str, str],
    views: Mapping[str, View] = VIEWS,
) -> list[RowTrace]:
    """Judge every rule on the rows of one subject.

    Args:
        rules: rules, whatever their status.
        tables: the tables of the run.
        parameters: dated parameters.
        scope: months judged.
        subject: source, and id of a person, a household or a provider.
        views: the catalogue.

    Returns:
        One trace a rule and row, by rule, month, benefit and row key; one trace
        without month where a table is missing.

    """
    tables = hold(neighbourhood(tables, subject[1]))
    by_view: dict[str, list[CompiledRule]] = {}
    for rule in compile_rules(rules, views, parameters):
        by_view.setdefault(rule.view.name, []).append(rule)
    traces: list[RowTrace] = []
    for same in by_view.values():
        absent = missing_tables(tables, same[0].view.needs)
        if absent:
            traces += [_without(rule.rule, absent[0]) for rule in same]
            continue
        for part in same[0].view.build(tables, parameters, _reading(scope, same)):
            rows = _rows(part, same, scope, subject)
            traces += _judged(same, rows, parameters)
    return sorted(traces, key=_order)


def _reading(scope: Scope, rules: list[CompiledRule]) -> Scope:
    """Leave the columns that no rule reads uncomputed."""
    names = frozenset(name for rule in rules for name in used_columns(rule))
    return replace(scope, columns=names)


def _rows(
    part: Pass, rules: list[CompiledRule], scope: Scope, subject: tuple[str, str]
) -> pl.DataFrame:
    """Collect the rows about the subject, with the columns that the rules read."""
    source, identifier = subject
    month = pl.col("month")
    inside = month.is_between(scope.first_month, scope.last_month)
    ids = pl.any_horizontal(
        pl.col(name) == identifier
        for name in ("person_id", "household_id", "provider_id")
    )
    names = dict.fromkeys(
        (*SUBJECT, *(name for rule in rules for name in used_columns(rule)))
    )
    return (
        part.frame.filter((pl.col("source") == source) & ids)
        .filter(month.is_null() | inside)
        .select(*names, part.key.alias(ROW_KEY))
        .collect(engine="streaming")
    )


def _judged(
    rules: list[CompiledRule], rows: pl.DataFrame, parameters: Parameters
) -> list[RowTrace]:
    traces = Traces.of(rules, rows)
    turners = [Turner(rule, rows, parameters) for rule in rules]
    return [
        RowTrace(
            rule=rule.rule,
            month=rows["month"][row],
            benefit=rows["benefit"][row],
            element=rows["element"][row],
            row_key=rows[ROW_KEY][row],
            verdict=traces.verdict(rank, row),
            amount=traces.amount(rank, row),
            clauses=traces.clauses(rank, row),
            turner=turners[rank],
            row=row,
        )
        for rank, rule in enumerate(rules)
        for row in range(len(rows))
        if rows["benefit"][row] in (None, *rule.rule.benefits)
    ]


def _without(rule: Rule, table: str) -> RowTrace:
    return RowTrace(
        rule=rule,
        month=None,
        benefit=None,
        element=None,
        row_key=None,
        verdict=Verdict.UNKNOWN,
        amount=None,
        clauses=(),
        missing_table=table,
    )


def _order(trace: RowTrace) -> tuple[str, str, str, str, str]:
    return (
        trace.rule.id,
        str(trace.month or ""),
        trace.benefit or "",
        trace.element or "",
        trace.row_key or "",
    )
