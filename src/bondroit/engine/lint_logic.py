"""Clauses that can never matter, rules that can never fire, rules that always agree."""

from collections.abc import Iterable, Iterator

from bondroit.engine.forbidden import is_marital_fact
from bondroit.engine.issues import Issue, error
from bondroit.engine.language.logic import (
    Case,
    Formula,
    cases,
    formula,
    group,
    together,
)
from bondroit.engine.language.syntax import Op
from bondroit.engine.rule_checks import CheckedClause, CheckedRule
from bondroit.model.rule import Rule, Status


def logic_issues(checked: CheckedRule) -> list[Issue]:
    """Return what is dangling, always true, never true or contradictory in a rule."""
    alone = [
        issue
        for part in checked.clauses
        for issue in (_constant(checked.rule, part) or _marital(checked.rule, part))
    ]
    return alone or list(_joint(checked))


def _place(rule: Rule, part: CheckedClause) -> str:
    return rule.file.place("unless" if part.exclusion else "when", part.clause.name)


def _constant(rule: Rule, part: CheckedClause) -> list[Issue]:
    """Find a clause that says the same of every row."""
    name, place = part.clause.name, _place(rule, part)
    if not part.tree.names(Op.COLUMN):
        what = f"the clause '{name}' reads no column: it says the same of every row"
        return [error(rule, place, what, "name a column of the view, or remove it")]
    if cases(formula(part.tree, rule.benefits)) == []:
        what = f"the clause '{name}' can never be true"
        return [error(rule, place, what, "correct its values, or remove it")]
    if cases(formula(part.tree, rule.benefits, positive=False)) == []:
        what = f"the clause '{name}' is always true"
        return [error(rule, place, what, "correct its values, or remove it")]
    return []


def _marital(rule: Rule, part: CheckedClause) -> list[Issue]:
    """Refuse a clause that reads whether there is a couple, and nothing else."""
    names = part.tree.names(Op.COLUMN)
    if not all(is_marital_fact(name) for name in names):
        return []
    what = (
        f"the clause '{part.clause.name}' reads marital status alone, a forbidden use"
    )
    return [
        error(rule, _place(rule, part), what, "compare what the law computes with it")
    ]


def _joint(checked: CheckedRule) -> Iterator[Issue]:
    """Find the conditions that contradict each other, and idle exclusions."""
    rule = checked.rule
    held: list[Case] | None = [frozenset()]
    for part in checked.clauses:
        if part.exclusion:
            continue
        held = together((held, cases(formula(part.tree, rule.benefits))))
        if held == []:
            what = f"the clause '{part.clause.name}' contradicts another of 'when'"
            yield error(rule, _place(rule, part), what, "keep one of the two")
            return
    for part in checked.clauses:
        if part.exclusion:
            yield from _exclusion(rule, part, held)


def _exclusion(
    rule: Rule, part: CheckedClause, held: list[Case] | None
) -> Iterator[Issue]:
    name, place = part.clause.name, _place(rule, part)
    spared = cases(formula(part.tree, rule.benefits, positive=False))
    if together((held, spared)) == []:
        what = f"the exclusion '{name}' negates 'when': the rule can never fire"
        yield error(rule, place, what, "correct the exclusion or the condition")
    elif together((held, cases(formula(part.tree, rule.benefits)))) == []:
        what = f"the exclusion '{name}' excludes nothing that 'when' keeps"
        yield error(rule, place, what, "remove it")


def twin_issues(rules: Iterable[CheckedRule]) -> Iterator[Issue]:
    """Find rules that answer the same on every row: one view, equivalent clauses.

    Deprecated rules are left out: what replaces one may say the same.
    """
    known: dict[tuple[str, frozenset[str], Formula], Rule] = {}
    for checked in rules:
        rule = checked.rule
        if rule.status is Status.DEPRECATED:
            continue
        parts = (
            formula(part.tree, rule.benefits, positive=not part.exclusion)
            for part in checked.clauses
        )
        key = (rule.view, frozenset(rule.benefits), group(parts, every=True))
        first = known.setdefault(key, rule)
        if first is not rule:
            what = f"the rule always agrees with {first.id}: same view, same clauses"
            yield error(rule, rule.file.place("when"), what, "keep one of the two")
