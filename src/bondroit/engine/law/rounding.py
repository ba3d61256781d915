"""Exact money: whole cents as integers, one half-up rounding at the end.

The law rounds half-up, once, on the amount of the month. Products and quotients are
kept as whole numbers until then, so that no intermediate rounding exists at all.
"""

from decimal import Decimal
from enum import StrEnum

import polars as pl

from bondroit.engine.decimals import decimal_literal, whole_literal
from bondroit.engine.parameters import Parameters, Steps, in_force, shifted

CENTS = pl.Decimal(38, 2)
MONEY = pl.Decimal(12, 2)
WHOLE = pl.Int64
"""Whole numbers: cents, and cents times a coefficient."""

LONG = pl.Int128
"""Whole numbers beyond 19 digits: products of two amounts."""


class Scale(StrEnum):
    """Which scale to compute with: the one in force, or a neighbour."""

    CURRENT = "current"
    PREVIOUS = "previous"
    FOLLOWING = "following"


def to_cents(amount: pl.Expr) -> pl.Expr:
    """Return euros (Decimal) as whole cents, Int64."""
    return amount.cast(CENTS).to_physical().cast(WHOLE)


def to_money(cents: pl.Expr) -> pl.Expr:
    """Return whole cents as euros, Decimal(12, 2)."""
    wide = cents.cast(pl.Decimal(38, 0))
    return (wide * decimal_literal("0.01", CENTS)).cast(MONEY)


def half_up(numerator: pl.Expr, denominator: pl.Expr | int) -> pl.Expr:
    """Return the quotient of whole numbers rounded half-up.

    Args:
        numerator: Int64 or Int128; amounts of the law are not negative.
        denominator: positive; 0 gives null.

    """
    return (numerator * 2 + denominator) // (denominator * 2)


def whole(
    parameters: Parameters,
    name: str,
    month: pl.Expr,
    places: int,
    scale: Scale = Scale.CURRENT,
) -> pl.Expr:
    """Return a dated parameter as a whole number of 10^-places, Int64 or null."""

    def value() -> pl.Expr:
        steps = parameters.series(name)
        if scale is not Scale.CURRENT:
            steps = shifted(steps, back=scale is Scale.PREVIOUS)
        return whole_steps(steps, month, places)

    return parameters.share(("whole", name, str(month), places, scale), value)


def whole_steps(
    steps: Steps,
    month: pl.Expr,
    places: int,
    dtype: type[pl.DataType] = WHOLE,
) -> pl.Expr:
    """Return dated values as whole numbers of 10^-places, Int64 by default, or null.

    Raises:
        ValueError: a value has more decimals than `places`.

    """
    values = [
        None if value is None else exact_integer(value, places) for _, value in steps
    ]
    literals = [whole_literal(value, dtype) for value in (None, *values)]
    return in_force([day for day, _ in steps], literals, month)


def exact_integer(value: Decimal, places: int) -> int:
    """Return a decimal as a whole number of 10^-places, whatever its size.

    Raises:
        ValueError: it has more decimals than that.

    """
    top, bottom = value.as_integer_ratio()
    scaled: int = top * 10**places
    quotient, rest = divmod(scaled, bottom)
    if rest:
        message = f"{value} has more than {places} decimals"
        raise ValueError(message)
    return quotient
