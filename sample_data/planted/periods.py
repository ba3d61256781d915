"""PER, RAP and SSP-013: months paid twice, too early, too late, or sent back by the bank."""

from datetime import date
from decimal import Decimal

from bondroit.sample_data.facilities import Facility
from bondroit.sample_data.months import RUN, add_days, add_months, month_of
from bondroit.sample_data.planted import makers
from bondroit.sample_data.planted.cumul import end_of_payments
from bondroit.sample_data.rights import Payment
from bondroit.sample_data.world import BankReturn, World

ZERO = Decimal("0.00")


def _twice(world: World, facilities: list[Facility]) -> None:
    """Plant months paid twice (PER-001)."""
    rights = (
        makers.home(world),
        makers.facility(world, facilities[1]),
        makers.helped(world),
        makers.third_party(world),
    )
    for order, right in enumerate(rights):
        first = date(2025, 2 + 3 * order, 1)
        for month in makers.between(first, add_months(first, order)):
            world.payments.pay(right, month, right.granted(month))
            world.planted(right, month, right.granted(month), "PER")
    for first in (date(2025, 6, 1), date(2026, 1, 1)):
        dossier = makers.alone(world, working=True)
        for month in makers.between(first, add_months(first, 1)):
            due = dossier.computed(month)
            dossier.pay(month, due)
            world.planted_rsa(dossier, month, due, "PER")


def sent_back(
    world: World, payment: Payment, reissued: Payment | None, *, day: int = 4
) -> None:
    """Let the bank send a payment back a few days after."""
    returned = add_days(payment.paid_on, day)
    world.returns.append(
        BankReturn(
            payment=payment,
            returned_on=returned,
            reason="COMPTE CLOS",
            reissued=reissued,
        )
    )


def _once(world: World, facilities: list[Facility]) -> None:
    """Plant payments sent back then issued again, split payments, credit for a month."""
    for right, cancelled in (
        (makers.home(world), False),
        (makers.helped(world), True),
        (makers.home(world), True),
    ):
        month = date(2025, 7, 1)
        first = world.payments.of(right, month)[0]
        if cancelled:
            world.payments.pay(
                right, month, -first.amount, kind="cancellation"
            ).iban = first.iban
        again = world.payments.pay(right, month, right.granted(month))
        again.paid_on = add_days(first.paid_on, 12)
        sent_back(world, first, again)
        world.planted(right, month, ZERO, "PER")
    for right in (makers.home(world), makers.facility(world, facilities[2])):
        for month in makers.between(date(2025, 9, 1), date(2025, 12, 1)):
            due = right.granted(month)
            world.payments.drop(right, month)
            half = (due / 2).quantize(ZERO)
            for amount in (half, due - half):
                world.payments.pay(right, month, amount).hours = None
            world.planted(right, month, ZERO, "PER")


def _after_end(world: World, facilities: list[Facility]) -> None:
    """Plant months paid after the end of a right (PER-002)."""
    cases = (
        (makers.home(world), date(2025, 6, 30), 3),
        (makers.helped(world), date(2025, 8, 31), 4),
        (makers.facility(world, facilities[3]), date(2026, 3, 17), 2),
        (makers.helped(world, mode="family_carer"), date(2026, 7, 31), None),
    )
    for right, end, count in cases:
        paid = {
            month: world.payments.net(right, month)
            for month in makers.between(add_months(month_of(end), 1))
        }
        last = RUN if count is None else add_months(month_of(end), count)
        end_of_payments(world, right, end, "FIN_DROIT")
        for month, amount in paid.items():
            if month <= last:
                world.payments.pay(right, month, amount)
                world.planted(right, month, amount, "PER")
    for last in (date(2025, 5, 1), date(2026, 2, 1)):
        dossier = makers.alone(world)
        dossier.close = last
        for month in makers.between(add_months(last, 1)):
            if month == add_months(last, 1):
                world.planted_rsa(dossier, month, dossier.paid(month), "PER")
            else:
                dossier.unpay(month)
    _renewals(world)


def _renewals(world: World) -> None:
    """Plant renewals without a gap, some months of which were paid on the former right."""
    for end in (date(2025, 5, 31), date(2025, 12, 31), date(2026, 4, 30)):
        first = makers.helped(world)
        second = makers.helped(world, first.record.person, start=add_days(end, 1))
        second.record, second.touched = first.record, True
        end_of_payments(world, first, end, "RENOUVELLEMENT")
        month = month_of(add_days(end, 1))
        amount = second.granted(month)
        world.payments.drop(second, month)
        payment = world.payments.pay(first, month, amount)
        payment.hours = second.versions[0].hours
        payment.price = second.versions[0].price
        world.planted(first, month, ZERO, "PER")


