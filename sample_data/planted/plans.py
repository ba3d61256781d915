"""PLA: plans above the ceiling, payments above the plan or the granted hours, GIR."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bondroit.sample_data.apa import home_versions
from bondroit.sample_data.law_values import apa_ceiling, apa_participation
from bondroit.sample_data.months import MONTHS, add_months, cents
from bondroit.sample_data.planted import makers
from bondroit.sample_data.planted.amounts import put
from bondroit.sample_data.rights import Right, Version
from bondroit.sample_data.world import World

ZERO = Decimal("0.00")


def version_of(right: Right, month: date) -> Version:
    """Return the version in force.

    Raises:
        LookupError: none is.

    """
    version = right.version(month)
    if version is None:
        raise LookupError(right.right_id)
    return version


def _above_ceiling(world: World) -> None:
    cases = (
        (4, "52.0", "850.00", date(2025, 7, 1)),
        (3, "76.0", "870.00", date(2026, 2, 1)),
        (4, "54.5", "1610.00", date(2026, 4, 1)),
        (2, "101.0", "1240.00", date(2025, 11, 1)),
    )
    for gir, hours, resources, start in cases:
        right = makers.home(world, start=start, gir=gir, paid=False)
        right.versions = home_versions(
            right, gir, Decimal(hours), Decimal(resources), None
        )
        makers.pay_all(world, right)
        for month in makers.between(start):
            plan = version_of(right, month).plan or ZERO
            above = plan - apa_ceiling(gir, month)
            world.planted(
                right, month, cents(right.granted(month) * above / plan), "PLA"
            )
    respite = makers.home(world, start=date(2025, 10, 1), gir=4, paid=False)
    respite.versions = home_versions(
        respite, 4, Decimal("51.0"), Decimal("880.00"), None
    )
    respite.exception = "REPIT_AIDANT"
    makers.pay_all(world, respite)
    at_ceiling = makers.home(world, start=date(2026, 1, 1), gir=4, paid=False)
    only = home_versions(at_ceiling, 4, Decimal("46.0"), Decimal("860.00"), None)[0]
    ceiling = apa_ceiling(4, date(2026, 1, 1))
    at_ceiling.versions = [
        replace(
            only,
            plan=ceiling,
            participation=ZERO,
            granted=ceiling,
            hours=None,
            price=None,
        )
    ]
    makers.pay_all(world, at_ceiling)
    for right in (respite, at_ceiling):
        for month in makers.between(right.start):
            world.planted(right, month, ZERO, "PLA")


def _above_plan(world: World) -> None:
    for above, first, count in (
        ("64.00", date(2025, 1, 1), 4),
        ("18.25", date(2025, 8, 1), 7),
        ("140.00", date(2026, 5, 1), 2),
        ("33.10", date(2026, 3, 1), 8),
    ):
        right = makers.home(world)
        for month in makers.between(first, add_months(first, count - 1)):
            put(world, right, month, right.granted(month) + Decimal(above))
            world.planted(right, month, Decimal(above), "PLA")
    for _ in range(3):
        right = makers.home(world)
        right.annualised = True
        for rank, month in enumerate(MONTHS):
            shift = Decimal(-45 if rank % 2 == 0 else 45)
            put(world, right, month, right.granted(month) + shift)
            world.payments.of(right, month)[0].hours = None
            if shift > 0:
                world.planted(right, month, ZERO, "PLA")


def _decided_gir(world: World) -> None:
    """Plant GIR 5-6 that are still paid, and a GIR paid above the one decided."""
    for first, gir in (
        (date(2025, 6, 1), 5),
        (date(2025, 12, 1), 6),
        (date(2026, 4, 1), 5),
    ):
        right = makers.home(world, gir=4)
        right.split(first)
        for version in right.versions:
            if version.valid_from >= first:
                version.gir = gir
        for month in makers.between(first):
            world.payments.of(right, month)[0].gir = 4
            world.planted(right, month, right.granted(month), "PLA")
    for hours, resources, start in (
        ("60.0", "820.00", date(2025, 9, 1)),
        ("57.5", "1390.00", date(2026, 1, 1)),
    ):
        right = makers.home(world, start=start, gir=3, paid=False)
        price = [version.price or ZERO for version in right.versions]
        right.versions = [
            _decided(right, version, Decimal(hours), one, Decimal(resources))
            for version, one in zip(right.versions, price, strict=True)
        ]
        makers.pay_all(world, right)
        for month in makers.between(start):
            world.payments.of(right, month)[0].gir = 3
            plan = apa_ceiling(4, month)
            due = plan - apa_participation(
                plan, 4, Decimal(resources), month, couple=False
            )
            world.planted(right, month, right.granted(month) - due, "PLA")


def _decided(
    right: Right, version: Version, hours: Decimal, price: Decimal, resources: Decimal
) -> Version:
    """Return a version decided in GIR 4 with the plan of a GIR 3."""
    plan = cents(hours * price)
    share = apa_participation(
        plan, 3, resources, version.valid_from, couple=bool(right.couple)
    )
    return replace(
        version,
        gir=4,
        plan=plan,
        participation=share,
        granted=plan - share,
        hours=hours,
        resources=resources,
    )


def _granted_hours(world: World) -> None:
    """Plant PCH hours above those granted (PLA-005), and hours spread over the year."""
    for more, rate, first, count in (
        ("11.0", "1", date(2025, 3, 1), 4),
        ("6.5", "0.8", date(2025, 9, 1), 6),
        ("24.0", "1", date(2026, 8, 1), 3),
    ):
        right = makers.helped(world, hours="58.0", rate=rate)
        for month in makers.between(first, add_months(first, count - 1)):
            version = version_of(right, month)
            price, hours = (
                version.price or ZERO,
                (version.hours or ZERO) + Decimal(more),
            )
            put(world, right, month, cents(hours * price * Decimal(rate)))
            world.payments.of(right, month)[0].hours = hours
            world.planted(
                right, month, cents(Decimal(more) * price * Decimal(rate)), "PLA"
            )
    for _ in range(3):
        right = makers.helped(world, hours="60.0", rate="1")
        right.annualised = True
        for rank, month in enumerate(MONTHS):
            version = version_of(right, month)
            hours = (version.hours or ZERO) + (
                Decimal(-7) if rank % 2 == 0 else Decimal(7)
            )
            put(world, right, month, cents(hours * (version.price or ZERO)))
            world.payments.of(right, month)[0].hours = hours
            if rank % 2:
                world.planted(right, month, ZERO, "PLA")


def plant(world: World) -> None:
    """Plant the family."""
    _above_ceiling(world)
    _above_plan(world)
    _decided_gir(world)
    _granted_hours(world)
