"""Comparison of candidate pairs: whole columns, equality of codes first.

Values are hashed once in the prepared records, so most fields are decided by integer
equality; words are fetched only for the distinct couples of values left open.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from bondroit.matching import levels
from bondroit.matching.comparisons import FIELDS
from bondroit.matching.days import one_digit
from bondroit.matching.fuzzy import (
    CLOSE,
    DIFFERENT,
    judge_address,
    judge_given,
    judge_number,
    judge_surnames,
)
from bondroit.matching.given_levels import given, given_facts, given_open
from bondroit.matching.pattern import encode
from bondroit.matching.records import Records
from bondroit.matching.signs import apart
from bondroit.matching.words import Words

PAIRS_AT_ONCE = 250_000

_GIVEN = ("g1", "g2", "g3", "g4", "g12", "glist", "gset", "glued", "gn")
_COLUMNS: dict[str, tuple[str, ...]] = {
    "nir": ("nir", "nir_ok"),
    "number": ("number",),
    "surname": ("core", "full", "usual", "g1", "g12", "sex"),
    "usual": ("core", "usual"),
    "given": (*_GIVEN, "core"),
    "birth": ("birth", "precision"),
    "place": ("place", "place_was", "department"),
    "sex": ("sex",),
    "address": ("address", "postcode", "commune"),
    "death": ("death",),
}
_MARKS = {
    "surname": ("f_core", "f_usual"),
    "given": ("f_g1",),
    "place": ("f_place",),
}
RIGHT_MARKS = ("g1",)
"""Columns whose rarity is read on the right; others are, where values are equal."""
_NEEDED = {
    "nir": ("nir",),
    "number": ("number",),
    "surname": ("core",),
    "usual": ("usual",),
    "given": ("g1",),
    "birth": ("birth",),
    "place": ("place",),
    "sex": ("sex",),
    "address": ("address", "postcode", "commune"),
    "death": ("death",),
}

Judge = Callable[[pl.DataFrame], pl.Series]


@dataclass(frozen=True, slots=True)
class Sides:
    """Two marked prepared frames, and the words behind their codes.

    Attributes:
        left: prepared records marked with their rarity.
        right: the same; the same frame when one file is compared with itself.
        words: of both.
        fields: the fields that both sides know for at least one record.

    """

    left: pl.DataFrame
    right: pl.DataFrame
    words: Words
    fields: frozenset[str]

    def facing(self, right: pl.DataFrame, words: Words) -> "Sides":
        """Return the left side before another right one, and the words of both."""
        return replace(self, right=right, words=words)


def sides(left: Records, right: Records) -> Sides:
    """Put two sides together: `right.words` holds the words of both."""
    known = left.known(), right.known()
    fields = frozenset(
        name
        for name, columns in _NEEDED.items()
        if all(any(column in one for column in columns) for one in known)
        or (name == "surname" and all("core" in one or "usual" in one for one in known))
    )
    return Sides(left.frame, right.frame, right.words, fields)


def compare(both: Sides, pairs: pl.DataFrame) -> pl.Series:
    """Compare candidate pairs field by field.

    Args:
        both: the two sides.
        pairs: i, j: rows of left and right.

    Returns:
        `pattern` (UInt64), one a pair, in the order given.

    """
    found = [_compared(both, some) for some in pairs.iter_slices(PAIRS_AT_ONCE)]
    return pl.concat(found) if found else pl.Series("pattern", [], pl.UInt64)


def _compared(both: Sides, pairs: pl.DataFrame) -> pl.Series:
    if not both.fields:
        return pl.zeros(pairs.height, pl.UInt64, eager=True).alias("pattern")
    names = sorted({name for field in both.fields for name in _COLUMNS[field]})
    marks = sorted({name for field in both.fields for name in _MARKS.get(field, ())})
    right = [f"f_{name}" for name in RIGHT_MARKS if f"f_{name}" in marks]
    gathered = [
        side.select(*names, *more)[pairs[index]].select(
            pl.all().name.prefix(f"{index_name}_")
        )
        for side, index, index_name, more in (
            (both.left, "i", "l", marks),
            (both.right, "j", "r", right),
        )
    ]
    table = pl.concat(gathered, how="horizontal")
    made = [_MAKERS[field](both, table) for field in sorted(both.fields)]
    coded = pl.concat(made, how="horizontal")
    absent = [
        pl.lit(0, pl.UInt8).alias(field.name)
        for field in FIELDS
        if field.name not in both.fields
    ]
    return coded.with_columns(absent).select(encode()).to_series()


def _surname(both: Sides, table: pl.DataFrame) -> pl.DataFrame:
    """Best verdict over birth and usual names; a near usual name is only «close»."""
    open_ = ~levels.surname_settled() & levels.both("core")
    verdict = _judged(both, table, open_, ("core", "core"), judge_surnames)
    near = pl.lit(value=False)
    for a, b in (("usual", "core"), ("core", "usual")):
        if (table[f"l_{a}"] != 0).any() and (table[f"r_{b}"] != 0).any():
            crossed = open_ & levels.both(a, b)
            found = _judged(both, table, crossed, (a, b), judge_surnames)
            near = near | pl.lit((found != 0) & (found < DIFFERENT))
    raised = table.select(
        pl.when(pl.lit(verdict == DIFFERENT) & near)
        .then(pl.lit(CLOSE, pl.UInt8))
        .otherwise(pl.lit(verdict))
        .alias("surname_verdict")
    )
    return table.hstack(raised).select(levels.surname())


def _given(both: Sides, table: pl.DataFrame) -> pl.DataFrame:
    open_ = given_open() & ~levels.names_exchanged()
    verdict = _judged(both, table, open_, ("g1", "g1"), judge_given)
    return table.with_columns(verdict.alias("given_verdict"), *given_facts()).select(
        given()
    )


def _birth(_: Sides, table: pl.DataFrame) -> pl.DataFrame:
    a, b = table["l_birth"].to_numpy(), table["r_birth"].to_numpy()
    open_ = np.flatnonzero((a != b) & (a != 0) & (b != 0))
    digit = np.zeros(table.height, dtype=np.bool_)
    digit[open_] = one_digit(a[open_], b[open_])
    parts = table.with_columns(pl.Series("digit", digit), *levels.birth_parts())
    return parts.select(levels.birth())


def _near(
    both: Sides, table: pl.DataFrame, name: str, judge: Judge, level: pl.Expr
) -> pl.DataFrame:
    """Judge a field whose near values make one level."""
    open_ = levels.both(name) & ~levels.same(name)
    verdict = _judged(both, table, open_, (name, name), judge)
    near = (verdict != 0) & (verdict < DIFFERENT)
    return table.with_columns(near.alias(f"{name}_near")).select(level)


_MAKERS: dict[str, Callable[[Sides, pl.DataFrame], pl.DataFrame]] = {
    "nir": lambda both, t: _near(both, t, "nir", judge_number, levels.nir()),
    "number": lambda both, t: _near(both, t, "number", judge_number, levels.number()),
    "surname": _surname,
    "usual": lambda _, t: t.select(levels.usual()),
    "given": _given,
    "birth": _birth,
    "place": lambda _, t: t.select(levels.place()),
    "sex": lambda _, t: t.select(levels.sex()),
    "address": lambda both, t: _near(
        both, t, "address", judge_address, levels.address()
    ),
    "death": lambda _, t: t.select(levels.death()),
}


def _judged(
    both: Sides,
    table: pl.DataFrame,
    where: pl.Expr,
    columns: tuple[str, str],
    judge: Judge,
) -> pl.Series:
    """Judge two columns of codes where the condition holds (UInt8); 0 elsewhere."""
    rows = table.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("at"),
        where.alias("_kept"),
        pl.min_horizontal(f"l_{columns[0]}", f"r_{columns[1]}").alias("a"),
        pl.max_horizontal(f"l_{columns[0]}", f"r_{columns[1]}").alias("b"),
    ).filter("_kept")
    column = np.zeros(table.height, dtype=np.uint8)
    if judge in _OF_NAMES and rows.height:
        signs = (both.words.signed(rows[one].to_numpy()) for one in ("a", "b"))
        strangers = apart(*signs)
        column[rows["at"].to_numpy()[strangers]] = DIFFERENT
        rows = rows.filter(pl.Series(~strangers))
    if rows.height:
        found = _lettered(both, rows, judge)
        column[found["at"].to_numpy()] = found["verdict"].fill_null(0).to_numpy()
    return pl.Series("verdict", column)


_OF_NAMES = (judge_surnames, judge_given)
"""Judges of words that their signs may already tell apart."""


def _lettered(both: Sides, rows: pl.DataFrame, judge: Judge) -> pl.DataFrame:
    """Judge couples of codes (at, a, b) by the letters of their words: verdict."""
    distinct = rows.select("a", "b").unique()
    texts = pl.DataFrame(
        [both.words.spelled(distinct[name]).alias(name) for name in ("a", "b")]
    )
    whole = texts.select(pl.all_horizontal(pl.all().is_not_null())).to_series()
    known = distinct.filter(whole).with_columns(
        judge(texts.filter(whole)).alias("verdict")
    )
    return rows.join(known, on=["a", "b"], how="left", maintain_order="left")
