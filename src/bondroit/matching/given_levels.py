"""Levels of given names: their order, what they share, and near first names."""

import polars as pl

from bondroit.matching.comparisons import FREQUENCIES, GIVEN
from bondroit.matching.fuzzy import CLOSE, DIFFERENT, INITIAL, ONE_LETTER
from bondroit.matching.levels import (
    both,
    first_that_holds,
    names_exchanged,
    same,
    shade,
)

_OTHERS = ("g2", "g3", "g4")


def given_open() -> pl.Expr:
    """Whether letters must be looked at: two first names that no equality explains."""
    settled = same("g1") | same("gset") | same("glued") | left_among() | right_among()
    return both("g1") & ~settled


def left_among() -> pl.Expr:
    """Whether the first name on the left is among the others on the right."""
    return pl.any_horizontal(same("g1", other) for other in _OTHERS)


def right_among() -> pl.Expr:
    """Whether the first name on the right is among the others on the left."""
    return pl.any_horizontal(same(other, "g1") for other in _OTHERS)


def _other_shared() -> pl.Expr:
    """Whether both share a given name after the first."""
    return pl.any_horizontal(same(a, b) for a in _OTHERS for b in _OTHERS)


def given() -> pl.Expr:
    """Level of the given names, `given_verdict` telling near first names."""
    verdict = pl.col("given_verdict")
    first, shared = pl.col("l_f_g1"), pl.col("shared")
    several = pl.col("l_gn") > 1
    alone = (pl.col("l_gn") == 1) | (pl.col("r_gn") == 1)
    left, right = pl.col("left_among"), pl.col("right_among")
    rarest = (
        pl.when(left & right)
        .then(pl.min_horizontal("l_f_g1", "r_f_g1"))
        .when(left)
        .then("l_f_g1")
        .otherwise("r_f_g1")
    )
    exchanged = ~same("g1") & names_exchanged()
    return first_that_holds(
        GIVEN,
        [
            (exchanged, "swapped"),
            (same("glist") & several, shade(GIVEN, "full", first)),
            (same("glued") & ~same("glist"), f"full_{FREQUENCIES[2]}"),
            (same("g1") & alone, shade(GIVEN, "first", first)),
            (same("g1") & shared, shade(GIVEN, "some", first)),
            (same("g1"), shade(GIVEN, "conflict", first)),
            (same("gset"), "reordered"),
            ((left & right) | ((left | right) & shared), "moved"),
            ((left | right) & alone, shade(GIVEN, "among", rarest)),
            (left | right, "shifted"),
            (verdict == INITIAL, "initial"),
            ((verdict == ONE_LETTER) & shared, "letter_more"),
            (verdict == ONE_LETTER, "one_letter"),
            (verdict == CLOSE, "close"),
            (both("g1") & shared, "other"),
            (verdict == DIFFERENT, "different"),
        ],
    )


def given_facts() -> list[pl.Expr]:
    """Return the columns that `given` reads: shared, left_among, right_among."""
    return [
        _other_shared().alias("shared"),
        left_among().alias("left_among"),
        right_among().alias("right_among"),
    ]
