"""Literals of expressions, each made once: exact decimals, days, whole numbers."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

import polars as pl


@lru_cache(maxsize=4096)
def decimal_literal(value: Decimal | str, dtype: pl.DataType) -> pl.Expr:
    """Return a literal of a decimal type.

    Args:
        value: the number, exact.
        dtype: the Decimal type of the literal.

    """
    # NOTE: pl.lit(Decimal(...)) imports numpy, a third of a second of every start;
    # polars folds this cast into a literal when it plans.
    return pl.lit(f"{Decimal(value):f}").cast(dtype)


@lru_cache(maxsize=4096)
def day_literal(day: date) -> pl.Expr:
    """Return a literal of a day."""
    return pl.lit(day)


@lru_cache(maxsize=4096)
def whole_literal(value: int | None, dtype: type[pl.DataType]) -> pl.Expr:
    """Return a literal of a whole number, or null."""
    return pl.lit(value, dtype=dtype)
