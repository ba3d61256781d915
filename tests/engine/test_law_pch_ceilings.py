"""PCH: ceilings of elements 2 to 5, the part above them, flat rates, full rate."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bondroit.engine.law import pch_ceilings
from bondroit.engine.parameters import Parameters
from bondroit.resources import shipped

PARAMETERS = Parameters.load([shipped("rules") / "parameters"])
MONEY = pl.Decimal(12, 2)


def money(value: str | Decimal | None) -> pl.Expr:
    """Return an amount as a literal."""
    return pl.lit(None if value is None else Decimal(value), dtype=MONEY)


def amount(expr: pl.Expr) -> Decimal | None:
    """Return the one value of an expression."""
    found: Decimal | None = pl.select(expr).item()
    return found


@pytest.mark.parametrize(
    ("element", "months", "month", "expected"),
    [
        ("2", 3, date(2021, 12, 1), "3960.00"),
        ("2", 3, date(2022, 1, 1), "13200.00"),
        ("3", 3, date(2025, 1, 1), None),
        ("4", 0, date(2025, 1, 1), "6000.00"),
        ("4", 12, date(2025, 1, 1), "7200.00"),
        ("5", 3, date(2021, 12, 1), "3000.00"),
        ("5", 3, date(2025, 1, 1), "6000.00"),
        ("1", 3, date(2025, 1, 1), None),
    ],
)
def test_ceiling_of_a_period(
    element: str, months: int, month: date, expected: str | None
) -> None:
    """Each element has its ceiling; that of element 3 is not known as a whole."""
    found = amount(
        pch_ceilings.period_ceiling(
            pl.lit(element), pl.lit(months), pl.lit(month), PARAMETERS
        )
    )
    assert found == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("paid", "total", "expected"),
    [
        ("2500.00", "13200.00", "0.00"),
        ("2500.00", "13200.01", "0.01"),
        ("2500.00", "15700.00", "2500.00"),
        ("2500.00", "19000.00", "2500.00"),
        ("-200.00", "19000.00", "0.00"),
        ("2500.00", None, None),
    ],
)
def test_part_above_the_ceiling(
    paid: str, total: str | None, expected: str | None
) -> None:
    """A month carries its own part above the ceiling, never more than it paid."""
    found = amount(
        pch_ceilings.above_ceiling(money(paid), money(total), money("13200.00"))
    )
    assert found == (None if expected is None else Decimal(expected))


@settings(max_examples=50)
@given(
    payments=st.lists(st.integers(1, 600_000), min_size=1, max_size=12),
)
def test_months_add_up_to_the_whole_excess(payments: list[int]) -> None:
    """Month after month, the parts above the ceiling add up to the excess."""
    ceiling = 1_320_000
    total, above = 0, Decimal(0)
    for cents in payments:
        total += cents
        found = amount(
            pch_ceilings.above_ceiling(
                money(Decimal(cents) / 100), money(Decimal(total) / 100), money("13200")
            )
        )
        assert found is not None
        above += found

    assert above * 100 == max(0, total - ceiling)


@pytest.mark.parametrize(
    ("hours", "month", "expected"),
    [
        ("50.00", date(2026, 2, 1), "813.15"),
        ("30.00", date(2026, 2, 1), "487.89"),
        ("40.00", date(2026, 2, 1), None),
        ("50.00", date(2023, 5, 1), "759.85"),
        ("30.00", date(2023, 5, 1), "455.91"),
        ("50.00", date(2024, 5, 1), None),
        (None, date(2026, 2, 1), None),
    ],
)
def test_flat_rates(hours: str | None, month: date, expected: str | None) -> None:
    """50 hours are blindness, 30 deafness; months without a source stay unknown."""
    given_hours = pl.lit(None if hours is None else Decimal(hours), pl.Decimal(9, 2))
    found = amount(pch_ceilings.flat_rate(given_hours, pl.lit(month), PARAMETERS))
    assert found == (None if expected is None else Decimal(expected))


def test_limit_of_the_full_rate() -> None:
    """The yearly limit is read by the month."""
    found = amount(pch_ceilings.full_rate_limit(pl.lit(date(2025, 7, 1)), PARAMETERS))

    assert found == Decimal("2533.20")
