"""PRE-003, TAR-002, FAC-008, IDN-002 and DBL-005: registers that disagree."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bondroit.sample_data import identifiers
from bondroit.sample_data.law_values import FLOOR, value_on
from bondroit.sample_data.months import MONTHS, add_months, cents, month_end
from bondroit.sample_data.planted import makers
from bondroit.sample_data.planted.plans import version_of
from bondroit.sample_data.providers import Provider
from bondroit.sample_data.rights import Right
from bondroit.sample_data.world import Employment, World

ZERO = Decimal("0.00")
YEAR = 12
SHARE = Decimal("0.1")


def _service(world: World, name: str, opened: date) -> Provider:
    """Return a new service that clocks nothing, at the tariffs of an old one."""
    made = Provider(
        provider_id=identifiers.siret(world.rng),
        name=name,
        iban=identifiers.iban(world.rng),
        tariffs=world.providers[10].tariffs,
        clocked=False,
        opened_on=opened,
    )
    world.providers.append(made)
    return made


def _created_late(world: World) -> None:
    """Plant invoices older than their service (PRE-003), and one that took over."""
    young = _service(world, "Les Jours clairs", date(2025, 6, 15))
    for start in (date(2025, 3, 1), date(2025, 4, 1), date(2025, 5, 1)):
        right = makers.home(world, mode="provider", provider=young, start=start)
        for month in makers.between(start, date(2025, 5, 1)):
            world.planted(right, month, world.payments.net(right, month), "PRE")
        world.planted(right, date(2025, 6, 1), ZERO, "PRE")
    heir = _service(world, "Les Jours clairs et fils", date(2025, 10, 1))
    old = _service(world, "Aide du Bourg", date(2011, 5, 2))
    old.closed_on, old.successor_id = date(2025, 9, 30), heir.provider_id
    right = makers.home(world, mode="provider", provider=heir, start=date(2025, 8, 1))
    for month in makers.between(date(2025, 8, 1), date(2025, 10, 1)):
        world.planted(right, month, ZERO, "PRE")


def _price(world: World, right: Right, first: date, above: str | None) -> None:
    """Let a right of PCH be granted and paid at another hourly price from a month on."""
    right.split(first)
    for version in right.versions:
        if version.valid_from < first or version.hours is None:
            continue
        floor = value_on(FLOOR, max(version.valid_from, first))
        price = Decimal("22.40") if above is None else floor + Decimal(above)
        version.price, version.granted = price, cents(version.hours * price)
    for month in makers.between(first):
        own = version_of(right, month).price or ZERO
        world.payments.drop(right, month)
        world.payments.pay(right, month, right.granted(month)).price = own


def _price_of_a_service(world: World) -> None:
    """Plant helpers paid at the price of a service (TAR-002), and gestures of care."""
    for mode, above, first, hours in (
        ("direct", "0.00", date(2026, 7, 1), "31"),
        ("mandate", "1.30", date(2026, 8, 1), "24"),
        ("family_carer", "0.50", date(2026, 9, 1), "12"),
    ):
        right = makers.helped(world, mode=mode, hours=hours)
        own = {month: version_of(right, month).price for month in MONTHS}
        _price(world, right, first, above)
        for month in makers.between(first):
            paid = version_of(right, month).price or ZERO
            undue = cents((paid - (own[month] or ZERO)) * Decimal(hours))
            world.planted(right, month, undue, "TAR")
    for mode in ("direct", "mandate"):
        right = makers.helped(world, mode=mode, hours="20")
        _price(world, right, date(2026, 7, 1), None)
        for month in makers.between(date(2026, 7, 1)):
            world.planted(right, month, ZERO, "TAR")


def _declare(world: World, right: Right, told: dict[date, tuple[str, str]]) -> None:
    carer = f"EMP{world.number('employee'):05d}"
    for month, (hours, salary) in told.items():
        world.employments.append(
            Employment(
                right=right,
                carer_id=carer,
                link="other",
                month=month,
                hours=Decimal(hours),
                amount=Decimal(salary),
            )
        )


def _short_of(
    world: World, right: Right, told: dict[date, tuple[str, str]], month: date
) -> Decimal:
    """Return the part of a month's payment that a year of declarations falls short of."""
    year = [add_months(month, -back) for back in range(YEAR)]
    hours = {one: version_of(right, one).hours or ZERO for one in year}
    declared = {one: Decimal(told[one][0]) for one in year}
    paid = sum((world.payments.net(right, one) for one in year), ZERO)
    spent = sum((Decimal(told[one][1]) for one in year), ZERO)
    whole = sum(hours.values(), ZERO)
    lacking = whole - sum(declared.values(), ZERO)
    if lacking <= SHARE * whole or paid - spent <= SHARE * paid:
        return ZERO
    gap = max(ZERO, hours[month] - declared[month])
    return cents(world.payments.net(right, month) * gap / hours[month])


