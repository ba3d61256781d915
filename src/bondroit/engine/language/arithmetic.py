"""Arithmetic and functions of clauses -> polars expressions.

A null makes LEAST and GREATEST unknown, and a division by zero is unknown.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from operator import and_
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import (
    age,
    days_between,
    month_end,
    month_start,
    months_between,
)
from bondroit.engine.language.compiler import Compiler, Part
from bondroit.engine.language.kinds import COUNTS
from bondroit.engine.language.syntax import Kind, Node, Op


def _add_days(compiler: Compiler, node: Node) -> pl.Expr:
    days = pl.duration(days=compiler.whole(node.args[1]))
    day = compiler.expr(node.args[0])
    return day + days if node.value == "+" else day - days


_OPERATIONS: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / pl.when(right != 0).then(right),
}


def arithmetic(compiler: Compiler, node: Node) -> pl.Expr:
    """Compile a sum, a difference, a product or a quotient; days are added to dates."""
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
    compiler: Compiler, sign: str, left: Node, right: Node
) -> tuple[pl.Expr, pl.Expr] | None:
    """Compile two numbers whose sum or product needs no more decimals than theirs.

    Casting each amount to twelve decimals costs ten times the operation. Two numbers
    with decimals are multiplied with twelve: None.
    """
    counts = [side.shape.kind in COUNTS for side in (left, right)]
    if sign != "*":
        return compiler.scaled(left), compiler.scaled(right)
    if not any(counts):
        return None
    one, other = (
        compiler.whole(side) if count else compiler.expr(side)
        for side, count in zip((left, right), counts, strict=True)
    )
    return one, other


def negate(compiler: Compiler, node: Node) -> pl.Expr:
    """Compile the opposite of a number."""
    return -compiler.value(node.args[0], node.shape.kind)


def _dated(
    compute: Callable[..., pl.Expr],
) -> Part:
    """Compile a function of days alone."""

    def compiled(compiler: Compiler, node: Node) -> pl.Expr:
        return compute(*(compiler.expr(arg).cast(pl.Date) for arg in node.args))

    return compiled


def _add_months(compiler: Compiler, node: Node) -> pl.Expr:
    moment, months = node.args
    sign, count = 1, months
    if count.op is Op.NEGATE:
        sign, count = -1, count.args[0]
    if count.op is Op.NUMBER and isinstance(count.value, Decimal):
        return compiler.expr(moment).dt.offset_by(f"{sign * int(count.value)}mo")
    # NOTE: two thousand years away, a count is an error of the file: unknown.
    shift = pl.format("{}mo", compiler.whole(months).cast(pl.Int16, strict=False))
    return compiler.expr(moment).dt.offset_by(shift)


def _coalesce(compiler: Compiler, node: Node) -> pl.Expr:
    return pl.coalesce(compiler.value(arg, node.shape.kind) for arg in node.args)


def _extreme(
    choose: Callable[[list[pl.Expr]], pl.Expr],
) -> Part:
    def compiled(compiler: Compiler, node: Node) -> pl.Expr:
        values = [compiler.value(arg, node.shape.kind) for arg in node.args]
        known = reduce(and_, (value.is_not_null() for value in values))
        return pl.when(known).then(choose(values))

    return compiled


def _round(compiler: Compiler, node: Node) -> pl.Expr:
    if node.shape.kind in COUNTS:
        return compiler.expr(node.args[0])
    digits = node.args[1].value if len(node.args) > 1 else Decimal(0)
    places = int(digits) if isinstance(digits, Decimal) else 0
    number = compiler.decimal(node.args[0])
    return number.round(places, mode="half_away_from_zero")


def _abs(compiler: Compiler, node: Node) -> pl.Expr:
    return compiler.value(node.args[0], node.shape.kind).abs()


CALLS: Final[dict[str, Part]] = {
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
"""How each function is compiled, by its name."""
