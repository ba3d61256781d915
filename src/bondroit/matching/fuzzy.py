"""Near-equality of names and dates: rapidfuzz, on distinct unequal values only."""

from collections.abc import Callable

import numpy as np
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

SAME, ONE_LETTER, PART, CLOSE, DIFFERENT = 1, 2, 3, 4, 5
"""Verdicts on two values, best first."""

_CLOSE = 0.9
_LONG_ENOUGH = 5
_TOKEN = 3

Judge = Callable[[pl.DataFrame], pl.Series]
"""Takes distinct value pairs (a, b), gives a verdict (UInt8) for each."""


def judge_pairs(pairs: pl.DataFrame, judge: Judge) -> pl.Series:
    """Judge each row's two values, each distinct unordered couple once.

    Args:
        pairs: a, b (String), nulls allowed.
        judge: how to compare two different values.

    Returns:
        A verdict a row (UInt8); null where a value is null, SAME where equal.

    """
    ordered = pairs.select(
        pl.min_horizontal("a", "b").alias("a"),
        pl.max_horizontal("a", "b").alias("b"),
        (pl.col("a").is_null() | pl.col("b").is_null()).alias("blank"),
    )
    distinct = (
        ordered.filter(~pl.col("blank") & (pl.col("a") != pl.col("b")))
        .select("a", "b")
        .unique()
    )
    judged = distinct.with_columns(judge(distinct).alias("verdict"))
    verdict = (
        pl.when(pl.col("blank"))
        .then(None)
        .when(pl.col("a") == pl.col("b"))
        .then(pl.lit(SAME, pl.UInt8))
        .otherwise(pl.col("verdict"))
    )
    return (
        ordered.join(judged, on=["a", "b"], how="left", maintain_order="left")
        .select(verdict.alias("verdict"))
        .to_series()
    )


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
    return verdict.set(near, CLOSE)


def judge_digits(pairs: pl.DataFrame) -> pl.Series:
    """Judge two numbers of one length: one digit wrong, or two neighbours swapped."""
    return _within_one(pairs).replace_strict(
        {True: ONE_LETTER, False: DIFFERENT}, return_dtype=pl.UInt8
    )


def _verdict(glued: pl.DataFrame, part: pl.Series) -> pl.Series:
    long_enough = glued.select(
        pl.max_horizontal(pl.all().str.len_chars()) >= _LONG_ENOUGH
    ).to_series()
    scores = process.cpdist(
        glued["a"].to_list(),
        glued["b"].to_list(),
        scorer=JaroWinkler.similarity,
        score_cutoff=_CLOSE,
        dtype=np.float32,
    )
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
    distances = process.cpdist(
        pairs["a"].to_list(),
        pairs["b"].to_list(),
        scorer=OSA.distance,
        score_cutoff=1,
        dtype=np.uint8,
    )
    return pl.Series(distances <= 1, dtype=pl.Boolean)


def _starts(pairs: pl.DataFrame) -> pl.Series:
    a, b = pl.col("a"), pl.col("b")
    return pairs.select(a.str.starts_with(b) | b.str.starts_with(a)).to_series()
