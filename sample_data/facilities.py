"""Care homes and their dependency tariffs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from bondroit.sample_data import identifiers
from bondroit.sample_data.months import cents

_BASE = {1: "21.40", 2: "21.40", 3: "13.58", 4: "13.58", 5: "5.76", 6: "5.76"}
_GROWTH = {2023: "0.97", 2024: "1", 2025: "1.028", 2026: "1.045"}


@dataclass(slots=True, eq=False)
class Facility:
    """A care home: FINESS number, account, daily tariffs by GIR and year."""

    facility_id: str
    iban: str
    tariffs: dict[tuple[int, int], Decimal]

    def monthly(self, gir: int, year: int) -> Decimal:
        """Return the tariff of a GIR for a mean month."""
        return cents(self.tariffs[gir, year] * 365 / 12)

    def versions(self) -> list[tuple[int, date, date | None, Decimal]]:
        """Return GIR, first day, last day and daily tariff of each version."""
        last = max(year for _, year in self.tariffs)
        return [
            (gir, date(year, 1, 1), date(year, 12, 31) if year < last else None, tariff)
            for (gir, year), tariff in sorted(self.tariffs.items())
        ]


def make_facilities(rng: Random, count: int = 9) -> list[Facility]:
    """Make care homes."""
    made = []
    for order in range(count):
        level = Decimal(rng.randint(92, 108)) / 100
        tariffs = {
            (gir, year): cents(Decimal(base) * Decimal(growth) * level)
            for gir, base in _BASE.items()
            for year, growth in _GROWTH.items()
        }
        made.append(
            Facility(identifiers.finess(order + 1), identifiers.iban(rng), tariffs)
        )
    return made
