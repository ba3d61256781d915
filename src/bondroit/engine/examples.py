"""Runs the examples of rules: the verdict, the amount, and what each clause saw."""

from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from bondroit.engine.compile import CompiledRule, compile_rules
from bondroit.engine.example_rows import (
    SCOPE,
    example_frame,
    example_rows,
    typical_row,
)
from bondroit.engine.parameters import Parameters
from bondroit.engine.traces import ClauseTrace, Traces, planned
from bondroit.engine.views.view import View
from bondroit.errors import BondroitError, ProblemList
from bondroit.model.rule import Example, Rule, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleResult:
    """One example, what it expected and what came out.

    Attributes:
        rule_id: the rule.
        example: as written.
        verdict: what the rule said.
        amount: amount computed, None unless it fires.
        traces: what every clause of the view said.
        rank: of the rule in them.
        row: of the example in them.
        order: of the example in its file.

    """

    rule_id: str
    example: Example
    verdict: Verdict
    amount: Decimal | None
    traces: Traces = field(repr=False, compare=False)
    rank: int = field(compare=False)
    row: int = field(compare=False)
    order: int

    @property
    def place(self) -> str:
        """`file:line:column` of the example."""
        return self.traces.rules[self.rank].rule.file.place("examples", self.order)

    @property
    def clauses(self) -> tuple[ClauseTrace, ...]:
        """What each clause said."""
        return self.traces.clauses(self.rank, self.row)

    @property
    def passed(self) -> bool:
        """Whether the verdict and the amount, where one is expected, are right."""
        if self.verdict is not self.example.expect:
            return False
        expected = self.example.amount
        return expected is None or expected == self.amount


def run_examples(
    rules: Iterable[Rule], parameters: Parameters, views: Mapping[str, View]
) -> list[ExampleResult]:
    """Run every example, all rules of one view in one frame.

    Returns:
        One result an example, by rule id, in the order of the file.

    Raises:
        ProblemList: a rule does not compile, or an example gives a wrong value.

    """
    return run_compiled(compile_rules(rules, views, parameters), parameters)


def run_compiled(
    compiled: Iterable[CompiledRule], parameters: Parameters
) -> list[ExampleResult]:
    """Run every example of compiled rules."""
    with ThreadPoolExecutor(max_workers=1) as judges:
        return finished(begun(compiled, parameters, judges), parameters, judges)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The rules of one view whose examples are being judged.

    Attributes:
        rules: of the view, compiled.
        frame: rows of their examples.
        answers: what `planned` gives; None where an example gives a wrong value.

    """

    rules: list[CompiledRule]
    frame: pl.LazyFrame
    answers: Future[pl.DataFrame] | None


def begun(
    compiled: Iterable[CompiledRule], parameters: Parameters, judges: Executor
) -> list[Begun]:
    """Begin to judge examples, view after view.

    Polars plans and computes a view while Python does the rest: it holds no lock of
    Python's meanwhile.
    """
    by_view: dict[str, list[CompiledRule]] = {}
    for rule in compiled:
        by_view.setdefault(rule.view.name, []).append(rule)
    views = []
    for same in by_view.values():
        try:
            views.append(_begun(same, parameters, judges))
        except BondroitError:
            views.append(Begun(rules=same, frame=pl.LazyFrame(), answers=None))
    return views


def finished(
    views: Iterable[Begun],
    parameters: Parameters,
    judges: Executor,
    wrong: Collection[str] = (),
) -> list[ExampleResult]:
    """Return the results of what was begun, by rule id, in the order of the file.

    Args:
        views: from `begun`.
        parameters: dated parameters.
        judges: who judges again.
        wrong: ids of rules to leave out; the others of their view are judged again.

    Raises:
        ProblemList: an example of the rules that stay gives a wrong value.

    """
    results: list[ExampleResult] = []
    for view in views:
        good = [one for one in view.rules if one.rule.id not in wrong]
        whole = view.answers is not None and len(good) == len(view.rules)
        if good:
            judged = view if whole else _begun(good, parameters, judges)
            results += _results(judged)
    return sorted(results, key=lambda result: result.rule_id)


def _begun(
    rules: list[CompiledRule], parameters: Parameters, judges: Executor
) -> Begun:
    frame = _frame(rules, parameters)
    answers = judges.submit(planned(rules, frame).collect)
    return Begun(rules=rules, frame=frame, answers=answers)


def rows_of_examples(compiled: Iterable[CompiledRule]) -> list[dict[str, object]]:
    """Return the row of each example, in the order of the rules.

    Raises:
        ProblemList: every value that an example gives wrong.

    """
    rows: list[dict[str, object]] = []
    problems: list[BondroitError] = []
    typical: dict[str, dict[str, object]] = {}
    for rule in compiled:
        name = rule.view.name
        if name not in typical:
            typical[name] = typical_row(rule.view)
        own, wrong = example_rows(rule.rule, rule.view, typical[name])
        rows += own
        problems += wrong
    if problems:
        raise ProblemList(problems)
    return rows


def _frame(rules: list[CompiledRule], parameters: Parameters) -> pl.LazyFrame:
    """Return the rows of the examples of a view, with the columns that rules read."""
    view = rules[0].view
    base = example_frame(rows_of_examples(rules), view)
    derived = view.derive(base, parameters, SCOPE)
    read = {"benefit", "month"}.union(*(rule.columns for rule in rules))
    return derived.select(sorted(read))


def _results(view: Begun) -> list[ExampleResult]:
    if view.answers is None:
        return []
    traces = Traces.judged(view.rules, view.frame, view.answers.result())
    places = [
        (rank, place)
        for rank, compiled in enumerate(traces.rules)
        for place in range(len(compiled.rule.examples))
    ]
    return [
        _result(traces, row, rank, place) for row, (rank, place) in enumerate(places)
    ]


def _result(traces: Traces, row: int, rank: int, place: int) -> ExampleResult:
    rule = traces.rules[rank].rule
    return ExampleResult(
        rule_id=rule.id,
        example=rule.examples[place],
        verdict=traces.verdict(rank, row),
        amount=traces.amount(rank, row),
        traces=traces,
        rank=rank,
        row=row,
        order=place,
    )
