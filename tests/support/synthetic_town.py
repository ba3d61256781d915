"""A seeded synthetic town: people, and a register of deaths that tells the truth.

It plants what matching must survive: twins, father and son, homonyms, couples under
one married name, typing slips, swapped days and months, second given names.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl

_SYLLABLES = (
    "BAR",
    "LE",
    "MON",
    "TI",
    "GUE",
    "ROU",
    "CHA",
    "VIL",
    "DU",
    "PER",
    "NAR",
    "SO",
    "KER",
    "BEL",
    "FON",
    "MAR",
)
_FIRST = {
    "M": (
        "JEAN",
        "PIERRE",
        "MICHEL",
        "ANDRE",
        "RENE",
        "LOUIS",
        "ALAIN",
        "JACQUES",
        "BERNARD",
        "MARCEL",
        "DANIEL",
        "ROGER",
        "PAUL",
        "ROBERT",
        "CLAUDE",
        "HENRI",
        "GUY",
        "MAURICE",
        "SERGE",
        "LUCIEN",
    ),
    "F": (
        "MARIE",
        "JEANNE",
        "FRANCOISE",
        "MONIQUE",
        "CATHERINE",
        "NATHALIE",
        "ISABELLE",
        "JACQUELINE",
        "ANNE",
        "SYLVIE",
        "MARTINE",
        "MADELEINE",
        "NICOLE",
        "SUZANNE",
        "HELENE",
        "CHRISTINE",
        "ODETTE",
        "DENISE",
        "YVONNE",
        "SIMONE",
    ),
}
_COMMUNES = tuple(
    f"{department:02d}{number:03d}"
    for department in (18, 28, 36, 37, 41, 45, 75)
    for number in (18, 44, 101, 208, 232)
)


@dataclass
class Town:
    """People, deaths, and who died.

    Attributes:
        people: columns of the table, source `apa`.
        deaths: columns of the table, source `insee`.
        truth: pairs (person_id, death_id).
        lookalikes: pairs that resemble and are two people.

    """

    people: pl.DataFrame
    deaths: pl.DataFrame
    truth: set[tuple[str, str]]
    lookalikes: set[tuple[str, str]] = field(default_factory=set)


Person = dict[str, object]


def _names(draw: random.Random, count: int) -> list[str]:
    return ["".join(draw.sample(_SYLLABLES, draw.choice((2, 3)))) for _ in range(count)]


def draw_person(draw: random.Random, surnames: list[str]) -> Person:
    """Draw anyone."""
    sex = draw.choice("MF")
    common = draw.random() < 0.2
    return {
        "birth_name": draw.choice(surnames[:40] if common else surnames),
        "usual_name": None,
        "first_names": " ".join(draw.sample(_FIRST[sex], 2)),
        "sex": sex,
        "birth_date": date(1925, 1, 1) + timedelta(days=draw.randrange(25_000)),
        "birth_place": draw.choice(_COMMUNES),
    }


def _typo(draw: random.Random, text: str) -> str:
    at = draw.randrange(1, len(text))
    return text[:at] + draw.choice("AEIOU") + text[at + 1 :]


def _noisy(draw: random.Random, person: Person) -> Person:
    copy = dict(person)
    name, given, born = (
        str(copy["birth_name"]),
        str(copy["first_names"]),
        copy["birth_date"],
    )
    assert isinstance(born, date)
    slip = draw.random()
    if slip < 0.03:
        copy["birth_name"] = _typo(draw, name)
    elif slip < 0.05:
        copy["first_names"] = _typo(draw, given)
    elif slip < 0.06 and born.day <= 12:
        copy["birth_date"] = date(born.year, born.day, born.month)
    elif slip < 0.07:
        copy["birth_date"] = born.replace(year=born.year + draw.choice((-10, 10)))
    elif slip < 0.12:
        copy["birth_place"] = None
    elif slip < 0.13:
        copy["first_names"] = " ".join(reversed(given.split()))
    elif slip < 0.25:
        copy["first_names"] = given.split(maxsplit=1)[0].title()
    return copy


def _lookalike(draw: random.Random, person: Person, kind: int) -> Person:
    """Someone else who resembles: a twin, a son, a homonym, a spouse."""
    other = dict(person)
    born = other["birth_date"]
    assert isinstance(born, date)
    names = _FIRST[str(other["sex"])]
    if kind == 0:
        firsts = [name for name in names if name not in str(other["first_names"])]
        other["first_names"] = " ".join(draw.sample(firsts, 2))
    elif kind == 1:
        other["birth_date"] = born + timedelta(days=9_000 + draw.randrange(3_000))
    elif kind == 2:
        place = str(other["birth_place"])
        other["birth_place"] = draw.choice(
            [code for code in _COMMUNES if code != place]
        )
    else:
        sex = "F" if other["sex"] == "M" else "M"
        other["sex"] = sex
        other["first_names"] = " ".join(draw.sample(_FIRST[sex], 2))
        other["birth_date"] = born + timedelta(days=400 + draw.randrange(900))
        other["birth_place"] = draw.choice(_COMMUNES)
    return other


def build_town(count: int, seed: int) -> Town:
    """Build a town: half of the people are dead, 4 % of the living have a dead double."""
    draw = random.Random(seed)  # noqa: S311 - a seeded town
    surnames = _names(draw, count)
    people: list[Person] = []
    deaths: list[Person] = []
    truth: set[tuple[str, str]] = set()
    lookalikes: set[tuple[str, str]] = set()
    for number in range(count):
        person = draw_person(draw, surnames)
        ids = f"P{number:06d}", f"D{number:06d}"
        told = dict(person)
        if person["sex"] == "F" and draw.random() < 0.5:
            told["usual_name"] = draw.choice(surnames)
            if draw.random() < 0.1:
                told["birth_name"] = told["usual_name"]
        people.append(told | {"source": "apa", "person_id": ids[0]})
        if number % 2:
            deaths.append(
                _noisy(draw, person) | {"source": "insee", "death_id": ids[1]}
            )
            if told["birth_name"] == person["birth_name"]:
                truth.add(ids)
        elif number % 25 == 0:
            double = _lookalike(draw, person, number // 25 % 4)
            deaths.append(double | {"source": "insee", "death_id": ids[1]})
            lookalikes.add(ids)
        else:
            deaths.append(
                draw_person(draw, surnames) | {"source": "insee", "death_id": ids[1]}
            )
    frame = pl.DataFrame(deaths, infer_schema_length=None).drop("usual_name")
    return Town(
        pl.DataFrame(people, infer_schema_length=None), frame, truth, lookalikes
    )
