"""Hours of home help: what was done, clocked and invoiced, month by month."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from bondroit.sample_data.months import days_in, month_of
from bondroit.sample_data.rights import Right

LONGEST = 105
"""Longest visit in minutes: with slots two hours apart, visits never touch."""

FIRST_HOUR = 8


@dataclass(slots=True, kw_only=True)
class Line:
    """One line of invoice; `copy` tells apart two invoices of one month."""

    hours: Decimal
    price: Decimal
    copy: int = 0


@dataclass(slots=True, kw_only=True, eq=False)
class Care:
    """A month of home help of one right.

    Attributes:
        right: whose help.
        month: month of the help.
        provider_id: SIRET that invoices.
        recorded: hours clocked, None when the service clocks nothing.
        lines: what is invoiced.
        away: days of the month without visits (a stay).

    """

    right: Right
    month: date
    provider_id: str
    recorded: Decimal | None
    lines: list[Line]
    away: set[int] = field(default_factory=set)


@dataclass(slots=True, kw_only=True, eq=False)
class Visit:
    """One visit as retained."""

    visit_id: str
    care: Care
    worker_id: str
    start: datetime
    minutes: int

    @property
    def end(self) -> datetime:
        """When the visit ends."""
        return self.start + timedelta(minutes=self.minutes)


def last_day_alive(care: Care) -> int:
    """Return the last day of the month on which the person lives."""
    death = care.right.record.person.death
    if death is None or month_of(death) != care.month:
        return days_in(care.month)
    return death.day


def visits_of(rng: Random, care: Care) -> list[Visit]:
    """Spread the clocked hours of a month over visits in the right's own slot."""
    if not care.recorded or care.right.slot is None:
        return []
    worker, slot = care.right.slot
    total = int(care.recorded * 60)
    last = last_day_alive(care)
    days = [day for day in range(1, last + 1) if day not in care.away]
    count = min(len(days), -(-total // LONGEST) + rng.randint(0, 2))
    base, rest = divmod(total, count)
    made: list[Visit] = []
    name = f"{care.right.right_id}-{care.month:%y%m}"
    for order, day in enumerate(sorted(rng.sample(days, count))):
        start = datetime(care.month.year, care.month.month, day, FIRST_HOUR + 2 * slot)  # noqa: DTZ001
        made.append(
            Visit(
                visit_id=f"{name}-{order + 1:02d}",
                care=care,
                worker_id=worker,
                start=start,
                minutes=base + int(order < rest),
            )
        )
    return made
