"""Clauses that can never matter, rules that can never fire, rules that always agree."""

from collections.abc import Iterable, Iterator
from functools import cached_property

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


class _Said:
    """A clause with the cases that make it true, and false; each found once."""

    def __init__(self, part: CheckedClause, rule: Rule) -> None:
        self.part = part
        self._rule = rule

    @cached_property
    def true(self) -> list[Case] | None:
        return cases(formula(self.part.tree, self._rule.benefits))

    @cached_property
    def false(self) -> list[Case] | None:
        return cases(formula(self.part.tree, self._rule.benefits, positive=False))


def logic_issues(checked: CheckedRule) -> list[Issue]:
    """Return what is dangling, always true, never true or contradictory in a rule."""
    rule = checked.rule
    parts = [_Said(part, rule) for part in checked.clauses]
    alone = [
        issue
        for said in parts
        for issue in (_constant(rule, said) or _marital(rule, said.part))
    ]
    return alone or list(_joint(rule, parts))


def _place(rule: Rule, part: CheckedClause) -> str:
    return rule.file.place("unless" if part.exclusion else "when", part.clause.name)


def _constant(rule: Rule, said: _Said) -> list[Issue]:
    """Find a clause that says the same of every row."""
    part = said.part
    name = part.clause.name
    remedy = "correct its values, or remove it"
    if not part.tree.names(Op.COLUMN):
        what = f"the clause '{name}' reads no column: it says the same of every row"
        remedy = "name a column of the view, or remove it"
    elif said.true == []:
        what = f"the clause '{name}' can never be true"
    elif said.false == []:
        what = f"the clause '{name}' is always true"
    else:
        return []
    return [error(rule, _place(rule, part), what, remedy)]


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


def _joint(rule: Rule, parts: list[_Said]) -> Iterator[Issue]:
    """Find the conditions that contradict each other, and idle exclusions."""
    held: list[Case] | None = [frozenset()]
    for said in parts:
        if said.part.exclusion:
            continue
        held = together((held, said.true))
        if held == []:
            what = f"the clause '{said.part.clause.name}' contradicts another of 'when'"
            yield error(rule, _place(rule, said.part), what, "keep one of the two")
            return
    for said in parts:
        if said.part.exclusion:
            yield from _exclusion(rule, said, held)


def _exclusion(rule: Rule, said: _Said, held: list[Case] | None) -> Iterator[Issue]:
    name = said.part.clause.name
    if together((held, said.false)) == []:
        what = f"the exclusion '{name}' negates 'when': the rule can never fire"
        remedy = "correct the exclusion or the condition"
        yield error(rule, _place(rule, said.part), what, remedy)
    elif together((held, said.true)) == []:
        what = f"the exclusion '{name}' excludes nothing that 'when' keeps"
        yield error(rule, _place(rule, said.part), what, "remove it")


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
