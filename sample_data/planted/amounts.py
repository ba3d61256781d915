"""MNT, PLA, PAR and SSP-003/005: amounts that the law, the plan or the scale do not give."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bondroit.sample_data.apa import care_amount, home_versions
from bondroit.sample_data.law_values import (
    CARER_CAP,
    apa_ceiling,
    apa_participation,
    value_on,
)
from bondroit.sample_data.months import MONTHS, RUN, add_months, cents, month_end
from bondroit.sample_data.planted import makers
from bondroit.sample_data.rights import Right
from bondroit.sample_data.rsa import Household, Income
from bondroit.sample_data.world import World

ZERO = Decimal("0.00")


def put(world: World, right: Right, month: date, amount: Decimal) -> None:
    """Replace what a month was paid by one payment of another amount."""
    hours = [payment.hours for payment in world.payments.of(right, month)]
    world.payments.drop(right, month)
    payment = world.payments.pay(right, month, amount)
    payment.hours = hours[0] if hours else payment.hours


def _above_flat(world: World) -> None:
    """Plant RSA above the flat amount (MNT-001), and arrears that only look like it."""
    cases = (
        ("41.30", date(2025, 3, 1), 3),
        ("180.00", date(2025, 9, 1), 2),
        ("12.45", date(2026, 2, 1), 5),
        ("260.10", date(2026, 7, 1), 4),
    )
    for order, (above, first, count) in enumerate(cases):
        dossier = (
            makers.lone_parent(world, [makers.child(world)], working=True)
            if order % 2
            else makers.alone(world, working=True)
        )
        for month in makers.between(first, add_months(first, count - 1)):
            paid = dossier.flat(month) + Decimal(above)
            dossier.repay(month, paid)
            world.planted_rsa(dossier, month, paid - dossier.computed(month), "MNT")
    for first in (date(2025, 5, 1), date(2025, 12, 1), date(2026, 6, 1)):
        dossier = makers.alone(world)
        following = add_months(first, 1)
        due = dossier.computed(first)
        dossier.unpay(first)
        dossier.pay(first, due, delivered=following)
        for month in (first, following):
            world.planted_rsa(dossier, month, ZERO, "MNT")


def _rsa_scales(world: World) -> None:
    """Plant RSA of another year's scale, too early (over) or too late (under)."""
    early = (
        (date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)),
        (date(2025, 3, 1), date(2025, 3, 1), date(2025, 4, 1)),
    )
    late = (
        (date(2026, 4, 1), date(2026, 6, 1), date(2026, 3, 1)),
        (date(2025, 4, 1), date(2025, 5, 1), date(2025, 3, 1)),
        (date(2026, 4, 1), RUN, date(2026, 3, 1)),
    )
    for first, last, scale in (*early, *late):
        dossier = (
            makers.couple(world, [makers.child(world)])
            if scale > first
            else makers.alone(world)
        )
        for month in makers.between(first, last):
            paid = dossier.lawful(month, scale)
            amount = paid - dossier.computed(month)
            dossier.repay(month, paid)
            world.planted_rsa(dossier, month, amount, "MNT" if amount > 0 else "SSP")


def _apa_scales(world: World) -> None:
    """Plant APA at home paid by the participation of another year."""
    cases = (
        (date(2026, 1, 1), date(2026, 3, 1), date(2025, 1, 1)),
        (date(2025, 1, 1), date(2025, 2, 1), date(2024, 1, 1)),
        (date(2025, 10, 1), date(2025, 12, 1), date(2026, 1, 1)),
    )
    for order, (first, last, scale) in enumerate(cases):
        right = makers.home(world, gir=3, resources=f"{1620 + 90 * order}.00")
        for month in makers.between(first, last):
            version = right.version(month)
            if version is None or version.plan is None or version.resources is None:
                raise LookupError(right.right_id)
            plan = min(version.plan, apa_ceiling(3, scale))
            paid = plan - apa_participation(
                plan, 3, version.resources, scale, couple=False
            )
            amount = paid - right.granted(month)
            put(world, right, month, paid)
            world.planted(right, month, amount, "MNT" if amount > 0 else "SSP")


def _pch_scales(world: World) -> None:
    """Plant PCH hours paid at the tariff before or after."""
    cases = (
        ("direct", date(2026, 6, 1), date(2026, 8, 1), date(2026, 5, 1)),
        ("family_carer", date(2026, 6, 1), RUN, date(2026, 5, 1)),
        ("mandate", date(2025, 3, 1), date(2025, 3, 1), date(2025, 4, 1)),
    )
    for mode, first, last, scale in cases:
        right = makers.helped(world, mode=mode, hours="70.0", rate="1")
        other = right.version(scale)
        if other is None or other.hours is None or other.price is None:
            raise LookupError(right.right_id)
        for month in makers.between(first, last):
            paid = cents(other.hours * other.price)
            amount = paid - right.granted(month)
            put(world, right, month, paid)
            world.payments.of(right, month)[0].price = other.price
            world.planted(right, month, amount, "MNT" if amount > 0 else "SSP")


def _leave(dossier: Household, month: date, left: Decimal) -> None:
    """Give the quarter of a month an income that leaves so much of the right."""
    mean = dossier.flat(month) - dossier.deduction(month) - left
    review = dossier.review(month)
    # One month low, one high: the mean of the three stays exact.
    amounts = (mean - Decimal("30.00"), mean, mean + Decimal("30.00"))
    dossier.incomes[review] = [Income(dossier.claimant, "001", amounts)]


