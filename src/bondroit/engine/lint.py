"""Everything that can be wrong in rules before any data is read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bondroit.engine.example_rows import example_rows
from bondroit.engine.issues import Issue, Level, error, in_order, warning
from bondroit.engine.lint_life import change_issues, example_issues, month_issues
from bondroit.engine.lint_logic import logic_issues, twin_issues
from bondroit.engine.lint_numbers import number_issues, values_of_law
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_checks import CheckedRule, check_rule
from bondroit.engine.views.view import View
from bondroit.errors import BondroitError
from bondroit.model.rule import Direction, Rule, RuleKind

__all__ = ["Issue", "Level", "lint"]

_WITHOUT_AMOUNT = frozenset({Direction.DATA_QUALITY, Direction.PROTECTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A rule parsed and typed once, for the linter and for who runs it.

    Attributes:
        rule: as read.
        typed: None where a problem was found.
        problems: of its clauses.

    """

    rule: Rule
    typed: CheckedRule | None
    problems: tuple[BondroitError, ...]


def check_each(
    rules: Iterable[Rule], parameters: Parameters, views: Mapping[str, View]
) -> list[Check]:
    """Return every rule against its view."""
    names = frozenset(parameters.names())
    found = ((rule, *check_rule(rule, views, names)) for rule in rules)
    return [
        Check(rule=rule, typed=typed, problems=tuple(problems))
        for rule, typed, problems in found
    ]


def lint(
    rules: Iterable[Rule],
    parameters: Parameters,
    views: Mapping[str, View],
    month: date | None = None,
) -> list[Issue]:
    """Return every issue of every rule, by file, line and column.

    Args:
        rules: as read.
        parameters: dated values.
        views: the catalogue.
        month: the month for which reviews and parameters are looked at, or None.

    """
    return lint_checked(check_each(rules, parameters, views), parameters, views, month)


def lint_checked(
    checks: Iterable[Check],
    parameters: Parameters,
    views: Mapping[str, View],
    month: date | None = None,
) -> list[Issue]:
    """Return every issue of rules already typed, as `lint` does."""
    values = values_of_law(parameters)
    issues: list[Issue] = []
    sound: list[CheckedRule] = []
    for check in checks:
        rule, checked, problems = check.rule, check.typed, [*check.problems]
        view = views.get(rule.view)
        if view is not None:
            problems += example_rows(rule, view, {})[1]
        issues += [error(rule, one.where, one.what, one.remedy) for one in problems]
        issues += [*_amount_issues(rule), *change_issues(rule)]
        if checked is None:
            continue
        sound.append(checked)
        issues += number_issues(checked, values)
        issues += logic_issues(checked)
        issues += example_issues(checked)
        if month is not None:
            issues += month_issues(checked, parameters, month)
    return in_order([*issues, *twin_issues(sound)])


def _amount_issues(rule: Rule) -> Iterator[Issue]:
    place = rule.file.place("amount")
    if rule.amount is not None and rule.direction in _WITHOUT_AMOUNT:
        what = f"a rule of direction '{rule.direction}' carries an amount"
        yield error(rule, place, what, "remove 'amount'")
    elif rule.amount is not None and rule.kind is RuleKind.INDICATOR:
        yield error(rule, place, "an indicator carries an amount", "remove 'amount'")
    elif (
        rule.amount is None
        and rule.direction not in _WITHOUT_AMOUNT
        and rule.kind is not RuleKind.INDICATOR
    ):
        where = rule.file.place("direction")
        what = f"a rule of direction '{rule.direction}' carries no amount"
        yield warning(rule, where, what, "write 'amount'")
