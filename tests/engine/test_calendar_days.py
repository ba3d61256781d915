"""Days and months by arithmetic, beside those of Python's own calendar."""

from datetime import date, timedelta

import polars as pl
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bondroit.engine.language.calendar import (
    age,
    each_month,
    month_end,
    month_start,
    months_between,
    months_later,
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


@given(month=days, count=st.integers(-400, 400))
@example(month=date(2024, 2, 1), count=-1)
@example(month=date(2000, 12, 1), count=-1200)
def test_months_later_is_the_first_of_that_month(month: date, count: int) -> None:
    """Counting months on from a first day reaches the first day of another month."""
    rank = month.year * 12 + month.month - 1 + count
    assume(12 <= rank < (LAST.year + 1) * 12)
    found = _one(months_later(pl.col("month"), count), month=month.replace(day=1))
    assert found == date(rank // 12, rank % 12 + 1, 1)


@given(first=days, months=st.integers(0, 40))
def test_each_month_names_every_month_between(first: date, months: int) -> None:
    """A row is repeated for each month from the one of a day to that of another."""
    rank = first.year * 12 + first.month - 1
    assume(rank + months < (LAST.year + 1) * 12)
    wanted = [
        date(one // 12, one % 12 + 1, 1) for one in range(rank, rank + months + 1)
    ]
    rows = pl.LazyFrame({"key": [1], "first": [first], "last": [wanted[-1]]})
    found = each_month(rows, pl.col("first"), pl.col("last")).collect()
    assert found["month"].to_list() == wanted


def test_no_month_is_named_between_reversed_or_unknown_days() -> None:
    """Reversed bounds give no row; an unknown one gives a row whose month is null."""
    rows = pl.LazyFrame(
        {
            "first": [date(2025, 3, 1), None],
            "last": [date(2025, 2, 28), date(2025, 3, 1)],
        },
        schema={"first": pl.Date, "last": pl.Date},
    )
    found = each_month(rows, pl.col("first"), pl.col("last"), "of").collect()
    assert found["of"].to_list() == [None]
