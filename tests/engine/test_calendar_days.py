"""Days and months by arithmetic, beside those of Python's own calendar."""

from datetime import date, timedelta

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from bondroit.engine.language.calendar import (
    age,
    month_end,
    month_start,
    months_between,
)

FIRST, LAST = date.min, date.max
days = st.dates(FIRST, LAST)


def _one(expr: pl.Expr, **values: date) -> object:
    return pl.DataFrame(values).select(expr).item()


@given(start=days, end=days)
@example(start=FIRST, end=LAST)
@example(start=date(2024, 2, 29), end=date(2024, 3, 1))
@example(start=date(1900, 2, 28), end=date(2000, 2, 29))
@example(start=date(1969, 12, 31), end=date(1970, 1, 1))
def test_months_are_those_of_the_calendar(start: date, end: date) -> None:
    """The months between two days count years and months, whatever the century."""
    expected = (end.year - start.year) * 12 + end.month - start.month
    found = _one(months_between(pl.col("start"), pl.col("end")), start=start, end=end)
    assert found == expected


@given(day=days)
@example(day=date(2024, 2, 29))
@example(day=LAST)
def test_a_month_starts_on_its_first_day_and_ends_on_its_last(day: date) -> None:
    """The first day of a month is day 1; the day after its last day is day 1 too."""
    assert _one(month_start(pl.col("day")), day=day) == day.replace(day=1)
    end = _one(month_end(pl.col("day")), day=day)
    assert isinstance(end, date)
    assert (end.year, end.month) == (day.year, day.month)
    assert end == LAST or (end + timedelta(days=1)).day == 1


@given(birth=days, on=days)
@example(birth=date(2000, 2, 29), on=date(2023, 2, 28))
@example(birth=date(2000, 2, 29), on=date(2023, 3, 1))
def test_an_age_counts_birthdays(birth: date, on: date) -> None:
    """An age grows by one on each birthday, on 1 March for who was born on 29 February."""
    expected = on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
    assert _one(age(pl.col("birth"), pl.col("on")), birth=birth, on=on) == expected
