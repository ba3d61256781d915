"""The whole sample in memory: people first, planted cases next, visits and deaths last."""

from dataclasses import dataclass
from datetime import date
from random import Random

from bondroit.sample_data import home_care, population
from bondroit.sample_data.facilities import Facility, make_facilities
from bondroit.sample_data.months import month_end
from bondroit.sample_data.people import People
from bondroit.sample_data.planted import (
    amounts,
    billing,
    company,
    conditions,
    controls,
    cumul,
    death,
    means,
    periods,
    persons,
    plans,
    recoveries,
    registers,
    stays,
    unpaid,
    visits,
)
from bondroit.sample_data.planted.recoveries import Debt
from bondroit.sample_data.providers import make_providers
from bondroit.sample_data.rsa_finance_xml import RsaDebt
from bondroit.sample_data.world import World

REGISTER_FROM = date(2024, 1, 1)
REGISTER_TO = date(2026, 10, 31)


@dataclass(slots=True, eq=False)
class Sample:
    """Everything there is to write."""

    world: World
    facilities: list[Facility]
    debts: list[Debt]
    rsa_debts: list[RsaDebt]


def make_sample(seed: int, size: population.Size) -> Sample:
    """Make the people, the planted cases and their truth.

    Args:
        seed: the same seed makes the same sample.
        size: how many ordinary people.

    """
    rng = Random(seed)
    world = World(rng=rng, people=People(rng))
    world.providers = make_providers(rng)
    facilities = make_facilities(rng)
    population.populate(world, size, facilities)
    death.plant(world, facilities)
    stays.plant(world, facilities)
    cumul.plant(world, facilities)
    amounts.plant(world)
    plans.plant(world)
    periods.plant(world, facilities)
    billing.plant(world)
    persons.plant(world)
    unpaid.plant(world)
    controls.plant(world, facilities)
    visits.plant(world)
    conditions.plant(world)
    means.plant(world)
    registers.plant(world)
    doubled = company.prepare(world)
    debts = recoveries.plant_retentions(world)
    rsa_debts = recoveries.rsa_debts(world)
    for care in sorted(
        world.care.values(), key=lambda one: (one.right.right_id, one.month)
    ):
        world.visits.extend(home_care.visits_of(rng, care))
    billing.overlap_visits(world)
    visits.move_visits(world)
    company.double_visits(world, doubled)
    world.register.add_strangers(
        rng, world.people, size.strangers, REGISTER_FROM, REGISTER_TO
    )
    return Sample(world, facilities, debts, rsa_debts)


def last_day(month: date) -> date:
    """Return the day on which a month's extracts are made."""
    return month_end(month)