def _before_start(world: World) -> None:
    """Plant months before the opening (PER-003) or before the claim (PER-006)."""
    start = date(2025, 6, 1)
    for right, count in (
        (makers.home(world, start=start), 2),
        (makers.helped(world, start=start), 3),
        (makers.helped(world, start=start, mode="mandate"), 1),
    ):
        for month in makers.between(add_months(start, -count), date(2025, 5, 1)):
            amount = right.granted(start)
            world.payments.pay(right, month, amount, delivered=start, kind="arrears")
            world.planted(right, month, amount, "PER")
    dossier = makers.alone(world, claim=date(2025, 9, 12))
    for month in (date(2025, 7, 1), date(2025, 8, 1)):
        amount = dossier.computed(date(2025, 9, 1))
        dossier.pay(month, amount, delivered=date(2025, 9, 1))
        world.planted_rsa(dossier, month, amount, "PER")
    late_claim = makers.helped(world, start=date(2025, 3, 1))
    late_claim.claim = date(2025, 5, 12)
    late_notice = makers.home(world, start=date(2025, 11, 1))
    late_notice.notified = date(2026, 1, 20)
    for right in (late_claim, late_notice):
        for month in makers.between(right.start, add_months(right.start, 1)):
            world.planted(right, month, world.payments.net(right, month), "PER")
    for start in (date(2025, 4, 1), date(2026, 3, 1)):
        urgent = makers.home(world, start=start)
        urgent.urgent, urgent.notified = True, add_days(start, 65)
        urgent.claim = add_days(start, -4)
        for month in makers.between(start, add_months(start, 1)):
            world.planted(urgent, month, ZERO, "PER")


def _suspended(world: World) -> None:
    """Plant months paid while suspended (PER-004), and suspensions of part of a month."""
    cases = (
        (makers.home(world), date(2025, 4, 1), date(2025, 6, 30)),
        (makers.helped(world), date(2025, 10, 1), date(2025, 11, 30)),
        (makers.home(world), date(2026, 7, 1), date(2026, 8, 31)),
    )
    for right, first, last in cases:
        right.suspend(first, last, "PIECES_MANQUANTES")
        for month in makers.between(first, last):
            world.planted(right, month, world.payments.net(right, month), "PER")
    for first in (date(2025, 8, 1), date(2026, 5, 1)):
        dossier = makers.alone(world)
        for month in makers.between(first, add_months(first, 1)):
            dossier.states[month] = ("4", "06")
            world.planted_rsa(dossier, month, dossier.paid(month), "PER")
    for first, last, paid in (
        (date(2025, 5, 10), date(2025, 6, 20), True),
        (date(2025, 9, 1), date(2025, 10, 31), False),
    ):
        right = makers.home(world)
        right.suspend(first, last, "PIECES_MANQUANTES")
        for month in makers.between(month_of(first), last):
            if not paid:
                world.payments.drop(right, month)
            world.planted(right, month, ZERO, "PER")


def _arrears(world: World) -> None:
    """Plant arrears for months already paid in full (RAP-002), and arrears that were due."""
    for right, first in (
        (makers.home(world), date(2025, 3, 1)),
        (makers.helped(world), date(2025, 9, 1)),
        (makers.home(world), date(2026, 2, 1)),
    ):
        for month in makers.between(first, add_months(first, 1)):
            amount = (right.granted(month) * Decimal("0.4")).quantize(ZERO)
            world.payments.pay(
                right, month, amount, delivered=add_months(first, 3), kind="arrears"
            )
            world.planted(right, month, amount, "RAP")
    dossier = makers.alone(world, working=True)
    month = date(2025, 11, 1)
    dossier.pay(month, Decimal("120.00"), delivered=date(2026, 1, 1))
    world.planted_rsa(dossier, month, Decimal("120.00"), "RAP")
    for right in (
        makers.home(world, gir=3, resources="1700.00"),
        makers.helped(world, mode="direct"),
    ):
        first = date(2026, 1, 1) if right.source == "apa" else date(2026, 6, 1)
        old = right.granted(add_months(first, -1))
        for month in makers.between(first, add_months(first, 1)):
            due = right.granted(month)
            world.payments.drop(right, month)
            world.payments.pay(right, month, old)
            world.payments.pay(
                right, month, due - old, delivered=add_months(first, 2), kind="arrears"
            )
            world.planted(right, month, ZERO, "RAP")


def _sent_back(world: World) -> None:
    """Plant transfers sent back and never issued again (SSP-013)."""
    for right, months in (
        (makers.home(world), (date(2025, 5, 1),)),
        (makers.helped(world), (date(2025, 11, 1), date(2025, 12, 1))),
        (makers.home(world), (date(2026, 8, 1),)),
        (makers.third_party(world), (date(2026, 3, 1),)),
    ):
        for month in months:
            payment = world.payments.of(right, month)[0]
            sent_back(world, payment, None)
            world.planted(right, month, -payment.amount, "SSP")
    recent = makers.home(world)
    sent_back(world, world.payments.of(recent, RUN)[0], None, day=3)
    world.planted(recent, RUN, ZERO, "SSP")


def plant(world: World, facilities: list[Facility]) -> None:
    """Plant the families of periods."""
    _twice(world, facilities)
    _once(world, facilities)
    _after_end(world, facilities)
    _before_start(world)
    _suspended(world)
    _arrears(world)
    _sent_back(world)
