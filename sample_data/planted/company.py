"""FAC-003: two visits to one person at the same time, and help given by two."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from bondroit.sample_data.home_care import Visit
from bondroit.sample_data.planted import makers
from bondroit.sample_data.planted.plans import version_of
from bondroit.sample_data.rights import Right
from bondroit.sample_data.world import World

ZERO = Decimal("0.00")
LONG_ENOUGH = 60
TOLERANCE = 10

CASES = (
    (date(2025, 4, 1), 45),
    (date(2025, 10, 1), 30),
    (date(2026, 2, 1), 11),
    (date(2026, 6, 1), 50),
    (date(2025, 7, 1), 10),
    (date(2026, 3, 1), None),
    (date(2026, 8, 1), None),
)
"""Month, and minutes in common; None: the same hours, the help being given by two."""


def prepare(world: World) -> list[tuple[Right, date, int | None]]:
    """Return the rights whose visits will be doubled, every month paid."""
    made = []
    for rank, (month, minutes) in enumerate(CASES):
        right = makers.clocked(world, gir=2, index=rank)
        makers.pay_all(world, right)
        right.touched = True
        made.append((right, month, minutes))
    return made


def double_visits(world: World, prepared: list[tuple[Right, date, int | None]]) -> None:
    """Add a second visit beside one of each right's, and note what is undue."""
    for rank, (right, month, minutes) in enumerate(prepared):
        first = next(
            visit
            for visit in world.visits
            if visit.care.right is right
            and visit.care.month == month
            and visit.minutes >= LONG_ENOUGH
        )
        second = replace(
            first,
            visit_id=f"{first.visit_id}-B",
            worker_id=f"{first.worker_id[:5]}-8{rank:02d}",
        )
        if minutes is not None:
            second.start = first.end - timedelta(minutes=minutes)
            second.minutes = LONG_ENOUGH
        world.visits.append(second)
        world.planted(right, month, _undue(right, month, first, minutes), "FAC")


def _undue(right: Right, month: date, visit: Visit, minutes: int | None) -> Decimal:
    if minutes is None or minutes <= TOLERANCE:
        return ZERO
    price = version_of(right, month).price or ZERO
    hours = Decimal(min(minutes, visit.minutes)) / 60
    return right.charged(month, hours * price)
