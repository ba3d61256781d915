"""What compiles the parts of a clause, and the types they take beside one another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from bondroit.engine.decimals import decimal_literal
from bondroit.engine.language.kinds import COUNTS, NUMERIC
from bondroit.engine.language.syntax import Kind, Node, Op

WIDE = pl.Decimal(38, 12)
CENTS = 2
ParameterExpr = Callable[[str], pl.Expr]
"""Gives the value of a parameter in the row's month, as a decimal expression."""


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles the parts of a clause.

    Attributes:
        parameter: how a parameter reads.
        parts: how each operation is compiled.

    """

    parameter: ParameterExpr
    parts: Mapping[Op, "Part"]

    def expr(self, node: Node) -> pl.Expr:
        """Compile one part in its own representation."""
        return self.parts[node.op](self, node)

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

    def scaled(self, node: Node) -> pl.Expr:
        """Compile a number with its own decimals: literals in cents, columns as they are."""
        if isinstance(node.value, Decimal) and node.shape.kind is Kind.WHOLE:
            return decimal_literal(node.value, pl.Decimal(38, CENTS))
        if node.shape.kind in COUNTS:
            return self.decimal(node)
        return self.expr(node)


Part = Callable[[Compiler, Node], pl.Expr]
"""Compiles one operation."""
