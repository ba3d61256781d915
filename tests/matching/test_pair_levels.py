"""What two records say of each other, field by field."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bondroit.matching.compare import compare, sides
from bondroit.matching.comparisons import FIELDS
from bondroit.matching.lexicon import Lexicon
from bondroit.matching.pairs import marked
from bondroit.matching.pattern import decode
from bondroit.matching.records import prepare
from bondroit.matching.waterfall import Step, explain_pair, explain_reasons
from bondroit.matching.weights import Prior, pattern_probability

PRIOR = Prior(share=0.5, size=5_000)
BASE: dict[str, object] = {
    "birth_name": "LE GUILLOUZIC",
    "usual_name": None,
    "first_names": "MARIE JEANNE",
    "sex": "F",
    "birth_date": date(1938, 4, 7),
    "birth_place": "45234",
}
_TYPES = {
    "nir": pl.String(),
    "birth_name": pl.String(),
    "usual_name": pl.String(),
    "first_names": pl.String(),
    "sex": pl.String(),
    "birth_date": pl.Date(),
    "birth_date_precision": pl.String(),
    "birth_place": pl.String(),
    "address": pl.String(),
    "postcode": pl.String(),
}


def _row(changes: dict[str, object]) -> pl.DataFrame:
    values = BASE | changes
    return pl.DataFrame({name: [values.get(name)] for name in _TYPES}, schema=_TYPES)


def _steps(left: dict[str, object], right: dict[str, object]) -> list[Step]:
    return explain_pair(_row(left), _row(right), PRIOR)


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        (
            {},
            {"birth_date": date(1938, 7, 4)},
            "date de naissance: jour et mois inversés",
        ),
        (
            {},
            {"birth_date": date(1948, 4, 7)},
            "date de naissance: un chiffre de différence",
        ),
        (
            {},
            {"birth_date": date(1938, 1, 1)},
            "date de naissance: même année, jour et mois inconnus ou de convention",
        ),
        (
            {},
            {"birth_date": date(1938, 4, 1), "birth_date_precision": "month"},
            "date de naissance: même mois, jour inconnu",
        ),
        (
            {},
            {"birth_date": date(1938, 9, 1), "birth_date_precision": "month"},
            "date de naissance: même année, autre jour",
        ),
        (
            {},
            {"birth_date": date(1938, 9, 1), "birth_date_precision": "year"},
            "date de naissance: même année, jour et mois inconnus ou de convention",
        ),
        ({}, {"birth_date": date(1965, 11, 29)}, "date de naissance: différente"),
        (
            {},
            {"birth_name": "LE GUILLOUZIK"},
            "nom de naissance: une lettre de différence",
        ),
        (
            {},
            {"birth_name": "LEGUILLOUZIC MARTIN"},
            "nom de naissance: une partie en commun",
        ),
        (
            {"birth_name": "DE FONTAINE"},
            {"birth_name": "FONTAINE"},
            "nom de naissance: identique à la particule près",
        ),
        (
            {"usual_name": "MOREAU"},
            {"birth_name": "MOREAU"},
            "nom de naissance: égal au nom d'usage de l'autre, nom fréquent",
        ),
        (
            {},
            {"birth_name": "MARIE", "first_names": "LEGUILLOUZIC"},
            "nom de naissance: échangé avec le prénom",
        ),
        ({}, {"first_names": "JEANNE MARIE"}, "prénoms: intervertis"),
        (
            {},
            {"first_names": "JEANNE"},
            "prénoms: l'un est parmi les autres prénoms de l'autre, prénom fréquent",
        ),
        (
            {},
            {"first_names": "MARIE LOUISE"},
            "prénoms: premier prénom identique, les autres différents, prénom fréquent",
        ),
        (
            {},
            {"first_names": "MARIE"},
            "prénoms: premier prénom identique, prénom fréquent",
        ),
        ({}, {"first_names": "MARIA"}, "prénoms: une lettre de différence"),
        ({}, {"first_names": "M"}, "prénoms: même initiale"),
        ({}, {"first_names": "ODILE"}, "prénoms: différents"),
        (
            {},
            {"birth_place": "45018"},
            "lieu de naissance: même département ou ancien pays, autre lieu",
        ),
        ({}, {"birth_place": "29019"}, "lieu de naissance: différent"),
        ({}, {"sex": "M"}, "sexe: différent"),
        (
            {"nir": "2380445234123"},
            {"nir": "2380445234123"},
            "NIR: identique, structure et clé valables",
        ),
        (
            {"nir": "2380445234123"},
            {"nir": "2380445234124"},
            "NIR: différents, tous deux valables",
        ),
        (
            {"nir": "238"},
            {"nir": "238"},
            "NIR: identique, structure ou clé non valable",
        ),
        (
            {"address": "3 rue du Bac", "postcode": "45000"},
            {"address": "3, RUE DU BAC", "postcode": "45000"},
            "adresse: identique",
        ),
    ],
)
def test_each_difference_has_its_words(
    left: dict[str, object], right: dict[str, object], reason: str
) -> None:
    """A level is named in French, whichever side is on the left."""
    assert reason in {step.words for step in _steps(left, right)}
    assert reason in {step.words for step in _steps(right, left)}


def test_an_absent_field_says_nothing() -> None:
    """Unknown values take no part: no step, no weight."""
    steps = _steps({}, {"birth_place": None, "sex": None})
    assert {step.field for step in steps} == {"prior", "surname", "given", "birth"}


@pytest.mark.parametrize(
    ("changes", "most"),
    [
        ({"first_names": "ODILE LOUISE"}, 0.5),
        ({"birth_date": date(1966, 11, 25)}, 0.5),
        ({"birth_place": "29019"}, 0.95),
        ({"birth_place": "45018"}, 0.95),
        ({"sex": "M"}, 0.95),
        ({"nir": "2380445234124"}, 0.95),
    ],
)
def test_contradictions_bound_the_probability(
    changes: dict[str, object], most: float
) -> None:
    """A twin, a daughter, a homonym or another number is never more than possible."""
    final = _steps({"nir": "2380445234123"}, changes)[-1]
    assert final.probability < most


def test_a_shared_number_does_not_hide_another_birth() -> None:
    """Two births under one certified NIR stay apart."""
    same = {"nir": "2380445234123"}
    assert _steps(same, same | {"birth_date": date(1966, 11, 25)})[-1].probability < 0.5
    assert _steps(same, same | {"birth_name": "MOREAU"})[-1].probability > 0.999


def test_reasons_of_a_match_give_its_waterfall_back() -> None:
    """The reasons stored with a match are enough to explain it."""
    steps = _steps({"birth_place": "29019"}, {})
    reasons = [step.words for step in steps if step.field not in {"prior", "ceiling"}]
    assert explain_reasons(reasons, PRIOR) == steps
    assert explain_reasons(reasons, PRIOR, final=0.2)[-1].field == "rivals"


def test_words_of_levels_are_distinct() -> None:
    """Each reason names one level only."""
    words = [
        field.reason(code) for field in FIELDS for code in range(len(field.levels))
    ]
    assert len(words) == len(set(words))


_NAMES = st.sampled_from(
    ["MARTIN", "LE GOFF", "LEGOFF", "DUPONT MARTIN", "DUPOND", "DE BRUYN", "X", None]
)
_GIVEN = st.sampled_from(
    [
        "JEAN",
        "JEANNE MARIE",
        "MARIE JEANNE",
        "J",
        "JEAN PIERRE",
        "PIERRE JEAN LUC",
        None,
    ]
)
_DATES = st.one_of(st.none(), st.dates(date(1930, 1, 1), date(1931, 12, 31)))
_PEOPLE = st.fixed_dictionaries(
    {
        "birth_name": _NAMES,
        "usual_name": _NAMES,
        "first_names": _GIVEN,
        "birth_date": _DATES,
        "birth_date_precision": st.sampled_from(["day", "month", "year", None]),
        "sex": st.sampled_from(["M", "F", None]),
        "birth_place": st.sampled_from(["45234", "75112", "75056", "99352", None]),
        "nir": st.sampled_from(["2380445234123", "1380445234123", "12", None]),
        "postcode": st.sampled_from(["45000", None]),
    }
)


_Person = dict[str, object]
_COUPLES = st.lists(st.tuples(_PEOPLE, _PEOPLE), min_size=1, max_size=15)


def _patterns(couples: list[tuple[_Person, _Person]]) -> list[int]:
    """Return the pattern of each couple, all compared at once."""
    lexicon, records = Lexicon(), []
    for people in zip(*couples, strict=True):
        rows = pl.concat([_row(dict.fromkeys(_TYPES) | one) for one in people])
        ids = rows.with_row_index("id").with_columns(source=pl.lit("s"))
        records.append(
            prepare(ids.with_columns(pl.col("id") + 1_000), ("source", "id"), lexicon)
        )
    (left, right), _ = marked(records)
    pairs = pl.DataFrame({"i": left.members["row"], "j": right.members["row"]})
    return compare(sides(left, right), pairs).to_list()


@settings(max_examples=8, deadline=None)
@given(_COUPLES)
def test_comparison_is_symmetric(couples: list[tuple[_Person, _Person]]) -> None:
    """Left against right says the same as right against left."""
    turned = [(other, one) for one, other in couples]
    assert _patterns(couples) == _patterns(turned)


@settings(max_examples=8, deadline=None)
@given(_COUPLES)
def test_nothing_beats_identity(couples: list[tuple[_Person, _Person]]) -> None:
    """No record resembles a record more than itself, on the fields both know."""
    compared = []
    for one, other in couples:
        known = [
            name for name in one if one[name] is not None and other[name] is not None
        ]
        mine, theirs = ({name: of[name] for name in known} for of in (one, other))
        compared += [(mine, mine), (mine, theirs)]
    chances = [
        pattern_probability(decode(pattern), PRIOR) for pattern in _patterns(compared)
    ]
    for itself, another in zip(chances[::2], chances[1::2], strict=True):
        assert itself >= another - 1e-12
