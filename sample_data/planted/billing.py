"""FAC, TAR, PRE and SSP-007: what providers invoice, against visits and tariffs."""

from datetime import date, timedelta
from decimal import Decimal

from bondroit.sample_data.apa import care_amount
from bondroit.sample_data.home_care import Care, Line, Visit
from bondroit.sample_data.law_values import FLOOR, value_on
from bondroit.sample_data.months import add_months
from bondroit.sample_data.planted import makers
from bondroit.sample_data.planted.amounts import put
from bondroit.sample_data.planted.plans import version_of
from bondroit.sample_data.rights import Right
from bondroit.sample_data.world import World

ZERO = Decimal("0.00")
LONG_ENOUGH = 60


def _use(world: World, right: Right, months: list[date], hours: Decimal) -> None:
    """Let the person use so many hours in some months, and pay those."""
    for month in months:
        version = version_of(right, month)
        put(
            world, right, month, care_amount(right, month, hours, version.price or ZERO)
        )
        world.payments.of(right, month)[0].hours = hours
        care = world.care[right.right_id, month]
        care.recorded = hours if care.recorded is not None else None
        care.lines = [Line(hours=hours, price=version.price or ZERO)]


def _half(right: Right, month: date) -> Decimal:
    hours = version_of(right, month).hours or ZERO
    return (hours / 2).to_integral_value()


def _clocked(world: World, *, index: int, pch: bool = False) -> Right:
    if pch:
        right = makers.helped(
            world, mode="provider", hours="40.0", provider=world.providers[index]
        )
    else:
        right = makers.clocked(world, gir=2, index=index)
        makers.pay_all(world, right)
    return right


def _span(first: date, count: int) -> list[date]:
    return makers.between(first, add_months(first, count - 1))


def _more_than_clocked(world: World) -> None:
    """Plant invoices above the clocked hours (FAC-001), and gaps within tolerance."""
    cases = (
        ("5.0", False, date(2025, 2, 1), 4),
        ("3.25", False, date(2025, 8, 1), 6),
        ("9.5", True, date(2026, 1, 1), 3),
        ("2.0", False, date(2026, 6, 1), 5),
    )
    for order, (gap, pch, first, count) in enumerate(cases):
        right = _clocked(world, index=order, pch=pch)
        months = _span(first, count)
        hours = _half(right, first) + Decimal(gap)
        _use(world, right, months, hours)
        for month in months:
            world.care[right.right_id, month].recorded = hours - Decimal(gap)
            price = version_of(right, month).price or ZERO
            world.planted(
                right, month, right.charged(month, Decimal(gap) * price), "FAC"
            )
    for order, gap in enumerate(("0.75", "1.0", "0.25")):
        right = _clocked(world, index=order + 4)
        months = _span(date(2025, 10, 1), 4)
        hours = _half(right, months[0])
        _use(world, right, months, hours)
        for month in months:
            world.care[right.right_id, month].recorded = hours - Decimal(gap)
            world.planted(right, month, ZERO, "FAC")


def _lines_twice(world: World) -> None:
    """Plant lines invoiced twice (FAC-004), and credit notes followed by a new invoice."""
    for order, (first, count) in enumerate(
        ((date(2025, 4, 1), 2), (date(2025, 11, 1), 3), (date(2026, 5, 1), 1))
    ):
        right = _clocked(world, index=order + 6)
        months = _span(first, count)
        _use(world, right, months, _half(right, first))
        for month in months:
            care = world.care[right.right_id, month]
            line = care.lines[0]
            care.lines.append(Line(hours=line.hours, price=line.price, copy=1))
            put(
                world,
                right,
                month,
                care_amount(right, month, line.hours * 2, line.price),
            )
            world.payments.of(right, month)[0].hours = line.hours * 2
            world.planted(
                right, month, care_amount(right, month, line.hours, line.price), "FAC"
            )
    for first in (date(2025, 6, 1), date(2026, 3, 1)):
        right = _clocked(world, index=1)
        care = world.care[right.right_id, first]
        line = care.lines[0]
        care.lines += [
            Line(hours=-line.hours, price=line.price, copy=1),
            Line(hours=line.hours, price=line.price, copy=2),
        ]
        world.planted(right, first, ZERO, "FAC")


def _above_tariff(world: World) -> None:
    for order, (above, first, count) in enumerate(
        (
            ("1.80", date(2025, 3, 1), 5),
            ("0.65", date(2025, 10, 1), 3),
            ("3.10", date(2026, 4, 1), 4),
        )
    ):
        right = _clocked(world, index=order + 3, pch=order == 1)
        months = _span(first, count)
        hours = _half(right, first)
        _use(world, right, months, hours)
        for month in months:
            price = (version_of(right, month).price or ZERO) + Decimal(above)
            world.care[right.right_id, month].lines[0].price = price
            put(world, right, month, care_amount(right, month, hours, price))
            payment = world.payments.of(right, month)[0]
            payment.hours, payment.price = hours, price
            world.planted(
                right, month, right.charged(month, Decimal(above) * hours), "TAR"
            )


