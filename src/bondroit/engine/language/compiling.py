"""Typed clause -> polars expression: exact decimals, and null for unknown.

An unknown condition makes a CASE unknown, a null makes LEAST and GREATEST unknown,
and a division by zero is unknown: a missing value never reads as an answer.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from operator import and_, or_

import polars as pl

from bondroit.engine.decimals import decimal_literal
from bondroit.engine.language.calendar import (
    age,
    days_between,
    month_end,
    month_start,
    months_between,
)
from bondroit.engine.language.kinds import COUNTS, NUMERIC
from bondroit.engine.language.syntax import Kind, Node, Op

WIDE = pl.Decimal(38, 12)
CENTS = 2
ParameterExpr = Callable[[str], pl.Expr]
"""Gives the value of a parameter in the row's month, as a decimal expression."""


def compile_tree(tree: Node, parameter: ParameterExpr) -> pl.Expr:
    """Return the expression of a checked clause.

    Args:
        tree: a clause without problems, from `checking.check`.
        parameter: how a parameter reads.

    """
    return _Compiler(parameter).expr(tree)


class _Compiler:
    def __init__(self, parameter: ParameterExpr) -> None:
        self.parameter = parameter

    def expr(self, node: Node) -> pl.Expr:
        """Compile one part in its own representation."""
        return _COMPILERS[node.op](self, node)

    def decimal(self, node: Node) -> pl.Expr:
        """Compile a number as a wide decimal."""
        if node.op is Op.NUMBER and isinstance(node.value, Decimal):
            return decimal_literal(node.value, WIDE)
        return self.expr(node).cast(WIDE)

    def whole(self, node: Node) -> pl.Expr:
        """Compile a count as a 64-bit integer."""
        return self.expr(node).cast(pl.Int64)

    def value(self, node: Node, kind: Kind) -> pl.Expr:
        """Compile a part so that it stands beside others of one kind."""
        if node.shape.kind is Kind.NULL:
            return pl.lit(None)
        if kind in COUNTS:
            return self.whole(node)
        if kind in NUMERIC:
            return self.decimal(node)
        if kind is Kind.DATETIME:
            return self.expr(node).cast(pl.Datetime("us"))
        if kind is Kind.CODE:
            return self.expr(node).cast(pl.String)
        return self.expr(node)


def _number(compiler: _Compiler, node: Node) -> pl.Expr:  # noqa: ARG001 - as all
    value = node.value
    if not isinstance(value, Decimal):
        raise TypeError(node.op)
    if node.shape.kind is Kind.WHOLE:
        return pl.lit(int(value), dtype=pl.Int64)
    exponent = value.as_tuple().exponent
    scale = max(CENTS, -exponent if isinstance(exponent, int) else 0)
    return decimal_literal(value, pl.Decimal(38, scale))


def _literal(compiler: _Compiler, node: Node) -> pl.Expr:  # noqa: ARG001 - as all
    return pl.lit(node.value)


def _column(compiler: _Compiler, node: Node) -> pl.Expr:  # noqa: ARG001 - as all
    return pl.col(str(node.value))


def _parameter(compiler: _Compiler, node: Node) -> pl.Expr:
    return compiler.parameter(str(node.value))


def _and(compiler: _Compiler, node: Node) -> pl.Expr:
    return reduce(and_, (compiler.expr(arg) for arg in node.args))


def _or(compiler: _Compiler, node: Node) -> pl.Expr:
    return reduce(or_, (compiler.expr(arg) for arg in node.args))


def _not(compiler: _Compiler, node: Node) -> pl.Expr:
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


def _sides(compiler: _Compiler, left: Node, right: Node) -> tuple[pl.Expr, pl.Expr]:
    """Compile two compared parts, without a cast where their types agree."""
    kinds = {left.shape.kind, right.shape.kind}
    if kinds <= COUNTS or Kind.DATETIME in kinds:
        one = Kind.DATETIME if Kind.DATETIME in kinds else Kind.INTEGER
        return compiler.value(left, one), compiler.value(right, one)
    if kinds <= NUMERIC:
        return _scaled(compiler, left), _scaled(compiler, right)
    if len(kinds) == 1 and Kind.CODE in kinds:
        return compiler.value(left, Kind.CODE), compiler.value(right, Kind.CODE)
    return compiler.expr(left), compiler.expr(right)


def _scaled(compiler: _Compiler, node: Node) -> pl.Expr:
    """Compile a number to compare: literals in cents, so that columns need no cast."""
    if isinstance(node.value, Decimal) and node.shape.kind is Kind.WHOLE:
        return decimal_literal(node.value, pl.Decimal(38, CENTS))
    if node.shape.kind in COUNTS:
        return compiler.decimal(node)
    return compiler.expr(node)


def _compared(compiler: _Compiler, sign: str, left: Node, right: Node) -> pl.Expr:
    # NOTE: polars 2.1 gives one row for a constant against a CASE that is all null.
    if not left.names(Op.COLUMN) and right.names(Op.COLUMN):
        left, right, sign = right, left, _MIRRORED[sign]
    one, other = _sides(compiler, left, right)
    return _COMPARISONS[sign](one, other)


