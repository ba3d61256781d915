"""Exact decimal literals, without the cost of building them from Python decimals."""

from decimal import Decimal

import polars as pl


def decimal_literal(value: Decimal | str, dtype: pl.DataType) -> pl.Expr:
    """Return a literal of a decimal type.

    Args:
        value: the number, exact.
        dtype: the Decimal type of the literal.

    """
    # NOTE: pl.lit(Decimal(...)) imports numpy, a third of a second of every start;
    # polars folds this cast into a literal when it plans.
    return pl.lit(f"{Decimal(value):f}").cast(dtype)
