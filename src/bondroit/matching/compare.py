"""Comparison of candidate pairs: whole columns, equality of codes first.

Values are hashed once in the prepared records, so most fields are decided by integer
equality; strings are fetched only for the rows that equality leaves open.
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
from bondroit.matching.fuzzy import (
    CLOSE,
    DIFFERENT,
    ONE_LETTER,
    PART,
    Judge,
    judge_digits,
    judge_given,
    judge_pairs,
    judge_surnames,
)
from bondroit.matching.pattern import encode
from bondroit.matching.rarity import Rarity

PAIRS_AT_ONCE = 1_000_000
_NEW_YEAR = 101
_DAY, _MONTH = 3, 2
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
    strings = _Strings(left, right, both)
    both = both.with_columns(_surname_verdict(both, strings), _birth_verdict(both))
    both = both.with_columns(
        _nir(), _surname(), _birth(), _place(), _sex(), _address(), _death()
    )
    both = both.with_columns(_given(both, strings, rarity), _usual())
    return both.select("i", "j", encode())


class _Strings:
    """Fetches the strings of chosen pairs only."""

    def __init__(
        self, left: pl.DataFrame, right: pl.DataFrame, both: pl.DataFrame
    ) -> None:
        self.left, self.right, self.both = left, right, both

    def of(self, where: pl.Expr, *columns: tuple[str, str]) -> pl.DataFrame:
        """Return `place` (row of both) and a_N, b_N, strings of left and right."""
        rows = self.both.select(
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("place"),
            "i",
            "j",
            where.fill_null(value=False).alias("_kept"),
        ).filter("_kept")
        fetched = [
            side[name][rows[index]].alias(f"{label}_{number}")
            for number, (a, b) in enumerate(columns)
            for side, name, index, label in (
                (self.left, a, "i", "a"),
                (self.right, b, "j", "b"),
            )
        ]
        return pl.DataFrame([rows["place"], *fetched])


def _scattered(
    height: int, place: pl.Series, values: pl.Series, name: str
) -> pl.Series:
    column = pl.Series(name, [None], dtype=values.dtype).new_from_index(0, height)
    return column.scatter(place, values) if len(place) else column


def _judged(
    both: pl.DataFrame,
    strings: _Strings,
    where: pl.Expr,
    columns: tuple[str, str],
    judge: Judge,
) -> pl.Series:
    some = strings.of(where, columns)
    verdict = judge_pairs(
        some.select(pl.col("a_0").alias("a"), pl.col("b_0").alias("b")), judge
    )
    return _scattered(both.height, some["place"], verdict, "verdict")


def _same(name: str, other: str | None = None) -> pl.Expr:
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


def _nir() -> pl.Expr:
    sure = pl.col("l_nir_ok") & pl.col("r_nir_ok")
    known = _both_known("h_nir")
    return _levels(
        NIR,
        [
            (_same("nir") & sure, "equal"),
            (_same("nir"), "equal_unsure"),
            (known & sure, "different"),
            (known, "unsure"),
        ],
    )


def _names_exchanged() -> pl.Expr:
    return _same("core", "first") & _same("first", "core")


def _surname_settled() -> pl.Expr:
    return (
        _same("core")
        | _same("core", "usual")
        | _same("usual", "core")
        | _same("usual")
        | _names_exchanged()
    )


def _surname_verdict(both: pl.DataFrame, strings: _Strings) -> pl.Series:
    """Best verdict over birth and usual names; a near usual name is only «close»."""
    open_ = ~_surname_settled()
    births = _judged(both, strings, open_, ("tokens", "tokens"), judge_surnames)
    crossed = [
        _judged(both, strings, open_ & _both_known_pair(a, b), (a, b), judge_surnames)
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


def _both_known_pair(left: str, right: str) -> pl.Expr:
    return pl.col(f"l_h_{left}").is_not_null() & pl.col(f"r_h_{right}").is_not_null()


def _surname() -> pl.Expr:
    verdict = pl.col("surname_verdict")
    return _levels(
        SURNAME,
        [
            (_same("core") & ~_same("full"), "particle"),
            *_shades(_same("core"), "exact", pl.col("l_f_core")),
            *_shades(_same("core", "usual"), "cross", pl.col("l_f_core")),
            *_shades(_same("usual", "core"), "cross", pl.col("l_f_usual")),
            *_shades(_same("usual"), "usual", pl.col("l_f_usual")),
            (_names_exchanged(), "swapped"),
            (verdict == ONE_LETTER, "one_letter"),
            (verdict == PART, "part"),
            (verdict == CLOSE, "close"),
            (verdict == DIFFERENT, "different"),
        ],
    )


def _usual() -> pl.Expr:
    settled = pl.col("surname").is_between(
        SURNAME.code("exact_rare"), SURNAME.code("particle")
    )
    return _levels(
        USUAL,
        [
            (settled & _same("usual"), "equal"),
            (settled & _both_known("h_usual"), "different"),
        ],
    )


def _given(both: pl.DataFrame, strings: _Strings, rarity: Rarity) -> pl.Expr:
    seconds = (
        ~_same("given") & _same("first") & _both_known("h_second") & ~_same("second")
    )
    reordered = _same("given_set") & ~_same("first")
    open_ = (
        ~_same("first") & ~_same("given_set") & ~_same("glued") & _both_known("h_first")
    )
    verdict = _judged(both, strings, open_, ("first", "first"), judge_given)
    columns = [
        verdict.alias("given_verdict"),
        _inside(both, strings, seconds, "second").alias("second_inside"),
        _among(both, strings, open_, rarity),
        _initials(both, strings, open_),
    ]
    extra = both.with_columns(columns)
    found = extra.select(_given_levels(seconds, reordered)).to_series()
    return pl.lit(found)


def _given_levels(seconds: pl.Expr, reordered: pl.Expr) -> pl.Expr:
    verdict, rarity = pl.col("given_verdict"), pl.col("l_f_first")
    several = pl.col("l_h_second").is_not_null()
    exchanged = pl.col("surname") == SURNAME.code("swapped")
    return _levels(
        GIVEN,
        [
            (exchanged, "swapped"),
            *_shades(_same("given") & several, "full", rarity),
            (_same("glued") & ~_same("given"), "full_mid"),
            (reordered, "reordered"),
            *_shades(
                seconds & ~pl.col("second_inside").fill_null(value=False),
                "conflict",
                rarity,
            ),
            *_shades(_same("first"), "first", rarity),
            (pl.col("among") == FREQUENCIES.index("common"), "among_common"),
            (pl.col("among").is_not_null(), "among_rare"),
            (pl.col("initials"), "initial"),
            (verdict == ONE_LETTER, "one_letter"),
            (verdict == CLOSE, "close"),
            (verdict == DIFFERENT, "different"),
        ],
    )


def _contains(text: str, word: str) -> pl.Expr:
    spaced = pl.concat_str(pl.lit(" "), pl.col(text), pl.lit(" "))
    return spaced.str.contains(
        pl.concat_str(pl.lit(" "), pl.col(word), pl.lit(" ")), literal=True
    )


def _inside(
    both: pl.DataFrame, strings: _Strings, where: pl.Expr, name: str
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
    return _scattered(both.height, some["place"], inside.to_series(), "inside")


def _among(
    both: pl.DataFrame, strings: _Strings, where: pl.Expr, rarity: Rarity
) -> pl.Series:
    """Rarity of the first name of one found among the other's; null when not."""
    some = strings.of(where, ("first", "given"), ("given", "first"))
    found = some.select(
        "place",
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
    return _scattered(both.height, found["place"], best.cast(pl.UInt8), "among")


def _initials(both: pl.DataFrame, strings: _Strings, where: pl.Expr) -> pl.Series:
    some = strings.of(where, ("first", "first"))
    short = pl.min_horizontal(pl.col("a_0", "b_0").str.len_chars()) == 1
    alike = pl.col("a_0").str.slice(0, 1) == pl.col("b_0").str.slice(0, 1)
    return _scattered(
        both.height,
        some["place"],
        some.select((short & alike).alias("x")).to_series(),
        "initials",
    )


def _birth_verdict(both: pl.DataFrame) -> pl.Series:
    some = both.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("place"),
        "l_birth",
        "r_birth",
    ).filter(pl.col("l_birth") != pl.col("r_birth"))
    text = some.select(
        pl.col("l_birth").cast(pl.String).alias("a"),
        pl.col("r_birth").cast(pl.String).alias("b"),
    )
    return _scattered(
        both.height, some["place"], judge_pairs(text, judge_digits), "birth_verdict"
    )


def _birth() -> pl.Expr:
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


def _place() -> pl.Expr:
    return _levels(
        PLACE,
        [
            *_shades(_same("place"), "equal", pl.col("l_f_place")),
            (_same("department"), "department"),
            (_both_known("h_place"), "different"),
        ],
    )


def _sex() -> pl.Expr:
    return _levels(
        SEX,
        [
            (pl.col("l_sex") == pl.col("r_sex"), "equal"),
            (_both_known("sex"), "different"),
        ],
    )


def _address() -> pl.Expr:
    return _levels(
        ADDRESS,
        [
            (
                _same("address") & (_same("postcode") | ~_both_known("h_postcode")),
                "equal",
            ),
            (_same("postcode"), "postcode"),
            (_both_known("h_address") | _both_known("h_postcode"), "different"),
        ],
    )


def _death() -> pl.Expr:
    a, b = pl.col("l_death"), pl.col("r_death")
    return _levels(
        DEATH,
        [
            (a == b, "equal"),
            (a // 100 == b // 100, "near"),
            (_both_known("death"), "different"),
        ],
    )
