"""RSC and CUM of the RSA: quarters nobody declared, and an AAH left out."""

from datetime import date
from decimal import Decimal

from bondroit.sample_data.law_values import rsa_right
from bondroit.sample_data.months import add_months, cents, month_range
from bondroit.sample_data.planted import makers
from bondroit.sample_data.rsa import Household, Income
from bondroit.sample_data.rsa_tables import SOURCE, Tabled
from bondroit.sample_data.world import World

ZERO = Decimal("0.00")


def _tabled(world: World, dossier: Household) -> Tabled:
    """Move a household from the flows to the tables."""
    world.households.remove(dossier)
    dossier.source = SOURCE
    made = Tabled(dossier)
    world.tabled.append(made)
    return made


def _alone(world: World, *, working: bool = False) -> Tabled:
    return _tabled(world, makers.alone(world, payer="MSA", working=working))


def _undeclared(world: World) -> None:
    """Plant quarters of right paid on the declaration of the quarter before."""
    for review in (date(2025, 5, 1), date(2025, 11, 1), date(2026, 8, 1)):
        one = _alone(world, working=True)
        before = one.due(add_months(review, -3))
        for month in makers.between(review, add_months(review, 2)):
            one.late[month] = before
            paid = one.household.paid(month)
            world.planted_rsa(one.household, month, paid, "RSC")
    late = _alone(world, working=True)
    for review in month_range(date(2025, 2, 1), date(2026, 5, 1))[::3]:
        late.late[review] = late.due(add_months(review, -3))
        world.planted_rsa(late.household, review, ZERO, "RSC")
    given = _alone(world)
    for month in makers.between(date(2025, 8, 1), date(2025, 10, 1)):
        given.late[month] = given.due(add_months(month, -3))
        given.advances.add(month)
        world.planted_rsa(given.household, month, ZERO, "RSC")


def _disability(world: World) -> None:
    """Plant an AAH paid and left out of the means, and one that is counted."""
    for amount, first, count in (
        (180, date(2025, 1, 1), 9),
        (411, date(2025, 10, 1), 6),
    ):
        one = _alone(world)
        told = month_range(first, add_months(first, count - 1))
        one.aah = dict.fromkeys(told, Decimal(amount))
        for month in makers.between(first):
            mean = cents(_told(one, month) / 3)
            own = one.household
            due = rsa_right(own.flat(month), own.deduction(month), mean)
            if own.paid(month) > due:
                world.planted_rsa(own, month, own.paid(month) - due, "CUM")
    counted = _alone(world)
    own, whole = counted.household, Decimal(200)
    counted.aah = dict.fromkeys(month_range(date(2024, 1, 1), date(2026, 9, 1)), whole)
    review = own.review(date(2024, 10, 1))
    while review <= date(2026, 10, 1):
        own.incomes[review] = [Income(own.claimant, "AAH", (whole, whole, whole))]
        review = add_months(review, 3)
    for month in makers.between(date(2024, 10, 1)):
        own.repay(month, own.lawful(month))
        world.planted_rsa(own, month, ZERO, "CUM")


def _told(one: Tabled, month: date) -> Decimal:
    """Return the AAH told over the reference quarter of a month."""
    first, last = one.household.quarter(month)
    return sum((one.aah.get(of, ZERO) for of in month_range(first, last)), ZERO)


def plant(world: World) -> None:
    """Plant the means of the RSA."""
    _undeclared(world)
    _disability(world)