def _closed_service(world: World) -> None:
    """Plant help invoiced by a service after it closed (PRE-001), and by one taken over."""
    closed, taken_over = world.providers[-1], world.providers[-2]
    for count in (1, 2, 4):
        right = makers.home(world, mode="provider", provider=closed)
        last = add_months(date(2026, 3, 1), count)
        for month in _span(date(2026, 4, 1), count):
            world.planted(right, month, right.granted(month), "PRE")
        _change_provider(world, right, add_months(last, 1), 11)
    for count in (2, 3):
        right = makers.home(world, mode="provider", provider=taken_over)
        for month in _span(date(2025, 10, 1), count):
            world.planted(right, month, ZERO, "PRE")
        _change_provider(world, right, add_months(date(2025, 9, 1), count + 1), 12)


def _change_provider(world: World, right: Right, first: date, index: int) -> None:
    """Let another service invoice from a month on, at the price of the plan."""
    provider = world.providers[index]
    right.provider_id = provider.provider_id
    for month in makers.between(first):
        world.care[right.right_id, month].provider_id = provider.provider_id
        for payment in world.payments.of(right, month):
            payment.payee_id, payment.iban = provider.provider_id, provider.iban


def _under_floor(world: World) -> None:
    """Plant hours paid under the national floor (SSP-007)."""
    for order, (price, first, count) in enumerate(
        (
            ("23.00", date(2025, 3, 1), 6),
            ("24.20", date(2026, 2, 1), 3),
            ("22.00", date(2025, 8, 1), 4),
        )
    ):
        right = makers.home(
            world, mode="provider", provider=world.providers[10 + order]
        )
        for month in _span(first, count):
            hours = version_of(right, month).hours or ZERO
            paid = right.charged(month, hours * Decimal(price))
            put(world, right, month, paid)
            payment = world.payments.of(right, month)[0]
            payment.hours, payment.price = hours, Decimal(price)
            world.care[right.right_id, month].lines = [
                Line(hours=hours, price=Decimal(price))
            ]
            gap = Decimal(price) - value_on(FLOOR, month)
            world.planted(right, month, right.charged(month, gap * hours), "SSP")


def plant(world: World) -> None:
    """Plant what invoices carry; visits come after."""
    _more_than_clocked(world)
    _lines_twice(world)
    _above_tariff(world)
    _closed_service(world)
    _under_floor(world)
    for minutes in (40, 55, 25, 8):
        _same_worker(world, minutes)
    _same_worker(world, 50, together=True)


def _same_worker(world: World, minutes: int, *, together: bool = False) -> None:
    """Prepare two people helped by one worker, whose visits will overlap (FAC-002)."""
    first = _clocked(world, index=9)
    if together:
        person = first.record.person
        spouse = world.people.person(
            date(1931, 1, 1), date(1955, 1, 1), address=person.address
        )
        second = makers.home(
            world, spouse, mode="provider", provider=world.providers[9], gir=3
        )
    else:
        second = _clocked(world, index=9)
    worker = f"{world.providers[9].provider_id[4:9]}-9{world.number('pair'):02d}"
    first.slot, second.slot = (worker, 3), (worker, 5)
    first.touched = second.touched = True
    world.pairs.append((first, second, minutes, together))


def overlap_visits(world: World) -> None:
    """Move one visit of each prepared pair, in two months, onto the other person's."""
    for order, (first, second, minutes, together) in enumerate(world.pairs):
        for month in (date(2025, 5, 1), date(2026, 2 + order, 1)):
            pair = _common_visits(world, first, second, month)
            if pair is None:
                continue
            here, there = pair
            there.start = here.end - timedelta(minutes=minutes)
            silent = together or minutes <= 10  # noqa: PLR2004
            overlap = min(minutes, there.minutes)
            price = version_of(second, month).price or ZERO
            amount = (
                ZERO if silent else second.charged(month, Decimal(overlap) / 60 * price)
            )
            world.planted(second, month, amount, "FAC")


def _common_visits(
    world: World, first: Right, second: Right, month: date
) -> tuple[Visit, Visit] | None:
    def of(right: Right) -> dict[date, Visit]:
        care: Care = world.care[right.right_id, month]
        return {
            visit.start.date(): visit for visit in world.visits if visit.care is care
        }

    mine, theirs = of(first), of(second)
    days = sorted(set(mine) & set(theirs))
    days = [
        day
        for day in days
        if mine[day].minutes >= LONG_ENOUGH and theirs[day].minutes >= LONG_ENOUGH
    ]
    return (mine[days[0]], theirs[days[0]]) if days else None
