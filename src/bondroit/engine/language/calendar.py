"""Functions of days as polars expressions: ages, months and days between dates."""

from typing import Final

import polars as pl

_CENTURY: Final = 146_097
"""Days of four centuries, or quarters of a day of one."""
_FOUR_YEARS: Final = 1_461
_DAYS_BEFORE_1970: Final = 719_468
"""Days from 1 March of year 0."""
_QUARTERS_BEFORE_1970: Final = _DAYS_BEFORE_1970 * 4 + 3


def age(birth: pl.Expr, on: pl.Expr) -> pl.Expr:
    """Return completed years; born on 29 February: on 1 March of other years."""
    early = (birth.dt.month() == on.dt.month()) & (on.dt.day() < birth.dt.day())
    return months_between(birth, on).floordiv(12) - early.cast(pl.Int32)


def months_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Return the number of calendar months from one day's month to the other's."""
    return month_number(end) - month_number(start)


def month_number(day: pl.Expr) -> pl.Expr:
    """Number the months, one after another; twice as fast as from `year` and `month`.

    Years begin in March, so that the leap day is the last one, and months are 3 to 14.
    Multiplying and dividing by constants gives century, year and month exactly, from
    year 1 to 9999 (C. Neri, L. Schneider, «Euclidean affine functions and their
    application to calendar algorithms», 2022).
    """
    quarters = day.cast(pl.Int32) * 4 + _QUARTERS_BEFORE_1970
    in_century = (quarters % _CENTURY).floordiv(4) * 4 + 3
    in_year = (in_century % _FOUR_YEARS).floordiv(4)
    return (
        quarters.floordiv(_CENTURY) * 1200
        + in_century.floordiv(_FOUR_YEARS) * 12
        + (in_year * 2141 + 197_913).floordiv(1 << 16)
    )


def first_of_month(number: pl.Expr) -> pl.Expr:
    """Return the first day of a month, given its `month_number`."""
    months = number - 3
    year, month = months.floordiv(12), months % 12
    leap_days = year.floordiv(4) - year.floordiv(100) + year.floordiv(400)
    days = year * 365 + leap_days + (month * 153 + 2).floordiv(5)
    return (days - _DAYS_BEFORE_1970).cast(pl.Date)


def months_later(month: pl.Expr, count: int) -> pl.Expr:
    """Return the first day of the month `count` months after one; negative: before.

    Args:
        month: first days of months.
        count: how many months.

    """
    return first_of_month(month_number(month) + count)


def each_month(
    rows: pl.LazyFrame, first: pl.Expr, last: pl.Expr, name: str = "month"
) -> pl.LazyFrame:
    """Repeat rows for every month from one to another, both included.

    Args:
        rows: any columns; a null bound gives one row of a null month, reversed ones none.
        first: a day of the first month.
        last: a day of the last month.
        name: the column that gets the first day of each month.

    """
    numbers = pl.int_ranges(month_number(first), month_number(last) + 1)
    return (
        rows.with_columns(numbers.alias(name))
        .explode(name)
        .with_columns(first_of_month(pl.col(name).cast(pl.Int32)).alias(name))
    )


def days_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Return the number of days from one day to the other, 0 on the same day."""
    return end.cast(pl.Int32) - start.cast(pl.Int32)


def month_start(day: pl.Expr) -> pl.Expr:
    """Return the first day of the month; four times as fast as that of polars."""
    return (day.cast(pl.Int32) - day.dt.day() + 1).cast(pl.Date)


def month_end(day: pl.Expr) -> pl.Expr:
    """Return the last day of the month; three times as fast as that of polars."""
    last = day.dt.days_in_month().cast(pl.Int32) - day.dt.day()
    return (day.cast(pl.Int32) + last).cast(pl.Date)
