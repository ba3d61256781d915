"""Exact money: whole cents in 128-bit integers, one half-up rounding at the end.

The law rounds half-up, once, on the amount of the month. Products and quotients are
kept as whole numbers until then, so that no intermediate rounding exists at all.
"""

from decimal import Decimal
from enum import StrEnum

import polars as pl

from bondroit.engine.parameters import Parameters, Steps, shifted

CENTS = pl.Decimal(38, 2)
MONEY = pl.Decimal(12, 2)
WHOLE = pl.Int128


class Scale(StrEnum):
    """Which scale to compute with: the one in force, or a neighbour."""

    CURRENT = "current"
    PREVIOUS = "previous"
    FOLLOWING = "following"


def to_cents(amount: pl.Expr) -> pl.Expr:
    """Return euros (Decimal) as whole cents, Int128."""
    return amount.cast(CENTS).to_physical()


def to_money(cents: pl.Expr) -> pl.Expr:
    """Return whole cents as euros, Decimal(12, 2)."""
    wide = cents.cast(WHOLE).cast(pl.Decimal(38, 0))
    return (wide * pl.lit(Decimal("0.01"))).cast(MONEY)


def half_up(numerator: pl.Expr, denominator: pl.Expr | int) -> pl.Expr:
    """Return the quotient of whole numbers, halves away from zero.

    Args:
        numerator: Int128.
        denominator: positive; 0 gives null.

    """
    bottom = pl.lit(denominator, WHOLE) if isinstance(denominator, int) else denominator
    # floor division rounds a half up; one unit less sends a negative half down
    below = (numerator < 0).cast(WHOLE)
    return (numerator * 2 + bottom - below) // (bottom * 2)


def whole(
    parameters: Parameters,
    name: str,
    month: pl.Expr,
    places: int,
    scale: Scale = Scale.CURRENT,
) -> pl.Expr:
    """Return a dated parameter as a whole number of 10^-places, Int128 or null."""
    steps = parameters.series(name)
    if scale is not Scale.CURRENT:
        steps = shifted(steps, back=scale is Scale.PREVIOUS)
    return whole_steps(steps, month, places)


def whole_steps(steps: Steps, month: pl.Expr, places: int) -> pl.Expr:
    """Return dated values as whole numbers of 10^-places, Int128 or null.

    Raises:
        ValueError: a value has more decimals than `places`.

    """
    chain = pl.lit(None, dtype=WHOLE)
    for day, value in steps:
        literal = None if value is None else _exact(value, places)
        later = pl.lit(literal, dtype=WHOLE)
        chain = pl.when(month >= pl.lit(day)).then(later).otherwise(chain)
    return chain


def _exact(value: Decimal, places: int) -> int:
    scaled = value.scaleb(places)
    if scaled != scaled.to_integral_value():
        message = f"{value} has more than {places} decimals"
        raise ValueError(message)
    return int(scaled)
