"""CUM and DBL: benefits that exclude each other, RSA paid twice, months of switch."""

from datetime import date, timedelta
from decimal import Decimal

from bondroit.sample_data import pch
from bondroit.sample_data.facilities import Facility
from bondroit.sample_data.months import (
    RUN,
    add_months,
    common_days,
    month_end,
    month_of,
    prorated,
)
from bondroit.sample_data.planted import makers
from bondroit.sample_data.rights import Right
from bondroit.sample_data.rsa import Household, Member
from bondroit.sample_data.world import World

ZERO = Decimal("0.00")
NOISE = 0.12


def _name(right: Right) -> str:
    return f"{right.source}:{right.record.person_id}:{right.benefit}"


def end_of_payments(world: World, right: Right, end: date, reason: str) -> None:
    """End a right on a day and take away what was paid for later months."""
    right.stop(end, reason)
    for month in makers.between(add_months(month_of(end), 1)):
        world.payments.drop(right, month)


def _overlap(world: World, found: Right, other: Right, start: date, end: date) -> None:
    """Note the smaller payment of each month, by the days both rights run."""
    for month in makers.between(month_of(start), month_of(end)):
        smaller = min(
            world.payments.net(found, month), world.payments.net(other, month)
        )
        undue = prorated(smaller, common_days(month, start, end), month)
        world.planted(found, month, undue, "CUM", _name(other))
    found.touched = other.touched = True


def _apa_with_pch(world: World, facilities: list[Facility]) -> None:
    cases = (
        (date(2025, 3, 1), date(2025, 6, 30)),
        (date(2025, 5, 1), date(2025, 7, 14)),
        (date(2025, 8, 18), date(2025, 8, 31)),
        (date(2026, 1, 1), None),
        (date(2025, 11, 10), date(2026, 2, 20)),
    )
    for order, (start, end) in enumerate(cases):
        person = makers.newly_sixty(world)
        before = makers.helped(
            world, person, mode="direct", hours=str(40 + 9 * order), noise=NOISE
        )
        if order == 1:
            after = makers.facility(world, facilities[0], person, start=start)
        else:
            after = makers.home(world, person, start=start, noise=NOISE)
        if end:
            end_of_payments(world, before, end, "PASSAGE_APA")
        _overlap(world, after, before, start, end or month_end(RUN))


def _with_actp(world: World) -> None:
    for start, end in (
        (date(2025, 4, 1), date(2025, 9, 30)),
        (date(2025, 7, 1), date(2025, 10, 12)),
        (date(2026, 3, 1), None),
    ):
        person = makers.elder(world)
        actp = makers.third_party(world, person)
        after = makers.home(world, person, start=start, noise=NOISE)
        if end:
            end_of_payments(world, actp, end, "OPTION_APA")
        _overlap(world, after, actp, start, end or month_end(RUN))
    for start, end in (
        (date(2025, 2, 1), date(2025, 5, 31)),
        (date(2025, 9, 1), date(2025, 12, 15)),
        (date(2026, 5, 1), None),
    ):
        person = makers.adult(world)
        actp = makers.third_party(world, person)
        after = makers.helped(world, person, start=start, noise=makers.CLEAN)
        after.record = actp.record
        if end:
            end_of_payments(world, actp, end, "OPTION_PCH")
        _overlap(world, actp, after, start, end or month_end(RUN))


