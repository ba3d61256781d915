"""The comparisons: every level of every field, its words, its weight, its limit.

`m` is the share of pairs of one same person found at this level, `u` the share of pairs
of two different people; the weight is log2(m / u). A `ceiling` bounds the probability
of a pair whatever the other fields say, because fields are not independent: twins share
their name, birth and place; a father and his son their name and address. It does not
hold when both records carry the same certified NIR, unless `always`.
"""

from dataclasses import dataclass
from math import log2

NEVER_ALONE = 0.4
"""Below every band: such a pair is not shown."""
OFTEN_TWINS = 0.6
"""At most «possible»: two given names of twins, one in common, more often than a slip."""
DOUBTFUL = 0.89
"""At most, where decoys say more but a contradiction stands: a person decides."""
TO_JUDGE = 0.94
"""At most «possible»: a person decides."""
NOT_CERTAIN = 0.99
"""At most «probable»."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a comparison."""

    name: str
    words: str
    m: float = 1.0
    u: float = 1.0
    ceiling: float = 1.0
    always: bool = False

    @property
    def bits(self) -> float:
        """Weight of evidence, in bits."""
        return log2(self.m / self.u)


@dataclass(frozen=True, slots=True)
class Field:
    """One compared field: its levels, the first being «missing», without weight."""

    name: str
    label: str
    levels: tuple[Level, ...]

    def code(self, name: str) -> int:
        """Return the number of a level in a pattern."""
        return next(n for n, level in enumerate(self.levels) if level.name == name)

    def reason(self, code: int) -> str:
        """Return the level in words, with its field."""
        return f"{self.label}: {self.levels[code].words}"


MISSING = Level("missing", "non comparé")
FREQUENCIES = ("scarce", "rare", "mid", "common")
"""Rarity of the value that agrees, in the files at hand."""

Chances = tuple[float, float, float, float]


def _by_frequency(
    name: str,
    words: str,
    m: float,
    u: Chances,
    kind: str = "nom",
    ceiling: float = 1.0,
) -> tuple[Level, ...]:
    """Return one level a rarity; `m` is shared as such names are among people."""
    shades = (f", {kind} très rare", f", {kind} rare", "", f", {kind} fréquent")
    return tuple(
        Level(f"{name}_{frequency}", words + shade, m, chance, ceiling)
        for frequency, shade, chance in zip(FREQUENCIES, shades, u, strict=True)
    )


