"""The ordinary people of the sample: rights that open, change, end, and are rightly paid."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bondroit.sample_data import apa, pch, rsa_households
from bondroit.sample_data.facilities import Facility
from bondroit.sample_data.months import (
    FIRST,
    MONTHS,
    RUN,
    add_months,
    month_end,
    month_of,
)
from bondroit.sample_data.planted import makers
from bondroit.sample_data.rights import Right
from bondroit.sample_data.rsa import Household
from bondroit.sample_data.world import World

ONE_IN_TWO = 0.5
LAST_DEATH = date(2026, 10, 20)
LATE = 28
"""Day of the month of death of who is visited: the help of the month was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many ordinary rights and dossiers to make, and strangers in the register."""

    households: int = 600
    home: int = 740
    facility: int = 135
    element1: int = 195
    other_elements: int = 60
    actp: int = 19
    strangers: int = 30_000

    def scaled(self, factor: float) -> "Size":
        """Return the same mix, larger or smaller; the planted cases stay as they are."""
        values = {
            name: max(0, round(getattr(self, name) * factor))
            for name in self.__dataclass_fields__
        }
        return Size(**values)


def _may_die(world: World, right: Right, chance: float) -> None:
    """Let some people die: the right ends with the month of death, as it should."""
    rng = world.rng
    if rng.random() >= chance:
        return
    low = max(right.start, FIRST) + timedelta(days=35)
    if low >= LAST_DEATH:
        return
    day = low + timedelta(days=rng.randint(0, (LAST_DEATH - low).days))
    if right.slot is not None:
        day = day.replace(day=LATE)
    world.dies(right.record.person, day)
    if rng.random() < ONE_IN_TWO:
        right.record.death = day
    right.stop(month_end(day), "DECES")


def _elders(world: World, count: int) -> None:
    for _ in range(count):
        entry = makers.apa_record(world, makers.elder(world), noise=0.06)
        right = apa.home_right(world, entry, apa.opening(world.rng))
        _may_die(world, right, 0.13)
        apa.pay_right(world, right)


def _residents(world: World, count: int, facilities: list[Facility]) -> None:
    for _ in range(count):
        entry = makers.apa_record(world, makers.elder(world), noise=0.06)
        right = apa.facility_right(
            world, entry, world.rng.choice(facilities), apa.opening(world.rng)
        )
        _may_die(world, right, 0.2)
        apa.pay_right(world, right)


def _helped(world: World, count: int) -> None:
    for _ in range(count):
        entry = makers.pch_record(world, makers.adult(world), noise=0.06)
        right = pch.element1_right(world, entry, pch.opening(world.rng))
        _may_die(world, right, 0.03)
        pch.pay_right(world, right)


def _other_elements(world: World, count: int) -> None:
    """Grant other elements, half of them to people who have element 1 too."""
    rng = world.rng
    holders = [
        right
        for right in world.rights
        if right.element == "1" and not right.record.person.death
    ]
    for order in range(count):
        if order % 2:
            entry = rng.choice(holders).record
        else:
            entry = makers.pch_record(world, makers.adult(world), noise=0.06)
        kind = rng.choices(["2", "3", "4", "5"], [40, 30, 25, 5])[0]
        if kind == "2":
            amount = Decimal(rng.randint(180, 3900))
            pch.one_off(world, entry, kind, rng.choice(MONTHS), amount)
        else:
            amount = {
                "3": Decimal(rng.randint(20, 90)),
                "4": Decimal(rng.randint(15, 95)),
                "5": Decimal(50),
            }[kind]
            pch.pay_right(
                world, pch.monthly_element(world, entry, kind, pch.opening(rng), amount)
            )


def _third_party(world: World, count: int) -> None:
    for _ in range(count):
        makers.third_party(world)


def _may_have_stayed(world: World) -> None:
    """Give some people a short hospital stay, which changes nothing."""
    rng = world.rng
    visited = {right.record.person_id for right in world.rights if right.slot}
    able = [
        right
        for right in world.rights
        if right.benefit in {"APA_HOME", "PCH"}
        and not right.touched
        and right.record.person_id not in visited
        and right.record.person.death is None
    ]
    for right in rng.sample(able, len(able) // 9):
        start = month_of(rng.choice(MONTHS[1:-1])) + timedelta(days=rng.randint(0, 20))
        world.stay(
            right.record,
            "hospital",
            start,
            start + timedelta(days=rng.randint(1, 24)),
            named=rng.random() < ONE_IN_TWO,
        )


def _dossiers(world: World, count: int) -> list[Household]:
    made = rsa_households.make_households(world, count)
    for dossier in made:
        if len(dossier.members) > 1 and world.rng.random() < 0.05:  # noqa: PLR2004
            first = max(dossier.start, FIRST)
            lone = dossier.composition(first)[0] == 1 and not dossier.increased
            if first < add_months(RUN, -4) and not lone:
                rsa_households.birth(
                    world, dossier, add_months(first, world.rng.randint(2, 4))
                )
        rsa_households.pay(world, dossier)
    return made


def populate(world: World, size: Size, facilities: list[Facility]) -> None:
    """Make the ordinary people."""
    _dossiers(world, size.households)
    _elders(world, size.home)
    _residents(world, size.facility, facilities)
    _helped(world, size.element1)
    _other_elements(world, size.other_elements)
    _third_party(world, size.actp)
    _may_have_stayed(world)