def _under_threshold(world: World) -> None:
    """Plant payments under the threshold (MNT-004)."""
    for left, first in (
        ("4.20", date(2025, 5, 1)),
        ("5.99", date(2025, 11, 1)),
        ("1.37", date(2026, 5, 1)),
    ):
        dossier = makers.alone(world)
        for month in makers.between(first, add_months(first, 2)):
            _leave(dossier, month, Decimal(left))
            dossier.rights[month] = Decimal(left)
            dossier.repay(month, Decimal(left))
            world.planted_rsa(dossier, month, Decimal(left), "MNT")
    for hours in ("17.0", "18.5"):
        right = makers.home(world, start=date(2025, 9, 1), gir=4, paid=False)
        right.versions = home_versions(
            right, 4, Decimal(hours), Decimal("4100.00"), None
        )
        makers.pay_all(world, right)
        for month in makers.between(date(2025, 9, 1)):
            world.planted(right, month, right.granted(month), "MNT")
    edge = makers.alone(world)
    for month in makers.between(date(2025, 5, 1), date(2025, 7, 1)):
        _leave(edge, month, Decimal("6.00"))
        edge.repay(month, edge.computed(month))
        world.planted_rsa(edge, month, ZERO, "MNT")


def _carer_caps(world: World) -> None:
    """Plant compensations of a carer above the monthly cap (MNT-005)."""
    for hours, first, last in (
        ("285.0", date(2025, 5, 1), date(2025, 8, 1)),
        ("300.0", date(2026, 1, 1), date(2026, 4, 1)),
    ):
        right = makers.helped(world, mode="family_carer", hours=hours, start=first)
        for month in makers.between(add_months(last, 1)):
            world.payments.drop(right, month)
        right.stop(month_end(last), "FIN_DROIT")
        for month in makers.between(first, last):
            amount = world.payments.net(right, month) - value_on(CARER_CAP, month)
            world.planted(right, month, amount, "MNT")
    under = makers.helped(
        world, mode="family_carer", hours="250.0", start=date(2025, 5, 1)
    )
    for month in makers.between(date(2025, 5, 1), date(2026, 4, 1)):
        world.planted(under, month, ZERO, "MNT")


def _participations(world: World) -> None:
    """Plant participations that the scale does not give (PAR-001, SSP-005, PAR-002)."""
    for shift, resources in (
        ("-38.20", "1710.00"),
        ("-12.00", "1320.00"),
        ("-75.45", "2240.00"),
        ("-21.10", "1530.00"),
        ("17.30", "1480.00"),
        ("44.00", "1950.00"),
        ("9.85", "1205.00"),
    ):
        right = makers.home(
            world, start=date(2025, 2, 1), gir=2, resources=resources, paid=False
        )
        changed = []
        for version in right.versions:
            share = (version.participation or ZERO) + Decimal(shift)
            changed.append(
                replace(
                    version, participation=share, granted=(version.plan or ZERO) - share
                )
            )
        right.versions = changed
        makers.pay_all(world, right)
        for month in makers.between(date(2025, 2, 1)):
            world.planted(
                right, month, -Decimal(shift), "PAR" if Decimal(shift) < 0 else "SSP"
            )
    for hours, first, count in (
        ("9.0", date(2025, 4, 1), 4),
        ("12.5", date(2025, 10, 1), 3),
        ("10.0", date(2026, 5, 1), 6),
    ):
        right = makers.home(
            world,
            mode="provider",
            provider=world.providers[11],
            gir=2,
            resources="1660.00",
        )
        for month in makers.between(first, add_months(first, count - 1)):
            _whole_participation(world, right, month, Decimal(hours))
    _used_in_part(world)


def _whole_participation(
    world: World, right: Right, month: date, less: Decimal
) -> None:
    version = right.version(month)
    if (
        version is None
        or version.hours is None
        or version.price is None
        or version.participation is None
    ):
        raise LookupError(right.right_id)
    hours = version.hours - less
    paid = cents(hours * version.price) - version.participation
    due = care_amount(right, month, hours, version.price)
    put(world, right, month, paid)
    world.payments.of(right, month)[0].hours = hours
    world.care[right.right_id, month].lines[0].hours = hours
    world.planted(right, month, paid - due, "PAR")


def _used_in_part(world: World) -> None:
    for _ in range(3):
        right = makers.home(
            world,
            mode="provider",
            provider=world.providers[12],
            gir=3,
            resources="1580.00",
        )
        for month in MONTHS[6:10]:
            version = right.version(month)
            if version is None or version.hours is None or version.price is None:
                raise LookupError(right.right_id)
            hours = version.hours - Decimal("5.0")
            put(world, right, month, care_amount(right, month, hours, version.price))
            world.payments.of(right, month)[0].hours = hours
            world.care[right.right_id, month].lines[0].hours = hours
            world.planted(right, month, ZERO, "PAR")


def plant(world: World) -> None:
    """Plant the families of amounts."""
    _above_flat(world)
    _rsa_scales(world)
    _apa_scales(world)
    _pch_scales(world)
    _under_threshold(world)
    _carer_caps(world)
    _participations(world)
