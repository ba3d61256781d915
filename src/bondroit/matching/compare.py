"""Comparison of candidate pairs: whole columns, equality of codes first.

Values are hashed once in the prepared records, so most fields are decided by integer
equality; strings are fetched only for the rows that equality leaves open.
"""

import polars as pl

from bondroit.matching.fuzzy import (
    CLOSE,
    DIFFERENT,
    judge_digits,
    judge_given,
    judge_pairs,
    judge_surnames,
)
from bondroit.matching.gather import Strings, judged, scattered
from bondroit.matching.levels import (
    address,
    birth,
    both_known_pair,
    death,
    given_levels,
    nir,
    place,
    same,
    sex,
    surname,
    surname_settled,
    usual,
)
from bondroit.matching.pattern import encode
from bondroit.matching.rarity import Rarity

PAIRS_AT_ONCE = 1_000_000
_GATHERED = (
    "h_core",
    "h_full",
    "h_usual",
    "h_first",
    "h_second",
    "h_given",
    "h_given_set",
    "h_glued",
    "h_nir",
    "h_place",
    "h_department",
    "h_address",
    "h_postcode",
    "nir_ok",
    "birth",
    "precision",
    "sex",
    "death",
)
_RARITIES = ("f_core", "f_usual", "f_first", "f_place")


def compare(
    left: pl.DataFrame, right: pl.DataFrame, pairs: pl.DataFrame, rarity: Rarity
) -> pl.DataFrame:
    """Compare candidate pairs field by field.

    Args:
        left: prepared records marked with their rarity.
        right: prepared records.
        pairs: i, j: rows of left and right.
        rarity: of the values at hand.

    Returns:
        i, j, pattern (UInt64); one row a pair, in the order given.

    """
    found = [
        _compared(left, right, some, rarity)
        for some in pairs.iter_slices(PAIRS_AT_ONCE)
    ]
    return (
        pl.concat(found)
        if found
        else pl.DataFrame(schema={"i": pl.UInt32, "j": pl.UInt32, "pattern": pl.UInt64})
    )


def _compared(
    left: pl.DataFrame, right: pl.DataFrame, pairs: pl.DataFrame, rarity: Rarity
) -> pl.DataFrame:
    both = pl.concat(
        [
            pairs.select("i", "j"),
            left.select(*_GATHERED, *_RARITIES)[pairs["i"]].select(
                pl.all().name.prefix("l_")
            ),
            right.select(_GATHERED)[pairs["j"]].select(pl.all().name.prefix("r_")),
        ],
        how="horizontal",
    )
    strings = Strings(left, right, both)
    both = both.with_columns(_surname_verdict(both, strings), _birth_verdict(both))
    both = both.with_columns(
        nir(), surname(), birth(), place(), sex(), address(), death()
    )
    both = both.with_columns(_given(both, strings, rarity), usual())
    return both.select("i", "j", encode())


def _surname_verdict(both: pl.DataFrame, strings: Strings) -> pl.Series:
    """Best verdict over birth and usual names; a near usual name is only «close»."""
    open_ = ~surname_settled()
    births = judged(both, strings, open_, ("tokens", "tokens"), judge_surnames)
    crossed = [
        judged(both, strings, open_ & both_known_pair(a, b), (a, b), judge_surnames)
        for a, b in (("usual", "core"), ("core", "usual"))
    ]
    near = pl.max_horizontal(
        (verdict < DIFFERENT).fill_null(value=False) for verdict in crossed
    )
    return pl.select(
        pl.when((births == DIFFERENT) & near)
        .then(pl.lit(CLOSE, pl.UInt8))
        .otherwise(births)
        .alias("surname_verdict")
    ).to_series()


def _given(both: pl.DataFrame, strings: Strings, rarity: Rarity) -> pl.Expr:
    seconds = (
        ~same("given")
        & same("first")
        & both_known_pair("second", "second")
        & ~same("second")
    )
    reordered = same("given_set") & ~same("first")
    open_ = (
        ~same("first")
        & ~same("given_set")
        & ~same("glued")
        & both_known_pair("first", "first")
    )
    verdict = judged(both, strings, open_, ("first", "first"), judge_given)
    columns = [
        verdict.alias("given_verdict"),
        _inside(both, strings, seconds, "second").alias("second_inside"),
        _among(both, strings, open_, rarity),
        _initials(both, strings, open_),
    ]
    extra = both.with_columns(columns)
    found = extra.select(given_levels(seconds, reordered)).to_series()
    return pl.lit(found)


def _contains(text: str, word: str) -> pl.Expr:
    spaced = pl.concat_str(pl.lit(" "), pl.col(text), pl.lit(" "))
    return spaced.str.contains(
        pl.concat_str(pl.lit(" "), pl.col(word), pl.lit(" ")), literal=True
    )


def _inside(
    both: pl.DataFrame, strings: Strings, where: pl.Expr, name: str
) -> pl.Series:
    """Whether the given name `name` of one is among the given names of the other."""
    some = strings.of(where, (name, "given"), ("given", name))
    short = (pl.col("a_0").str.len_chars() == 1) | (pl.col("b_1").str.len_chars() == 1)
    alike = pl.col("a_0").str.slice(0, 1) == pl.col("b_1").str.slice(0, 1)
    inside = some.select(
        (_contains("b_0", "a_0") | _contains("a_1", "b_1") | (short & alike)).alias(
            "inside"
        )
    )
    return scattered(both.height, some["at"], inside.to_series(), "inside")


def _among(
    both: pl.DataFrame, strings: Strings, where: pl.Expr, rarity: Rarity
) -> pl.Series:
    """Rarity of the first name of one found among the other's; null when not."""
    some = strings.of(where, ("first", "given"), ("given", "first"))
    found = some.select(
        "at",
        _contains("b_0", "a_0").alias("a_in"),
        _contains("a_1", "b_1").alias("b_in"),
        pl.col("a_0").hash(seed=1).alias("a"),
        pl.col("b_1").hash(seed=1).alias("b"),
    ).filter(pl.col("a_in") | pl.col("b_in"))
    table = rarity.tables["given"]
    for side in ("a", "b"):
        found = found.join(
            table.rename({"rarity": f"rarity_{side}"}),
            left_on=side,
            right_on="value",
            how="left",
            maintain_order="left",
        )
    best = found.select(
        pl.max_horizontal(
            pl.when(f"{side}_in").then(pl.col(f"rarity_{side}").fill_null(0))
            for side in ("a", "b")
        )
    ).to_series()
    return scattered(both.height, found["at"], best.cast(pl.UInt8), "among")


def _initials(both: pl.DataFrame, strings: Strings, where: pl.Expr) -> pl.Series:
    some = strings.of(where, ("first", "first"))
    short = pl.min_horizontal(pl.col("a_0", "b_0").str.len_chars()) == 1
    alike = pl.col("a_0").str.slice(0, 1) == pl.col("b_0").str.slice(0, 1)
    return scattered(
        both.height,
        some["at"],
        some.select((short & alike).alias("x")).to_series(),
        "initials",
    )


def _birth_verdict(both: pl.DataFrame) -> pl.Series:
    some = both.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("at"),
        "l_birth",
        "r_birth",
    ).filter(pl.col("l_birth") != pl.col("r_birth"))
    text = some.select(
        pl.col("l_birth").cast(pl.String).alias("a"),
        pl.col("r_birth").cast(pl.String).alias("b"),
    )
    return scattered(
        both.height, some["at"], judge_pairs(text, judge_digits), "birth_verdict"
    )
