"""What rule authors run: lint and examples of every rule, as lines of text."""

import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from bondroit.engine.compile import compile_rule
from bondroit.engine.examples import ExampleResult, begun, finished
from bondroit.engine.issues import Issue, Level, in_order
from bondroit.engine.lint import Check, check_each, lint_checked
from bondroit.engine.lint_folders import folder_issues
from bondroit.engine.lint_life import last_month
from bondroit.engine.parameters import Parameters
from bondroit.engine.precision import read_precision
from bondroit.engine.rule_page import full_page
from bondroit.engine.rulebook import Rulebook, read_rulebook
from bondroit.engine.show import json_lines, list_lines
from bondroit.engine.traces import ClauseTrace
from bondroit.engine.values_text import plain_text
from bondroit.engine.views.catalogue import VIEWS
from bondroit.errors import BondroitError
from bondroit.resources import shipped

PARAMETER = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found in rule folders.

    Attributes:
        unread: files that are not rules, with the place and the reason.
        issues: lint of the others.
        results: examples of the rules without error.
        parameters: the dated values they were judged with.

    """

    unread: tuple[BondroitError, ...]
    issues: tuple[Issue, ...]
    results: tuple[ExampleResult, ...]
    parameters: Parameters | None = None

    @property
    def failures(self) -> tuple[ExampleResult, ...]:
        """Examples that did not come out as expected."""
        return tuple(result for result in self.results if not result.passed)

    @property
    def errors(self) -> tuple[Issue, ...]:
        """Issues that stop a rule."""
        return tuple(issue for issue in self.issues if issue.level is Level.ERROR)

    @property
    def sound(self) -> bool:
        """Whether every rule can be used."""
        return not (self.unread or self.errors or self.failures)


def check_rules(
    folders: Sequence[Path] | None = None, only: str | None = None
) -> Report:
    """Read, lint and test every rule of the folders.

    Args:
        folders: rule folders, each with its own `parameters/` folder if it has
            parameters; None: those that come with the product.
        only: test this rule alone.

    Raises:
        ConfigurationError: no rule has the id of `only`; the nearest is given.
        ProblemList: the file of `only` cannot be read.

    """
    places = list(folders) if folders else [shipped("rules")]
    book = read_rulebook(places)
    checks = check_each(book.rules, book.parameters, VIEWS)
    wanted = (
        {check.rule.id for check in checks} if only is None else {book.find(only).id}
    )
    compiled = [
        compile_rule(check.typed, book.parameters)
        for check in checks
        if check.typed is not None and check.rule.id in wanted
    ]
    with ThreadPoolExecutor(max_workers=1) as judges:
        views = begun(compiled, book.parameters, judges)
        report = _linted(book, checks, None)
        wrong = {issue.rule_id for issue in report.errors}
        results = finished(views, book.parameters, judges, wrong)
    return replace(report, results=tuple(results))


def _linted(book: Rulebook, checks: Sequence[Check], month: date | None) -> Report:
    """Lint without running the examples."""
    parameters = book.parameters
    issues = lint_checked(checks, parameters, VIEWS, month or last_month(parameters))
    return Report(
        unread=tuple(in_order(book.problems)),
        issues=tuple(issues),
        results=(),
        parameters=parameters,
    )


def load_parameters(folders: Iterable[Path]) -> Parameters:
    """Return the parameters of rule folders; the product's own come first."""
    bundled = shipped("rules")
    places = [bundled, *(f for f in folders if f.resolve() != bundled.resolve())]
    found = [place / "parameters" for place in places]
    return Parameters.load([folder for folder in found if folder.is_dir()])


def listing(folders: Sequence[Path], review: Path, *, as_json: bool) -> list[str]:
    """Return the rules of the folders, with their precision where it is measured.

    Args:
        folders: rule folders.
        review: the folder where the review desk writes `precision.json`, if it has.
        as_json: one JSON list instead of aligned text.

    """
    rules = read_rulebook(folders).checked().rules
    measured = read_precision(review)
    return json_lines(rules, measured) if as_json else list_lines(rules, measured)


