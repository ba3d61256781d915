"""Two visits of one worker that overlap."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bondroit.engine.views.visit_pair import MAX_VISITS_A_DAY, VISIT_PAIR

if TYPE_CHECKING:
    from tests.engine.provider_views.conftest import Billing

Row = dict[str, object]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of March 2025."""
    return datetime(2025, 3, day, hour, minute)  # noqa: DTZ001 - local times


def overlapping(billing: "Billing", **given: object) -> list[Row]:
    """Return a visit to p1 and one to p2 that begins half an hour before its end."""
    return [
        billing.visit("v1", at(3, 9), at(3, 10)),
        {**billing.visit("v2", at(3, 9, 30), at(3, 11), person_id="p2"), **given},
    ]


def test_a_worker_in_two_places_is_put_on_the_later_visit(
    billing: "Billing",
) -> None:
    """The overlap of two persons' visits is that of the later start, both months."""
    given = billing.tables(
        rights=[billing.right(), billing.right(right_id="D2", person_id="p2")],
        visits=overlapping(billing),
        people=[billing.person("p1"), billing.person("p2", "2 rue des Lilas")],
        providers=[billing.provider()],
    )
    (row,) = billing.built(VISIT_PAIR, given)
    assert (row["person_id"], row["overlap_minutes"]) == ("p2", 30)
    assert row["overlap_hours_month"] == Decimal("0.5")
    assert row["same_household_address"] is False
    assert row["unit_price"] == Decimal("24.00")


@pytest.mark.parametrize(
    ("change", "places"),
    [
        ({"person_id": "p1"}, 0),
        ({"worker_id": "W2"}, 0),
        ({"worker_id": None}, 0),
        ({"provider_id": "S2"}, 0),
        ({"start": at(3, 10)}, 0),
    ],
)
def test_visits_that_are_no_pair(billing: "Billing", change: Row, places: int) -> None:
    """One person, two workers, two providers or no minute in common make no pair."""
    given = billing.tables(
        rights=[billing.right()], visits=overlapping(billing, **change), people=[]
    )
    assert len(billing.built(VISIT_PAIR, given)) == places


def test_one_address_is_told_whatever_its_writing(billing: "Billing") -> None:
    """Case and punctuation do not part a couple; an unknown address is unknown."""
    couple = [
        billing.person("p1", "1, rue des LILAS"),
        billing.person("p2", "1 RUE DES LILAS "),
    ]
    given = billing.tables(
        rights=[billing.right()], visits=overlapping(billing), people=couple
    )
    (row,) = billing.built(VISIT_PAIR, given)
    assert row["same_household_address"] is True
    assert row["overlap_hours_month"] == 0
    unknown = billing.tables(
        rights=[billing.right()],
        visits=overlapping(billing),
        people=[billing.person("p1"), billing.person("p2", None)],
    )
    assert billing.built(VISIT_PAIR, unknown)[0]["same_household_address"] is None


def test_a_code_shared_by_many_workers_tells_nothing(billing: "Billing") -> None:
    """More visits a day than one person can make are not paired."""
    crowd = [
        billing.visit(f"v{rank}", at(3, 9), at(3, 10), person_id=f"p{rank}")
        for rank in range(MAX_VISITS_A_DAY + 1)
    ]
    given = billing.tables(rights=[billing.right()], visits=crowd, people=[])
    assert billing.built(VISIT_PAIR, given) == []
