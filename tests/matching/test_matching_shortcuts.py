"""What is settled without looking closely is what a close look would have said."""

from datetime import date
from threading import Event

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bondroit.matching.ahead import worked
from bondroit.matching.days import day_numbers
from bondroit.matching.distinct import Directory, Distinct
from bondroit.matching.fuzzy import DIFFERENT, judge_given, judge_surnames
from bondroit.matching.sieve import sieve_of
from bondroit.matching.signs import apart, signs_of
from bondroit.matching.words import Words

NAMES = st.one_of(
    st.text("ABCDE", min_size=1, max_size=9),
    st.text("AB É-ñ", min_size=1, max_size=7),
    st.text(min_size=1, max_size=40),
)


def _apart(a: str, b: str) -> bool:
    return bool(apart(signs_of(pl.Series([a])), signs_of(pl.Series([b])))[0])


@given(NAMES, NAMES)
@example("MARTIN", "MARTIM")
@example("ABCDEF", "ABCDFE")
@example("BERNARD", "BERN")
@example("LE GUEN", "GUEN MARTIN")
@example("ABCDXY", "ABCDZW")
def test_words_seen_apart_by_their_signs_are_judged_different(a: str, b: str) -> None:
    """No near name, by whatever judge, is taken for another one by its letters."""
    couple = pl.DataFrame({"a": [a], "b": [b]})
    verdicts = {judge_given(couple).item(), judge_surnames(couple).item()}
    assert not _apart(a, b) or verdicts == {DIFFERENT}


def test_strangers_are_seen_apart_at_once() -> None:
    """Two plain names without a letter in common need no closer look."""
    assert _apart("MARTIN", "DUBOULET")
    assert not _apart("LE GUEN", "DUBOULET")


@given(st.lists(st.integers(0, 2**64 - 1), max_size=50))
def test_a_sieve_lets_every_key_of_the_file_through(keys: list[int]) -> None:
    """A key that the file has is never stopped; most others are."""
    own = np.array(keys, np.uint64)
    others = np.random.default_rng(1).integers(0, 2**64, 1_000, np.uint64)
    sieve = sieve_of(own)
    assert sieve.passes(own).all()
    assert sieve.passes(others).mean() < 0.2


@given(st.lists(st.none() | st.text(max_size=3), max_size=30))
def test_distinct_values_spread_back_over_their_rows(values: list[str | None]) -> None:
    """What is made of each text stands at each of its rows, 0 at a null."""
    column = Distinct.of(pl.Series("text", values, pl.String))
    sizes = column.texts.str.len_chars().alias("size").to_frame() + 1
    expected = [0 if value is None else len(value) + 1 for value in values]
    assert column.spread(sizes)["size"].to_list() == expected


@given(st.lists(st.integers(0, 40), max_size=60), st.lists(st.integers(0, 60)))
def test_a_directory_says_where_each_code_stands(
    own: list[int], asked: list[int]
) -> None:
    """A code is found at a place where it stands, always the same; another at none."""
    codes = np.array(own, np.uint64) * np.uint64(2**40)
    wanted = np.array(asked, np.uint64) * np.uint64(2**40)
    found = Directory.of(codes).find(wanted).tolist()
    for at, one in zip(found, asked, strict=True):
        assert own[at] == one if one in own else at == len(own)
    assert len(set(zip(found, asked, strict=True))) == len(set(asked))


@given(st.lists(st.none() | st.dates(), max_size=30))
@example([date(2000, 2, 29), date(1900, 3, 1), date(1, 1, 1), date(9999, 12, 31)])
def test_dates_are_written_as_numbers(dates: list[date | None]) -> None:
    """A date is its year, month and day in one number; an unknown one is 0."""
    expected = [0 if one is None else int(one.strftime("%Y%m%d")) for one in dates]
    assert day_numbers(pl.Series("day", dates, pl.Date)).to_list() == expected


def test_the_smallest_spelling_of_a_code_is_kept() -> None:
    """More words bring new words and smaller spellings, no others."""
    reads = [[(1, "LEGUEN"), (2, "ABEL")], [(1, "LE GUEN"), (2, "BABEL"), (3, "Z")]]
    words = Words()
    for rows in reads:
        table = {"code": pl.UInt64, "text": pl.String}
        words = words.and_those(pl.DataFrame(rows, schema=table, orient="row"))
    spelled = words.spelled(pl.Series([1, 2, 3, 4], dtype=pl.UInt64))
    assert spelled.to_list() == ["LE GUEN", "ABEL", "Z", None]
    assert (words.signed(np.array([1, 2, 3, 4], np.uint64)) != 0).tolist() == [
        False,
        True,
        True,
        False,
    ]


def test_things_worked_on_at_once_come_back_in_order() -> None:
    """However long each takes, what is made of it stands at its place."""
    first_may_end = Event()

    def work(number: int) -> int:
        if number == 0:
            first_may_end.wait(10)
        if number == 1:
            first_may_end.set()
        return number * number

    assert list(worked(iter(range(6)), work)) == [0, 1, 4, 9, 16, 25]


def test_an_error_in_a_lot_is_raised_in_its_turn() -> None:
    """What was made before it is given first."""
    made = worked(iter([4, 2, 0, 1]), lambda number: 8 // number)
    assert [next(made), next(made)] == [2, 4]
    with pytest.raises(ZeroDivisionError):
        next(made)
