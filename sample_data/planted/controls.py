"""ETB-007, MNT-007, PAR-003, EFF-003, AID-006 and SSP-010: rights, ceilings, proofs, pay."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bondroit.sample_data import pch
from bondroit.sample_data.facilities import Facility
from bondroit.sample_data.law_values import (
    facility_participation,
    pch_hospital_clamp,
)
from bondroit.sample_data.months import (
    RUN,
    add_days,
    add_months,
    cents,
    common_days,
    days_in,
    month_end,
    month_of,
)
from bondroit.sample_data.planted import makers
from bondroit.sample_data.rights import Right
from bondroit.sample_data.world import Employment, Proof, World

ZERO = Decimal("0.00")
DELAY, DISMISSAL_DELAY = 45, 60


def _due_away(
    right: Right, start: date, end: date | None, month: date, wait: int
) -> Decimal:
    last = add_days(end, -1) if end else month_end(RUN)
    days = common_days(month, add_days(start, wait), last)
    whole, size = right.granted(month), days_in(month)
    return cents(
        whole * (size - days) / size + pch_hospital_clamp(whole, month) * days / size
    )


def _institutions(world: World) -> None:
    """Plant element 1 paid in full to people who live in a home (ETB-007)."""
    cases: tuple[tuple[str, bool | None, date, date | None], ...] = (
        ("mandate", None, date(2025, 3, 10), date(2025, 9, 24)),
        ("direct", True, date(2025, 11, 4), None),
        ("family_carer", None, date(2026, 5, 18), None),
    )
    for mode, dismissal, start, end in cases:
        right = makers.helped(world, mode=mode, hours="58.0")
        right.dismissal = dismissal
        world.stay(right.record, "disability_home", start, end, named=True)
        wait = DISMISSAL_DELAY if dismissal else DELAY
        for month in makers.between(month_of(start)):
            amount = right.granted(month) - _due_away(right, start, end, month, wait)
            if amount:
                world.planted(right, month, amount, "ETB")
    short = makers.helped(world, mode="mandate", hours="44.0")
    world.stay(
        short.record, "disability_home", date(2025, 4, 1), date(2025, 5, 15), named=True
    )
    guest = makers.helped(world, mode="mandate", hours="47.0")
    world.stay(
        guest.record,
        "temporary_care_home",
        date(2025, 6, 1),
        date(2025, 9, 10),
        named=True,
    )
    reduced = makers.helped(world, mode="mandate", hours="61.0")
    start = date(2025, 10, 7)
    world.stay(reduced.record, "disability_home", start, None, named=True)
    for month in makers.between(month_of(start)):
        due = _due_away(reduced, start, None, month, DELAY)
        world.payments.drop(reduced, month)
        world.payments.pay(reduced, month, due).hours = None
    for right, first in ((short, 4), (guest, 6), (reduced, 10)):
        for month in makers.between(date(2025, first, 1), date(2025, first + 2, 1)):
            world.planted(right, month, ZERO, "ETB")


def _ceilings(world: World) -> None:
    """Plant technical aids above the ceiling of ten years (MNT-007)."""
    months = (date(2025, 2, 1), date(2025, 10, 1), date(2026, 4, 1), date(2026, 9, 1))
    cases = (
        (("5200", "4900", "3700", "800"), None, ("0", "0", "600", "800")),
        (("9000", "4200.50"), None, ("0", "0.50")),
        (("9000", "4200"), None, ("0", "0")),
        (("9000", "6100"), "EQUIPEMENT_SPECIFIQUE", ("0", "0")),
    )
    for amounts, exception, above in cases:
        entry = makers.pch_record(world, makers.adult(world))
        for month, amount, excess in zip(months, amounts, above, strict=False):
            right = pch.one_off(world, entry, "2", month, cents(Decimal(amount)))
            right.exception = exception
            right.touched = True
            if Decimal(excess) or month == months[1]:
                world.planted(right, month, cents(Decimal(excess)), "MNT")


def _charged(
    world: World, facility: Facility, resources: str, *, right_share: bool, couple: bool
) -> Right:
    """Return a right whose participation is, or not, that of the scale."""
    right = makers.facility(world, facility, start=date(2025, 1, 1))
    right.couple = couple
    gir = right.versions[0].gir or 1
    versions = []
    for version in right.versions:
        year = version.valid_from.year
        expected = facility_participation(
            facility.monthly(gir, year),
            facility.monthly(6, year),
            Decimal(resources),
            version.valid_from,
            couple=couple,
        )
        share = expected if right_share else version.participation
        plan = version.plan or ZERO
        versions.append(
            replace(
                version,
                resources=Decimal(resources),
                participation=share,
                granted=plan - (share or ZERO),
            )
        )
    right.versions = versions
    for month in makers.between(right.start):
        world.payments.drop(right, month)
        world.payments.pay(right, month, right.granted(month))
    return right


def _residents(world: World, facilities: list[Facility]) -> None:
    """Plant participations in a facility that forget the resources (PAR-003)."""
    for order, resources in enumerate(("3180.00", "4900.00", "3620.50")):
        facility = facilities[order]
        right = _charged(world, facility, resources, right_share=False, couple=False)
        gir = right.versions[0].gir or 1
        for month in makers.between(right.start):
            expected = facility_participation(
                facility.monthly(gir, month.year),
                facility.monthly(6, month.year),
                Decimal(resources),
                month,
                couple=False,
            )
            share = facility.monthly(6, month.year)
            world.planted(right, month, expected - share, "PAR")
    for order, (resources, couple) in enumerate(
        (("3180.00", False), ("4900.00", False), ("5100.00", True))
    ):
        right = _charged(
            world, facilities[order + 3], resources, right_share=True, couple=couple
        )
        for month in makers.between(date(2025, 3, 1), date(2025, 5, 1)):
            world.planted(right, month, ZERO, "PAR")


def _prove(world: World, right: Right, first: date, last: date, share: str) -> Decimal:
    """Let a person justify a share of what a period paid; return the part missing."""
    paid = sum(
        (world.payments.net(right, month) for month in makers.between(first, last)),
        ZERO,
    )
    justified = cents(paid * Decimal(share))
    world.proofs.append(
        Proof(
            right=right,
            first=first,
            last=last,
            amount=justified,
            received=add_days(month_end(last), 12),
        )
    )
    return (paid - justified) / paid


def _controls(world: World) -> None:
    """Plant controls that justify less than was paid (EFF-003), and proofs in order."""
    for pch_right, first, last, share in (
        (False, date(2025, 1, 1), date(2025, 6, 1), "0.62"),
        (False, date(2025, 9, 1), date(2025, 12, 1), "0.40"),
        (True, date(2026, 1, 1), date(2026, 6, 1), "0.75"),
    ):
        right = (
            makers.helped(world, mode="direct", hours="52.0")
            if pch_right
            else makers.home(world, gir=2)
        )
        missing = _prove(world, right, first, last, share)
        for month in makers.between(first, last):
            undue = cents(world.payments.net(right, month) * missing)
            world.planted(right, month, undue, "EFF")
    nearly = makers.home(world, gir=2)
    _prove(world, nearly, date(2025, 1, 1), date(2025, 6, 1), "0.97")
    carer = makers.helped(world, mode="family_carer", hours="88.0")
    _prove(world, carer, date(2025, 1, 1), date(2025, 6, 1), "0.20")
    for right in (nearly, carer):
        for month in makers.between(date(2025, 1, 1), date(2025, 6, 1)):
            world.planted(right, month, ZERO, "EFF")
    for right in world.rights:
        if right.element == "4":
            for first in (date(2024, 10, 1), date(2025, 6, 1), date(2026, 2, 1)):
                last = add_months(first, 7)
                if any(map(right.runs, makers.between(first, last))):
                    world.proofs.append(
                        Proof(
                            right=right,
                            first=first,
                            last=last,
                            amount=Decimal("900.00"),
                            received=add_days(month_end(last), 12),
                        )
                    )


def _spouses(world: World) -> None:
    """Plant spouses employed with APA (AID-006), and relatives who may be."""
    for mode, link, salary, first, count in (
        ("direct", "spouse", "310.20", date(2025, 2, 1), 5),
        ("direct", "spouse", "2900.00", date(2026, 3, 1), 3),
        ("direct", "child", "310.20", date(2025, 2, 1), 4),
        ("provider", "spouse", "188.40", date(2025, 7, 1), 3),
    ):
        provider = world.providers[11] if mode == "provider" else None
        right = makers.home(world, mode=mode, provider=provider, couple=True)
        carer = f"AID{world.number('carer'):05d}"
        undue = link == "spouse" and mode == "direct"
        for month in makers.between(first, add_months(first, count - 1)):
            amount = Decimal(salary)
            world.employments.append(
                Employment(
                    right=right,
                    carer_id=carer,
                    link=link,
                    month=month,
                    hours=Decimal("18.00"),
                    amount=amount,
                )
            )
            paid = min(amount, world.payments.net(right, month))
            world.planted(right, month, paid if undue else ZERO, "AID")


def _decisions(world: World) -> None:
    """Plant decisions never paid (SSP-010); recent ones and services stay silent."""
    for mode, start, decided in (
        ("direct", date(2025, 6, 1), date(2025, 8, 20)),
        ("family_carer", date(2026, 2, 1), date(2026, 4, 14)),
        ("direct", date(2026, 8, 1), date(2026, 9, 21)),
        ("provider", date(2025, 9, 1), date(2025, 11, 3)),
    ):
        provider = world.providers[11] if mode == "provider" else None
        right = makers.helped(
            world, start=start, mode=mode, hours="33.0", provider=provider, paid=False
        )
        right.claim, right.decided = add_days(start, -20), decided
        right.notified = add_days(decided, 6)
        old = decided < add_days(month_end(RUN), -60) and mode != "provider"
        for month in makers.between(start):
            world.planted(right, month, -right.granted(month) if old else ZERO, "SSP")


def plant(world: World, facilities: list[Facility]) -> None:
    """Plant the families."""
    _institutions(world)
    _ceilings(world)
    _residents(world, facilities)
    _controls(world)
    _spouses(world)
    _decisions(world)
