"""Values read as the contract's types."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bondroit.model.tables import TABLES
from bondroit.sources.casting import cast_column

LATEST = date(2026, 12, 31)


def _cast(table: str, name: str, values: pl.Series) -> list[tuple[object, object]]:
    frame = values.alias(name).to_frame()
    cast = cast_column(TABLES[table].column(name), values.dtype, LATEST)
    return frame.select(cast.value, cast.problem.alias("problem")).rows()


@settings(max_examples=20)
@given(st.lists(st.integers(-(10**12) + 1, 10**12 - 1), min_size=1))
def test_money_is_exact_to_the_cent(cents: list[int]) -> None:
    """Every amount that fits is read as it was written."""
    amounts = [Decimal(one).scaleb(-2) for one in cents]
    read = _cast("payments", "amount", pl.Series([f"{one:f}" for one in amounts]))
    assert read == [(amount, None) for amount in amounts]


@settings(max_examples=20)
@given(st.lists(st.integers(-(10**9), 10**9), min_size=1))
def test_money_of_a_workbook_is_exact_to_the_cent(cents: list[int]) -> None:
    """Floats of usual size give the cents that a sheet shows."""
    read = _cast("payments", "amount", pl.Series([one / 100 for one in cents]))
    assert read == [(Decimal(one).scaleb(-2), None) for one in cents]


@settings(max_examples=30)
@given(st.lists(st.text(max_size=12), min_size=1))
def test_no_text_breaks_a_type(texts: list[str]) -> None:
    """Any text is a value or a reason, never both and never an exception."""
    for table, name in (
        ("payments", "amount"),
        ("payments", "month"),
        ("payments", "gir"),
        ("visits", "start"),
        ("rights", "couple"),
        ("rights", "rate"),
    ):
        read = _cast(table, name, pl.Series(texts, dtype=pl.String))
        assert len(read) == len(texts)
        for value, problem in read:
            assert value is None or problem is None or "invraisemblable" in str(problem)


@settings(max_examples=20)
@given(st.lists(st.dates(date(1900, 1, 1), LATEST), min_size=1))
def test_months_are_first_days(days: list[date]) -> None:
    """Whatever the day of a month, its month is the same."""
    for texts in ([f"{day}" for day in days], [f"{day:%Y-%m}" for day in days]):
        read = _cast("payments", "month", pl.Series(texts))
        assert read == [(day.replace(day=1), None) for day in days]


@pytest.mark.parametrize(
    ("table", "name", "values", "expected"),
    [
        ("rights", "couple", ["true", "False", "1", "0"], [True, False, True, False]),
        ("rights", "couple", [1, 0], [True, False]),
        ("rights", "rate", ["0.8", "1", "0.12345"], [Decimal("0.8"), Decimal(1), None]),
        ("rights", "gir", ["3", "3.0", "3.5"], [3, 3, None]),
        ("rights", "gir", [2.0], [2]),
        ("rights", "end_date", ["2099-12-31"], [date(2099, 12, 31)]),
        ("people", "nir", [" 0123 ", "", "  "], ["0123", None, None]),
        ("people", "postcode", [45000, 1000], ["45000", "1000"]),
    ],
)
def test_values_of_each_type(
    table: str, name: str, values: list[object], expected: list[object]
) -> None:
    """Text, numbers and booleans are read alike."""
    read = _cast(table, name, pl.Series(values))
    assert [value for value, _ in read] == expected


@pytest.mark.parametrize(
    ("name", "day", "plausible"),
    [
        ("birth_date", LATEST, True),
        ("birth_date", LATEST + timedelta(days=1), False),
        ("birth_date", date(1850, 1, 1), True),
        ("birth_date", date(1849, 12, 31), False),
        ("death_date", date(1899, 12, 31), False),
    ],
)
def test_dates_of_the_past_are_bounded(name: str, day: date, plausible: bool) -> None:  # noqa: FBT001
    """A birth next century is a fault of the file."""
    ((_, problem),) = _cast("people", name, pl.Series([day]))
    assert (problem is None) is plausible
