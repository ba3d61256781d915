"""Home help providers with their tariffs, and the workers whose visits are clocked."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from bondroit.sample_data import identifiers
from bondroit.sample_data.law_values import FLOOR, value_on
from bondroit.sample_data.months import cents

_NAMES = [
    "ADMR du Val d'Ardoux",
    "Aide à domicile de la Forêt",
    "Association Vie et Présence",
    "Beauce Services",
    "Domicile Loiret",
    "Entraide du Gâtinais",
    "Giennois Aide et Soins",
    "La Ruche à domicile",
    "Les Mains utiles",
    "Orléans Assistance",
    "Présence Ligérienne",
    "Services du Puiseaux",
    "SAAD des Mauves",
    "Sologne Autonomie",
    "Val d'Or Accompagnement",
]
_CLOCKED = 10
CREATED = date(2009, 3, 1)
YEARS = (2023, 2024, 2025, 2026)
SLOTS = 6


@dataclass(slots=True, eq=False)
class Provider:
    """One service.

    Attributes:
        provider_id: its SIRET.
        name: trade name.
        iban: its account.
        tariffs: enforceable hourly tariff by calendar year.
        clocked: whether its visits are recorded.
        opened_on: creation day.
        closed_on: closing day, None while it works.
        successor_id: who took it over.

    """

    provider_id: str
    name: str
    iban: str
    tariffs: dict[int, Decimal]
    clocked: bool
    opened_on: date = CREATED
    closed_on: date | None = None
    successor_id: str | None = None
    _slots: int = field(default=0)

    def tariff(self, day: date) -> Decimal:
        """Return the tariff in force on a day."""
        return self.tariffs[day.year]

    def next_slot(self) -> tuple[str, int]:
        """Return a worker and one of the worker's hours, given to nobody else."""
        worker, slot = divmod(self._slots, SLOTS)
        self._slots += 1
        return f"{self.provider_id[4:9]}-{worker + 1:03d}", slot


def make_providers(rng: Random) -> list[Provider]:
    """Make the services: two of them close, one with a successor."""
    made: list[Provider] = []
    for index, name in enumerate(_NAMES):
        above = Decimal(rng.randint(4, 34)) / 10
        tariffs = {
            year: cents(value_on(FLOOR, date(year, 1, 1)) + above) for year in YEARS
        }
        made.append(
            Provider(
                provider_id=identifiers.siret(rng),
                name=name,
                iban=identifiers.iban(rng),
                tariffs=tariffs,
                clocked=index < _CLOCKED,
            )
        )
    made[-1].tariffs, made[-2].tariffs = made[-4].tariffs, made[-3].tariffs
    made[-1].closed_on = date(2026, 3, 31)
    made[-2].closed_on = date(2025, 9, 30)
    made[-2].successor_id = made[-3].provider_id
    return made
