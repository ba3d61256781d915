"""Debts and retentions behind the rules of recovery, which carry no euros of their own."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bondroit.sample_data.months import add_months, cents
from bondroit.sample_data.planted import makers
from bondroit.sample_data.rights import Right
from bondroit.sample_data.rsa_finance_xml import RsaDebt
from bondroit.sample_data.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """A debt of APA or PCH kept by the département."""

    debt_id: str
    right: Right
    first: date
    last: date
    initial: Decimal
    balance: Decimal
    created: date
    appeal: date | None = None


def plant_retentions(world: World) -> list[Debt]:
    """Retain part of the payments of some people, one above 20 %, one under appeal."""
    debts = []
    cases = (
        (Decimal("0.15"), None),
        (Decimal("0.32"), None),
        (Decimal("0.20"), date(2026, 2, 10)),
    )
    for share, appeal in cases:
        right = makers.home(world)
        right.touched = True
        months = makers.between(date(2026, 3, 1), date(2026, 7, 1))
        for month in months:
            amount = cents(right.granted(month) * share)
            world.payments.pay(right, month, -amount, kind="recovery")
        debts.append(
            Debt(
                debt_id=f"TR-{world.number('debt'):04d}",
                right=right,
                first=date(2024, 5, 1),
                last=date(2024, 8, 1),
                initial=Decimal("1240.00"),
                balance=Decimal("412.50"),
                created=date(2026, 1, 15),
                appeal=appeal,
            )
        )
    return debts


def rsa_debts(world: World) -> list[RsaDebt]:
    """Hand over debts of some ordinary households, most older than the sample."""
    rng = world.rng
    ordinary = [
        one for one in world.households if not one.touched and one.close is None
    ]
    debts = []
    for dossier in rng.sample(ordinary, min(18, len(ordinary))):
        first = add_months(date(2023, 6, 1), rng.randint(0, 12))
        initial = cents(Decimal(rng.randint(9_000, 180_000)) / 100)
        debts.append(
            RsaDebt(
                household=dossier,
                created=add_months(first, 5).replace(day=17),
                nature="INL" if dossier.increased else "INK",
                rank=rng.randint(1, 4),
                reason=rng.choice(["10", "20", "40", "50", "92"]),
                origin=rng.choice(["40", "50", "70"]),
                responsibility=rng.choice(["10", "20", "41", "60", "62"]),
                first=first,
                last=add_months(first, rng.randint(0, 3)),
                initial=initial,
                balance=cents(initial * Decimal(rng.randint(10, 100)) / 100),
                told=add_months(date(2024, 10, 1), rng.randint(0, 24)),
            )
        )
    return debts
