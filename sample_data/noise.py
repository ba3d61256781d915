"""How files write people down: accents, typing errors, married names, swapped forenames."""

import unicodedata
from functools import cache
from random import Random

from bondroit.sample_data import identifiers
from bondroit.sample_data.people import Person, Record

_NEAR = {"a": "q", "e": "r", "i": "o", "n": "m", "s": "d", "t": "y", "u": "i", "r": "t"}


@cache
def plain(text: str) -> str:
    """Return the text in capitals without accents, as registers write it."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(
        char for char in decomposed if not unicodedata.combining(char)
    ).upper()


def typo(rng: Random, text: str) -> str:
    """Return the text with one typing error away from its first letter."""
    if len(text) < 5:  # noqa: PLR2004
        return text + text[-1]
    place = rng.randint(1, len(text) - 2)
    kind = rng.randrange(4)
    if kind == 0:
        return text[:place] + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place] + text[place:]
    if kind == 2 and text[place] != text[place + 1]:  # noqa: PLR2004
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    near = _NEAR.get(text[place].lower(), "e")
    near = near.upper() if text[place].isupper() else near
    return text[:place] + near + text[place + 1 :]


def record(
    rng: Random, source: str, person_id: str, person: Person, *, noise: float = 0.06
) -> Record:
    """Write a person down in a source.

    Args:
        rng: the generator's randomness.
        source: name of the source.
        person_id: the person's id there.
        person: who.
        noise: chance of each kind of defect (typing error, missing NIR, married name
            written as birth name).

    """
    forenames = person.first_names if rng.random() < 0.7 else person.first_names[:1]  # noqa: PLR2004
    entry = Record(
        source=source,
        person_id=person_id,
        person=person,
        birth_name=person.birth_name,
        usual_name=person.usual_name,
        first_names=" ".join(forenames),
        birth=person.birth,
        nir=person.nir,
        nir_key=identifiers.nir_key(person.nir),
    )
    if rng.random() < noise:
        entry.birth_name = typo(rng, entry.birth_name)
    if rng.random() < noise:
        entry.nir = entry.nir_key = None
    if rng.random() < noise and " " in entry.first_names:
        first, rest = entry.first_names.split(" ", 1)
        entry.first_names = f"{rest} {first}"
    if rng.random() < 0.4:  # noqa: PLR2004
        entry.birth_name = entry.birth_name.upper()
    if rng.random() < noise:
        entry.birth_name = plain(entry.birth_name)
    return entry
