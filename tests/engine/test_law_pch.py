"""PCH element 1: tariffs by mode and date, amounts, carers' caps, stays."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bondroit.engine.law import pch
from bondroit.engine.law.rounding import Scale, half_up, to_cents, to_money
from bondroit.engine.parameters import Parameters
from bondroit.resources import shipped

PARAMETERS = Parameters.load([shipped("rules") / "parameters"])
MONEY = pl.Decimal(12, 2)


def money(value: str | Decimal | None) -> pl.Expr:
    """Return an amount as a literal."""
    return pl.lit(None if value is None else Decimal(value), dtype=MONEY)


def due(amount: str | Decimal | None, days: int | None, month: date) -> Decimal | None:
    """Return what is due in a month with reduced days."""
    reduced = pl.lit(days, dtype=pl.Int32)
    found: Decimal | None = pl.select(
        pch.institution_due(money(amount), reduced, pl.lit(month), PARAMETERS)
    ).item()
    return found


@pytest.mark.parametrize(
    ("mode", "month", "expected"),
    [
        ("direct", date(2019, 9, 1), "14.04"),
        ("direct", date(2020, 6, 1), None),
        ("direct", date(2024, 5, 1), "17.70"),
        ("direct", date(2024, 6, 1), "18.96"),
        ("mandate", date(2023, 4, 1), "18.37"),
        ("mandate", date(2026, 6, 1), "21.91"),
        ("family_carer", date(2022, 6, 1), None),
        ("family_carer", date(2025, 4, 1), "4.78"),
        ("provider", date(2021, 12, 1), "18.25"),
        ("provider", date(2022, 1, 1), "22.00"),
        ("provider", date(2025, 7, 1), "24.58"),
        ("flat_rate", date(2025, 7, 1), None),
        (None, date(2025, 7, 1), None),
    ],
)
def test_tariffs(mode: str | None, month: date, expected: str | None) -> None:
    """Each mode has its tariff at each date; a gap is unknown, not the one before."""
    found = pl.select(
        pch.tariff(pl.lit(mode, dtype=pl.String), pl.lit(month), PARAMETERS)
    ).item()
    assert found == (None if expected is None else Decimal(expected))


def test_previous_tariff_skips_equal_ones() -> None:
    """In 2026 the tariff before is the one that differs."""
    found = pl.select(
        pch.tariff(
            pl.lit("direct"), pl.lit(date(2026, 2, 1)), PARAMETERS, Scale.PREVIOUS
        )
    ).item()
    assert found == Decimal("18.96")


@pytest.mark.parametrize(
    ("stopped", "expected"), [(True, "7.16"), (False, "4.78"), (None, None)]
)
def test_carer_tariff(stopped: bool | None, expected: str | None) -> None:  # noqa: FBT001
    """A carer who stopped work has the raised tariff; unknown otherwise."""
    flag = pl.lit(stopped, dtype=pl.Boolean)
    found = pl.select(
        pch.carer_tariff(flag, pl.lit(date(2025, 5, 1)), PARAMETERS)
    ).item()
    assert found == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("raised", "month", "expected"),
    [
        (False, date(2025, 5, 1), "1231.15"),
        (True, date(2025, 5, 1), "1477.38"),
        (False, date(2024, 5, 1), None),
        (None, date(2025, 5, 1), None),
    ],
)
def test_carer_cap(raised: bool | None, month: date, expected: str | None) -> None:  # noqa: FBT001
    """The cap of a carer, plain or raised, is unknown in its gaps."""
    flag = pl.lit(raised, dtype=pl.Boolean)
    found = pl.select(pch.carer_cap(flag, pl.lit(month), PARAMETERS)).item()
    assert found == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("hours", "price", "rate", "expected"),
    [
        ("60.00", "19.34", "1", "1160.40"),
        ("60.00", "19.34", "0.8", "928.32"),
        ("0.50", "4.69", "1", "2.35"),
        (None, "19.34", "1", None),
        ("60.00", None, "1", None),
        ("60.00", "19.34", None, None),
    ],
)
def test_element1_amount(
    hours: str | None, price: str | None, rate: str | None, expected: str | None
) -> None:
    """Hours x tariff x rate, rounded half-up once."""
    quantity = pl.lit(None if hours is None else Decimal(hours), dtype=pl.Decimal(9, 2))
    share = pl.lit(None if rate is None else Decimal(rate), dtype=pl.Decimal(5, 4))
    found = pl.select(pch.element1_amount(quantity, money(price), share)).item()
    assert found == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("amount", "days", "month", "expected"),
    [
        ("1000.00", 31, date(2026, 1, 1), "100.00"),
        ("2000.00", 31, date(2026, 1, 1), "114.19"),
        ("300.00", 31, date(2026, 1, 1), "57.10"),
        ("40.00", 31, date(2026, 1, 1), "40.00"),
        ("1000.00", 10, date(2026, 1, 1), "709.68"),
        ("1000.00", 0, date(2026, 1, 1), "1000.00"),
        ("1000.00", 0, date(2017, 1, 1), "1000.00"),
        ("1000.00", 10, date(2017, 1, 1), None),
        (None, 10, date(2026, 1, 1), None),
        ("1000.00", None, date(2026, 1, 1), None),
    ],
)
def test_reduced_month(
    amount: str | None, days: int | None, month: date, expected: str | None
) -> None:
    """10 % between the two bounds, never above the amount, prorated by days."""
    found = due(amount, days, month)
    assert found == (None if expected is None else Decimal(expected))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400_000), st.integers(0, 27)), min_size=40))
def test_more_reduced_days_never_raise(drawn: list[tuple[int, int]]) -> None:
    """Each reduced day lowers what is due, within the amount and zero."""
    amounts = [(Decimal(cents).scaleb(-2), days) for cents, days in drawn]
    schema = {"amount": MONEY, "days": pl.Int32}
    frame = pl.DataFrame(amounts, schema=schema, orient="row")
    month, amount = pl.lit(date(2026, 2, 1)), pl.col("amount")
    found = frame.select(
        "amount",
        here=pch.institution_due(amount, pl.col("days"), month, PARAMETERS),
        next=pch.institution_due(amount, pl.col("days") + 1, month, PARAMETERS),
    )
    ordered = (amount >= pl.col("here")) & (pl.col("here") >= pl.col("next"))
    assert found.select((ordered & (pl.col("next") >= 0)).all()).item() is True


@given(st.lists(st.integers(0, 10**12), min_size=20), st.integers(1, 10**9))
def test_half_up_is_the_nearest(numerators: list[int], denominator: int) -> None:
    """A quotient is never further than a half, and a half counts for one."""
    frame = pl.DataFrame({"n": pl.Series(numerators, dtype=pl.Int128)})
    found = frame.select(
        whole=half_up(pl.col("n"), denominator),
        column=half_up(pl.col("n"), pl.lit(denominator, pl.Int128)),
    )
    assert found["whole"].to_list() == found["column"].to_list()
    for numerator, quotient in zip(numerators, found["whole"], strict=True):
        gap = 2 * (quotient * denominator - numerator)
        assert -denominator < gap <= denominator


@given(st.lists(st.integers(-(10**11), 10**11), min_size=20))
def test_cents_and_back(cents: list[int]) -> None:
    """Euros to cents and back is the identity."""
    amounts = [Decimal(one).scaleb(-2) for one in cents]
    frame = pl.DataFrame({"amount": pl.Series(amounts, dtype=pl.Decimal(14, 2))})
    found = frame.select(
        cents=to_cents(pl.col("amount")),
        back=to_money(to_cents(pl.col("amount")) // 100),
    )
    assert found["cents"].to_list() == cents
    assert found["back"].to_list() == [Decimal(one // 100).scaleb(-2) for one in cents]