def _between(compiler: _Compiler, node: Node) -> pl.Expr:
    subject, low, high = node.args
    above = _compared(compiler, ">=", subject, low)
    return above & _compared(compiler, "<=", subject, high)


def _in(compiler: _Compiler, node: Node) -> pl.Expr:
    subject, *choices = node.args
    if all(choice.op is Op.TEXT for choice in choices):
        return compiler.expr(subject).is_in([choice.value for choice in choices])
    return reduce(or_, (_compared(compiler, "=", subject, one) for one in choices))


def _is_null(compiler: _Compiler, node: Node) -> pl.Expr:
    return compiler.expr(node.args[0]).is_null()


def _case(compiler: _Compiler, node: Node) -> pl.Expr:
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


def _add_days(compiler: _Compiler, node: Node) -> pl.Expr:
    days = pl.duration(days=compiler.whole(node.args[1]))
    day = compiler.expr(node.args[0])
    return day + days if node.value == "+" else day - days


_OPERATIONS: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / pl.when(right != 0).then(right),
}


def _arithmetic(compiler: _Compiler, node: Node) -> pl.Expr:
    kind = node.shape.kind
    if kind is Kind.DATE:
        return _add_days(compiler, node)
    operation = _OPERATIONS[str(node.value)]
    if kind not in COUNTS and node.value != "/":
        exact = _exact(compiler, str(node.value), *node.args)
        if exact is not None:
            return operation(*exact)
    left, right = (compiler.value(arg, kind) for arg in node.args)
    return operation(left, right)


def _exact(
    compiler: _Compiler, sign: str, left: Node, right: Node
) -> tuple[pl.Expr, pl.Expr] | None:
    """Compile two numbers whose sum or product needs no more decimals than theirs.

    Casting each amount to twelve decimals costs ten times the operation. Two numbers
    with decimals are multiplied with twelve: None.
    """
    counts = [side.shape.kind in COUNTS for side in (left, right)]
    if sign != "*":
        return _scaled(compiler, left), _scaled(compiler, right)
    if not any(counts):
        return None
    one, other = (
        compiler.whole(side) if count else compiler.expr(side)
        for side, count in zip((left, right), counts, strict=True)
    )
    return one, other


def _negate(compiler: _Compiler, node: Node) -> pl.Expr:
    return -compiler.value(node.args[0], node.shape.kind)


def _dated(
    compute: Callable[..., pl.Expr],
) -> Callable[[_Compiler, Node], pl.Expr]:
    """Compile a function of days alone."""

    def compiled(compiler: _Compiler, node: Node) -> pl.Expr:
        return compute(*(compiler.expr(arg).cast(pl.Date) for arg in node.args))

    return compiled


def _add_months(compiler: _Compiler, node: Node) -> pl.Expr:
    moment, months = node.args
    sign, count = 1, months
    if count.op is Op.NEGATE:
        sign, count = -1, count.args[0]
    if count.op is Op.NUMBER and isinstance(count.value, Decimal):
        return compiler.expr(moment).dt.offset_by(f"{sign * int(count.value)}mo")
    # NOTE: two thousand years away, a count is an error of the file: unknown.
    shift = pl.format("{}mo", compiler.whole(months).cast(pl.Int16, strict=False))
    return compiler.expr(moment).dt.offset_by(shift)


def _coalesce(compiler: _Compiler, node: Node) -> pl.Expr:
    return pl.coalesce(compiler.value(arg, node.shape.kind) for arg in node.args)


def _extreme(
    choose: Callable[[list[pl.Expr]], pl.Expr],
) -> Callable[[_Compiler, Node], pl.Expr]:
    def compiled(compiler: _Compiler, node: Node) -> pl.Expr:
        values = [compiler.value(arg, node.shape.kind) for arg in node.args]
        known = reduce(and_, (value.is_not_null() for value in values))
        return pl.when(known).then(choose(values))

    return compiled


def _round(compiler: _Compiler, node: Node) -> pl.Expr:
    if node.shape.kind in COUNTS:
        return compiler.expr(node.args[0])
    digits = node.args[1].value if len(node.args) > 1 else Decimal(0)
    places = int(digits) if isinstance(digits, Decimal) else 0
    number = compiler.decimal(node.args[0])
    return number.round(places, mode="half_away_from_zero")


def _abs(compiler: _Compiler, node: Node) -> pl.Expr:
    return compiler.value(node.args[0], node.shape.kind).abs()


_CALLS: dict[str, Callable[[_Compiler, Node], pl.Expr]] = {
    "age": _dated(age),
    "months_between": _dated(months_between),
    "days_between": _dated(days_between),
    "month_start": _dated(month_start),
    "month_end": _dated(month_end),
    "add_months": _add_months,
    "coalesce": _coalesce,
    "least": _extreme(pl.min_horizontal),
    "greatest": _extreme(pl.max_horizontal),
    "round": _round,
    "abs": _abs,
}


def _call(compiler: _Compiler, node: Node) -> pl.Expr:
    return _CALLS[str(node.value)](compiler, node)


_COMPILERS: dict[Op, Callable[[_Compiler, Node], pl.Expr]] = {
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
    Op.ARITHMETIC: _arithmetic,
    Op.NEGATE: _negate,
    Op.CALL: _call,
}
