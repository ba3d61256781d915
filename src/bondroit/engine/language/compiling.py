"""Typed clause -> polars expression: exact decimals, and null for unknown.

An unknown condition makes a CASE unknown: a missing value never reads as an answer.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from operator import and_, or_

import polars as pl

from bondroit.engine.decimals import decimal_literal
from bondroit.engine.language.arithmetic import CALLS, arithmetic, negate
from bondroit.engine.language.compiler import CENTS, Compiler, ParameterExpr, Part
from bondroit.engine.language.kinds import COUNTS, NUMERIC
from bondroit.engine.language.syntax import Kind, Node, Op


def compile_tree(tree: Node, parameter: ParameterExpr) -> pl.Expr:
    """Return the expression of a checked clause.

    Args:
        tree: a clause without problems, from `checking.check`.
        parameter: how a parameter reads.

    """
    return Compiler(parameter, _PARTS).expr(tree)


def _number(compiler: Compiler, node: Node) -> pl.Expr:  # noqa: ARG001 - as all
    value = node.value
    if not isinstance(value, Decimal):
        raise TypeError(node.op)
    if node.shape.kind is Kind.WHOLE:
        return pl.lit(int(value), dtype=pl.Int64)
    exponent = value.as_tuple().exponent
    scale = max(CENTS, -exponent if isinstance(exponent, int) else 0)
    return decimal_literal(value, pl.Decimal(38, scale))


def _literal(compiler: Compiler, node: Node) -> pl.Expr:  # noqa: ARG001 - as all
    return pl.lit(node.value)


def _column(compiler: Compiler, node: Node) -> pl.Expr:  # noqa: ARG001 - as all
    return pl.col(str(node.value))


def _parameter(compiler: Compiler, node: Node) -> pl.Expr:
    return compiler.parameter(str(node.value))


def _and(compiler: Compiler, node: Node) -> pl.Expr:
    return reduce(and_, (compiler.expr(arg) for arg in node.args))


def _or(compiler: Compiler, node: Node) -> pl.Expr:
    return reduce(or_, (compiler.expr(arg) for arg in node.args))


def _not(compiler: Compiler, node: Node) -> pl.Expr:
    return ~compiler.expr(node.args[0])


_COMPARISONS: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
_MIRRORED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _sides(compiler: Compiler, left: Node, right: Node) -> tuple[pl.Expr, pl.Expr]:
    """Compile two compared parts, without a cast where their types agree."""
    kinds = {left.shape.kind, right.shape.kind}
    if kinds <= COUNTS or Kind.DATETIME in kinds:
        one = Kind.DATETIME if Kind.DATETIME in kinds else Kind.INTEGER
        return compiler.value(left, one), compiler.value(right, one)
    if kinds <= NUMERIC:
        return compiler.scaled(left), compiler.scaled(right)
    if len(kinds) == 1 and Kind.CODE in kinds:
        return compiler.value(left, Kind.CODE), compiler.value(right, Kind.CODE)
    return compiler.expr(left), compiler.expr(right)


def _compared(compiler: Compiler, sign: str, left: Node, right: Node) -> pl.Expr:
    # NOTE: polars 2.1 gives one row for a constant against a CASE that is all null.
    if not left.names(Op.COLUMN) and right.names(Op.COLUMN):
        left, right, sign = right, left, _MIRRORED[sign]
    one, other = _sides(compiler, left, right)
    return _COMPARISONS[sign](one, other)


def _between(compiler: Compiler, node: Node) -> pl.Expr:
    subject, low, high = node.args
    above = _compared(compiler, ">=", subject, low)
    return above & _compared(compiler, "<=", subject, high)


def _in(compiler: Compiler, node: Node) -> pl.Expr:
    subject, *choices = node.args
    if all(choice.op is Op.TEXT for choice in choices):
        return compiler.expr(subject).is_in([choice.value for choice in choices])
    return reduce(or_, (_compared(compiler, "=", subject, one) for one in choices))


def _is_null(compiler: Compiler, node: Node) -> pl.Expr:
    return compiler.expr(node.args[0]).is_null()


def _case(compiler: Compiler, node: Node) -> pl.Expr:
    pairs = len(node.args) // 2
    kind = node.shape.kind
    rest: pl.Expr = pl.lit(None)
    if len(node.args) % 2:
        rest = compiler.value(node.args[-1], kind)
    for rank in reversed(range(pairs)):
        condition = compiler.expr(node.args[2 * rank])
        then = compiler.value(node.args[2 * rank + 1], kind)
        known = pl.when(condition).then(then).otherwise(rest)
        rest = pl.when(condition.is_not_null()).then(known)
    return rest


def _call(compiler: Compiler, node: Node) -> pl.Expr:
    return CALLS[str(node.value)](compiler, node)


_PARTS: dict[Op, Part] = {
    Op.NUMBER: _number,
    Op.TEXT: _literal,
    Op.TRUTH: _literal,
    Op.DATE: _literal,
    Op.NULL: _literal,
    Op.COLUMN: _column,
    Op.PARAMETER: _parameter,
    Op.AND: _and,
    Op.OR: _or,
    Op.NOT: _not,
    Op.COMPARE: lambda on, node: _compared(on, str(node.value), *node.args),
    Op.BETWEEN: _between,
    Op.IN: _in,
    Op.IS_NULL: _is_null,
    Op.CASE: _case,
    Op.ARITHMETIC: arithmetic,
    Op.NEGATE: negate,
    Op.CALL: _call,
}
