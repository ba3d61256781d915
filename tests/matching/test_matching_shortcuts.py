"""What is settled without looking closely is what a close look would have said."""

import numpy as np
import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from bondroit.matching.distinct import Distinct
from bondroit.matching.fuzzy import DIFFERENT, judge_given, judge_surnames
from bondroit.matching.sieve import sieve_of
from bondroit.matching.signs import signs_of

NAMES = st.one_of(
    st.text("ABCDE", min_size=1, max_size=9),
    st.text("AB É-ñ", min_size=1, max_size=7),
    st.text(min_size=1, max_size=40),
)


def _apart(a: str, b: str) -> bool:
    words = pl.DataFrame(
        {"code": [5, 9], "text": [a, b]},
        schema_overrides={"code": pl.UInt64},
    )
    codes = np.array([5], np.uint64), np.array([9], np.uint64)
    return bool(signs_of(words).apart(*codes)[0])


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
