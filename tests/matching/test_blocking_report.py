"""Blocking finds what it must, bounds what it must, and says what it did."""

from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from bondroit.matching.blocking import build_index, candidates
from bondroit.matching.keys import PEOPLE_PASSES, Pass
from bondroit.matching.linking import link
from bondroit.matching.records import prepare

_ROWS = pl.DataFrame(
    {
        "source": ["s"] * 4,
        "id": ["1", "2", "3", "4"],
        "birth_name": ["MOREAU", "MOREAU", "KERVELLA", "MARIE"],
        "first_names": ["MARIE ANNE", "MARIE", "ODILE", "MOREAU"],
        "birth_date": [date(1950, 3, 9)] * 2 + [date(1961, 1, 2), date(1950, 3, 9)],
    }
)


def _pairs(rows: pl.DataFrame, *passes: Pass) -> list[tuple[int, int]]:
    frame = prepare(rows, ("source", "id")).frame
    lots = candidates(build_index(frame, passes), frame, within=True)
    return [pair for lot in lots for pair in lot.select("i", "j").rows()]


def test_a_pass_brings_the_pairs_that_share_its_key() -> None:
    """Equal keys make pairs, each once, whichever side holds which value."""
    assert _pairs(_ROWS, Pass("a", "date core4")) == [(0, 1)]
    assert _pairs(_ROWS, Pass("b", "date first=core")) == [(0, 3), (1, 3)]
    assert _pairs(_ROWS, *PEOPLE_PASSES) == [(0, 1), (0, 3), (1, 3)]


def test_an_unknown_part_makes_no_pair() -> None:
    """Two records without a place do not meet on it."""
    assert _pairs(_ROWS, Pass("a", "date place")) == []


def test_a_huge_block_is_refined_and_counted() -> None:
    """A block over the bound gets a finer key; what stays beyond is reported."""
    many = pl.DataFrame(
        {
            "source": ["s"] * 3_000,
            "id": [f"{n:05d}" for n in range(3_000)],
            "birth_name": [
                f"NOM{chr(65 + n % 26)}{chr(65 + n // 26 % 26)}" for n in range(3_000)
            ],
            "first_names": [("PAUL", "JEAN", "LUC")[n % 3] for n in range(3_000)],
            "birth_date": [date(1950, 1, 1)] * 3_000,
        }
    )
    frame = prepare(many, ("source", "id")).frame
    index = build_index(frame, (Pass("a", "date"),), cap=16)
    assert index.report["depth"].max() > 0  # type: ignore[operator]
    lots = list(candidates(index, frame, within=True))
    assert sum(lot.height for lot in lots) <= frame.height * 16
    assert index.report.filter(pl.col("depth") < 7)["beyond"].sum() == 0


def test_every_pass_is_reported_with_what_only_it_brings() -> None:
    """Pairs a pass, pairs only it brings, largest block, estimated recall."""
    people = pl.DataFrame(
        {
            "person_id": [f"{n:04d}" for n in range(300)],
            "birth_name": [
                f"{chr(65 + n % 26)}ERVELL{chr(65 + n // 26)}" for n in range(300)
            ],
            "first_names": ["ANNE"] * 300,
            "birth_date": [
                date(1940 + n % 50, 1 + n % 12, 2 + n % 25) for n in range(300)
            ],
        }
    )
    result = link(people, people.with_columns(pl.col("person_id") + "x"))
    report = result.blocking()
    assert report["pass"].to_list() == [one.name for one in PEOPLE_PASSES]
    first = report.row(by_predicate=pl.col("pass") == "date, début du nom", named=True)
    assert first["likely"] == 300
    assert (report["only"] <= report["pairs"]).all()
    assert 0.9 < result.recall() <= 1.0


def test_lots_do_not_change_the_pairs(monkeypatch: object) -> None:
    """Pairs are the same, cut in lots or not."""
    frame = prepare(_ROWS, ("source", "id")).frame
    index = build_index(frame, PEOPLE_PASSES)
    whole = pl.concat(candidates(index, frame))
    monkeypatch.setattr("bondroit.matching.blocking.PAIR_BUDGET", 2)  # type: ignore[attr-defined]
    cut = pl.concat(candidates(index, frame))
    assert_frame_equal(whole, cut.sort("i", "j"))
