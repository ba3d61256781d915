"""A rule against its view: every clause parsed and typed, every problem placed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bondroit.engine.forbidden import forbidden_family
from bondroit.engine.language.checker import nearest
from bondroit.engine.language.checking import check
from bondroit.engine.language.kinds import WORDS
from bondroit.engine.language.parsing import parse
from bondroit.engine.language.places import place_in_file
from bondroit.engine.language.syntax import ClauseError, Kind, Node, Op, Shape
from bondroit.engine.sentence import FACT, names, problems, refusal
from bondroit.engine.views.view import Type, View
from bondroit.errors import BondroitError, ConfigurationError
from bondroit.model.outputs import DEBTORS
from bondroit.model.rule import Clause, Rule
from bondroit.yaml_file import KeyPath

_KINDS = {type_: Kind(type_.value) for type_ in Type}
_SHAPES: dict[int, tuple[View, dict[str, Shape]]] = {}

_MONEY = frozenset({Kind.MONEY, Kind.NUMBER, Kind.WHOLE, Kind.ANY})


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedClause:
    """A clause with its typed tree; `exclusion` for those of `unless`."""

    clause: Clause
    exclusion: bool
    tree: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRule:
    """A rule without problems, ready to compile.

    Attributes:
        rule: as written.
        view: its view.
        clauses: `when` then `unless`.
        amount: typed tree of the amount, or None.
        debtor: typed tree of the debtor, or None for the view's.
        placeholders: columns of `explain`, each once, `amount` included if written.

    """

    rule: Rule
    view: View
    clauses: tuple[CheckedClause, ...]
    amount: Node | None
    debtor: Node | None
    placeholders: tuple[str, ...]


@dataclass(slots=True)
class _Checks:
    rule: Rule
    columns: Mapping[str, Shape]
    parameters: Collection[str]
    problems: list[BondroitError] = field(default_factory=list)

    def tree(self, text: str, *keys: str) -> Node | None:
        """Parse and type one expression; None when it is wrong."""
        try:
            parsed = parse(text)
        except ClauseError as error:
            self._place(error, keys)
            return None
        typed, problems = check(parsed, self.columns, self.parameters)
        problems = _forbidden(parsed, problems)
        for problem in problems:
            self._place(problem, keys)
        return None if problems else typed

    def _place(self, error: ClauseError, keys: KeyPath) -> None:
        place = place_in_file(self.rule.file, keys, error.start)
        self.problems.append(ConfigurationError(place, error.what, error.remedy))

    def kind(self, tree: Node | None, kinds: Collection[Kind], *keys: str) -> None:
        """Check what an expression is."""
        if tree is not None and tree.shape.kind not in kinds:
            words = WORDS[tree.shape.kind]
            self._place(
                ClauseError(
                    tree.start,
                    f"'{keys[-1]}' is {words}",
                    "write a condition" if Kind.FLAG in kinds else "write an amount",
                ),
                keys,
            )


def shapes(view: View) -> dict[str, Shape]:
    """Return the columns a clause may read, with their kinds; each view's, made once."""
    known = _SHAPES.get(id(view))
    if known is None or known[0] is not view:
        made = {
            column.name: Shape(_KINDS[column.type], column.codes)
            for column in view.columns
        }
        known = _SHAPES[id(view)] = (view, made)
    return known[1]


def check_rule(
    rule: Rule, views: Mapping[str, View], parameters: Collection[str]
) -> tuple[CheckedRule | None, list[BondroitError]]:
    """Return the typed rule, or None with every problem found.

    Args:
        rule: as read from its file.
        views: the catalogue of views.
        parameters: known parameter names.

    """
    view = views.get(rule.view)
    if view is None:
        return None, [
            ConfigurationError(
                rule.file.place("view"),
                f"unknown view '{rule.view}'",
                nearest(rule.view, views),
            )
        ]
    checks = _Checks(rule, shapes(view), parameters)
    checked = CheckedRule(
        rule=rule,
        view=view,
        clauses=(
            *_clauses(checks, "when", rule.when, exclusion=False),
            *_clauses(checks, "unless", rule.unless, exclusion=True),
        ),
        amount=_amount(checks),
        debtor=_debtor(checks),
        placeholders=_placeholders(checks, view),
    )
    return (None if checks.problems else checked), checks.problems


def _clauses(
    checks: _Checks, key: str, clauses: tuple[Clause, ...], *, exclusion: bool
) -> tuple[CheckedClause, ...]:
    found = []
    for clause in clauses:
        tree = checks.tree(clause.text, key, clause.name)
        checks.kind(tree, {Kind.FLAG, Kind.ANY}, key, clause.name)
        if tree is not None:
            found.append(CheckedClause(clause=clause, exclusion=exclusion, tree=tree))
    return tuple(found)


def _amount(checks: _Checks) -> Node | None:
    if checks.rule.amount is None:
        return None
    tree = checks.tree(checks.rule.amount, "amount")
    checks.kind(tree, _MONEY, "amount")
    return tree


def _debtor(checks: _Checks) -> Node | None:
    text = checks.rule.debtor
    if text is None:
        return None
    if text in DEBTORS:
        return Node(op=Op.TEXT, value=text, shape=Shape(Kind.TEXT, (text,)))
    tree = checks.tree(text, "debtor")
    if tree is not None and not (
        tree.shape.kind is Kind.CODE and set(tree.shape.codes) <= set(DEBTORS)
    ):
        checks.problems.append(
            ConfigurationError(
                checks.rule.file.place("debtor"),
                "'debtor' is not one of " + ", ".join(DEBTORS),
                "write one of them, or a CASE that gives them",
            )
        )
    return tree


def _placeholders(checks: _Checks, view: View) -> tuple[str, ...]:
    rule = checks.rule
    for wrong in problems(rule.explain, view, amount=rule.amount is not None):
        place = (
            rule.file.place("explain")
            if wrong.start is None
            else place_in_file(rule.file, ("explain",), wrong.start)
        )
        checks.problems.append(ConfigurationError(place, wrong.what, wrong.remedy))
    return names(rule.explain)


def _forbidden(tree: Node, problems: list[ClauseError]) -> list[ClauseError]:
    """Say what is forbidden rather than unknown."""
    refused = {
        node.start: ClauseError(node.start, refusal(str(node.value), family), FACT)
        for node in tree.walk()
        if node.op is Op.COLUMN
        for family in [forbidden_family(str(node.value))]
        if family is not None
    }
    return [
        *refused.values(),
        *(problem for problem in problems if problem.start not in refused),
    ]