NIR = Field(
    "nir",
    "NIR",
    (
        MISSING,
        Level("equal", "identique, structure et clé valables", 0.97, 1e-7),
        Level("equal_unsure", "identique, structure ou clé non valable", 0.9, 1e-4),
        Level("near", "un caractère d'écart", 0.02, 1e-4, NOT_CERTAIN),
        Level("unsure", "différent, l'un n'est pas valable", 0.5, 1.0),
        Level(
            "different",
            "différents, tous deux valables",
            0.004,
            1.0,
            TO_JUDGE,
            always=True,
        ),
    ),
)
NUMBER = Field(
    "number",
    "autre numéro",
    (
        MISSING,
        Level("equal", "identique", 0.85, 1e-5),
        Level("near", "un caractère d'écart", 0.1, 1e-4),
        Level("different", "différent", 0.05, 1.0, TO_JUDGE),
    ),
)
_OTHER_NAME: Chances = (3e-6, 2e-5, 2e-4, 2.4e-3)
SURNAME = Field(
    "surname",
    "nom de naissance",
    (
        MISSING,
        *_by_frequency("exact", "identique", 0.92, (1.5e-6, 1e-5, 1e-4, 1.2e-3)),
        Level("particle", "identique à la particule près", 0.01, 5e-6),
        *_by_frequency("cross", "égal au nom d'usage de l'autre", 0.04, _OTHER_NAME),
        *_by_frequency("usual", "différent, même nom d'usage", 0.02, _OTHER_NAME),
        Level("swapped", "échangé avec le prénom", 0.005, 2e-6),
        Level("part", "une partie en commun", 0.01, 3e-4),
        Level("one_letter", "une lettre de différence", 0.025, 4e-4),
        Level("close", "proche", 0.01, 2e-3),
        Level("different", "différent", 0.005, 0.5, TO_JUDGE),
        Level(
            "different_used",
            "différent, comme du nom d'usage connu",
            0.004,
            0.2,
            TO_JUDGE,
        ),
        Level(
            "different_woman",
            "différent, nom d'usage inconnu pour une femme",
            0.03,
            0.25,
            TO_JUDGE,
        ),
    ),
)
USUAL = Field(
    "usual",
    "nom d'usage",
    (
        MISSING,
        Level("equal", "identique", 0.7, 0.01),
        Level("different", "différent", 0.3, 0.8),
    ),
)
_FIRST: Chances = (3e-5, 4e-4, 3e-3, 2e-2)
GIVEN = Field(
    "given",
    "prénoms",
    (
        MISSING,
        *_by_frequency(
            "full", "tous identiques", 0.5, (1e-6, 2e-5, 1e-4, 8e-4), "prénom"
        ),
        *_by_frequency(
            "some",
            "premier prénom et un autre identiques",
            0.2,
            (2e-6, 3e-5, 2e-4, 2e-3),
            "prénom",
        ),
        *_by_frequency("first", "premier prénom identique", 0.9, _FIRST, "prénom"),
        *_by_frequency(
            "conflict",
            "premier prénom identique, les autres différents",
            0.05,
            _FIRST,
            "prénom",
        ),
        Level("reordered", "intervertis", 0.01, 1e-5),
        Level("moved", "plusieurs en commun, dans un autre ordre", 0.006, 1e-4),
        *_by_frequency(
            "among",
            "l'un est parmi les autres prénoms de l'autre",
            0.02,
            (1e-4, 1e-3, 4e-3, 1.2e-2),
            "prénom",
        ),
        Level("shifted", "un en commun, à un autre rang", 0.004, 1.5e-2, NOT_CERTAIN),
        Level("swapped", "échangé avec le nom"),
        Level("initial", "même initiale", 0.02, 0.05, NOT_CERTAIN),
        Level(
            "letter_more",
            "une lettre de différence, un autre prénom identique",
            0.02,
            1e-4,
        ),
        Level("one_letter", "une lettre de différence", 0.025, 5e-3),
        Level("close", "proches", 0.015, 1e-2, NOT_CERTAIN),
        Level("other", "premier prénom différent, un autre identique", 0.004, 2e-2),
        Level("different", "différents", 0.01, 0.95, NEVER_ALONE),
    ),
)
BIRTH = Field(
    "birth",
    "date de naissance",
    (
        MISSING,
        Level("equal", "identique", 0.95, 4.5e-5),
        Level("new_year", "même 1er janvier, jour de convention", 0.95, 3e-3),
        Level("month", "même mois, jour inconnu", 0.95, 1.4e-3),
        Level(
            "year",
            "même année, jour et mois inconnus ou de convention",
            0.5,
            1.7e-2,
            NOT_CERTAIN,
        ),
        Level("swapped", "jour et mois inversés", 0.006, 1.5e-5),
        Level("one_digit", "un chiffre de différence", 0.015, 1.2e-3),
        Level(
            "one_part", "seul le jour, le mois ou l'année diffère", 0.006, 4e-3, 0.98
        ),
        Level("same_year", "même année, autre jour", 0.003, 1.6e-2, TO_JUDGE),
        Level("same_day", "même jour et mois, autre année", 0.002, 2.5e-3, TO_JUDGE),
        Level("different", "différente", 0.003, 1.0, NEVER_ALONE, always=True),
    ),
)
PLACE = Field(
    "place",
    "lieu de naissance",
    (
        MISSING,
        *_by_frequency("equal", "identique", 0.95, (1e-4, 1e-3, 6e-3, 5e-2), "lieu"),
        Level("merged", "deux codes d'un même lieu, réuni ou renommé", 0.02, 3e-4),
        Level(
            "department",
            "même département ou ancien pays, autre lieu",
            0.03,
            3e-2,
            TO_JUDGE,
        ),
        Level("different", "différent", 0.02, 0.93, TO_JUDGE),
    ),
)
SEX = Field(
    "sex",
    "sexe",
    (
        MISSING,
        Level("equal", "identique", 0.995, 0.5),
        Level("different", "différent", 0.005, 0.5, TO_JUDGE, always=True),
    ),
)
ADDRESS = Field(
    "address",
    "adresse",
    (
        MISSING,
        Level("equal", "identique", 0.6, 1e-2),
        Level("close", "proche", 0.1, 1e-3),
        Level("postcode", "même code postal ou même commune", 0.2, 5e-2),
        Level("different", "différente", 0.3, 0.9),
    ),
)
DEATH = Field(
    "death",
    "date de décès",
    (
        MISSING,
        Level("equal", "identique", 0.95, 5e-4),
        Level("near", "à quelques jours près", 0.03, 1e-3),
        Level("different", "différente", 0.02, 1.0, TO_JUDGE),
    ),
)

FIELDS = (NIR, NUMBER, SURNAME, USUAL, GIVEN, BIRTH, PLACE, SEX, ADDRESS, DEATH)
"""The order of the fields in a pattern, in a reason, in a waterfall."""


def field(name: str) -> Field:
    """Return one field of `FIELDS`."""
    return next(one for one in FIELDS if one.name == name)
