"""Communes of the Loiret (45), places of birth and street names."""

from dataclasses import dataclass
from random import Random

from bondroit.sample_data.draws import weighted


@dataclass(frozen=True, slots=True)
class Place:
    """A commune: COG code, postcode, name, weight in the draw."""

    code: str
    postcode: str
    name: str
    weight: int


COMMUNES = tuple(
    Place(code, postcode, name, weight)
    for code, postcode, name, weight in (
        ("45234", "45000", "Orléans", 115),
        ("45147", "45400", "Fleury-les-Aubrais", 21),
        ("45232", "45160", "Olivet", 22),
        ("45285", "45140", "Saint-Jean-de-la-Ruelle", 17),
        ("45286", "45800", "Saint-Jean-de-Braye", 21),
        ("45284", "45650", "Saint-Jean-le-Blanc", 9),
        ("45302", "45770", "Saran", 17),
        ("45208", "45200", "Montargis", 15),
        ("45155", "45500", "Gien", 14),
        ("45252", "45300", "Pithiviers", 9),
        ("45075", "45430", "Chécy", 9),
        ("45169", "45140", "Ingré", 9),
        ("45203", "45130", "Meung-sur-Loire", 7),
        ("45028", "45190", "Beaugency", 8),
        ("45082", "45110", "Châteauneuf-sur-Loire", 8),
        ("45068", "45120", "Châlette-sur-Loing", 13),
        ("45004", "45200", "Amilly", 13),
        ("45315", "45600", "Sully-sur-Loire", 6),
        ("45173", "45150", "Jargeau", 5),
        ("45053", "45250", "Briare", 6),
    )
)
_WEIGHTS = [place.weight for place in COMMUNES]
BIRTHPLACES = (
    *((place.code, place.name, "") for place in COMMUNES[:12]),
    ("75114", "Paris 14e", ""),
    ("41018", "Blois", ""),
    ("28085", "Chartres", ""),
    ("18033", "Bourges", ""),
    ("37261", "Tours", ""),
    ("89024", "Auxerre", ""),
    ("58194", "Nevers", ""),
    ("77288", "Melun", ""),
    ("59350", "Lille", ""),
    ("69383", "Lyon 3e", ""),
    ("13205", "Marseille 5e", ""),
    ("2A004", "Ajaccio", ""),
)
ABROAD = (
    ("99352", "Alger", "ALGERIE"),
    ("99350", "Fès", "MAROC"),
    ("99351", "Sfax", "TUNISIE"),
    ("99139", "Braga", "PORTUGAL"),
    ("99208", "Konya", "TURQUIE"),
    ("99335", "Kayes", "MALI"),
)
_STREETS = [
    "de la République",
    "des Tilleuls",
    "du Faubourg Bannier",
    "de la Gare",
    "Jean Jaurès",
    "Victor Hugo",
    "de la Loire",
    "des Lilas",
    "du Général de Gaulle",
    "de Bourgogne",
    "des Écoles",
    "Pasteur",
    "du Moulin",
    "de l'Église",
    "des Vignes",
    "Jeanne d'Arc",
    "du Stade",
    "des Acacias",
    "de la Mairie",
    "du Château",
    "des Maltotiers",
    "Paul Bert",
    "de la Forêt",
    "du Parc",
    "Anatole France",
    "des Jonquilles",
    "de la Fontaine",
    "du Puits",
    "des Roses",
    "Marcel Proust",
]
_KINDS = (("rue", 70), ("avenue", 12), ("allée", 8), ("impasse", 6), ("chemin", 4))


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address in the département."""

    number: str
    kind: str
    street: str
    place: Place

    @property
    def line(self) -> str:
        """Number, kind of street and street on one line."""
        return f"{self.number} {self.kind} {self.street}"


def address(rng: Random) -> Address:
    """Draw an address."""
    kind = weighted(rng, _KINDS)
    number = str(rng.randint(1, 180)) + rng.choices(["", " bis"], [20, 1])[0]
    place = rng.choices(COMMUNES, _WEIGHTS)[0]
    return Address(number, kind, rng.choice(_STREETS), place)


def birthplace(rng: Random, *, abroad: float = 0.12) -> tuple[str, str, str]:
    """Draw a place of birth: COG code, name of the place, country when abroad."""
    if rng.random() < abroad:
        return rng.choice(ABROAD)
    return rng.choice(BIRTHPLACES)
