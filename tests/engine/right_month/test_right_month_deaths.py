"""Deaths, ages and survivors, as the rules see them in tables."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

JANUARY, FEBRUARY, MARCH, APRIL = (date(2025, month, 1) for month in range(1, 5))
Maker = Callable[[], Any]


def test_months_after_the_death_are_undue(world: Maker) -> None:
    """The month of the death is due, every later month is undue in full."""
    seen = world().right().person(death_date=date(2025, 2, 10))
    for month in (JANUARY, FEBRUARY, MARCH, APRIL):
        seen.paid(month, "585.53")
    assert seen.found("AIS-DEC-001") == {"2025-03": "585.53", "2025-04": "585.53"}


def test_a_returned_payment_after_the_death_is_no_finding(world: Maker) -> None:
    """A transfer that the bank sent back was not paid."""
    seen = world().right().person(death_date=date(2025, 2, 10)).paid(MARCH, "585.53")
    seen.add(
        "bank_returns",
        {"source": "apa", "payment_id": "p1", "returned_on": date(2025, 4, 2)},
    )
    assert seen.found("AIS-DEC-001") == {}
    assert seen.unknown("AIS-DEC-001") == 0


def test_payments_after_the_death_are_not_payments_after_the_end(world: Maker) -> None:
    """A month after the death belongs to the rule of deaths alone."""
    seen = (
        world()
        .right(end_date=date(2025, 2, 10))
        .person(death_date=date(2025, 2, 10))
        .paid(MARCH, "585.53")
    )
    assert seen.found("AIS-PER-002") == {}


@pytest.mark.parametrize(
    ("claimant", "spouse", "found"),
    [
        (date(2025, 1, 20), None, {}),
        (
            date(2025, 1, 20),
            date(2025, 2, 20),
            {"2025-03": "568.94", "2025-04": "568.94"},
        ),
        (None, date(2025, 1, 20), {}),
    ],
)
def test_rsa_goes_on_for_the_survivor(
    world: Maker, claimant: date | None, spouse: date | None, found: dict[str, str]
) -> None:
    """RSA is undue from the month when nobody of the couple is left."""
    seen = world().household(("a", "claimant"), ("b", "spouse"))
    seen.rows["people"][0]["death_date"] = claimant
    seen.rows["people"][1]["death_date"] = spouse
    assert seen.found("AIS-DEC-001") == found


def test_a_child_does_not_survive_as_an_adult(world: Maker) -> None:
    """RSA of a lone claimant who died is undue, whatever the children."""
    seen = world().household(("a", "claimant"), ("c", "child"))
    seen.rows["people"][0]["death_date"] = date(2025, 3, 31)
    assert seen.found("AIS-DEC-001") == {"2025-04": "568.94"}


def test_without_a_register_deaths_are_unknown(world: Maker) -> None:
    """A file that never writes a death, without a register, tells nothing."""
    seen = world().right().person().paid(MARCH, "585.53")
    assert seen.found("AIS-DEC-001") == {}
    assert seen.unknown("AIS-DEC-001") > 0


def test_a_right_opened_too_young_is_undue_until_sixty(world: Maker) -> None:
    """Months are undue until the one in which the person turns 60."""
    seen = world().right().person(birth_date=date(1965, 3, 31))
    for month in (JANUARY, FEBRUARY, MARCH):
        seen.paid(month, "585.53")
    assert seen.found("AIS-AGE-001") == {"2025-01": "585.53", "2025-02": "585.53"}


def test_a_vague_birth_date_gives_the_benefit_of_the_doubt(world: Maker) -> None:
    """Born in 1964 at the earliest on 1 January: 60 at the opening."""
    seen = (
        world()
        .right()
        .person(birth_date=date(1964, 7, 1), birth_date_precision="year")
        .paid(JANUARY, "585.53")
    )
    assert seen.found("AIS-AGE-001") == {}
