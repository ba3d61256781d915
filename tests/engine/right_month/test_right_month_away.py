"""Stays in institutions and abroad, exits from care homes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

Maker = Callable[[], Any]


WHOLE_YEAR = {f"2025-{month:02d}" for month in range(1, 13)}


@pytest.mark.parametrize(
    ("kind", "start", "end", "expected"),
    [
        (
            "disability_home",
            date(2025, 4, 17),
            date(2025, 7, 20),
            {"2025-06": "900.00", "2025-07": "551.61"},
        ),
        ("disability_home", date(2025, 4, 1), date(2025, 5, 15), {}),
        ("temporary_care_home", date(2025, 4, 1), date(2025, 9, 30), {}),
        (
            "care_home",
            date(2025, 10, 18),
            None,
            {"2025-12": "870.97"},
        ),
    ],
)
def test_institutions_reduce_human_help(
    world: Maker,
    kind: str,
    start: date,
    end: date | None,
    expected: dict[str, str],
) -> None:
    """From day 46 in an institution to the eve of the exit, element 1 is reduced."""
    made = world().person("pch").right("PCH").paid_all_year("1000.00", "PCH")
    found = made.stay(kind, start, end, "pch").found("AIS-ETB-007")

    assert found == expected


def test_a_right_fixed_in_the_institution_is_left_alone(
    world: Maker,
) -> None:
    """A right opened after the entry is that of somebody already housed."""
    made = world().person("pch").right("PCH").paid_all_year("1000.00", "PCH")
    made.stay("disability_home", date(2023, 4, 1), None, "pch")

    assert made.found("AIS-ETB-007") == {}


def test_no_list_of_stays_is_not_no_stay(world: Maker) -> None:
    """Without a list, every month is unknown."""
    made = world().person("pch").right("PCH").paid_all_year("1000.00", "PCH")

    assert made.found("AIS-ETB-007") == {}
    assert made.unknown("AIS-ETB-007") == 12


def test_days_abroad_add_up_over_the_year(world: Maker) -> None:
    """Months abroad after 92 days of the civil year are told, not the others."""
    made = world().person("pch").right("PCH").paid_all_year("800.00", "PCH")
    made.stay("abroad", date(2025, 1, 10), date(2025, 3, 1), "pch")
    made.stay("abroad", date(2025, 6, 1), date(2025, 8, 10), "pch")

    assert made.found("AIS-RES-003") == {"2025-07": "800.00", "2025-08": "800.00"}


def test_a_right_in_a_facility_ends_with_the_stay(world: Maker) -> None:
    """Months after the exit are told; a month in hospital, the place kept, is not."""
    made = (
        world().person().right("APA_FACILITY").paid_all_year("450.00", "APA_FACILITY")
    )
    made.stay("care_home", date(2024, 2, 1), date(2025, 9, 14))
    made.stay("hospital", date(2025, 9, 14), date(2025, 10, 20))

    assert made.found("AIS-ETB-003") == {"2025-11": "450.00", "2025-12": "450.00"}


def test_who_moves_to_another_home_has_not_left(world: Maker) -> None:
    """A new stay in a care home makes the exit a move."""
    made = (
        world().person().right("APA_FACILITY").paid_all_year("450.00", "APA_FACILITY")
    )
    made.stay("care_home", date(2024, 2, 1), date(2025, 9, 14))
    made.stay("care_home", date(2025, 9, 20), None)

    assert made.found("AIS-ETB-003") == {}
