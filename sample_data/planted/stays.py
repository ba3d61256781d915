"""HOS and ETB: long hospital stays, entries in care homes, and stays that change nothing."""

from datetime import date, timedelta
from decimal import Decimal

from bondroit.sample_data.facilities import Facility
from bondroit.sample_data.law_values import pch_hospital_clamp
from bondroit.sample_data.months import (
    RUN,
    add_days,
    add_months,
    cents,
    common_days,
    days_in,
    month_end,
    month_of,
    prorated,
)
from bondroit.sample_data.planted import makers
from bondroit.sample_data.rights import FAR, Right
from bondroit.sample_data.world import World

ZERO = Decimal("0.00")
APA_DAYS, PCH_DAYS, PCH_DISMISSAL_DAYS = 30, 45, 60


def _apa_undue(right: Right, start: date, end: date | None, month: date) -> Decimal:
    last = add_days(month_of(end), -1) if end else month_end(RUN)
    return prorated(
        right.granted(month), common_days(month, add_days(start, APA_DAYS), last), month
    )


def _hospital_apa(world: World) -> None:
    cases: tuple[tuple[date, date | None], ...] = (
        (date(2025, 1, 20), date(2025, 4, 12)),
        (date(2025, 6, 3), date(2025, 8, 1)),
        (date(2025, 9, 17), date(2025, 12, 30)),
        (date(2026, 1, 28), date(2026, 3, 2)),
        (date(2026, 7, 9), None),
        (date(2024, 11, 15), date(2025, 2, 20)),
    )
    for order, (start, end) in enumerate(cases):
        right = makers.home(world)
        world.stay(right.record, "hospital", start, end, named=order % 2 == 0)
        for month in makers.between(month_of(start)):
            amount = _apa_undue(right, start, end, month)
            if amount:
                world.planted(right, month, amount, "HOS")


def _pch_due(
    right: Right, start: date, end: date | None, month: date, wait: int
) -> Decimal:
    last = add_days(end, -1) if end else month_end(RUN)
    days = common_days(month, add_days(start, wait), last)
    whole, size = right.granted(month), days_in(month)
    return whole * (size - days) / size + pch_hospital_clamp(whole, month) * days / size


def _hospital_pch(world: World) -> None:
    cases: tuple[tuple[str, bool | None, date, date | None], ...] = (
        ("provider", None, date(2025, 2, 4), date(2025, 6, 17)),
        ("direct", True, date(2025, 4, 22), date(2025, 9, 3)),
        ("direct", False, date(2025, 10, 6), date(2026, 1, 19)),
        ("mandate", None, date(2026, 3, 16), date(2026, 6, 1)),
        ("family_carer", None, date(2026, 6, 12), None),
    )
    for order, (mode, dismissal, start, end) in enumerate(cases):
        silent = world.providers[11] if mode == "provider" else None
        right = makers.helped(world, mode=mode, hours="62.0", provider=silent)
        right.dismissal = dismissal
        world.stay(right.record, "hospital", start, end, named=order % 2 == 1)
        wait = PCH_DISMISSAL_DAYS if dismissal else PCH_DAYS
        for month in makers.between(month_of(start)):
            amount = cents(
                right.granted(month) - _pch_due(right, start, end, month, wait)
            )
            if amount:
                world.planted(right, month, amount, "HOS")


def _silent(world: World, right: Right, first: date, last: date) -> None:
    for month in makers.between(month_of(first), month_of(last)):
        world.planted(right, month, ZERO, "HOS")


def _hospital_lookalikes(world: World) -> None:
    """Plant short stays, stays with a gap, hospital at home, exits in time, right cuts."""
    plain = (
        ("hospital", ((date(2025, 3, 3), date(2025, 3, 27)),)),
        ("hospital", ((date(2025, 5, 1), date(2025, 5, 30)),)),
        ("hospital", ((date(2025, 9, 1), date(2025, 10, 1)),)),
        (
            "hospital",
            (
                (date(2025, 10, 2), date(2025, 10, 24)),
                (date(2025, 10, 29), date(2025, 11, 20)),
            ),
        ),
        (
            "hospital",
            (
                (date(2026, 2, 1), date(2026, 2, 20)),
                (date(2026, 2, 21), date(2026, 3, 14)),
            ),
        ),
        ("hospital_at_home", ((date(2025, 6, 5), date(2025, 10, 9)),)),
        ("temporary_care_home", ((date(2025, 7, 1), date(2025, 9, 12)),)),
    )
    for kind, stays in plain:
        right = makers.home(world)
        for start, end in stays:
            world.stay(right.record, kind, start, end, named=True)
        _silent(world, right, stays[0][0], stays[-1][1])
    cut = makers.home(world)
    start, end = date(2025, 11, 3), date(2026, 2, 12)
    world.stay(cut.record, "hospital", start, end, named=True)
    for month in makers.between(month_of(start), month_of(end)):
        due = cut.granted(month) - _apa_undue(cut, start, end, month)
        world.payments.drop(cut, month)
        if due:
            world.payments.pay(cut, month, due)
    _silent(world, cut, start, end)
    _pch_lookalikes(world)


