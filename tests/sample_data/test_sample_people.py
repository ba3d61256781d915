"""People, their numbers and the way files write them down."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban as iban_number
from stdnum.fr import nir as nir_number
from stdnum.fr import siret as siret_number

from bondroit.sample_data import identifiers, noise
from bondroit.sample_data.making import Sample
from bondroit.sample_data.people import People


@given(st.integers(0, 10**6))
def test_every_identifier_passes_its_key(seed: int) -> None:
    """IBAN, SIRET and NIR of any draw are valid for an independent library."""
    rng = Random(seed)  # noqa: S311 - seeded draws
    person = People(rng).person(date(1930, 1, 1), date(2020, 1, 1))
    assert iban_number.is_valid(identifiers.iban(rng))
    assert siret_number.is_valid(identifiers.siret(rng))
    assert nir_number.is_valid(person.nir + identifiers.nir_key(person.nir))


@given(
    st.integers(0, 10**6),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=20),
)
def test_a_typing_error_changes_the_name_and_keeps_its_first_letter(
    seed: int, name: str
) -> None:
    """A typing error is one small change away from the first letter."""
    wrong = noise.typo(Random(seed), name)  # noqa: S311 - seeded draws
    assert wrong[0] == name[0]
    assert abs(len(wrong) - len(name)) <= 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Lefèvre", "LEFEVRE"), ("Élodie", "ELODIE"), ("Le Goff", "LE GOFF")],
)
def test_registers_write_plain_capitals(name: str, expected: str) -> None:
    """Accents disappear, blanks stay."""
    assert noise.plain(name) == expected


def test_no_two_people_share_a_birth_date_and_a_name_by_chance(sample: Sample) -> None:
    """Only deliberate twins share a surname and a birth date, none a forename too."""
    persons = sample.world.people.persons
    full = [(one.birth, one.birth_name, one.first_names[0]) for one in persons]
    assert len(set(full)) == len(full)
    surnames = [(one.birth, one.birth_name) for one in persons]
    assert len(surnames) - len(set(surnames)) == 3


def test_no_stranger_of_the_register_looks_like_somebody_known(sample: Sample) -> None:
    """A stranger never shares birth date and surname with a person of the files."""
    known = {
        (f"{one.birth:%Y%m%d}", noise.plain(one.birth_name))
        for one in sample.world.people.persons
        if one.death is None
    }
    twins = {
        (f"{one.birth:%Y%m%d}", noise.plain(one.birth_name))
        for one in sample.world.people.persons
        if one.death is not None
    }
    found = {(death.birth, death.surname) for death in sample.world.register.deaths}
    assert not (found & known) - twins


def test_a_register_line_is_of_fixed_width(sample: Sample) -> None:
    """Each line holds 176 characters, its name ended by a star and a slash."""
    for death in sample.world.register.deaths:
        assert len(death.line) == 176
        assert "*" in death.line[:80]
        assert "/" in death.line[:80]
