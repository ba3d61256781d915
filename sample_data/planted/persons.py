"""AGE, AID, IDN and IBN: ages, carers in two roles, numbers that fail their key."""

from datetime import date
from decimal import Decimal

from bondroit.sample_data.identifiers import nir_key
from bondroit.sample_data.months import (
    RUN,
    add_months,
    age_on,
    month_end,
    month_of,
    years_later,
)
from bondroit.sample_data.planted import makers
from bondroit.sample_data.rights import Right
from bondroit.sample_data.rsa import Member
from bondroit.sample_data.world import Employment, World

ZERO = Decimal("0.00")
OF_AGE, GROWN = 60, 25


def _opened_early(world: World) -> None:
    """Plant APA opened before 60 (AGE-001), and openings at 60 or at an unsure age."""
    for low, start in (
        (date(1965, 11, 1), date(2025, 2, 1)),
        (date(1968, 4, 1), date(2025, 9, 1)),
        (date(1966, 8, 1), date(2026, 1, 1)),
    ):
        person = world.people.person(low, month_end(add_months(low, 1)))
        right = makers.home(world, person, start=start)
        for month in makers.between(start):
            if age_on(right.record.birth, month_end(month)) < OF_AGE:
                world.planted(right, month, world.payments.net(right, month), "AGE")
    for start in (date(2025, 4, 1), date(2025, 10, 1)):
        low = years_later(start, -OF_AGE)
        person = world.people.person(low, low)
        right = makers.home(world, person, start=start)
        for month in makers.between(start, add_months(start, 2)):
            world.planted(right, month, ZERO, "AGE")
    unsure = makers.home(
        world,
        world.people.person(date(1965, 7, 1), date(1965, 7, 1)),
        start=date(2025, 3, 1),
    )
    unsure.record.precision = "year"
    for month in makers.between(date(2025, 3, 1), date(2025, 6, 1)):
        world.planted(unsure, month, ZERO, "AGE")


def _grown_children(world: World) -> None:
    """Plant dependants counted at 25 and over (AGE-003), and the month of the birthday."""
    cases = (
        (date(2000, 2, 17), 4),
        (date(2000, 9, 8), None),
        (date(2001, 1, 1), 3),
        (date(2001, 3, 25), 7),
    )
    for born, months in cases:
        kid = makers.child(world, born, born)
        dossier = makers.lone_parent(world, [kid, makers.child(world)])
        member = dossier.members[1]
        turned = years_later(kid.birth, GROWN)
        first = month_of(turned) if turned.day == 1 else add_months(month_of(turned), 1)
        last = RUN if months is None else add_months(first, months - 1)
        for month in makers.between(first, last):
            amount = dossier.paid(month) - dossier.without(month, member)
            world.planted_rsa(dossier, month, amount, "AGE")
        _leave(dossier_member=member, last=last)
        for month in makers.between(add_months(last, 1)):
            dossier.repay(month, dossier.computed(month))
    for born in (date(2000, 5, 20), date(2000, 11, 2), date(2001, 4, 28)):
        kid = makers.child(world, born, born)
        dossier = makers.lone_parent(world, [kid])
        birthday = month_of(years_later(kid.birth, GROWN))
        _leave(dossier_member=dossier.members[1], last=birthday)
        for month in makers.between(add_months(birthday, 1)):
            dossier.repay(month, dossier.computed(month))
        for month in makers.between(birthday, add_months(birthday, 1)):
            world.planted_rsa(dossier, month, ZERO, "AGE")


def _leave(*, dossier_member: Member, last: date) -> None:
    dossier_member.last = last if last < RUN else None


def _carers(world: World) -> None:
    """Plant carers both compensated and employed (AID-001), or employed by others.

    Every granted hour is compensated, so the salaried ones are the same hours; where
    they are not told, the smaller of the two amounts stands.
    """
    for hours, declared, salary, first, count in (
        ("24.0", "24.00", "312.40", date(2025, 3, 1), 4),
        ("110.0", None, "355.10", date(2025, 10, 1), 3),
        ("40.0", "40.00", "520.00", date(2026, 6, 1), 5),
    ):
        right = makers.helped(world, mode="family_carer", hours=hours)
        for month in makers.between(first, add_months(first, count - 1)):
            amount = Decimal(salary)
            employ(world, right.carer_id or "", right, month, amount, declared)
            undue = min(amount, world.payments.net(right, month))
            world.planted(right, month, undue, "AID")
    for _ in range(3):
        right = makers.helped(world, mode="family_carer", hours="95.0")
        other = makers.helped(world)
        other.touched = True
        for month in makers.between(date(2025, 6, 1), date(2025, 9, 1)):
            carer = right.carer_id or ""
            employ(world, carer, other, month, Decimal("390.00"), "30.00")
            world.planted(right, month, ZERO, "AID")


def employ(
    world: World,
    carer_id: str,
    right: Right,
    month: date,
    amount: Decimal,
    hours: str | None,
) -> None:
    """Let a beneficiary declare a salary paid to a carer."""
    world.employments.append(
        Employment(
            right=right,
            carer_id=carer_id,
            link="other",
            month=month,
            hours=Decimal(hours) if hours else None,
            amount=amount,
        )
    )


def _wrong_numbers(world: World) -> None:
    """Plant NIR and IBAN that fail their key: they carry no amount, hence no truth."""
    for order in range(6):
        right = makers.home(world) if order % 2 else makers.helped(world)
        right.touched = True
        if order < 4 and right.record.nir:  # noqa: PLR2004
            right.record.nir_key = f"{(int(nir_key(right.record.nir)) % 97) + 1:02d}"
        else:
            for payments in (
                world.payments.of(right, month)
                for month in makers.between(date(2026, 4, 1))
            ):
                for payment in payments:
                    payment.iban = payment.iban[:-1] + (
                        "0" if payment.iban[-1] != "0" else "1"
                    )


def plant(world: World) -> None:
    """Plant the families of persons."""
    _opened_early(world)
    _grown_children(world)
    _carers(world)
    _wrong_numbers(world)
