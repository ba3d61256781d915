"""The generator's own law functions against published amounts."""

from datetime import date
from decimal import Decimal

import pytest

from bondroit.sample_data import law_values as law


@pytest.mark.parametrize(
    ("adults", "children", "increased", "day", "expected"),
    [
        (1, 0, False, "2025-03-31", "635.71"),
        (1, 0, False, "2025-04-01", "646.52"),
        (1, 3, False, "2025-04-01", "1422.34"),
        (2, 0, False, "2026-04-01", "977.54"),
        (2, 2, False, "2026-04-01", "1368.55"),
        (1, 0, True, "2025-04-01", "830.21"),
        (1, 2, True, "2026-04-01", "1394.75"),
    ],
)
def test_flat_amount_is_the_published_one(
    *, adults: int, children: int, increased: bool, day: str, expected: str
) -> None:
    """Each composition has the amount of the public table at its date."""
    found = law.rsa_flat_amount(
        adults, children, date.fromisoformat(day), increased=increased
    )
    assert found == Decimal(expected)


@pytest.mark.parametrize(
    ("people", "expected"), [(1, "78.20"), (2, "156.41"), (3, "193.55"), (5, "193.55")]
)
def test_housing_deduction_is_the_published_one(people: int, expected: str) -> None:
    """One, two, three people and more have the three published deductions."""
    assert law.rsa_housing_deduction(people, date(2026, 5, 1)) == Decimal(expected)


@pytest.mark.parametrize(
    ("resources", "expected"),
    [("440.52", "6.00"), ("440.53", "0.00"), ("900.00", "0.00")],
)
def test_rsa_under_six_euros_is_not_due(resources: str, expected: str) -> None:
    """Six euros are due, one cent less is not."""
    assert law.rsa_right(
        Decimal("524.72"), Decimal("78.20"), Decimal(resources)
    ) == Decimal(expected)


@pytest.mark.parametrize(
    ("gir", "year", "expected"),
    [
        (1, 2024, "1955.60"),
        (1, 2025, "2045.56"),
        (2, 2026, "1682.30"),
        (3, 2025, "1195.67"),
        (4, 2026, "811.52"),
    ],
)
def test_plan_ceiling_is_the_published_one(gir: int, year: int, expected: str) -> None:
    """Ceilings follow the scale of 1 January all year long."""
    assert law.apa_ceiling(gir, date(year, 12, 31)) == Decimal(expected)


@pytest.mark.parametrize(
    ("plan", "resources", "couple", "expected"),
    [
        ("900.00", "1500.00", False, "128.45"),
        ("900.00", "933.89", False, "0.00"),
        ("900.00", "1587.61", True, "0.00"),
        ("300.00", "4000.00", False, "270.00"),
    ],
)
def test_participation_follows_the_scale(
    *, plan: str, resources: str, couple: bool, expected: str
) -> None:
    """Nothing under the low threshold, 90 % above the high one, the formula between."""
    found = law.apa_participation(
        Decimal(plan), 3, Decimal(resources), date(2026, 2, 1), couple=couple
    )
    assert found == Decimal(expected)


@pytest.mark.parametrize(
    ("previous", "day", "expected"),
    [
        ("300.00", "2025-05-01", "56.43"),
        ("800.00", "2025-05-01", "80"),
        ("1500.00", "2026-07-01", "116.95"),
        ("40.00", "2025-05-01", "40.00"),
    ],
)
def test_hospital_clamp_is_a_tenth_between_its_bounds(
    previous: str, day: str, expected: str
) -> None:
    """A tenth, never under 4.75 nor above 9.5 hours of SMIC, never above the right."""
    assert law.pch_hospital_clamp(
        Decimal(previous), date.fromisoformat(day)
    ) == Decimal(expected)


def test_value_before_the_series_is_refused() -> None:
    """A date before the first value has no amount, rather than a wrong one."""
    with pytest.raises(LookupError):
        law.value_on(law.RSA_BASE, date(2020, 1, 1))
