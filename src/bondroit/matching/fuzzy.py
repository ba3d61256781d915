"""Near-equality of names and dates: rapidfuzz, on distinct unequal values only."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler

SAME, ONE_LETTER, PART, CLOSE, INITIAL, DIFFERENT = 1, 2, 3, 4, 5, 6
"""Verdicts on two values, best first."""

_CLOSE = 0.9
_CLOSE_ADDRESS = 80
_LONG_ENOUGH = 5
_TOKEN = 3

Judge = Callable[[pl.DataFrame], pl.Series]
"""Takes distinct value pairs (a, b), gives a verdict (UInt8) for each."""


def judge_surnames(pairs: pl.DataFrame) -> pl.Series:
    """Judge two surnames given as words: one letter, a part in common, close."""
    glued = pairs.select(pl.all().str.replace_all(" ", "", literal=True))
    common = pairs.select(
        pl.col("a")
        .str.split(" ")
        .list.set_intersection(pl.col("b").str.split(" "))
        .list.eval(pl.element().str.len_chars() >= _TOKEN)
        .list.any()
    ).to_series()
    long_enough = (glued["a"].str.len_chars() >= _LONG_ENOUGH) & (
        glued["b"].str.len_chars() >= _LONG_ENOUGH
    )
    return _verdict(glued, common | (_starts(glued) & long_enough))


def judge_given(pairs: pl.DataFrame) -> pl.Series:
    """Judge two first given names: one letter, one starts the other (close), close."""
    longest = pairs.select(pl.min_horizontal(pl.all().str.len_chars())).to_series()
    verdict = _verdict(pairs, pl.Series(np.zeros(pairs.height, dtype=bool)))
    near = _starts(pairs) & (longest >= _TOKEN) & (verdict == DIFFERENT)
    alike = pairs["a"].str.slice(0, 1) == pairs["b"].str.slice(0, 1)
    verdict = verdict.set(near, CLOSE)
    return verdict.set((longest == 1) & alike, INITIAL)


def judge_address(pairs: pl.DataFrame) -> pl.Series:
    """Judge two addresses: close when most of their words are the same."""
    scores = _scored(pairs, fuzz.token_sort_ratio, _CLOSE_ADDRESS)
    return pl.select(
        pl.when(pl.Series(scores) > 0).then(CLOSE).otherwise(DIFFERENT).cast(pl.UInt8)
    ).to_series()


def judge_number(pairs: pl.DataFrame) -> pl.Series:
    """Judge two numbers: one character wrong, or two neighbours exchanged."""
    return _within_one(pairs).replace_strict(
        {True: ONE_LETTER, False: DIFFERENT}, return_dtype=pl.UInt8
    )


def _verdict(glued: pl.DataFrame, part: pl.Series) -> pl.Series:
    long_enough = glued.select(
        pl.max_horizontal(pl.all().str.len_chars()) >= _LONG_ENOUGH
    ).to_series()
    scores = _scored(glued, JaroWinkler.similarity, _CLOSE)
    return pl.select(
        pl.when(_within_one(glued) & long_enough)
        .then(ONE_LETTER)
        .when(part)
        .then(PART)
        .when(pl.Series(scores) > 0)
        .then(CLOSE)
        .otherwise(DIFFERENT)
        .cast(pl.UInt8)
    ).to_series()


def _within_one(pairs: pl.DataFrame) -> pl.Series:
    distances = _scored(pairs, OSA.distance, 1)
    return pl.Series(distances <= 1, dtype=pl.Boolean)


def _scored(
    pairs: pl.DataFrame, scorer: Callable[..., float], cutoff: float
) -> npt.NDArray[np.float32]:
    """Score each couple (a, b), as lists, which rapidfuzz reads fastest."""
    return process.cpdist(
        pairs["a"].to_list(),
        pairs["b"].to_list(),
        scorer=scorer,
        score_cutoff=cutoff,
        dtype=np.float32,
    )


def _starts(pairs: pl.DataFrame) -> pl.Series:
    a, b = pl.col("a"), pl.col("b")
    return pairs.select(a.str.starts_with(b) | b.str.starts_with(a)).to_series()
