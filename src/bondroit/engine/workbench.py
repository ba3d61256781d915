"""What rule authors run: lint and examples of every rule, as lines of text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bondroit.engine.compile import CompiledRule, compile_rules
from bondroit.engine.examples import ExampleResult, rows_of_examples, run_compiled
from bondroit.engine.language.checker import nearest
from bondroit.engine.lint import Issue, Level, lint
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import load_rules, read_rules
from bondroit.engine.show import list_lines, rule_page
from bondroit.engine.traces import ClauseTrace
from bondroit.engine.values_text import plain_text
from bondroit.engine.views.catalogue import VIEWS
from bondroit.errors import BondroitError, ConfigurationError
from bondroit.resources import shipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found in rule folders.

    Attributes:
        unread: files that are not rules, with the place and the reason.
        issues: lint of the others.
        results: examples of the rules without error.

    """

    unread: tuple[BondroitError, ...]
    issues: tuple[Issue, ...]
    results: tuple[ExampleResult, ...]

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


def check_rules(folders: Sequence[Path] | None = None) -> Report:
    """Read, lint and test every rule of the folders.

    Args:
        folders: rule folders, each with its own `parameters/` folder if it has
            parameters; None: those that come with the product.

    """
    places = list(folders) if folders else [shipped("rules")]
    parameters = load_parameters(places)
    report, good = _linted(places, parameters)
    return replace(report, results=tuple(run_compiled(good, parameters)))


def _linted(
    places: Sequence[Path], parameters: Parameters
) -> tuple[Report, tuple[CompiledRule, ...]]:
    """Lint without running the examples; return the rules without error, compiled."""
    rules, unread = read_rules(places)
    issues = lint(rules, parameters, VIEWS)
    wrong = {issue.rule_id for issue in issues if issue.level is Level.ERROR}
    good = [rule for rule in rules if rule.id not in wrong]
    report = Report(unread=tuple(unread), issues=tuple(issues), results=())
    return report, compile_rules(good, VIEWS, parameters)


def load_parameters(folders: Iterable[Path]) -> Parameters:
    """Return the parameters of rule folders; the product's own come first."""
    bundled = shipped("rules")
    places = [bundled, *(f for f in folders if f.resolve() != bundled.resolve())]
    found = [place / "parameters" for place in places]
    return Parameters.load([folder for folder in found if folder.is_dir()])


def listing(folders: Sequence[Path]) -> list[str]:
    """Return the rules of the folders, one a line."""
    return list_lines(load_rules(folders))


def page(folders: Sequence[Path], rule_id: str) -> list[str]:
    """Return one rule as a page.

    Raises:
        ConfigurationError: no rule has this id; the nearest is given.

    """
    rules = {rule.id: rule for rule in load_rules(folders)}
    if rule_id not in rules:
        raise ConfigurationError(
            "rules", f"no rule '{rule_id}'", nearest(rule_id, list(rules))
        )
    return rule_page(rules[rule_id])


def lint_lines(folders: Sequence[Path]) -> tuple[list[str], bool]:
    """Return what is wrong in the rules, and whether every rule can be used."""
    places = list(folders) if folders else [shipped("rules")]
    report, good = _linted(places, load_parameters(places))
    rows_of_examples(good)
    lines = [str(problem) for problem in (*report.unread, *report.issues)]
    count = len(report.unread) + len(report.errors)
    lines.append(f"{count} errors, {len(report.issues) - len(report.errors)} warnings")
    return lines, not count


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
            lines += result_lines(result)
    rules = {result.rule_id for result in report.results}
    lines.append(
        f"{len(rules)} rules tested, {len(report.results)} examples, "
        f"{len(report.failures)} failed, "
        f"{len(report.unread) + len(report.errors)} errors, "
        f"{len(report.issues) - len(report.errors)} warnings"
    )
    return lines


def result_lines(result: ExampleResult) -> list[str]:
    """Return one example: expected, got, and each clause with what it saw."""
    example = result.example
    state = "ok" if result.passed else "FAILED"
    head = (
        f"{result.place}: {result.rule_id} «{example.name}» {state}: expected "
        f"{_outcome(example.expect, example.amount)}, "
        f"got {_outcome(result.verdict, result.amount)}"
    )
    return [head, *(clause_line(trace) for trace in result.clauses)]


def clause_line(trace: ClauseTrace) -> str:
    """Return one clause, what it said and what it saw."""
    words = {True: "true", False: "false", None: "unknown"}
    key = "unless" if trace.exclusion else "when"
    seen = ", ".join(f"{k} = {plain_text(v)}" for k, v in trace.values.items())
    return f"    {key} {trace.name}: {words[trace.truth]} [{seen}]"


def _outcome(verdict: object, amount: object) -> str:
    return f"{verdict}" if amount is None else f"{verdict} {amount}"


def main() -> None:
    """Print the report of the rules that come with the product."""
    print("\n".join(report_lines(check_rules())))  # noqa: T201 - an author reads it
