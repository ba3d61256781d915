"""Two visits to one person at the same time."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bondroit.engine.views.visit_overlap import VISIT_OVERLAP

if TYPE_CHECKING:
    from tests.engine.provider_views.conftest import Billing

Row = dict[str, object]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of March 2025."""
    return datetime(2025, 3, day, hour, minute)  # noqa: DTZ001 - local times


def rows(billing: "Billing", *visits: Row) -> list[Row]:
    """Return the view over some visits."""
    given = billing.tables(
        rights=[billing.right()], visits=list(visits), providers=[billing.provider()]
    )
    return billing.built(VISIT_OVERLAP, given)


def second(billing: "Billing", **given: object) -> list[Row]:
    """Return the view over a visit from nine to ten, and another one."""
    other: Row = {"worker_id": "W2", **given}
    begin, end = other.pop("start", at(3, 9, 30)), other.pop("end", at(3, 11))
    assert isinstance(begin, datetime)
    assert isinstance(end, datetime)
    return rows(
        billing,
        billing.visit("v1", at(3, 9), at(3, 10)),
        {**billing.visit("v2", begin, end), **other},
    )


def test_the_later_of_two_visits_at_once_is_the_subject(billing: "Billing") -> None:
    """The minutes in common are the later one's, at the provider's price."""
    (row,) = second(billing)
    assert (row["overlap_minutes"], row["shift_minutes"]) == (30, 60)
    assert (row["same_worker"], row["person_id"]) == (False, "p1")
    assert row["overlap_hours_month"] == Decimal("0.5")
    assert (row["unit_price"], row["payer_share"]) == (Decimal("24.00"), Decimal("0.9"))
    assert (row["debtor"], row["provider_id"]) == ("provider", "S1")


@pytest.mark.parametrize(
    "change",
    [
        {"person_id": "p2"},
        {"source": "pch"},
        {"start": at(3, 10)},
        {"start": at(4, 9, 30), "end": at(4, 11)},
        {"start": at(3, 8), "end": at(5, 9)},
    ],
    ids=["other person", "other file", "one after the other", "next day", "two days"],
)
def test_visits_that_do_not_overlap(billing: "Billing", change: Row) -> None:
    """Nothing in common, or dates that cannot be right, make no row."""
    assert second(billing, **change) == []


@pytest.mark.parametrize(
    ("worker", "same", "hours"),
    [("W2", False, Decimal(0)), ("W1", True, Decimal(1)), (None, None, Decimal(0))],
)
def test_help_given_by_two_is_not_counted(
    billing: "Billing", worker: str | None, same: object, hours: Decimal
) -> None:
    """The same hours by two workers add nothing; by one worker they do."""
    (row,) = second(billing, start=at(3, 9), end=at(3, 10), worker_id=worker)
    assert (row["shift_minutes"], row["same_worker"]) == (0, same)
    assert row["overlap_hours_month"] == hours


def test_overlaps_of_a_month_add_up_once(billing: "Billing") -> None:
    """A third visit inside a long one counts its own minutes, not those of pairs."""
    found = rows(
        billing,
        billing.visit("v1", at(3, 9), at(3, 12)),
        billing.visit("v2", at(3, 9, 30), at(3, 10), worker_id="W2"),
        billing.visit("v3", at(3, 11), at(3, 13), worker_id="W3"),
    )
    assert [row["overlap_minutes"] for row in found] == [30, 60]
    assert {row["overlap_hours_month"] for row in found} == {Decimal("1.5")}
