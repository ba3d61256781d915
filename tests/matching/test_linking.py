"""Individuals, deaths and stays on a synthetic town and on small cases."""

from datetime import date

import polars as pl
import pytest
from one_woman import WOMAN, women
from polars.testing import assert_frame_equal

from bondroit.matching.linking import match_tables
from bondroit.model.outputs import MATCHES
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES


def _deaths(*changes: dict[str, object]) -> pl.DataFrame:
    base = WOMAN | {
        "source": "insee",
        "death_date": date(2025, 1, 14),
        "birth_date_precision": "day",
    }
    return pl.DataFrame(
        [base | change for change in changes], schema=TABLES["deaths"].schema
    )


def _tables(**frames: pl.DataFrame) -> TableSet:
    return TableSet(frames={name: frame.lazy() for name, frame in frames.items()})


def _individuals(people: pl.DataFrame) -> dict[str, str]:
    frame = match_tables(_tables(people=people)).tables.individuals
    assert frame is not None
    return dict(frame.collect().select("person_id", "individual_id").iter_rows())


def _deaths_found(
    people: pl.DataFrame, deaths: pl.DataFrame
) -> list[tuple[str, str, str]]:
    frame = match_tables(_tables(people=people, deaths=deaths)).tables.matches
    assert frame is not None
    return (
        frame.collect()
        .filter(pl.col("right_table") == "deaths")
        .select("left_id", "right_id", "band")
        .rows()
    )


def test_every_person_has_an_individual() -> None:
    """People without any link are individuals too, named after their record."""
    people = women(
        {},
        {"person_id": "2", "birth_name": "MOREAU", "first_names": "Paul", "sex": "M"},
    )
    named = _individuals(people)
    assert set(named) == {"1", "2"}
    assert len(set(named.values())) == 2
    assert all(len(name) == 13 and name.startswith("I") for name in named.values())


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"usual_name": "MOREAU"},
        {"birth_date": date(1938, 7, 4)},
        {"birth_name": "LE GUILLOUSIC"},
        {"nir": "2380445234123", "first_names": "Jeannette", "birth_name": "GUILOUZ"},
    ],
)
def test_one_person_in_two_files_is_one_individual(other: dict[str, object]) -> None:
    """The same person under another file, with a slip or a married name, is merged."""
    nir: dict[str, object] = {"nir": "2380445234123"} if "nir" in other else {}
    named = _individuals(women(nir, {"source": "pch", "person_id": "2"} | other))
    assert named["1"] == named["2"]


@pytest.mark.parametrize(
    "other",
    [
        {"first_names": "Odile Louise"},
        {"birth_date": date(1966, 11, 25)},
        {"birth_place": "29019"},
        {"nir": "2380445234999"},
        {"sex": "M"},
    ],
)
def test_twins_daughters_and_homonyms_stay_apart(other: dict[str, object]) -> None:
    """A contradiction keeps two individuals."""
    named = _individuals(
        women({"nir": "2380445234123"}, {"source": "pch", "person_id": "2"} | other)
    )
    assert named["1"] != named["2"]


def test_a_bridge_does_not_join_two_numbers() -> None:
    """A record without number cannot bring two certified numbers into one individual."""
    people = women(
        {"nir": "2380445234123"},
        {"source": "pch", "person_id": "2", "nir": "2380445234999"},
        {"source": "rsa", "person_id": "3"},
    )
    named = _individuals(people)
    assert named["1"] != named["2"]


def test_one_person_of_two_households_is_one_individual() -> None:
    """RSA gives a person one id a household: they meet again."""
    named = _individuals(
        women(
            {"source": "rsa", "person_id": "H1:a"},
            {"source": "rsa", "person_id": "H2:a"},
        )
    )
    assert named["H1:a"] == named["H2:a"]


@pytest.mark.parametrize(
    ("person", "death"),
    [
        ({}, {}),
        ({"usual_name": "MOREAU"}, {}),
        ({"birth_name": "Le Guillouzic née Kervella"}, {"birth_name": "KERVELLA"}),
        ({"first_names": "Marie"}, {"first_names": "MARIE JEANNE YVONNE"}),
    ],
)
def test_a_death_is_found(person: dict[str, object], death: dict[str, object]) -> None:
    """The death of a person is certain when names, birth and place agree."""
    assert _deaths_found(women(person), _deaths({"death_id": "d"} | death)) == [
        ("1", "d", "certain")
    ]


