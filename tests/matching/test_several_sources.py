"""People of several sources, judged by decoys where these can serve; said where not."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from synthetic_town import Town

from bondroit.matching import several, source_decoys
from bondroit.matching.calibrate import literal
from bondroit.matching.linking import match_tables
from bondroit.matching.saved import SavedWeights
from bondroit.matching.told import Matched
from bondroit.model.table_set import TableSet
from bondroit.run.reporting import links_told

_ONCE = {"apa": True, "pch": True}


@pytest.fixture(scope="module")
def people(town: Town) -> pl.DataFrame:
    """Its people, and those that a second source tells without their usual name."""
    second = town.deaths.rename({"death_id": "person_id"})
    told = second.with_columns(pl.lit("pch").alias("source"))
    return pl.concat([town.people, told], how="diagonal_relaxed")


def _matched(people: pl.DataFrame, **given: Any) -> Matched:  # noqa: ANN401
    return match_tables(TableSet(frames={"people": people.lazy()}), **given)


def _matches(found: Matched) -> pl.DataFrame:
    assert found.tables.matches is not None
    return found.tables.matches.collect()


@pytest.fixture(scope="module")
def found(people: pl.DataFrame) -> Matched:
    """The links of both sources, where a person has one record."""
    return _matched(people, one_record=_ONCE)


def test_two_sources_are_judged_by_the_decoys_of_both(
    found: Matched, town: Town
) -> None:
    """What is called 0.99 is right, and most of the people are found."""
    told = found.report["people"]
    assert told["method"] == "decoys"
    assert told["why"] is None
    called = _matches(found).filter(pl.col("probability") >= 0.99)
    couples = called.select("left_id", "right_id").rows()
    right = [a[1:] == b[1:] for a, b in couples]
    assert len(right) >= 0.9 * len(town.truth)
    assert sum(right) >= 0.998 * len(right)


def test_decoys_bring_more_of_the_people_together(
    found: Matched, people: pl.DataFrame, town: Town
) -> None:
    """Written or learnt weights leave more of the same people apart."""
    counts = [
        sum(
            couple in town.truth
            for couple in _matches(one)
            .filter(pl.col("probability") >= 0.95)
            .select("left_id", "right_id")
            .rows()
        )
        for one in (found, _matched(people))
    ]
    assert counts[0] > counts[1]


def test_the_list_says_how_many_false_links_to_expect(found: Matched) -> None:
    """The sum of what each link may be wrong by, in each band, refused links apart."""
    told = found.report["people"]
    certain = _matches(found).filter(pl.col("band") == "certain")
    assert told["links"]["certain"] == certain.height
    expected = float((1 - certain["probability"]).sum())
    assert told["expected_false"]["certain"] == pytest.approx(expected, abs=0.01)
    assert told["expected_false"]["certain"] <= 0.001 * certain.height
    assert told["sources"] == {"apa": "declared", "pch": "declared"}


def _weights() -> SavedWeights:
    return SavedWeights(literal(), [(0.0, 0.0), (40.0, 1.0)], {}, "literal")


@pytest.mark.parametrize(
    ("change", "given", "why"),
    [
        (lambda p: p, {"one_record": _ONCE, "saved": _weights()}, several.FIXED),
        (lambda p: p, {}, source_decoys.NO_SOURCE),
        (
            lambda p: p.filter(pl.col("source") == "apa"),
            {"one_record": _ONCE},
            source_decoys.ONE_SOURCE,
        ),
        (
            lambda p: p.filter(pl.col("person_id").str.slice(1) < "002000"),
            {"one_record": _ONCE},
            source_decoys.TOO_FEW,
        ),
        (
            lambda p: p.with_columns(
                pl.when(pl.col("source") == "apa")
                .then("birth_date")
                .otherwise(pl.lit(date(2010, 5, 3)))
                .alias("birth_date")
            ),
            {"one_record": {"apa": True, "pch": False}},
            source_decoys.TOO_FAR,
        ),
    ],
)
def test_where_decoys_cannot_serve_the_report_says_why(
    people: pl.DataFrame,
    change: Callable[[pl.DataFrame], pl.DataFrame],
    given: dict[str, Any],
    why: str,
) -> None:
    """The weights written, learnt or fixed take their place."""
    told = _matched(change(people), **given).report["people"]
    assert told["why"] == why
    assert told["method"] in {"saved", "em", "literal"}


def test_order_of_rows_and_the_cache_change_nothing(
    found: Matched, people: pl.DataFrame, tmp_path: Path
) -> None:
    """Shuffled rows, a first month and the next one give the same links."""
    shuffled = people.sample(fraction=1.0, shuffle=True, seed=3)
    for _ in range(2):
        again = _matched(shuffled, one_record=_ONCE, cache=tmp_path)
        assert_frame_equal(_matches(again), _matches(found), check_exact=True)


def test_what_one_source_never_knows_is_hidden_from_the_decoys(
    found: Matched, people: pl.DataFrame
) -> None:
    """Without birth places in one source, links need more of the rest, and stay right."""
    known = pl.when(pl.col("source") == "apa").then("birth_place")
    bare = _matched(people.with_columns(known.alias("birth_place")), one_record=_ONCE)
    assert bare.report["people"]["method"] == "decoys"
    certain = [
        _matches(one).filter(pl.col("band") == "certain").select("left_id", "right_id")
        for one in (found, bare)
    ]
    assert 0 < certain[1].height < certain[0].height
    right = [a[1:] == b[1:] for a, b in certain[1].rows()]
    assert sum(right) >= 0.99 * len(right)


def test_a_run_tells_its_links_in_one_line() -> None:
    """Count, false links to expect, and how they were weighed."""
    told = {
        "people": {
            "method": "literal",
            "links": {"certain": 1_200, "probable": 30, "possible": 7},
            "expected_false": {"certain": 0.11, "probable": 0.65, "possible": 2.0},
            "why": "une seule source",
        }
    }
    (line,) = links_told(told)
    assert "1\u202f230 liens entre fiches, 0,8 faux à attendre" in line
    assert line.endswith("(poids écrits : une seule source).")
    assert links_told({}) == []


def test_a_declared_source_that_holds_nobody_is_told() -> None:
    """A misspelt name in `one_record` does not go unseen."""
    row = pl.DataFrame(
        {
            "source": ["apa"],
            "person_id": ["1"],
            "birth_name": ["MOREAU"],
            "first_names": ["ODILE"],
        }
    )
    report = _matched(row, one_record={"appa": True}).report
    assert report["people"]["sources"] == {"appa": "absent", "apa": "unknown"}
    assert links_told(report) == [
        "  Rapprochement : one_record nomme appa, sans fiche."
    ]
