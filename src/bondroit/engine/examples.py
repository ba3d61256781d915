"""Runs the examples of rules: the verdict, the amount, and what each clause saw."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from bondroit.engine.compile import CompiledRule, compile_rules
from bondroit.engine.example_rows import SCOPE, base_schema, example_row
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.view import View
from bondroit.errors import BondroitError, ConfigurationError, ProblemList
from bondroit.model.rule import Example, Rule, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseTrace:
    """What one clause said of one row.

    Attributes:
        name: of the clause.
        text: as written.
        exclusion: whether it comes from `unless`.
        truth: true, false, or None when it could not be judged.
        values: each column it reads, with the value it saw.

    """

    name: str
    text: str
    exclusion: bool
    truth: bool | None
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleResult:
    """One example, what it expected and what came out.

    Attributes:
        rule_id: the rule.
        example: as written.
        place: `file:line:column` of the example.
        verdict: what the rule said.
        amount: amount computed, None unless it fires.
        clauses: what each clause said.

    """

    rule_id: str
    example: Example
    place: str
    verdict: Verdict
    amount: Decimal | None
    clauses: tuple[ClauseTrace, ...]

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
    by_view: dict[str, list[CompiledRule]] = {}
    for rule in compiled:
        by_view.setdefault(rule.view.name, []).append(rule)
    results: list[ExampleResult] = []
    for same in by_view.values():
        results += _run_view(same, parameters)
    return sorted(results, key=lambda result: result.rule_id)


def example_problems(rule: Rule, view: View) -> list[BondroitError]:
    """Return what is wrong in the values the examples of a rule give."""
    problems: list[BondroitError] = []
    for rank in range(len(rule.examples)):
        try:
            example_row(rule, rank, view)
        except ConfigurationError as error:
            problems.append(error)
    return problems


def _run_view(rules: list[CompiledRule], parameters: Parameters) -> list[ExampleResult]:
    view = rules[0].view
    problems = [p for rule in rules for p in example_problems(rule.rule, view)]
    if problems:
        raise ProblemList(problems)
    rows = [
        example_row(rule.rule, rank, view)
        for rule in rules
        for rank in range(len(rule.rule.examples))
    ]
    base = pl.LazyFrame(rows, schema=base_schema(view))
    frame = view.derive(base, parameters, SCOPE).collect()
    results: list[ExampleResult] = []
    answers = _answers(rules, frame)
    start = 0
    for rank, rule in enumerate(rules):
        for place in range(len(rule.rule.examples)):
            row = _Row(frame, answers, start + place, rank)
            results.append(_result(rule, place, row))
        start += len(rule.rule.examples)
    return results


@dataclass(frozen=True, slots=True)
class _Row:
    """One example row in the frame of its view, and the rank of its rule."""

    frame: pl.DataFrame
    answers: dict[str, list[object]]
    row: int
    rank: int

    def answer(self, name: str) -> object:
        return self.answers[f"{self.rank}:{name}"][self.row]


def _answers(rules: list[CompiledRule], frame: pl.DataFrame) -> dict[str, list[object]]:
    """Evaluate every clause, verdict and amount of the view at once."""
    exprs: list[pl.Expr] = []
    for rank, rule in enumerate(rules):
        exprs.append(rule.verdict.alias(f"{rank}:verdict"))
        if rule.amount is not None:
            exprs.append(rule.amount.alias(f"{rank}:amount"))
        exprs += [
            part.expr.alias(f"{rank}:clause:{part.clause.name}")
            for part in rule.clauses
        ]
    found = frame.with_columns(exprs)
    names = [expr.meta.output_name() for expr in exprs]
    return found.select(names).to_dict(as_series=False)


def _result(rule: CompiledRule, rank: int, row: _Row) -> ExampleResult:
    verdict = verdict_of(row.answer("verdict"))
    amount = None
    if rule.amount is not None and verdict is Verdict.FIRES:
        amount = row.answer("amount")
    clauses = tuple(
        ClauseTrace(
            name=part.clause.name,
            text=part.clause.text,
            exclusion=part.exclusion,
            truth=_truth(row.answer(f"clause:{part.clause.name}")),
            values={name: row.frame[name][row.row] for name in part.columns},
        )
        for part in rule.clauses
    )
    return ExampleResult(
        rule_id=rule.rule.id,
        example=rule.rule.examples[rank],
        place=rule.rule.file.place("examples", rank),
        verdict=verdict,
        amount=amount if isinstance(amount, Decimal) else None,
        clauses=clauses,
    )


def _truth(answer: object) -> bool | None:
    return answer if isinstance(answer, bool) else None


def verdict_of(answer: object) -> Verdict:
    """Return the name of a Kleene answer."""
    if answer is None:
        return Verdict.UNKNOWN
    return Verdict.FIRES if answer else Verdict.SILENT
