"""Levels of pairs as expressions, from equality of codes and verdicts on strings.

The pairs hold the columns of both prepared records, prefixed `l_` and `r_`; verdicts
on strings stand beside them. The first level that holds wins, in the order written.
"""

from collections.abc import Iterable

import polars as pl

from bondroit.matching.comparisons import (
    ADDRESS,
    BIRTH,
    DEATH,
    FREQUENCIES,
    GIVEN,
    NIR,
    PLACE,
    SEX,
    SURNAME,
    USUAL,
    Field,
)
from bondroit.matching.fuzzy import CLOSE, DIFFERENT, ONE_LETTER, PART

_NEW_YEAR = 101
_DAY, _MONTH = 3, 2


def same(name: str, other: str | None = None) -> pl.Expr:
    """Whether a hashed value is known and equal on both sides."""
    return (pl.col(f"l_h_{name}") == pl.col(f"r_h_{other or name}")).fill_null(
        value=False
    )


def _levels(field: Field, cases: Iterable[tuple[pl.Expr, str]]) -> pl.Expr:
    """Return the code of the first level that holds, «missing» (0) otherwise."""
    coded: list[tuple[pl.Expr, pl.Expr]] = [
        (condition, pl.lit(field.code(level), pl.UInt8)) for condition, level in cases
    ]
    chain = pl.when(coded[0][0]).then(coded[0][1])
    for condition, code in coded[1:]:
        chain = chain.when(condition).then(code)  # type: ignore[assignment]
    return chain.otherwise(pl.lit(0, pl.UInt8)).alias(field.name)


def _shades(
    condition: pl.Expr, level: str, rarity: pl.Expr
) -> list[tuple[pl.Expr, str]]:
    return [
        (condition & (rarity == code), f"{level}_{name}")
        for code, name in enumerate(FREQUENCIES)
    ]


def _both_known(name: str) -> pl.Expr:
    return pl.col(f"l_{name}").is_not_null() & pl.col(f"r_{name}").is_not_null()


def nir() -> pl.Expr:
    """Level of the NIR."""
    sure = pl.col("l_nir_ok") & pl.col("r_nir_ok")
    known = _both_known("h_nir")
    return _levels(
        NIR,
        [
            (same("nir") & sure, "equal"),
            (same("nir"), "equal_unsure"),
            (known & sure, "different"),
            (known, "unsure"),
        ],
    )


def _names_exchanged() -> pl.Expr:
    return same("core", "first") & same("first", "core")


def surname_settled() -> pl.Expr:
    """Whether equality alone decides the surname."""
    return (
        same("core")
        | same("core", "usual")
        | same("usual", "core")
        | same("usual")
        | _names_exchanged()
    )


def surname() -> pl.Expr:
    """Level of the birth name, `surname_verdict` telling near names."""
    verdict = pl.col("surname_verdict")
    return _levels(
        SURNAME,
        [
            (same("core") & ~same("full"), "particle"),
            *_shades(same("core"), "exact", pl.col("l_f_core")),
            *_shades(same("core", "usual"), "cross", pl.col("l_f_core")),
            *_shades(same("usual", "core"), "cross", pl.col("l_f_usual")),
            *_shades(same("usual"), "usual", pl.col("l_f_usual")),
            (_names_exchanged(), "swapped"),
            (verdict == ONE_LETTER, "one_letter"),
            (verdict == PART, "part"),
            (verdict == CLOSE, "close"),
            (verdict == DIFFERENT, "different"),
        ],
    )


def usual() -> pl.Expr:
    """Level of the usual name, where birth names already agree."""
    settled = pl.col("surname").is_between(
        SURNAME.code("exact_rare"), SURNAME.code("particle")
    )
    return _levels(
        USUAL,
        [
            (settled & same("usual"), "equal"),
            (settled & _both_known("h_usual"), "different"),
        ],
    )


def both_known_pair(left: str, right: str) -> pl.Expr:
    """Whether two different hashed columns are known."""
    return pl.col(f"l_h_{left}").is_not_null() & pl.col(f"r_h_{right}").is_not_null()


def given_levels(seconds: pl.Expr, reordered: pl.Expr) -> pl.Expr:
    """Level of the given names.

    Args:
        seconds: same first name, unlike second names.
        reordered: the same names in another order.

    """
    verdict, rarity = pl.col("given_verdict"), pl.col("l_f_first")
    several = pl.col("l_h_second").is_not_null()
    exchanged = pl.col("surname") == SURNAME.code("swapped")
    return _levels(
        GIVEN,
        [
            (exchanged, "swapped"),
            *_shades(same("given") & several, "full", rarity),
            (same("glued") & ~same("given"), "full_mid"),
            (reordered, "reordered"),
            *_shades(
                seconds & ~pl.col("second_inside").fill_null(value=False),
                "conflict",
                rarity,
            ),
            *_shades(same("first"), "first", rarity),
            (pl.col("among") == FREQUENCIES.index("common"), "among_common"),
            (pl.col("among").is_not_null(), "among_rare"),
            (pl.col("initials"), "initial"),
            (verdict == ONE_LETTER, "one_letter"),
            (verdict == CLOSE, "close"),
            (verdict == DIFFERENT, "different"),
        ],
    )


def birth() -> pl.Expr:
    """Level of the birth date, `birth_verdict` telling one wrong digit."""
    a, b = pl.col("l_birth"), pl.col("r_birth")
    year, month = a // 10_000 == b // 10_000, a // 100 == b // 100
    precision = pl.min_horizontal("l_precision", "r_precision")
    days, exact = (a % 10_000, b % 10_000), precision == _DAY
    convention = (days[0] == _NEW_YEAR) | (days[1] == _NEW_YEAR)
    exchanged = (days[0] // 100 == days[1] % 100) & (days[0] % 100 == days[1] // 100)
    return _levels(
        BIRTH,
        [
            (exact & (a == b) & (days[0] == _NEW_YEAR), "new_year"),
            (exact & (a == b), "equal"),
            ((precision == _MONTH) & month, "month"),
            (year & ((precision < _MONTH) | convention), "year"),
            (exact & year & exchanged, "swapped"),
            (exact & (pl.col("birth_verdict") == ONE_LETTER), "one_digit"),
            (year, "same_year"),
            (exact & (days[0] == days[1]), "same_day"),
            (a.is_not_null() & b.is_not_null(), "different"),
        ],
    )


def place() -> pl.Expr:
    """Level of the birth place."""
    return _levels(
        PLACE,
        [
            *_shades(same("place"), "equal", pl.col("l_f_place")),
            (same("department"), "department"),
            (_both_known("h_place"), "different"),
        ],
    )


def sex() -> pl.Expr:
    """Level of the sex."""
    return _levels(
        SEX,
        [
            (pl.col("l_sex") == pl.col("r_sex"), "equal"),
            (_both_known("sex"), "different"),
        ],
    )


def address() -> pl.Expr:
    """Level of the address, then of the postcode."""
    return _levels(
        ADDRESS,
        [
            (
                same("address") & (same("postcode") | ~_both_known("h_postcode")),
                "equal",
            ),
            (same("postcode"), "postcode"),
            (_both_known("h_address") | _both_known("h_postcode"), "different"),
        ],
    )


def death() -> pl.Expr:
    """Level of the date of death."""
    a, b = pl.col("l_death"), pl.col("r_death")
    return _levels(
        DEATH,
        [
            (a == b, "equal"),
            (a // 100 == b // 100, "near"),
            (_both_known("death"), "different"),
        ],
    )
