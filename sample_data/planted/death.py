"""DEC: payments after a death; survivors, twins, homonyms and late payments stay silent."""

from datetime import date, timedelta

from bondroit.sample_data.facilities import Facility
from bondroit.sample_data.months import RUN, add_months, month_of, years_later
from bondroit.sample_data.noise import plain
from bondroit.sample_data.planted import makers
from bondroit.sample_data.rights import Right
from bondroit.sample_data.rsa import Household
from bondroit.sample_data.world import World


def _draw_day(world: World) -> date:
    return date(2025, 2, 10) + timedelta(days=world.rng.randint(0, 420))


def _paid_on(world: World, right: Right, day: date, months: int | None) -> None:
    """Let the person die and the payments go on for some months (None: until now)."""
    clean = plain(right.record.birth_name) == plain(right.record.person.birth_name)
    world.dies(right.record.person, day, defects=clean)
    last = RUN if months is None else add_months(month_of(day), months)
    for month in makers.between(add_months(month_of(day), 1)):
        if month > last:
            world.payments.drop(right, month)
        else:
            world.planted(right, month, world.payments.net(right, month), "DEC")
    if last < RUN:
        right.stop(add_months(last, 1) - timedelta(days=1), "DECES")


def _rsa_paid_on(
    world: World, dossier: Household, day: date, months: int | None
) -> None:
    world.dies(dossier.claimant.person, day)
    last = RUN if months is None else add_months(month_of(day), months)
    for month in makers.between(add_months(month_of(day), 1)):
        if month > last:
            dossier.unpay(month)
        else:
            world.planted_rsa(dossier, month, dossier.paid(month), "DEC")
    if last < RUN:
        dossier.close = last


def plant_errors(world: World, facilities: list[Facility]) -> None:
    """Plant payments after death in every benefit, for runs of several lengths."""
    for months in (3, 5, None, 4, 8, 2, None):
        _paid_on(world, makers.home(world, noise=0.2), _draw_day(world), months)
    for months in (3, None, 6):
        right = makers.facility(world, world.rng.choice(facilities))
        _paid_on(world, right, _draw_day(world), months)
    for months in (4, None, 2, 6):
        _paid_on(world, makers.helped(world, noise=0.1), _draw_day(world), months)
    for months in (5, None):
        _paid_on(world, makers.third_party(world), _draw_day(world), months)
    known = makers.home(world)
    known.record.death = date(2025, 8, 14)
    _paid_on(world, known, known.record.death, 3)
    for months in (3, 5, None, 4, 2):
        _rsa_paid_on(world, makers.alone(world), _draw_day(world), months)


def plant_members(world: World) -> None:
    """Plant dead spouses and children who are still counted (DEC-003)."""
    for role, months in (
        ("CJT", 4),
        ("CJT", None),
        ("DEM", 5),
        ("ENF", 6),
        ("ENF", None),
        ("CJT", 3),
    ):
        children = [makers.child(world) for _ in range(2 if role == "ENF" else 1)]
        dossier = makers.couple(world, children)
        member = next(one for one in dossier.members if one.role == role)
        day = _draw_day(world)
        world.dies(member.person, day)
        last = RUN if months is None else add_months(month_of(day), months)
        for month in makers.between(add_months(month_of(day), 1)):
            if month <= last:
                world.planted_rsa(
                    dossier,
                    month,
                    dossier.paid(month) - dossier.without(month, member),
                    "DEC",
                )
        _leave_after(dossier, role, last)


def _leave_after(dossier: Household, role: str, last: date) -> None:
    """Take the member out after a month, and pay the right of those who remain."""
    if last >= RUN:
        return
    member = next(one for one in dossier.members if one.role == role)
    member.last = last
    for month in makers.between(add_months(last, 1)):
        dossier.repay(month, dossier.computed(month))


def plant_lookalikes(world: World) -> None:
    """Plant survivors, twins, homonyms, fathers and sons, and months paid late."""
    for role in ("CJT", "DEM", "CJT"):
        dossier = makers.couple(world)
        member = next(one for one in dossier.members if one.role == role)
        day = _draw_day(world)
        world.dies(member.person, day)
        _leave_after(dossier, role, month_of(day))
        for month in makers.between(add_months(month_of(day), 1)):
            world.planted_rsa(dossier, month, dossier.paid(month) * 0, "DEC")
    for _ in range(3):
        right = makers.home(world)
        twin = world.people.twin(right.record.person)
        _silent_after(world, right, _draw_day(world), twin)
    for years in (-27, 1, -31, 2):
        right = makers.home(world) if years < 0 else makers.helped(world)
        person = right.record.person
        other = world.people.homonym(
            person, years_later(person.birth, years) + timedelta(days=97)
        )
        if years > 0:
            other.birth = other.birth.replace(day=min(28, person.birth.day % 28 + 1))
        _silent_after(world, right, _draw_day(world), other)
    _late_payments(world)


def _silent_after(world: World, right: Right, day: date, dead: object) -> None:
    person = next(one for one in world.people.persons if one is dead)
    # NOTE: a forename added by mistake could be that of the twin who lives.
    world.dies(person, day, defects=False)
    for month in makers.between(add_months(month_of(day), 1)):
        world.planted(right, month, world.payments.net(right, month) * 0, "DEC")


def _late_payments(world: World) -> None:
    """Pay the month before a death two months late: it was due."""
    for _ in range(3):
        right = makers.home(world)
        day = _draw_day(world)
        world.dies(right.record.person, day)
        before, death = add_months(month_of(day), -1), month_of(day)
        right.stop(add_months(death, 1) - timedelta(days=1), "DECES")
        for month in makers.between(add_months(death, 1)):
            world.payments.drop(right, month)
        world.payments.drop(right, before)
        world.payments.pay(
            right,
            before,
            right.granted(before),
            delivered=add_months(death, 1),
            kind="arrears",
        )
        for month in (before, death):
            world.planted(right, month, right.granted(month) * 0, "DEC")


def plant(world: World, facilities: list[Facility]) -> None:
    """Plant the whole family."""
    plant_errors(world, facilities)
    plant_members(world)
    plant_lookalikes(world)
