"""Months, days and cents: the small arithmetic that every part of the generator shares."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

CENT = Decimal("0.01")
FIRST = date(2024, 10, 1)
RUN = date(2026, 10, 1)


def cents(value: Decimal) -> Decimal:
    """Round half-up to the cent."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def money(value: float | str) -> Decimal:
    """Return an amount in euros from a literal."""
    return cents(Decimal(str(value)))


@cache
def add_months(month: date, count: int) -> date:
    """Return the first day of the month `count` months later (or earlier)."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


@cache
def month_of(day: date) -> date:
    """Return the first day of the month of a day."""
    return day.replace(day=1)


@cache
def days_in(month: date) -> int:
    """Return the number of days of a month."""
    return monthrange(month.year, month.month)[1]


@cache
def month_end(month: date) -> date:
    """Return the last day of a month."""
    return month.replace(day=days_in(month))


def month_range(first: date, last: date) -> list[date]:
    """Return the first days of the months from `first` to `last`, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month
    return [add_months(first, step) for step in range(count + 1)]


def common_days(month: date, start: date, end: date) -> int:
    """Return how many days of a month lie between two days, both included."""
    low = max(month, start)
    high = min(month_end(month), end)
    return max(0, (high - low).days + 1)


def prorated(amount: Decimal, days: int, month: date) -> Decimal:
    """Return amount × days / days of the month, half-up to the cent."""
    return cents(amount * days / days_in(month))


def age_on(birth: date, day: date) -> int:
    """Return the completed years of age on a day."""
    before = (day.month, day.day) < (birth.month, birth.day)
    return day.year - birth.year - int(before)


def add_days(day: date, count: int) -> date:
    """Return the day `count` days later."""
    return day + timedelta(days=count)


def years_later(day: date, years: int) -> date:
    """Return the same day `years` later (29 February becomes the 28th)."""
    last = monthrange(day.year + years, day.month)[1]
    return date(day.year + years, day.month, min(day.day, last))


MONTHS = month_range(FIRST, RUN)
"""The months delivered: 24 past ones and the month to run."""
