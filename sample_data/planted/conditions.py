"""AGE, HOS, RES, SSP, RSC of the RSA: age, stays, the increase, the housing deduction."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from bondroit.sample_data.law_values import (
    rsa_flat_amount,
    rsa_housing_deduction,
    rsa_right,
)
from bondroit.sample_data.months import RUN, add_months, cents
from bondroit.sample_data.noise import record
from bondroit.sample_data.people import Person
from bondroit.sample_data.planted import makers
from bondroit.sample_data.rsa import Household, Member
from bondroit.sample_data.world import World

ZERO = Decimal("0.00")
CLEAN = 0.0


def _silent(
    world: World, dossier: Household, months: Iterable[date], family: str
) -> None:
    for month in months:
        world.planted_rsa(dossier, month, ZERO, family)


def _paid(dossier: Household, first: date, last: date = RUN) -> list[date]:
    return [month for month in makers.between(first, last) if dossier.paid(month) > 0]


def _young(world: World, low: date, high: date) -> Person:
    return world.people.person(low, high, women=0.5)


def _ages(world: World) -> None:
    """Plant adults under 25 without a child, and adults of whom nothing is wrong."""
    for claim in (date(2024, 12, 1), date(2025, 9, 1)):
        person = _young(world, date(2002, 12, 1), date(2004, 6, 30))
        dossier = makers.alone(world, person, claim=claim)
        for month in _paid(dossier, claim):
            world.planted_rsa(dossier, month, dossier.computed(month), "AGE")
    person = _young(world, date(2000, 6, 3), date(2000, 6, 28))
    grown = makers.alone(world, person, claim=date(2025, 6, 1))
    _silent(world, grown, _paid(grown, date(2025, 6, 1)), "AGE")
    parent = _young(world, date(2001, 11, 1), date(2002, 2, 28))
    child = makers.child(world, date(2020, 3, 1), date(2021, 6, 30))
    family = makers.lone_parent(world, [child])
    family.members[0].person, family.members[0].role = parent, "DEM"
    family.enrol()
    _silent(world, family, _paid(family, date(2025, 1, 1)), "AGE")


def _stay(
    world: World, member: Member, kind: str, start: date, end: date | None
) -> None:
    entry = record(world.rng, "rsa", member.person_id, member.person, noise=CLEAN)
    world.stay(entry, kind, start, end, named=True)


def _hospital(world: World) -> None:
    """Plant RSA not cut by half after sixty days, from the next quarterly review."""
    for start, end, first, last in (
        (date(2025, 2, 3), date(2025, 9, 20), date(2025, 5, 1), date(2025, 8, 1)),
        (date(2025, 9, 10), date(2026, 4, 2), date(2026, 2, 1), date(2026, 3, 1)),
        (date(2026, 3, 20), None, date(2026, 8, 1), RUN),
    ):
        dossier = makers.alone(world)
        _stay(world, dossier.claimant, "hospital", start, end)
        for month in makers.between(first, last):
            half = cents(dossier.computed(month) / 2)
            world.planted_rsa(dossier, month, half, "HOS")
    plain = (
        (makers.alone(world), date(2025, 3, 3), date(2025, 4, 29)),
        (makers.lone_parent(world, [makers.child(world)]), date(2025, 3, 3), date(2025, 9, 29)),
        (makers.couple(world), date(2025, 6, 3), date(2026, 1, 29)),
    )  # fmt: skip
    for dossier, start, end in plain:
        _stay(world, dossier.claimant, "hospital", start, end)
        months = _paid(dossier, start.replace(day=1), end.replace(day=1))
        _silent(world, dossier, months, "HOS")
    cut = makers.alone(world)
    _stay(world, cut.claimant, "hospital", date(2025, 5, 5), date(2026, 1, 14))
    for month in makers.between(date(2025, 8, 1), date(2025, 12, 1)):
        cut.repay(month, cents(cut.computed(month) / 2))
    _silent(world, cut, makers.between(date(2025, 5, 1), date(2026, 1, 1)), "HOS")


def _prison(world: World) -> None:
    """Plant RSA kept in detention, from the second review after the entry."""
    for start, end, first, last in (
        (date(2025, 1, 14), None, date(2025, 5, 1), RUN),
        (date(2025, 8, 20), date(2026, 6, 9), date(2026, 2, 1), date(2026, 5, 1)),
    ):
        dossier = makers.alone(world)
        _stay(world, dossier.claimant, "prison", start, end)
        for month in makers.between(first, last):
            world.planted_rsa(dossier, month, dossier.computed(month), "RES")
    couple = makers.couple(world)
    spouse = couple.members[1]
    _stay(world, spouse, "prison", date(2025, 3, 11), date(2026, 1, 20))
    for month in makers.between(date(2025, 8, 1), date(2025, 12, 1)):
        gain = couple.paid(month) - couple.without(month, spouse)
        world.planted_rsa(couple, month, gain, "RES")
    short = makers.alone(world)
    _stay(world, short.claimant, "prison", date(2025, 3, 2), date(2025, 4, 25))
    _silent(world, short, _paid(short, date(2025, 3, 1), date(2025, 6, 1)), "RES")
    parent = makers.lone_parent(world, [makers.child(world)])
    _stay(world, parent.claimant, "prison", date(2025, 3, 2), date(2025, 12, 25))
    _silent(world, parent, _paid(parent, date(2025, 3, 1), date(2025, 12, 1)), "RES")


def _increase(world: World) -> None:
    """Plant lone parents of an infant without the increase."""
    for born in (date(2024, 8, 5), date(2025, 3, 5)):
        child = makers.child(world, born, add_months(born, 1))
        dossier = makers.lone_parent(world, [child])
        first = max(date(2024, 10, 1), child.birth.replace(day=1))
        for month in _paid(dossier, first):
            adults, children = dossier.composition(month)
            flat = rsa_flat_amount(adults, children, month, increased=True)
            due = rsa_right(flat, dossier.deduction(month), ZERO)
            world.planted_rsa(dossier, month, dossier.paid(month) - due, "SSP")
    infant = makers.child(world, date(2024, 6, 1), date(2024, 7, 1))
    couple = makers.couple(world, [infant])
    _silent(world, couple, _paid(couple, date(2025, 1, 1)), "SSP")
    older = makers.child(world, date(2021, 3, 1), date(2021, 8, 31))
    parent = makers.lone_parent(world, [older])
    _silent(world, parent, _paid(parent, date(2024, 10, 1)), "SSP")


def _deduct(dossier: Household, months: Iterable[date], persons: int) -> None:
    for month in months:
        dossier.deductions[month] = rsa_housing_deduction(persons, month)
        dossier.repay(month, dossier.lawful(month))


def _housing(world: World) -> None:
    """Plant the housing deduction of a smaller household."""
    cases = (
        (makers.lone_parent(world, [makers.child(world)]), 1, date(2025, 3, 1)),
        (makers.couple(world, [makers.child(world)]), 2, date(2025, 11, 1)),
    )
    for dossier, persons, first in cases:
        months = makers.between(first, add_months(first, 8))
        _deduct(dossier, months, persons)
        for month in months:
            full = rsa_housing_deduction(sum(dossier.composition(month)), month)
            applied = dossier.deductions[month]
            world.planted_rsa(dossier, month, full - applied, "RSC")
    helped = makers.lone_parent(world, [makers.child(world)])
    for month in makers.between(date(2025, 3, 1), date(2025, 10, 1)):
        helped.deductions[month] = Decimal("93.40")
        helped.repay(month, helped.lawful(month))
    _silent(world, helped, makers.between(date(2025, 3, 1), date(2025, 10, 1)), "RSC")


def plant(world: World) -> None:
    """Plant the conditions of the RSA."""
    _ages(world)
    _hospital(world)
    _prison(world)
    _increase(world)
    _housing(world)
