"""Levels of pairs as expressions, from equality of codes and verdicts on strings.

The pairs hold the columns of both prepared records, prefixed `l_` and `r_`, 0 where
unknown; verdicts on strings stand beside them. The first level that holds wins.
"""

from collections.abc import Iterable

import polars as pl

from bondroit.matching.comparisons import (
    ADDRESS,
    BIRTH,
    DEATH,
    FREQUENCIES,
    NIR,
    NUMBER,
    PLACE,
    SEX,
    SURNAME,
    USUAL,
    Field,
)
from bondroit.matching.fuzzy import CLOSE, DIFFERENT, ONE_LETTER, PART

_NEW_YEAR = 101
_DAY, _MONTH = 3, 2
_WOMAN = 2
_NEAR_YEARS = 10


def same(name: str, other: str | None = None) -> pl.Expr:
    """Whether a value is known and equal on both sides."""
    left = pl.col(f"l_{name}")
    return (left == pl.col(f"r_{other or name}")) & (left != 0)


def both(name: str, other: str | None = None) -> pl.Expr:
    """Whether a value is known on both sides."""
    return (pl.col(f"l_{name}") != 0) & (pl.col(f"r_{other or name}") != 0)


def first_that_holds(
    field: Field, cases: Iterable[tuple[pl.Expr, str | pl.Expr]]
) -> pl.Expr:
    """Return the code of the first level that holds, «missing» (0) otherwise.

    Args:
        field: whose levels they are.
        cases: a condition, and the name of its level or an expression of its code.

    """
    chain = pl.lit(0, pl.UInt8)
    for condition, level in reversed(list(cases)):
        code = pl.lit(field.code(level), pl.UInt8) if isinstance(level, str) else level
        chain = pl.when(condition).then(code).otherwise(chain)
    return chain.alias(field.name)


def shade(field: Field, level: str, rarity: pl.Expr) -> pl.Expr:
    """Return the code of a level for the rarity of the value (0 to 3)."""
    return pl.lit(field.code(f"{level}_{FREQUENCIES[0]}"), pl.UInt8) + rarity


def nir() -> pl.Expr:
    """Level of the NIR, `nir_near` telling one wrong character."""
    sure = (pl.col("l_nir_ok") + pl.col("r_nir_ok")) == 2  # noqa: PLR2004 - both
    return first_that_holds(
        NIR,
        [
            (same("nir") & sure, "equal"),
            (same("nir"), "equal_unsure"),
            (both("nir") & sure, "different"),
            (both("nir") & pl.col("nir_near"), "near"),
            (both("nir"), "unsure"),
        ],
    )


def number() -> pl.Expr:
    """Level of any other number, `number_near` telling one wrong character."""
    return first_that_holds(
        NUMBER,
        [
            (same("number"), "equal"),
            (both("number") & pl.col("number_near"), "near"),
            (both("number"), "different"),
        ],
    )


def names_exchanged() -> pl.Expr:
    """Whether the surname of each is the first given name, or two, of the other."""
    return (same("core", "g1") | same("core", "g12")) & (
        same("g1", "core") | same("g12", "core")
    )


def surname_settled() -> pl.Expr:
    """Whether equality alone decides the surname."""
    return (
        same("core")
        | same("core", "usual")
        | same("usual", "core")
        | same("usual")
        | names_exchanged()
    )


