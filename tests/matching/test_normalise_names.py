"""Names, numbers and places in one form."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bondroit.matching.lexicon import Lexicon
from bondroit.matching.normalise import (
    certified,
    nir_key,
    nir_text,
    place,
    surnames,
    words,
)


def _one(expression: pl.Expr, **values: str | None) -> object:
    frame = pl.DataFrame(
        {name: [value] for name, value in values.items()},
        schema=dict.fromkeys(values, pl.String),
    )
    return frame.select(expression).item()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Éloïse", "ELOISE"),
        ("  jean-pierre  ", "JEAN PIERRE"),
        ("Œuvrard", "OEUVRARD"),
        ("L'Hôte", "L HOTE"),
        ("straße", "STRASSE"),
        ("DUP0NT", "DUPONT"),
        ("محمد", "محمد"),
        ("😀", None),
        ("   ", None),
        (None, None),
    ],
)
def test_words_have_one_form(raw: str | None, expected: str | None) -> None:
    """Accents, hyphens, ligatures and digits typed for letters leave one form."""
    assert _one(words(pl.col("raw")), raw=raw) == expected


@given(st.text(max_size=120))
def test_words_are_stable(raw: str) -> None:
    """Normalising twice changes nothing."""
    once = _one(words(pl.col("raw")), raw=raw)
    assert once is None or _one(words(pl.col("raw")), raw=str(once)) == once


@pytest.mark.parametrize(
    ("raw", "full", "core", "married"),
    [
        ("Le Guillouzic", "LEGUILLOUZIC", "LEGUILLOUZIC", None),
        ("de la Fontaine", "DELAFONTAINE", "FONTAINE", None),
        ("D'Ormesson", "DORMESSON", "ORMESSON", None),
        ("De", "DE", "DE", None),
        ("ST GERMAIN", "SAINTGERMAIN", "SAINTGERMAIN", None),
        ("Madame Durand", "DURAND", "DURAND", None),
        ("MARTIN NEE DUPONT", "DUPONT", "DUPONT", "MARTIN"),
        ("DUPONT épouse MARTIN", "DUPONT", "DUPONT", "MARTIN"),
        ("NEE", "NEE", "NEE", None),
    ],
)
def test_surnames_lose_particles_and_titles(
    raw: str, full: str, core: str, married: str | None
) -> None:
    """A surname has a full form, a core, and perhaps a married name beside."""
    row = surnames(pl.Series([raw])).row(0, named=True)
    assert (row["full"], row["core"], row["married"]) == (full, core, married)


def test_given_names_keep_their_order_and_their_set() -> None:
    """Compound and comma-separated names become words; their set ignores order."""
    one, other, glued, none = (
        Lexicon()
        .given(
            pl.Series(
                ["Jean-Pierre, Louis", "LOUIS PIERRE JEAN", "JEANPIERRE LOUIS", None]
            )
        )
        .to_dicts()
    )
    assert (one["g1"], one["g2"], one["g3"]) == (other["g3"], other["g2"], other["g1"])
    assert one["gset"] == other["gset"]
    assert one["glist"] != other["glist"]
    assert one["glued"] == glued["glued"] != other["glued"]
    assert one["g12"] == glued["g1"]
    assert (one["gn"], glued["gn"]) == (3, 2)
    assert set(none.values()) == {0}


def test_a_long_list_of_given_names_is_one_set_whatever_its_order() -> None:
    """Seven names in another order are the same set; one less is another."""
    names = ["ANNE", "BEA", "CLEO", "DORA", "EVE", "FANNY", "GINA"]
    lists = [names, names[::-1], names[:-1]]
    codes = Lexicon().given(pl.Series([" ".join(one) for one in lists]))
    assert codes["gset"][0] == codes["gset"][1] != codes["gset"][2]
    assert codes["glued"].n_unique() == 3
    assert codes["gn"].to_list() == [5, 5, 5]


@pytest.mark.parametrize(
    ("nir", "key", "expected"),
    [
        ("2550599352999", None, True),
        ("1800145234123", None, True),
        ("180012A004123", None, True),
        ("1801345234123", None, False),
        ("18001", None, False),
        (None, None, False),
    ],
)
def test_nir_needs_its_structure(
    nir: str | None, key: str | None, *, expected: bool
) -> None:
    """A number without key is certified by its structure."""
    assert _one(certified(pl.col("nir"), pl.col("key")), nir=nir, key=key) is expected


def test_nir_key_of_the_mainland_and_corsica() -> None:
    """The key is 97 minus the number modulo 97; 2A counts as 19 and 2B as 18."""
    assert (
        _one(nir_key(pl.col("nir")), nir="2550814168025")
        == f"{97 - 2550814168025 % 97:02d}"
    )
    assert (
        _one(nir_key(pl.col("nir")), nir="180012A004123")
        == f"{97 - 1800119004123 % 97:02d}"
    )
    wrong = "00"
    assert (
        _one(certified(pl.col("nir"), pl.col("key")), nir="2550814168025", key=wrong)
        is False
    )


@pytest.mark.parametrize(
    "raw",
    ["7800145234123", "3800145234123", "0000000000000", "9999999999999", "", None],
)
def test_provisional_numbers_are_nobodys(raw: str | None) -> None:
    """Waiting numbers and fillers are dropped."""
    assert _one(nir_text(pl.col("nir")), nir=raw) is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("75112", "75056"),
        ("69383", "69123"),
        ("13208", "13055"),
        ("91352", "99352"),
        ("2a004", "2A004"),
        ("99999", None),
        ("Paris", None),
    ],
)
def test_places_follow_their_city(raw: str, expected: str | None) -> None:
    """Arrondissements become their city, Algerian départements Algeria."""
    assert _one(place(pl.col("raw")), raw=raw) == expected
