"""PCH (five elements) and ACTP: rights revalued with the tariffs, payments."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from random import Random

from bondroit.sample_data import identifiers
from bondroit.sample_data.draws import weighted
from bondroit.sample_data.home_care import Care, Line
from bondroit.sample_data.law_values import ACTP_BASE, PCH_TARIFFS, changes, value_on
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

MODES = (
    ("provider", 42),
    ("direct", 16),
    ("mandate", 10),
    ("family_carer", 26),
    ("flat_rate", 6),
)
REDUCED_RATE = 0.15
FLAT_RATES = (
    (date(2023, 5, 1), Decimal("759.85")),
    (date(2024, 11, 1), Decimal("791.20")),
    (date(2026, 1, 1), Decimal("813.15")),
    (date(2026, 6, 1), Decimal("832.78")),
)


def price_days(mode: str, start: date) -> list[date]:
    """Return the days on which the hour changes price after the opening."""
    if mode == "provider":
        return [
            date(year, 1, 1) for year in (2024, 2025, 2026) if date(year, 1, 1) > start
        ]
    series = FLAT_RATES if mode == "flat_rate" else PCH_TARIFFS[mode]
    return changes(series, start, month_end(RUN))


def price_on(mode: str, day: date, provider: Provider | None) -> Decimal:
    """Return the price of an hour (of a month for a flat rate) on a day."""
    if provider is not None:
        return provider.tariff(day)
    return value_on(FLAT_RATES if mode == "flat_rate" else PCH_TARIFFS[mode], day)


def element1_versions(
    right: Right, hours: Decimal, provider: Provider | None
) -> list[Version]:
    """Return one version a tariff: hours × tariff × rate."""
    mode = right.mode or ""
    days = [right.start, *price_days(mode, right.start)]
    result = []
    for day in days:
        price = price_on(mode, day, provider)
        flat = mode == "flat_rate"
        amount = price if flat else cents(hours * price * (right.rate or 1))
        result.append(
            Version(
                valid_from=day,
                granted=amount,
                hours=None if flat else hours,
                price=None if flat else price,
            )
        )
    return chained(result)


def chained(versions: list[Version]) -> list[Version]:
    """End each version on the eve of the next one."""
    pairs = pairwise(versions)
    ended = [
        replace(one, valid_to=add_days(following.valid_from, -1))
        for one, following in pairs
    ]
    return [*ended, versions[-1]]


def _hours(rng: Random, mode: str, *, clocked: bool) -> Decimal:
    most = 46 if clocked else {"provider": 90, "family_carer": 170}.get(mode, 80)
    return Decimal(rng.randint(30, most * 2)) / 2


def element1_right(
    world: World,
    record: Record,
    start: date,
    *,
    mode: str | None = None,
    hours: Decimal | None = None,
    rate: str | None = None,
    provider: Provider | None = None,
) -> Right:
    """Grant human help (element 1) from a day."""
    rng = world.rng
    mode = mode or weighted(rng, MODES)
    if mode == "provider" and provider is None:
        provider = rng.choice(world.providers[:-2])
    right = _right(world, record, "PCH", "1", start)
    right.mode = mode
    right.rate = Decimal(
        rate or ("0.8" if rng.random() < REDUCED_RATE and mode != "flat_rate" else "1")
    )
    right.annualised = False
    if provider is not None:
        right.provider_id, right.iban = provider.provider_id, provider.iban
        right.slot = provider.next_slot() if provider.clocked else None
    if mode == "family_carer":
        right.carer_id = f"AID{world.number('carer'):05d}"
        right.carer_link = rng.choice(["spouse", "parent", "child", "other"])
    if mode == "direct":
        right.dismissal = rng.random() < 0.5  # noqa: PLR2004
    hours = hours or _hours(rng, mode, clocked=right.slot is not None)
    right.versions = element1_versions(right, hours, provider)
    return right


def _right(
    world: World, record: Record, benefit: str, element: str | None, start: date
) -> Right:
    rng = world.rng
    claim = add_days(start, -rng.randint(0, 40))
    decided = add_days(claim, rng.randint(60, 140))
    right = Right(
        right_id=f"{benefit}-{world.number('pch_right'):05d}",
        record=record,
        benefit=benefit,
        element=element,
        claim=claim,
        decided=decided,
        notified=add_days(decided, rng.randint(3, 12)),
        start=start,
        iban=identifiers.iban(rng),
    )
    world.rights.append(right)
    return right


def monthly_element(
    world: World, record: Record, element: str, start: date, amount: Decimal
) -> Right:
    """Grant a monthly amount of another element (transport, specific costs, animal)."""
    right = _right(world, record, "PCH", element, start)
    right.rate = Decimal(1)
    right.versions = [Version(valid_from=start, granted=amount)]
    return right


def one_off(
    world: World, record: Record, element: str, month: date, amount: Decimal
) -> Right:
    """Grant a purchase or works, payable once within six months."""
    right = _right(world, record, "PCH", element, month)
    right.rate = Decimal(1)
    right.end = month_end(add_months(month, 5))
    right.versions = [Version(valid_from=month, granted=amount)]
    world.payments.pay(right, month, amount)
    return right


def actp_right(
    world: World, record: Record, start: date, *, share: str | None = None
) -> Right:
    """Grant ACTP: a share of the allowance for a third party."""
    rate = Decimal(share or world.rng.choice(["0.4", "0.5", "0.6", "0.7", "0.8"]))
    right = _right(world, record, "ACTP", None, start)
    days = [start, *changes(ACTP_BASE, start, month_end(RUN))]
    right.versions = chained(
        [
            Version(valid_from=day, granted=cents(value_on(ACTP_BASE, day) * rate))
            for day in days
        ]
    )
    return right


def pay_right(world: World, right: Right) -> None:
    """Pay every month of the sample in which the right runs."""
    for month in MONTHS:
        if right.runs(month):
            pay_month(world, right, month)


def pay_month(world: World, right: Right, month: date) -> None:
    """Pay one month in full, and keep the help behind it."""
    version = right.version(month)
    if version is None:
        raise LookupError(right.right_id)
    world.payments.pay(right, month, right.granted(month))
    if (
        right.mode == "provider"
        and right.provider_id
        and version.hours
        and version.price
    ):
        world.care[right.right_id, month] = Care(
            right=right,
            month=month,
            provider_id=right.provider_id,
            recorded=version.hours if right.slot else None,
            lines=[Line(hours=version.hours, price=version.price)],
        )


def opening(rng: Random) -> date:
    """Draw the first day of a right, on a first of month."""
    if rng.random() < 0.25:  # noqa: PLR2004
        return add_months(FIRST, rng.randint(1, 18))
    return add_months(FIRST, -rng.randint(1, 8))