def _pch_lookalikes(world: World) -> None:
    for start, end in (
        (date(2025, 4, 1), date(2025, 5, 15)),
        (date(2026, 4, 10), date(2026, 5, 6)),
    ):
        right = makers.helped(world)
        world.stay(right.record, "hospital", start, end, named=True)
        _silent(world, right, start, end)
    reduced = makers.helped(world, mode="mandate", hours="55.0")
    start, end = date(2025, 8, 18), date(2025, 12, 9)
    world.stay(reduced.record, "hospital", start, end, named=True)
    for month in makers.between(month_of(start), month_of(end)):
        due = cents(_pch_due(reduced, start, end, month, PCH_DAYS))
        world.payments.drop(reduced, month)
        world.payments.pay(reduced, month, due).hours = None
    _silent(world, reduced, start, end)


def _entries(world: World) -> None:
    """Plant APA at home paid on after an entry in a care home (ETB-001)."""
    cases = (
        (date(2025, 3, 12), 4),
        (date(2025, 7, 1), 2),
        (date(2025, 10, 30), 6),
        (date(2026, 8, 19), None),
    )
    for entry, months in cases:
        right = makers.home(world)
        world.stay(right.record, "care_home", entry, None, named=months != 2)  # noqa: PLR2004
        last = RUN if months is None else add_months(month_of(entry), months)
        for month in makers.between(month_of(entry)):
            if month > last:
                world.payments.drop(right, month)
                continue
            days = common_days(month, entry, FAR)
            world.planted(
                right, month, prorated(right.granted(month), days, month), "ETB"
            )
        if last < RUN:
            right.stop(month_end(last), "ETABLISSEMENT")


def _both_regimes(world: World, facilities: list[Facility]) -> None:
    """Plant APA at home and in a facility for the same days (ETB-002)."""
    cases = (
        (date(2025, 5, 1), date(2025, 8, 31)),
        (date(2025, 9, 16), date(2025, 11, 30)),
        (date(2026, 2, 10), date(2026, 4, 20)),
    )
    for start, end in cases:
        first = makers.home(world)
        second = _enter(world, first, facilities, start)
        first.stop(end, "ETABLISSEMENT")
        for month in makers.between(add_months(month_of(end), 1)):
            world.payments.drop(first, month)
        for month in makers.between(month_of(start), month_of(end)):
            pair = (first, second)
            amounts = [world.payments.net(one, month) for one in pair]
            smaller = 0 if amounts[0] <= amounts[1] else 1
            undue = prorated(amounts[smaller], common_days(month, start, end), month)
            other = pair[1 - smaller]
            name = f"apa:{other.record.person_id}:{other.benefit}"
            world.planted(pair[smaller], month, undue, "ETB", name)


def _enter(
    world: World, right: Right, facilities: list[Facility], start: date
) -> Right:
    made = makers.facility(
        world, world.rng.choice(facilities), right.record.person, start=start
    )
    made.record = right.record
    made.touched = True
    return made


def _moves(world: World, facilities: list[Facility]) -> None:
    """Plant moves without a common day, each side paid for its own days."""
    for start in (date(2025, 4, 11), date(2025, 12, 1), date(2026, 5, 21)):
        right = makers.home(world)
        made = _enter(world, right, facilities, start)
        eve = start - timedelta(days=1)
        right.stop(eve, "ETABLISSEMENT")
        month = month_of(start)
        for later in makers.between(month if start.day == 1 else add_months(month, 1)):
            world.payments.drop(right, later)
        if start.day > 1:
            makers.hand_over(world, right, made, start)
            world.planted(right, month, ZERO, "ETB")
        world.planted(made, month, ZERO, "ETB")
    away = makers.home(world)
    world.stay(
        away.record,
        "temporary_care_home",
        date(2026, 1, 5),
        date(2026, 3, 29),
        named=True,
    )
    for month in makers.between(date(2026, 1, 1), date(2026, 3, 1)):
        world.planted(away, month, ZERO, "ETB")


def plant(world: World, facilities: list[Facility]) -> None:
    """Plant both families."""
    _hospital_apa(world)
    _hospital_pch(world)
    _hospital_lookalikes(world)
    _entries(world)
    _both_regimes(world, facilities)
    _moves(world, facilities)
