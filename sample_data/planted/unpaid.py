"""SSP-002 and SSP-004: open rights that are not paid, help not resumed after a stay."""

from datetime import date
from decimal import Decimal

from bondroit.sample_data.months import add_months, month_of
from bondroit.sample_data.planted import makers
from bondroit.sample_data.world import World

ZERO = Decimal("0.00")


def _households(world: World) -> None:
    """Plant RSA open, computed and unpaid for two months or more (SSP-002)."""
    for first, count in (
        (date(2025, 4, 1), 2),
        (date(2025, 9, 1), 4),
        (date(2026, 5, 1), 3),
        (date(2026, 8, 1), 3),
    ):
        dossier = makers.alone(world, working=True)
        for month in makers.between(first, add_months(first, count - 1)):
            dossier.unpay(month)
            world.planted_rsa(dossier, month, -dossier.computed(month), "SSP")
    for first in (date(2025, 5, 1), date(2025, 12, 1), date(2026, 7, 1)):
        dossier = makers.lone_parent(world, [makers.child(world)])
        following = add_months(first, 1)
        for month in (first, following):
            due = dossier.computed(month)
            dossier.unpay(month)
            dossier.pay(month, due, delivered=add_months(first, 2))
            world.planted_rsa(dossier, month, ZERO, "SSP")
    for first in (date(2025, 8, 1), date(2026, 2, 1)):
        dossier = makers.alone(world)
        for month in makers.between(first, add_months(first, 2)):
            dossier.states[month] = ("4", "06")
            dossier.unpay(month)
            world.planted_rsa(dossier, month, ZERO, "SSP")


def _after_stays(world: World) -> None:
    """Plant help never resumed after a hospital stay (SSP-004)."""
    cases = (
        (makers.home(world), date(2025, 5, 6), date(2025, 5, 28), 3),
        (makers.home(world), date(2025, 10, 4), date(2025, 10, 22), 2),
        (makers.home(world), date(2026, 6, 2), date(2026, 6, 19), None),
        (makers.helped(world), date(2025, 9, 5), date(2025, 9, 26), 4),
        (
            makers.helped(world, mode="mandate"),
            date(2026, 8, 3),
            date(2026, 8, 14),
            None,
        ),
    )
    for right, start, end, count in cases:
        world.stay(right.record, "hospital", start, end, named=True)
        first = month_of(end)
        last = None if count is None else add_months(first, count - 1)
        for month in (
            makers.between(first) if last is None else makers.between(first, last)
        ):
            world.payments.drop(right, month)
            world.planted(right, month, -right.granted(month), "SSP")
    for end in (date(2026, 10, 12), date(2025, 7, 20)):
        right = makers.home(world)
        world.stay(right.record, "hospital", end.replace(day=2), end, named=True)
        month = month_of(end)
        if month == date(2026, 10, 1):
            world.payments.drop(right, month)
        else:
            due = right.granted(month)
            world.payments.drop(right, month)
            world.payments.pay(
                right, month, due, delivered=add_months(month, 2), kind="arrears"
            )
        world.planted(right, month, ZERO, "SSP")


def plant(world: World) -> None:
    """Plant both rules."""
    _households(world)
    _after_stays(world)
