"""Values as auditors read them in French: euros, months, dates, yes and no."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from bondroit.engine.labels import LABELS
from bondroit.engine.views.view import Type

UNKNOWN = "inconnu"
SPACE = "\u00a0"
THIN = "\u202f"
MINUS = "\u2212"
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_CENT = Decimal("0.01")
_FAR = 9000
"""Years from which a date says «none» (9999-12-01)."""


def money(amount: Decimal) -> str:
    """Return «1 646,52 €», with spaces that never break."""
    return _decimal(amount.quantize(_CENT, ROUND_HALF_UP)) + f"{SPACE}€"


def hours(count: Decimal) -> str:
    """Return «12,5 h»."""
    return number(count) + f"{SPACE}h"


def rate(share: Decimal) -> str:
    """Return «80 %», «86,66 %»: two decimals at most."""
    return number((share * 100).quantize(_CENT, ROUND_HALF_UP)) + f"{SPACE}%"


def number(value: Decimal | int) -> str:
    """Return a number without useless zeros: «12,5», «1 200»."""
    if isinstance(value, int):
        return _decimal(Decimal(value))
    plain = value.normalize()
    whole = plain == plain.to_integral_value()
    return _decimal(plain.quantize(Decimal(1)) if whole else plain)


def _decimal(value: Decimal) -> str:
    sign = MINUS if value < 0 else ""
    return sign + f"{abs(value):,f}".replace(",", THIN).replace(".", ",")


def month(day: date) -> str:
    """Return «mars 2025»."""
    if day.year >= _FAR:
        return "aucun"
    return f"{MONTHS[day.month - 1]}{SPACE}{day.year}"


def full_date(day: date) -> str:
    """Return «14 janvier 2025», «1er mars 2025»."""
    if day.year >= _FAR:
        return "aucune"
    first = "1er" if day.day == 1 else str(day.day)
    return f"{first}{SPACE}{month(day)}"


def moment(value: datetime) -> str:
    """Return «14 janvier 2025 à 8 h 05»."""
    return f"{full_date(value.date())} à {value.hour}{SPACE}h{SPACE}{value.minute:02d}"


def flag(value: bool) -> str:  # noqa: FBT001 - the value is what is shown
    """Return «oui» or «non»."""
    return "oui" if value else "non"


def code(value: str) -> str:
    """Return the French words of a code, or the code."""
    return LABELS.get(value, value)


FORMATS: dict[Type, Callable[..., str]] = {
    Type.MONEY: money,
    Type.HOURS: hours,
    Type.RATE: rate,
    Type.INTEGER: number,
    Type.DATE: full_date,
    Type.DATETIME: moment,
    Type.MONTH: month,
    Type.FLAG: flag,
    Type.CODE: code,
}


def french(values: pl.Series, kind: Type) -> pl.Series:
    """Return a column as French text; each distinct value is written once.

    Args:
        values: a column of a view.
        kind: its type.

    Returns:
        String, «inconnu» where null.

    """
    write = FORMATS[kind]
    known = values.drop_nulls().unique()
    texts = pl.Series([write(value) for value in known.to_list()], dtype=pl.String)
    if known.is_empty():
        return pl.Series(values.name, [UNKNOWN] * len(values), dtype=pl.String)
    return values.replace_strict(known, texts, default=UNKNOWN, return_dtype=pl.String)
