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


def first_that_holds(field: Field, cases: Iterable[tuple[pl.Expr, str]]) -> pl.Expr:
    """Return the code of the first level that holds, «missing» (0) otherwise."""
    chain = pl.lit(0, pl.UInt8)
    for condition, level in reversed(list(cases)):
        code = pl.lit(field.code(level), pl.UInt8)
        chain = pl.when(condition).then(code).otherwise(chain)
    return chain.alias(field.name)


def shades(
    condition: pl.Expr, level: str, rarity: pl.Expr
) -> list[tuple[pl.Expr, str]]:
    """Return the case of a level for each rarity of the value."""
    return [
        (condition & (rarity == code), f"{level}_{name}")
        for code, name in enumerate(FREQUENCIES)
    ]


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
            *shades(same("core"), "exact", pl.col("l_f_core")),
            *shades(same("core", "usual"), "cross", pl.col("l_f_core")),
            *shades(same("usual", "core"), "cross", pl.col("l_f_usual")),
            *shades(same("usual"), "usual", pl.col("l_f_usual")),
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


def birth() -> pl.Expr:
    """Level of the birth date, `digit` telling one wrong digit or two exchanged."""
    a, b = pl.col("l_birth"), pl.col("r_birth")
    known = both("birth")
    year, month = a // 10_000 == b // 10_000, a // 100 == b // 100
    precision = pl.min_horizontal("l_precision", "r_precision")
    days, exact = (a % 10_000, b % 10_000), precision == _DAY
    convention = (days[0] == _NEW_YEAR) | (days[1] == _NEW_YEAR)
    exchanged = (days[0] // 100 == days[1] % 100) & (days[0] % 100 == days[1] // 100)
    near = (a // 10_000 - b // 10_000).abs() <= _NEAR_YEARS
    part = month | (year & (a % 100 == b % 100)) | ((days[0] == days[1]) & near)
    return first_that_holds(
        BIRTH,
        [
            (~known, "missing"),
            (exact & (a == b) & (days[0] == _NEW_YEAR), "new_year"),
            (exact & (a == b), "equal"),
            ((precision == _MONTH) & month, "month"),
            (year & ((precision < _MONTH) | convention), "year"),
            (exact & year & exchanged, "swapped"),
            (exact & pl.col("digit"), "one_digit"),
            (exact & part, "one_part"),
            (year, "same_year"),
            (exact & (days[0] == days[1]), "same_day"),
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
            *shades(same("place"), "equal", pl.col("l_f_place")),
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