def page(
    folders: Sequence[Path], rule_id: str, review: Path, month: date | None = None
) -> list[str]:
    """Return one rule as a page.

    Args:
        folders: rule folders.
        rule_id: the rule.
        review: the folder where the review desk writes `precision.json`, if it has.
        month: the month of the parameters shown; by default the last they cover.

    Raises:
        ConfigurationError: no rule has this id; the nearest is given.

    """
    book = read_rulebook(folders).checked()
    rule = book.find(rule_id)
    on = month or last_month(book.parameters)
    return full_page(
        rule,
        VIEWS,
        book.parameters,
        on,
        read_precision(review),
        switched=rule.id in book.switched,
    )


def lint_lines(
    folders: Sequence[Path], month: date | None = None, *, strict: bool = False
) -> tuple[list[str], bool]:
    """Return what is wrong in the rules, and whether every rule can be used.

    Args:
        folders: rule folders.
        month: the month for which reviews, parameters and exceptions are looked at; by
            default the last one that the parameters cover.
        strict: whether a warning, too, is a refusal.

    """
    places = list(folders) if folders else [shipped("rules")]
    book = read_rulebook(places)
    checks = check_each(book.rules, book.parameters, VIEWS)
    report = _linted(book, checks, month)
    on = month or last_month(book.parameters)
    around = tuple(folder_issues(places, book, on))
    report = replace(report, issues=(*report.issues, *around))
    found: list[Issue | BondroitError] = [*report.unread, *report.issues]
    lines = [str(one) for one in in_order(found)]
    errors = len(report.unread) + len(report.errors)
    warnings = len(report.issues) - len(report.errors)
    lines.append(f"{_count(errors, 'error')}, {_count(warnings, 'warning')}")
    return lines, not (errors or (strict and warnings))


def example_lines(
    folders: Sequence[Path], *, why: bool = False
) -> tuple[list[str], bool]:
    """Return the examples that fail, and whether every rule passes its own."""
    report = check_rules(folders)
    return report_lines(report, why=why), report.sound


def report_lines(report: Report, *, why: bool = False) -> list[str]:
    """Return the report as lines: problems, failing examples, then one count.

    Args:
        report: what `check_rules` found.
        why: show every example with its clauses, not only those that fail.

    """
    lines = [str(problem) for problem in report.unread]
    lines += [str(issue) for issue in report.issues]
    for result in report.results:
        if why or not result.passed:
            lines += result_lines(result, report.parameters)
    rules = {result.rule_id for result in report.results}
    lines.append(
        f"{_count(len(rules), 'rule')} tested, "
        f"{_count(len(report.results), 'example')}, "
        f"{len(report.failures)} failed, "
        f"{_count(len(report.unread) + len(report.errors), 'error')}, "
        f"{_count(len(report.issues) - len(report.errors), 'warning')}"
    )
    return lines


def _count(count: int, word: str) -> str:
    """Return a count as English writes it: «0 errors», «1 error»."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def result_lines(
    result: ExampleResult, parameters: Parameters | None = None
) -> list[str]:
    """Return one example: expected, got, and each clause with what it saw."""
    example = result.example
    state = "ok" if result.passed else "FAILED"
    head = (
        f"{result.place}: {result.rule_id} «{example.name}» {state}: expected "
        f"{_outcome(example.expect, example.amount)}, "
        f"got {_outcome(result.verdict, result.amount)}"
    )
    return [head, *(clause_line(trace, parameters) for trace in result.clauses)]


def clause_line(trace: ClauseTrace, parameters: Parameters | None = None) -> str:
    """Return one clause, what it said and what it saw, parameters included."""
    words = {True: "true", False: "false", None: "unknown"}
    key = "unless" if trace.exclusion else "when"
    values = dict(trace.values)
    for name in dict.fromkeys(PARAMETER.findall(trace.text)):
        if parameters is not None and name in parameters and trace.month is not None:
            values[f"${name}"] = parameters.value(name, trace.month)
    seen = ", ".join(f"{k} = {plain_text(v)}" for k, v in values.items())
    return f"    {key} {trace.name}: {words[trace.truth]} [{seen}]"


def _outcome(verdict: object, amount: Decimal | None) -> str:
    return f"{verdict}" if amount is None else f"{verdict} {amount:.2f}"


def main() -> None:
    """Print the report of the rules that come with the product."""
    print("\n".join(report_lines(check_rules())))  # noqa: T201 - an author reads it
