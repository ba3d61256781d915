"""Answers of reviewers are respected; last month's comparisons change nothing."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from one_woman import WOMAN
from polars.testing import assert_frame_equal

from bondroit.errors import DataError
from bondroit.matching.answers import read_answers
from bondroit.matching.cache import Cache
from bondroit.matching.linking import match_tables
from bondroit.matching.pairs import link_within
from bondroit.matching.records import prepare
from bondroit.matching.uses import PEOPLE
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES


def _tables(
    people: list[dict[str, object]], deaths: list[dict[str, object]]
) -> TableSet:
    frames = {
        "people": pl.DataFrame(people, schema=TABLES["people"].schema).lazy(),
        "deaths": pl.DataFrame(deaths, schema=TABLES["deaths"].schema).lazy(),
    }
    return TableSet(frames=frames)


def _answer(right: tuple[str, str], table: str, said: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "left_source": ["apa"],
            "left_id": ["1"],
            "right_source": [right[0]],
            "right_id": [right[1]],
            "right_table": [table],
            "answer": [said],
        }
    )


def _individuals(tables: TableSet) -> dict[str, str]:
    assert tables.individuals is not None
    return dict(
        tables.individuals.collect().select("person_id", "individual_id").iter_rows()
    )


def _dead(tables: TableSet) -> list[tuple[str, str]]:
    assert tables.matches is not None
    found = tables.matches.collect().filter(pl.col("right_table") == "deaths")
    return found.select("right_id", "band").rows()


def test_two_people_said_different_stay_two() -> None:
    """Records that only look the same are never merged again."""
    people = [WOMAN, WOMAN | {"source": "pch", "person_id": "2"}]
    said = _answer(("pch", "2"), "people", "different")
    named = _individuals(match_tables(_tables(people, []), said).tables)
    assert named["1"] != named["2"]


def test_two_people_said_the_same_are_one() -> None:
    """Records that nothing brings together are merged when a person says so."""
    other = {
        "source": "pch",
        "person_id": "2",
        "birth_name": "MOREAU",
        "first_names": "J",
    }
    people = [WOMAN, other | {"sex": "F"}]
    said = _answer(("pch", "2"), "people", "same")
    named = _individuals(match_tables(_tables(people, []), said).tables)
    assert named["1"] == named["2"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("different", []),
        ("unsure", [("d", "possible")]),
        ("same", [("d", "certain")]),
    ],
)
def test_the_answer_on_a_death_holds(
    said: str, expected: list[tuple[str, str]]
) -> None:
    """Different: no match; unsure: possible at most; same: certain."""
    death = WOMAN | {
        "source": "insee",
        "death_id": "d",
        "death_date": date(2025, 1, 1),
    }
    del death["person_id"]
    tables = _tables([WOMAN], [death])
    answers = _answer(("insee", "d"), "deaths", said)
    assert _dead(match_tables(tables, answers).tables) == expected


def test_a_death_said_the_same_is_kept_though_nothing_agrees() -> None:
    """An answer stands even where no blocking pass brings the pair."""
    death: dict[str, object] = {
        "source": "insee",
        "death_id": "d",
        "birth_name": "MOREAU",
        "first_names": "ODILE",
        "sex": "F",
        "birth_date": date(1951, 2, 3),
    }
    answers = _answer(("insee", "d"), "deaths", "same")
    assert _dead(match_tables(_tables([WOMAN], [death]), answers).tables) == [
        ("d", "certain")
    ]


def test_answers_are_read_from_a_snapshot(tmp_path: Path) -> None:
    """A file gives its answers, none is no answer, a wrong one is refused."""
    path = tmp_path / "answers.parquet"
    assert read_answers(path) is None
    _answer(("pch", "2"), "people", "same").write_parquet(path)
    read = read_answers(path)
    assert read is not None
    assert read["answer"].to_list() == ["same"]
    _answer(("pch", "2"), "people", "peut-être").write_parquet(path)
    with pytest.raises(DataError, match="unsure"):
        read_answers(path)


_PERSON = st.tuples(
    st.sampled_from(["MOREAU", "MORAU", "KERVELLA", "LE GOFF", None]),
    st.sampled_from(["ANNE", "ANNE MARIE", "MARIE", "PAUL"]),
    st.sampled_from([date(1950, 3, 9), date(1950, 9, 3), date(1961, 1, 1), None]),
    st.sampled_from(["45234", "75112", None]),
)


def _file(people: list[tuple[object, ...]]) -> pl.DataFrame:
    names = ("birth_name", "first_names", "birth_date", "birth_place")
    types = (pl.String, pl.String, pl.Date, pl.String)
    rows = [dict(zip(names, one, strict=True)) for one in people]
    frame = pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)))
    return frame.with_columns(
        pl.lit("s").alias("source"),
        pl.int_range(pl.len()).cast(pl.String).str.zfill(4).alias("person_id"),
    )


@settings(max_examples=12, deadline=None)
@given(st.lists(_PERSON, max_size=25), st.lists(_PERSON, min_size=1, max_size=12))
def test_next_month_gives_the_same_result_as_from_scratch(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[tuple[object, ...]],
    added: list[tuple[object, ...]],
) -> None:
    """What was compared last month is not compared again, and nothing differs."""
    folder = tmp_path_factory.mktemp("cache")
    ids = ("source", "person_id")
    for people in (before, before + added, added):
        records = prepare(_file(people), ids)
        kept, scratch = Cache(folder), Cache()
        one = link_within(records, PEOPLE, cache=kept)
        other = link_within(records, PEOPLE, cache=scratch)
        assert_frame_equal(one.pairs, other.pairs)
        again = Cache(folder)
        link_within(records, PEOPLE, cache=again)
        assert again.compared == 0
        assert again.reused == scratch.compared


def test_a_broken_cache_is_no_harm(tmp_path: Path) -> None:
    """A file that cannot be read is as none."""
    people = [WOMAN, WOMAN | {"source": "pch", "person_id": "2", "sex": None}]
    folder = tmp_path / "cache"
    first = match_tables(_tables(people, []), cache=folder).tables
    for path in folder.iterdir():
        path.write_bytes(b"broken")
    second = match_tables(_tables(people, []), cache=folder).tables
    assert first.matches is not None
    assert second.matches is not None
    assert_frame_equal(first.matches.collect(), second.matches.collect())
