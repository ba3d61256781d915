"""Everything that can be wrong in rules before any data is read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bondroit.engine.example_rows import example_rows
from bondroit.engine.language.places import place_in_file
from bondroit.engine.language.syntax import Kind, Node, Op
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_checks import CheckedRule, check_rule
from bondroit.engine.views.view import View
from bondroit.errors import BondroitError
from bondroit.model.rule import Direction, Rule, RuleKind, Verdict
from bondroit.yaml_file import KeyPath


class Level(StrEnum):
    """Whether an issue stops the rule."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue of one rule: where, what, what to do."""

    rule_id: str
    level: Level
    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        """Return the line shown to the author."""
        return f"{self.where}: {self.level}: {self.what}; {self.remedy}"


_WITH_UNIT = frozenset({Kind.MONEY, Kind.HOURS, Kind.RATE})
_WITHOUT_AMOUNT = frozenset({Direction.DATA_QUALITY, Direction.PROTECTION})
_SMALL = 2
_MONTHS_A_YEAR = 12


def lint(
    rules: Iterable[Rule], parameters: Parameters, views: Mapping[str, View]
) -> list[Issue]:
    """Return every issue of every rule, in the order of the rules."""
    names = frozenset(parameters.names())
    issues: list[Issue] = []
    for rule in rules:
        checked, problems = check_rule(rule, views, names)
        view = views.get(rule.view)
        if view is not None:
            problems += example_rows(rule, view, {})[1]
        issues += [_error(rule, problem) for problem in problems]
        issues += _amount_issues(rule)
        if checked is not None:
            issues += _number_issues(checked)
            issues += _example_issues(rule)
    return issues


def _error(rule: Rule, problem: BondroitError) -> Issue:
    return Issue(
        rule_id=rule.id,
        level=Level.ERROR,
        where=problem.where,
        what=problem.what,
        remedy=problem.remedy,
    )


def _issue(rule: Rule, level: Level, where: str, what: str, remedy: str) -> Issue:
    return Issue(rule_id=rule.id, level=level, where=where, what=what, remedy=remedy)


def _amount_issues(rule: Rule) -> Iterator[Issue]:
    place = rule.file.place("amount")
    if rule.amount is not None and rule.direction in _WITHOUT_AMOUNT:
        what = f"a rule of direction '{rule.direction}' carries an amount"
        yield _issue(rule, Level.ERROR, place, what, "remove 'amount'")
    elif rule.amount is not None and rule.kind is RuleKind.INDICATOR:
        what = "an indicator carries an amount"
        yield _issue(rule, Level.ERROR, place, what, "remove 'amount'")
    elif (
        rule.amount is None
        and rule.direction not in _WITHOUT_AMOUNT
        and rule.kind is not RuleKind.INDICATOR
    ):
        where = rule.file.place("direction")
        what = f"a rule of direction '{rule.direction}' carries no amount"
        yield _issue(rule, Level.WARNING, where, what, "write 'amount'")


def _number_issues(checked: CheckedRule) -> Iterator[Issue]:
    """Find numbers that look like law: they belong to rules/parameters/."""
    for part in checked.clauses:
        key = "unless" if part.exclusion else "when"
        yield from _law_numbers(checked.rule, part.tree, (key, part.clause.name))
    if checked.amount is not None:
        yield from _law_numbers(checked.rule, checked.amount, ("amount",))


def _law_numbers(rule: Rule, tree: Node, keys: KeyPath) -> Iterator[Issue]:
    for parent in tree.walk():
        with_unit = any(arg.shape.kind in _WITH_UNIT for arg in parent.args)
        for arg in parent.args:
            if arg.op is Op.NUMBER and _looks_like_law(arg.value, with_unit=with_unit):
                where = place_in_file(rule.file, keys, arg.start)
                what = f"the number {arg.value} looks like law"
                remedy = "make it a dated parameter in rules/parameters/"
                yield _issue(rule, Level.WARNING, where, what, remedy)


def _looks_like_law(value: object, *, with_unit: bool) -> bool:
    """Whether a literal is neither 0, 1, 2 nor a small count of days or months."""
    if not isinstance(value, Decimal):
        return False
    if value != int(value):
        return True
    return value > (_SMALL if with_unit else _MONTHS_A_YEAR)


def _example_issues(rule: Rule) -> Iterator[Issue]:
    for rank, example in enumerate(rule.examples):
        where = rule.file.place("examples", rank)
        fires = example.expect is Verdict.FIRES
        if example.amount is not None and (not fires or rule.amount is None):
            what = f"the example '{example.name}' expects an amount that no one gives"
            yield _issue(rule, Level.ERROR, where, what, "remove its 'amount'")
        elif fires and rule.amount is not None and example.amount is None:
            what = f"the example '{example.name}' fires without saying its amount"
            yield _issue(rule, Level.WARNING, where, what, "write its 'amount'")
