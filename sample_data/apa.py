"""APA: rights at home by the scale of each calendar year, rights in a facility, payments."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

from bondroit.sample_data import identifiers
from bondroit.sample_data.draws import weighted
from bondroit.sample_data.facilities import Facility
from bondroit.sample_data.home_care import Care, Line
from bondroit.sample_data.law_values import (
    apa_ceiling,
    apa_participation,
    apa_threshold,
)
from bondroit.sample_data.months import (
    FIRST,
    MONTHS,
    RUN,
    add_days,
    add_months,
    cents,
    month_end,
)
from bondroit.sample_data.people import Record
from bondroit.sample_data.providers import Provider
from bondroit.sample_data.rights import Right, Version
from bondroit.sample_data.world import World

GIRS = ((1, 3), (2, 17), (3, 22), (4, 58))
MODES = (("provider", 60), ("mandate", 12), ("direct", 28))
DIRECT_PRICES = {2023: "16.50", 2024: "16.80", 2025: "17.10", 2026: "17.40"}
MANDATE_PRICES = {2023: "20.20", 2024: "20.60", 2025: "21.00", 2026: "21.30"}
MOST_CLOCKED = Decimal(46)
QUARTER = Decimal("0.25")


def hour_price(mode: str, year: int, provider: Provider | None) -> Decimal:
    """Return the price of an hour in a year."""
    if provider is not None:
        return provider.tariffs[year]
    return Decimal((MANDATE_PRICES if mode == "mandate" else DIRECT_PRICES)[year])


def _hours(
    rng: Random, gir: int, years: list[int], mode: str, provider: Provider | None
) -> Decimal:
    most = min(
        apa_ceiling(gir, date(year, 1, 1)) / hour_price(mode, year, provider)
        for year in years
    )
    wanted = most * Decimal(rng.randint(45, 97)) / 100
    if provider is not None and provider.clocked:
        wanted = min(wanted, MOST_CLOCKED)
    return max(Decimal(4), (wanted * 2).to_integral_value(rounding="ROUND_FLOOR") / 2)


def home_versions(
    right: Right,
    gir: int,
    hours: Decimal,
    resources: Decimal,
    provider: Provider | None,
) -> list[Version]:
    """Return one version a calendar year: plan, participation and amount by its scale."""
    result: list[Version] = []
    for year in range(right.start.year, RUN.year + 1):
        first = max(right.start, date(year, 1, 1))
        price = hour_price(right.mode or "", year, provider)
        plan = cents(hours * price)
        share = apa_participation(
            plan, gir, resources, first, couple=bool(right.couple)
        )
        result.append(
            Version(
                valid_from=first,
                valid_to=date(year, 12, 31) if year < RUN.year else None,
                gir=gir,
                plan=plan,
                participation=share,
                granted=plan - share,
                hours=hours,
                price=price,
                resources=resources,
            )
        )
    return result


def opening(rng: Random, *, late: float = 0.3) -> date:
    """Draw the first day of a right: most run before the first month delivered."""
    if rng.random() < late:
        return add_months(FIRST, rng.randint(1, 20))
    return add_months(FIRST, -rng.randint(1, 20))


def home_right(
    world: World,
    record: Record,
    start: date,
    *,
    mode: str | None = None,
    gir: int | None = None,
    resources: Decimal | None = None,
    couple: bool | None = None,
    provider: Provider | None = None,
) -> Right:
    """Grant APA at home from a day; the claim and the notification come before it."""
    rng = world.rng
    gir = gir or weighted(rng, GIRS)
    mode = mode or weighted(rng, MODES)
    if mode == "provider" and provider is None:
        provider = rng.choice(world.providers[:-2])
    notified = add_days(start, -rng.randint(0, 25))
    right = Right(
        right_id=f"APA-D-{world.number('apa_right'):05d}",
        record=record,
        benefit="APA_HOME",
        claim=add_days(notified, -rng.randint(25, 60)),
        decided=add_days(notified, -rng.randint(0, 6)),
        notified=notified,
        start=start,
        review=add_months(start.replace(day=1), 36),
        annualised=False,
        mode=mode,
        provider_id=provider.provider_id if provider else None,
        couple=rng.random() < 0.3 if couple is None else couple,  # noqa: PLR2004
        iban=provider.iban if provider else identifiers.iban(rng),
    )
    if provider is not None and provider.clocked:
        right.slot = provider.next_slot()
    resources = (
        _resources(rng, couple=bool(right.couple)) if resources is None else resources
    )
    years = list(range(start.year, RUN.year + 1))
    hours = _hours(rng, gir, years, mode, provider)
    right.versions = home_versions(right, gir, hours, resources, provider)
    while (
        min(version.granted or Decimal(0) for version in right.versions)
        < apa_threshold(RUN) + 15
    ):
        hours = min(_hours(rng, 3, years, mode, provider), hours + 6)
        resources = cents(resources * Decimal("0.8"))
        right.versions = home_versions(right, gir, hours, resources, provider)
    world.rights.append(right)
    return right


def _resources(rng: Random, *, couple: bool) -> Decimal:
    mean = min(5200.0, max(780.0, rng.lognormvariate(7.15, 0.33)))
    return cents(Decimal(mean * (1.65 if couple else 1)))


def facility_right(
    world: World,
    record: Record,
    facility: Facility,
    start: date,
    *,
    gir: int | None = None,
) -> Right:
    """Grant APA in a facility: the tariff of the GIR less that of GIR 5-6."""
    rng = world.rng
    gir = gir or rng.choices([1, 2, 3, 4], [18, 38, 22, 22])[0]
    claim = add_days(start, -rng.randint(5, 50))
    right = Right(
        right_id=f"APA-E-{world.number('apa_right'):05d}",
        record=record,
        benefit="APA_FACILITY",
        claim=claim,
        decided=add_days(start, -rng.randint(0, 4)),
        notified=start,
        start=start,
        annualised=False,
        mode="facility",
        facility_id=facility.facility_id,
        couple=False,
        iban=facility.iban,
    )
    resources = cents(Decimal(rng.randint(85000, 240000)) / 100)
    for year in range(start.year, RUN.year + 1):
        plan, share = facility.monthly(gir, year), facility.monthly(6, year)
        right.versions.append(
            Version(
                valid_from=max(start, date(year, 1, 1)),
                valid_to=date(year, 12, 31) if year < RUN.year else None,
                gir=gir,
                plan=plan,
                participation=share,
                granted=plan - share,
                resources=resources,
            )
        )
    world.rights.append(right)
    return right


def care_amount(right: Right, month: date, hours: Decimal, price: Decimal) -> Decimal:
    """Return what is due for the hours used: used × (plan − participation) / plan."""
    return right.charged(month, hours * price)


def used_hours(rng: Random, right: Right, month: date) -> Decimal:
    """Draw the hours used in a month: three times in four the whole plan."""
    version = right.version(month)
    if version is None or version.hours is None:
        raise LookupError(right.right_id)
    if right.mode != "provider" or rng.random() < 0.75:  # noqa: PLR2004
        return version.hours
    part = Decimal(rng.randint(60, 96)) / 100
    hours = (version.hours * part / QUARTER).to_integral_value() * QUARTER
    price = version.price or Decimal(0)
    return (
        hours
        if care_amount(right, month, hours, price) > apa_threshold(RUN) + 5
        else version.hours
    )


def pay_home_month(
    world: World,
    right: Right,
    month: date,
    hours: Decimal,
    *,
    clocked: bool | None = None,
) -> None:
    """Pay a month at home by the hours used, and keep the help behind it."""
    version = right.version(month)
    if version is None or version.price is None or version.hours is None:
        raise LookupError(right.right_id)
    whole = hours == version.hours
    amount = (
        right.granted(month)
        if whole
        else care_amount(right, month, hours, version.price)
    )
    payment = world.payments.pay(right, month, amount)
    payment.hours = hours
    if right.mode == "provider" and right.provider_id:
        has_visits = right.slot is not None if clocked is None else clocked
        world.care[right.right_id, month] = Care(
            right=right,
            month=month,
            provider_id=right.provider_id,
            recorded=hours if has_visits else None,
            lines=[Line(hours=hours, price=version.price)],
        )


def pay_right(world: World, right: Right) -> None:
    """Pay every month of the sample in which the right runs."""
    for month in MONTHS:
        if not right.runs(month):
            continue
        if right.benefit == "APA_HOME":
            pay_home_month(world, right, month, used_hours(world.rng, right, month))
        else:
            world.payments.pay(right, month, right.granted(month))


def close_on_death(right: Right) -> None:
    """Close a right at the end of the month of death, which is due in full.

    Raises:
        ValueError: the person is alive.

    """
    if right.record.person.death is None:
        raise ValueError(right.right_id)
    right.stop(month_end(right.record.person.death), "DECES")
    right.versions = [replace(version) for version in right.versions]