def surname() -> pl.Expr:
    """Level of the birth name, `surname_verdict` telling near names."""
    verdict = pl.col("surname_verdict")
    other = verdict == DIFFERENT
    used = (pl.col("l_usual") != 0) | (pl.col("r_usual") != 0)
    women = (pl.col("l_sex") == _WOMAN) & (pl.col("r_sex") == _WOMAN)
    return first_that_holds(
        SURNAME,
        [
            (same("core") & ~same("full"), "particle"),
            (same("core"), shade(SURNAME, "exact", pl.col("l_f_core"))),
            (same("core", "usual"), shade(SURNAME, "cross", pl.col("l_f_core"))),
            (same("usual", "core"), shade(SURNAME, "cross", pl.col("l_f_usual"))),
            (same("usual"), shade(SURNAME, "usual", pl.col("l_f_usual"))),
            (names_exchanged(), "swapped"),
            (verdict == ONE_LETTER, "one_letter"),
            (verdict == PART, "part"),
            (verdict == CLOSE, "close"),
            (other & used, "different_used"),
            (other & women, "different_woman"),
            (other, "different"),
        ],
    )


def usual() -> pl.Expr:
    """Level of the usual name, where birth names already agree."""
    settled = same("core")
    return first_that_holds(
        USUAL,
        [
            (settled & same("usual"), "equal"),
            (settled & both("usual"), "different"),
        ],
    )


def birth_parts() -> list[pl.Expr]:
    """Return the columns that `birth` reads: year, and month and day, of both dates."""
    return [
        part.alias(f"{side}_{name}")
        for side in ("l", "r")
        for name, part in (
            ("year", pl.col(f"{side}_birth") // 10_000),
            ("days", pl.col(f"{side}_birth") % 10_000),
        )
    ]


def birth() -> pl.Expr:
    """Level of the birth date, `digit` telling one wrong digit or two exchanged."""
    known = both("birth")
    a, b = pl.col("l_days"), pl.col("r_days")
    apart = pl.col("l_year") - pl.col("r_year")
    year, days = apart == 0, a == b
    month = year & (a // 100 == b // 100)
    precision = pl.min_horizontal("l_precision", "r_precision")
    exact = precision == _DAY
    convention = (a == _NEW_YEAR) | (b == _NEW_YEAR)
    exchanged = (a // 100 == b % 100) & (a % 100 == b // 100)
    near = days & (apart.abs() <= _NEAR_YEARS)
    part = month | (year & (a % 100 == b % 100)) | near
    return first_that_holds(
        BIRTH,
        [
            (~known, "missing"),
            (exact & year & days & convention, "new_year"),
            (exact & year & days, "equal"),
            ((precision == _MONTH) & month, "month"),
            (year & ((precision < _MONTH) | convention), "year"),
            (exact & year & exchanged, "swapped"),
            (exact & pl.col("digit"), "one_digit"),
            (exact & part, "one_part"),
            (year, "same_year"),
            (exact & days, "same_day"),
            (known, "different"),
        ],
    )


def place() -> pl.Expr:
    """Level of the birth place, of one code today: written alike, or under two codes."""
    under_two = pl.col("l_place_was") != pl.col("r_place_was")
    return first_that_holds(
        PLACE,
        [
            (same("place") & under_two, "merged"),
            (same("place"), shade(PLACE, "equal", pl.col("l_f_place"))),
            (same("department"), "department"),
            (both("place"), "different"),
        ],
    )


def sex() -> pl.Expr:
    """Level of the sex."""
    return first_that_holds(SEX, [(same("sex"), "equal"), (both("sex"), "different")])


def address() -> pl.Expr:
    """Level of the address, `address_near` telling close ones, then of the postcode."""
    around = same("postcode") | same("commune")
    free = ~both("postcode")
    near = pl.col("address_near") & both("address")
    return first_that_holds(
        ADDRESS,
        [
            (same("address") & (around | free), "equal"),
            (near & (around | free) | (same("address") & ~around), "close"),
            (around, "postcode"),
            (both("address") | both("postcode") | both("commune"), "different"),
        ],
    )


def death() -> pl.Expr:
    """Level of the date of death."""
    a, b = pl.col("l_death"), pl.col("r_death")
    return first_that_holds(
        DEATH,
        [
            (same("death"), "equal"),
            (both("death") & (a // 100 == b // 100), "near"),
            (both("death"), "different"),
        ],
    )
