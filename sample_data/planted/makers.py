"""Short ways to make one fresh person with one paid right: a case never meets another."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from bondroit.sample_data import apa, pch, rsa_households
from bondroit.sample_data.facilities import Facility
from bondroit.sample_data.months import (
    FIRST,
    MONTHS,
    RUN,
    add_days,
    add_months,
    common_days,
    month_end,
    month_of,
    prorated,
)
from bondroit.sample_data.noise import record
from bondroit.sample_data.people import Person, Record
from bondroit.sample_data.providers import Provider
from bondroit.sample_data.rights import Right
from bondroit.sample_data.rsa import Household
from bondroit.sample_data.world import World

LONG_AGO = add_months(FIRST, -9)
CLEAN = 0.0


def elder(world: World, *, sex: str | None = None) -> Person:
    """Return somebody of 66 to 94."""
    return world.people.person(
        date(1931, 1, 1), date(1958, 12, 31), sex=sex, women=0.68
    )


def adult(world: World) -> Person:
    """Return somebody of 25 to 56."""
    return world.people.person(date(1969, 1, 1), date(1998, 12, 31), women=0.48)


def newly_sixty(world: World) -> Person:
    """Return somebody who was 59 when PCH opened and is over 60 since."""
    return world.people.person(date(1964, 3, 1), date(1964, 8, 31), women=0.5)


def apa_record(world: World, person: Person, *, noise: float = CLEAN) -> Record:
    """Write a person down in the APA file."""
    return record(
        world.rng, "apa", f"A{world.number('apa_person'):06d}", person, noise=noise
    )


def pch_record(world: World, person: Person, *, noise: float = CLEAN) -> Record:
    """Write a person down in the PCH file."""
    return record(
        world.rng, "pch", f"P{world.number('pch_person'):06d}", person, noise=noise
    )


def home(  # noqa: PLR0913 - one keyword a trait of a planted case
    world: World,
    person: Person | None = None,
    *,
    start: date = LONG_AGO,
    mode: str = "direct",
    gir: int | None = None,
    resources: str | None = None,
    couple: bool = False,
    provider: Provider | None = None,
    paid: bool = True,
    noise: float = CLEAN,
) -> Right:
    """Return a right of APA at home, every month paid unless told otherwise."""
    entry = apa_record(world, person or elder(world), noise=noise)
    right = apa.home_right(
        world,
        entry,
        start,
        mode=mode,
        gir=gir,
        resources=Decimal(resources) if resources else None,
        couple=couple,
        provider=provider,
    )
    if paid:
        pay_all(world, right)
    return right


def hand_over(world: World, before: Right, after: Right, start: date) -> None:
    """Pay the month in which a right follows another one by the days of each."""
    month = month_of(start)
    spans = ((before, month, add_days(start, -1)), (after, start, month_end(month)))
    for right, first, last in spans:
        days = common_days(month, first, last)
        due = prorated(right.granted(month), days, month)
        world.payments.drop(right, month)
        world.payments.pay(right, month, due)


def pay_all(world: World, right: Right, months: Iterable[date] | None = None) -> None:
    """Pay the whole grant of every month in which the right runs."""
    for month in MONTHS if months is None else months:
        if not right.runs(month):
            continue
        version = right.version(month)
        if right.benefit == "APA_HOME" and version and version.hours is not None:
            apa.pay_home_month(world, right, month, version.hours)
        elif right.benefit == "PCH":
            pch.pay_month(world, right, month)
        else:
            world.payments.pay(right, month, right.granted(month))


def clocked(
    world: World, *, gir: int = 3, resources: str = "1450.00", index: int = 0
) -> Right:
    """Return an unpaid right whose provider clocks its visits."""
    return home(
        world,
        mode="provider",
        provider=world.providers[index],
        gir=gir,
        resources=resources,
        paid=False,
    )


def facility(
    world: World,
    home_of: Facility,
    person: Person | None = None,
    *,
    start: date = LONG_AGO,
) -> Right:
    """Return a right of APA in a facility, every month paid."""
    entry = apa_record(world, person or elder(world))
    right = apa.facility_right(world, entry, home_of, start)
    pay_all(world, right)
    return right


def helped(  # noqa: PLR0913 - same
    world: World,
    person: Person | None = None,
    *,
    start: date = LONG_AGO,
    mode: str = "direct",
    hours: str | None = None,
    rate: str = "1",
    provider: Provider | None = None,
    paid: bool = True,
    noise: float = CLEAN,
) -> Right:
    """Return a right of PCH element 1."""
    entry = pch_record(world, person or adult(world), noise=noise)
    right = pch.element1_right(
        world,
        entry,
        start,
        mode=mode,
        hours=Decimal(hours) if hours else None,
        rate=rate,
        provider=provider,
    )
    if paid:
        pay_all(world, right)
    return right


def third_party(
    world: World, person: Person | None = None, *, start: date = LONG_AGO
) -> Right:
    """Return a right of ACTP, every month paid."""
    right = pch.actp_right(world, pch_record(world, person or adult(world)), start)
    pay_all(world, right)
    return right


def alone(
    world: World,
    person: Person | None = None,
    *,
    payer: str = "CAF",
    claim: date = date(2023, 11, 1),
    working: bool = False,
    housed: bool = True,
) -> Household:
    """Return the paid household of one person."""
    return _dossier(
        world,
        [person or adult(world)],
        [],
        payer=payer,
        claim=claim,
        working=working,
        housed=housed,
    )


def lone_parent(
    world: World,
    children: list[Person],
    *,
    claim: date = date(2023, 11, 1),
    working: bool = False,
) -> Household:
    """Return the paid household of one adult with dependants."""
    return _dossier(world, [adult(world)], children, claim=claim, working=working)


def couple(
    world: World,
    children: list[Person] | None = None,
    *,
    claim: date = date(2023, 11, 1),
    working: bool = False,
) -> Household:
    """Return the paid household of two adults."""
    first = world.people.person(date(1969, 1, 1), date(1995, 1, 1), sex="M")
    second = world.people.person(
        date(1969, 1, 1), date(1997, 1, 1), sex="F", address=first.address
    )
    return _dossier(
        world, [first, second], children or [], claim=claim, working=working
    )


def child(
    world: World,
    low: date = date(2011, 1, 1),
    high: date = date(2020, 12, 31),
    **keys: str,
) -> Person:
    """Return a child born between two days."""
    return world.people.person(low, high, surname=keys.get("surname"))


def _dossier(
    world: World,
    adults: list[Person],
    children: list[Person],
    *,
    payer: str = "CAF",
    claim: date,
    working: bool,
    housed: bool = True,
) -> Household:
    made = rsa_households.household(
        world, adults, children, claim, payer=payer, housed=housed
    )
    if working:
        review = made.review(max(made.start, FIRST))
        while review <= RUN:
            mean = world.rng.randint(9_000, 26_000)
            made.incomes[review] = [
                rsa_households.income(world.rng, made.claimant, mean)
            ]
            review = add_months(review, 3)
    pay_household(made)
    return made


def pay_household(dossier: Household) -> None:
    """Pay every month of open right of a household."""
    for month in MONTHS:
        if dossier.due(month):
            dossier.pay(month, dossier.computed(month))


def between(first: date, last: date = RUN) -> list[date]:
    """Return the delivered months from one to another."""
    return [month for month in MONTHS if first <= month <= last]