def _switches(world: World) -> None:
    """Plant switches without a common day, and one-off PCH beside APA."""
    for start in (date(2025, 5, 15), date(2025, 10, 1), date(2026, 2, 9)):
        person = makers.newly_sixty(world)
        before, after = (
            makers.helped(world, person),
            makers.home(world, person, start=start),
        )
        eve, month = start - timedelta(days=1), month_of(start)
        end_of_payments(world, before, eve, "PASSAGE_APA")
        if start.day > 1:
            makers.hand_over(world, before, after, start)
        world.planted(after, month, ZERO, "CUM")
    for element, amount in (("2", "1450.00"), ("3", "60.00"), ("4", "50.00")):
        person = makers.newly_sixty(world)
        home = makers.home(world, person, start=date(2025, 1, 1))
        entry = makers.pch_record(world, person)
        if element == "2":
            other = pch.one_off(
                world, entry, element, date(2025, 4, 1), Decimal(amount)
            )
        else:
            other = pch.monthly_element(
                world, entry, element, makers.LONG_AGO, Decimal(amount)
            )
            makers.pay_all(world, other)
        other.touched = True
        for month in makers.between(date(2025, 4, 1), date(2025, 8, 1)):
            world.planted(home, month, ZERO, "CUM")
    _couple(world)


def _couple(world: World) -> None:
    """Plant two spouses of one address, one with APA and one with PCH."""
    person = makers.elder(world)
    spouse = world.people.person(
        date(1966, 1, 1),
        date(1969, 1, 1),
        surname=person.birth_name,
        address=person.address,
    )
    home, other = makers.home(world, person), makers.helped(world, spouse)
    other.touched = True
    for month in makers.between(date(2025, 6, 1), date(2025, 9, 1)):
        world.planted(home, month, ZERO, "CUM")


def _two_payers(world: World) -> None:
    """Plant RSA paid by CAF and by MSA to one person (DBL-001)."""
    cases = (
        (date(2025, 2, 1), 3),
        (date(2025, 6, 1), 5),
        (date(2025, 10, 1), None),
        (date(2026, 4, 1), 2),
    )
    for order, (start, months) in enumerate(cases):
        person = makers.adult(world)
        first = makers.alone(world, person, payer="CAF", working=order % 2 == 0)
        second = makers.alone(
            world,
            person,
            payer="MSA",
            claim=start,
            working=order % 2 == 1,
            housed=order < len(cases) - 1,
        )
        last = RUN if months is None else add_months(start, months - 1)
        if last < RUN:
            _close(first, last)
        for month in makers.between(start, last):
            pair = (
                (first, second)
                if first.paid(month) < second.paid(month)
                else (second, first)
            )
            undue, other = pair[0].paid(month), pair[1]
            if undue:
                world.planted_rsa(
                    pair[0], month, undue, "DBL", f"rsa:{other.household_id}:RSA"
                )
        first.touched = second.touched = True


def _close(dossier: Household, last: date) -> None:
    dossier.close = last
    for month in makers.between(add_months(last, 1)):
        dossier.unpay(month)


def _mutations(world: World) -> None:
    """Plant a move from CAF to MSA without a common month."""
    for last in (date(2025, 4, 1), date(2025, 11, 1), date(2026, 6, 1)):
        person = makers.adult(world)
        first = makers.alone(world, person, payer="CAF", working=True)
        following = add_months(last, 1)
        second = makers.alone(world, person, payer="MSA", claim=following, working=True)
        _close(first, last)
        for month in (last, following):
            dossier = first if month == last else second
            world.planted_rsa(dossier, month, ZERO, "DBL")


def _shared_custody(world: World) -> None:
    """Plant children of separated parents, each household counting half of them."""
    for _ in range(3):
        kid = makers.child(world)
        mother, father = makers.lone_parent(world, [kid]), makers.lone_parent(world, [])
        father.members.append(
            Member(kid, "ENF", date(2025, 6, 1), share=Decimal("0.5"))
        )
        father.enrol()
        for month in makers.between(date(2025, 6, 1)):
            father.repay(month, father.computed(month))
            world.planted_rsa(father, month, ZERO, "DBL")
        mother.touched = True


def plant(world: World, facilities: list[Facility]) -> None:
    """Plant both families."""
    _apa_with_pch(world, facilities)
    _with_actp(world)
    _switches(world)
    _two_payers(world)
    _mutations(world)
    _shared_custody(world)