def _declared_less(world: World) -> None:
    """Plant employers who declare fewer hours than they are paid (FAC-008).

    Look-alikes: hours declared the month after, wages above the tariff.
    """
    cases = (
        ("30", date(2025, 6, 1), ("15.00", "240.00")),
        ("40", date(2026, 1, 1), ("22.50", "350.00")),
        ("26", date(2025, 9, 1), ("18.00", "505.00")),
    )
    for paid, first, short in cases:
        right = makers.helped(world, hours=paid)
        full = (f"{paid}.00", str(int(paid) * 19))
        told = {month: short if month >= first else full for month in MONTHS}
        _declare(world, right, told)
        for month in MONTHS[YEAR - 1 :]:
            world.planted(right, month, _short_of(world, right, told, month), "FAC")
    late = makers.helped(world, hours="28")
    told = dict.fromkeys(MONTHS, ("28.00", "530.00"))
    told[MONTHS[5]], told[MONTHS[6]] = ("0.00", "0.00"), ("56.00", "1060.00")
    told[MONTHS[-1]] = ("0.00", "0.00")
    _declare(world, late, told)
    for month in MONTHS[YEAR - 1 :]:
        world.planted(late, month, ZERO, "FAC")


def _numbers_of_others(world: World) -> None:
    """Plant NIR of another sex (IDN-002), and presumed months that must stay silent."""
    for order in range(4):
        right = makers.home(world) if order % 2 else makers.helped(world)
        right.touched = True
        nir = right.record.nir or ""
        first = "2" if nir.startswith("1") else "1"
        changed = first + nir[1:] if order < 3 else f"{nir[:3]}31{nir[5:]}"  # noqa: PLR2004
        right.record.nir, right.record.nir_key = changed, identifiers.nir_key(changed)


def _registered_twice(world: World) -> None:
    """Plant one person on two records, both paid (DBL-005), and twins on one each."""
    for start, count in (
        (date(2025, 3, 1), 4),
        (date(2025, 11, 1), 3),
        (date(2026, 5, 1), 5),
    ):
        person = makers.elder(world)
        first = makers.home(world, person, gir=2, resources="900.00")
        second = makers.home(
            world, person, gir=4, resources="2300.00", start=start, paid=False
        )
        first.touched = True
        months = makers.between(start, add_months(start, count - 1))
        makers.pay_all(world, second, months)
        second.stop(month_end(months[-1]), "DOUBLON")
        for month in months:
            amounts = [(world.payments.net(one, month), one) for one in (first, second)]
            less, right = min(amounts, key=lambda pair: pair[0])
            other = second if right is first else first
            world.planted(
                right, month, less, "DBL", f"apa:{other.record.person_id}:APA_HOME"
            )
    twin = makers.elder(world, sex="F")
    forenames = ["Clotilde"] if twin.first_names[0] != "Clotilde" else ["Perrine"]
    order = int(twin.nir[10:]) % 999 + 1
    sister = replace(twin, first_names=forenames, nir=f"{twin.nir[:10]}{order:03d}")
    for person in (twin, sister):
        right = makers.home(world, person)
        for month in makers.between(date(2026, 3, 1)):
            world.planted(right, month, ZERO, "DBL")


def plant(world: World) -> None:
    """Plant what registers and employers tell."""
    _created_late(world)
    _price_of_a_service(world)
    _declared_less(world)
    _numbers_of_others(world)
    _registered_twice(world)
