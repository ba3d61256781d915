"""DEC-002 and HOS-004: visits dated after a death, or on days spent in hospital."""

from datetime import date, timedelta
from decimal import Decimal

from bondroit.sample_data.apa import care_amount
from bondroit.sample_data.home_care import Line, Visit
from bondroit.sample_data.months import add_months, cents, month_end, month_of
from bondroit.sample_data.planted import makers
from bondroit.sample_data.planted.amounts import put
from bondroit.sample_data.planted.plans import version_of
from bondroit.sample_data.rights import Right
from bondroit.sample_data.world import World

ZERO = Decimal("0.00")
HOURS = Decimal("14.0")


def _light(world: World, index: int, month: date) -> Right:
    """Return a right whose provider clocks few visits in a month."""
    right = makers.clocked(world, gir=2, index=index)
    makers.pay_all(world, right)
    price = version_of(right, month).price or ZERO
    put(world, right, month, care_amount(right, month, HOURS, price))
    world.payments.of(right, month)[0].hours = HOURS
    care = world.care[right.right_id, month]
    care.recorded, care.lines = HOURS, [Line(hours=HOURS, price=price)]
    return right


def _dies(world: World, right: Right, day: date) -> None:
    world.dies(right.record.person, day, defects=False)
    right.record.death = day
    right.stop(month_end(day), "DECES")
    for month in makers.between(add_months(month_of(day), 1)):
        world.payments.drop(right, month)
        world.care.pop((right.right_id, month), None)


def plant(world: World) -> None:
    """Prepare the rights and the stays; their visits are moved once they exist."""
    for order, (day, moved) in enumerate(
        (
            (date(2025, 3, 17), 3),
            (date(2025, 9, 11), 2),
            (date(2026, 2, 18), 5),
            (date(2025, 6, 20), 0),
        )
    ):
        right = _light(world, order, month_of(day))
        _dies(world, right, day)
        world.moved.append((right, day, None, moved))
    for order, (start, end, moved) in enumerate(
        (
            (date(2025, 4, 6), date(2025, 4, 20), 3),
            (date(2025, 11, 8), date(2025, 11, 19), 2),
            (date(2026, 6, 3), date(2026, 6, 25), 4),
            (date(2025, 7, 9), date(2025, 7, 15), 0),
        )
    ):
        right = _light(world, order + 4, month_of(start))
        care = world.care[right.right_id, month_of(start)]
        care.away = set(range(start.day + 1, end.day))
        world.stay(right.record, "hospital", start, end, named=True)
        world.moved.append((right, start, end, moved))
    _couple(world)


def _couple(world: World) -> None:
    """Let a widow be visited under the name of the deceased: the same address."""
    day = date(2026, 4, 14)
    right = _light(world, 8, month_of(day))
    address = right.record.person.address
    spouse = world.people.person(date(1931, 1, 1), date(1955, 1, 1), address=address)
    other = makers.home(
        world, spouse, mode="provider", provider=world.providers[8], gir=3
    )
    other.touched = True
    _dies(world, right, day)
    world.moved.append((right, day, None, -2))


def move_visits(world: World) -> None:
    """Move some visits after the death or inside the stay, and note what is undue.

    A negative count moves visits that must stay silent.
    """
    for right, first, last, count in world.moved:
        month = month_of(first)
        visits = [
            visit
            for visit in world.visits
            if visit.care.right is right and visit.care.month == month
        ]
        minutes = sum(
            _moved(visit, first + timedelta(days=rank + 1))
            for rank, visit in enumerate(visits[-abs(count) :] if count else [])
        )
        hours = cents(Decimal(minutes) / 60)
        price = version_of(right, month).price or ZERO
        undue = right.charged(month, hours * price) if count > 0 else ZERO
        world.planted(right, month, undue, "HOS" if last else "DEC")


def _moved(visit: Visit, day: date) -> int:
    visit.start = visit.start.replace(day=day.day)
    return visit.minutes
