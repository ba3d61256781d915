"""Rule, view and parameters -> expressions: each clause, the verdict, the amount."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_

import polars as pl

from bondroit.engine.language.compiling import compile_tree
from bondroit.engine.language.syntax import Node, Op
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_checks import CheckedRule, check_rule
from bondroit.engine.sentence import AMOUNT
from bondroit.engine.views.view import View
from bondroit.errors import BondroitError, ProblemList
from bondroit.model.outputs import MONEY
from bondroit.model.rule import Clause, Rule
from bondroit.model.tables import BENEFITS

SETTLED = 8
"""Decimals kept before the cent: a quotient is cut at 12, so that an exact half cent
times it falls short by less than 10^-8, and would go down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledClause:
    """A clause as a boolean expression; null where it cannot be judged.

    Attributes:
        clause: as written.
        exclusion: whether it comes from `unless`.
        tree: its typed tree.
        expr: its truth.
        columns: columns it reads.
        parameters: parameters it reads.

    """

    clause: Clause
    exclusion: bool
    tree: Node
    expr: pl.Expr
    columns: tuple[str, ...]
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRule:
    """A rule ready to be evaluated on its view.

    Attributes:
        rule: as written.
        view: its view.
        clauses: `when` then `unless`.
        verdict: true fires, false silent, null unknown; false outside its benefits.
        amount: Decimal(12, 2), half-up, or None; null where it cannot be computed.
        debtor: a code, or None for the view's.
        columns: columns read by clauses, amount and debtor.
        placeholders: columns shown by the explanation.
        parameters: parameters read.
        suspects: columns whose null can make the verdict unknown, in reading order.

    """

    rule: Rule
    view: View
    clauses: tuple[CompiledClause, ...]
    verdict: pl.Expr
    amount: pl.Expr | None
    debtor: pl.Expr | None
    columns: tuple[str, ...]
    placeholders: tuple[str, ...]
    parameters: tuple[str, ...]
    suspects: tuple[str, ...]


def compile_rules(
    rules: Iterable[Rule], views: Mapping[str, View], parameters: Parameters
) -> tuple[CompiledRule, ...]:
    """Compile every rule.

    Raises:
        ProblemList: every problem of every rule.

    """
    names = frozenset(parameters.names())
    problems: list[BondroitError] = []
    checked: list[CheckedRule] = []
    for rule in rules:
        found, wrong = check_rule(rule, views, names)
        problems += wrong
        if found is not None:
            checked.append(found)
    if problems:
        raise ProblemList(problems)
    return tuple(compile_rule(rule, parameters) for rule in checked)


def compile_rule(checked: CheckedRule, parameters: Parameters) -> CompiledRule:
    """Compile one checked rule."""

    def parameter(name: str) -> pl.Expr:
        return parameters.narrow(name, pl.col("month"))

    clauses = tuple(
        CompiledClause(
            clause=part.clause,
            exclusion=part.exclusion,
            tree=part.tree,
            expr=compile_tree(part.tree, parameter),
            columns=part.tree.names(Op.COLUMN),
            parameters=part.tree.names(Op.PARAMETER),
        )
        for part in checked.clauses
    )
    trees = [part.tree for part in checked.clauses]
    extra = [tree for tree in (checked.amount, checked.debtor) if tree is not None]
    return CompiledRule(
        rule=checked.rule,
        view=checked.view,
        clauses=clauses,
        verdict=_verdict(checked.rule, clauses),
        amount=_amount(checked.amount, parameter),
        debtor=None
        if checked.debtor is None
        else compile_tree(checked.debtor, parameter),
        columns=_names(trees + extra, Op.COLUMN),
        placeholders=tuple(name for name in checked.placeholders if name != AMOUNT),
        parameters=_names(trees + extra, Op.PARAMETER),
        suspects=_suspects(trees),
    )


def asks_for(rule: Rule) -> pl.Expr:
    """Whether a row is of a benefit the rule is about; never null."""
    if set(rule.benefits) == set(BENEFITS):
        return pl.lit(value=True)
    benefit = pl.col("benefit")
    return benefit.is_null() | benefit.is_in(list(rule.benefits))


def _names(trees: Iterable[Node], op: Op) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for tree in trees for name in tree.names(op)))


def _verdict(rule: Rule, clauses: Iterable[CompiledClause]) -> pl.Expr:
    parts = [~part.expr if part.exclusion else part.expr for part in clauses]
    return reduce(and_, parts, asks_for(rule))


def _amount(tree: Node | None, parameter: Callable[[str], pl.Expr]) -> pl.Expr | None:
    """Round once, half-up, to the cent."""
    if tree is None:
        return None
    amount = compile_tree(tree, parameter).cast(pl.Decimal(38, 12))
    settled = amount.round(SETTLED, mode="half_away_from_zero")
    return settled.round(2, mode="half_away_from_zero").cast(MONEY, strict=False)


def _suspects(trees: Iterable[Node]) -> tuple[str, ...]:
    """Return columns read outside IS NULL and COALESCE first, then the others."""
    found: dict[str, None] = {}
    for tree in trees:
        found |= dict.fromkeys(_exposed(tree))
    return tuple(found | dict.fromkeys(_names(trees, Op.COLUMN)))


def _exposed(node: Node) -> list[str]:
    if node.op is Op.IS_NULL or (node.op is Op.CALL and node.value == "coalesce"):
        return []
    own = [str(node.value)] if node.op is Op.COLUMN else []
    return own + [name for arg in node.args for name in _exposed(arg)]