@pytest.mark.parametrize(
    ("death", "band"),
    [
        ({"first_names": "ODILE LOUISE"}, None),
        ({"birth_date": date(1966, 11, 25)}, None),
        ({"birth_place": "29019"}, "possible"),
        ({"birth_place": "45018"}, "possible"),
        (
            {"birth_date": date(1938, 1, 1), "birth_date_precision": "year"},
            "probable",
        ),
    ],
)
def test_a_doubtful_death_is_never_certain(
    death: dict[str, object], band: str | None
) -> None:
    """A twin or a daughter is no death; a homonym born elsewhere is to be judged."""
    expected = [("1", "d", band)] if band else []
    found = _deaths_found(women({}), _deaths({"death_id": "d"} | death))
    assert found == expected


def test_two_deaths_that_fit_are_both_possible() -> None:
    """A tie is left to a person; the same death written twice is no tie."""
    other = {"death_id": "d2", "death_date": date(2019, 3, 2)}
    assert _deaths_found(women({}), _deaths({"death_id": "d1"}, other)) == [
        ("1", "d1", "possible"),
        ("1", "d2", "possible"),
    ]
    assert _deaths_found(
        women({}), _deaths({"death_id": "d1"}, {"death_id": "d2"})
    ) == [("1", "d1", "certain")]


def test_both_records_of_one_individual_have_its_death() -> None:
    """Two records of one person do not rival each other for their death."""
    people = women({}, {"source": "pch", "person_id": "2", "usual_name": "MOREAU"})
    assert _deaths_found(people, _deaths({"death_id": "d"})) == [
        ("1", "d", "certain"),
        ("2", "d", "certain"),
    ]


def test_stays_are_matched_by_number_or_by_names() -> None:
    """A list of stays finds people; a stay that names our person is left alone."""
    columns = {"source": "stays", "kind": "hospital", "start_date": date(2025, 1, 2)}
    names = {
        name: WOMAN[name] for name in ("birth_name", "first_names", "sex", "birth_date")
    }
    stays = pl.DataFrame(
        [
            columns | {"stay_id": "number", "nir": "2380445234123"},
            columns | {"stay_id": "names"} | names,
            columns
            | {"stay_id": "ours", "person_source": "apa", "person_id": "1"}
            | names,
            columns
            | {"stay_id": "stranger"}
            | names
            | {"birth_date": date(1950, 9, 30)},
        ],
        schema=TABLES["stays"].schema,
    )
    matches = match_tables(
        _tables(people=women({"nir": "2380445234123"}), stays=stays)
    ).tables.matches
    assert matches is not None
    found = matches.collect().filter(pl.col("right_table") == "stays")
    assert found["right_id"].to_list() == ["names", "number"]
    assert set(found["band"]) <= {"certain", "probable"}


def test_no_people_no_match() -> None:
    """Empty tables give empty outputs of the right columns."""
    tables = match_tables(_tables(deaths=_deaths({"death_id": "d"}))).tables
    assert tables.matches is not None
    assert tables.individuals is not None
    assert tables.matches.collect().schema == pl.Schema(MATCHES)
    assert tables.individuals.collect().is_empty()


def test_row_order_changes_nothing() -> None:
    """Shuffled deliveries give the same individuals and matches."""
    base = [
        {
            "person_id": f"{number:03d}",
            "birth_name": f"K{'ERVL'[number % 4]}OAS{number % 7}",
            "birth_date": date(1938, 4, 1 + number % 9),
        }
        for number in range(120)
    ]
    people = women(*base)
    deaths = _deaths(*({"death_id": str(row["person_id"])} | row for row in base[::2]))
    first, second = (
        match_tables(
            _tables(
                people=people.sample(fraction=1, shuffle=True, seed=seed),
                deaths=deaths.sample(fraction=1, shuffle=True, seed=seed),
            )
        ).tables
        for seed in (1, 2)
    )
    for one, other in (
        (first.matches, second.matches),
        (first.individuals, second.individuals),
    ):
        assert one is not None
        assert other is not None
        assert_frame_equal(one.collect(), other.collect())
