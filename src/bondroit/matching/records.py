"""Rows of people, deaths or stays prepared for comparison: one form, hashed once.

A prepared frame holds, one row a distinct record (`row` UInt32 numbers them):
`core`, `full`, `tokens`, `usual`, `first`, `second`, `given`, `given_set`, `nir`,
`place`, `address`, `postcode` (String); `h_*` their hashes (UInt64, equal when the
strings are); `birth`, `death` (Int32, yyyymmdd), `precision` (3 day, 2 month, 1 year),
`sex` (UInt8: 1 M, 2 F), `nir_ok` (Boolean). Everything but `row` may be null: unknown.
"""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from bondroit.matching.normalise import (
    certified,
    given_names,
    nir_text,
    places,
    squeeze,
    surnames,
    words,
)

COLUMNS: dict[str, pl.DataType] = {
    "nir": pl.String(),
    "nir_key": pl.String(),
    "birth_name": pl.String(),
    "usual_name": pl.String(),
    "first_names": pl.String(),
    "sex": pl.String(),
    "birth_date": pl.Date(),
    "birth_date_precision": pl.String(),
    "birth_place": pl.String(),
    "address": pl.String(),
    "postcode": pl.String(),
    "death_date": pl.Date(),
    "death_date_precision": pl.String(),
}
"""What is compared, whatever the table; absent columns are null, hence neutral."""

HASHED = (
    "core",
    "full",
    "usual",
    "first",
    "second",
    "given",
    "given_set",
    "nir",
    "place",
    "address",
    "postcode",
)
_PRECISION = {"day": 3, "month": 2, "year": 1}
_SEX = {"M": 1, "F": 2}
_SEINE_SPLIT = 1968_01_01


@dataclass(frozen=True, slots=True)
class Records:
    """Distinct records, and which rows each stands for.

    Attributes:
        frame: the prepared frame described above.
        members: the id columns of every row, with `row`, in the order of the ids.

    """

    frame: pl.DataFrame
    members: pl.DataFrame

    def size(self) -> int:
        """Number of distinct records."""
        return self.frame.height


def prepare(rows: pl.DataFrame, ids: tuple[str, ...]) -> Records:
    """Normalise rows, and keep identical ones once.

    Args:
        rows: id columns and any of `COLUMNS`.
        ids: the id columns.

    Returns:
        Records numbered in the order of the ids, whatever the order of the rows.

    """
    ordered = rows.select(
        *(pl.col(name).cast(pl.String) for name in ids),
        *(
            (
                pl.col(name).cast(dtype)
                if name in rows.columns
                else pl.lit(None, dtype)
            ).alias(name)
            for name, dtype in COLUMNS.items()
        ),
    ).sort(ids)
    normal = _normalised(ordered, ids)
    facts = normal.drop(ids)
    profile = facts.select(pl.struct(pl.all()).hash().alias("profile"))
    if profile["profile"].n_unique() == facts.height:
        number = pl.int_range(pl.len(), dtype=pl.UInt32).alias("row")
        members = ordered.select(number, *ids)
        return Records(_hashed(facts.select(number, pl.all())), members)
    numbered = profile.with_row_index("first").with_columns(
        pl.col("first").min().over("profile")
    )
    rank = pl.col("first").rank("dense").cast(pl.UInt32) - 1
    row = numbered.select(rank.alias("row"))
    members = pl.concat([row, ordered.select(ids)], how="horizontal")
    distinct = facts[numbered["first"].unique().sort()]
    return Records(_hashed(distinct.with_row_index("row")), members)


def _normalised(rows: pl.DataFrame, ids: tuple[str, ...]) -> pl.DataFrame:
    birth = _looked_up(rows["birth_name"], surnames)
    used = _looked_up(rows["usual_name"], surnames)["core"]
    usual = used.zip_with(used.is_not_null(), birth["married"]).alias("usual")
    given = _looked_up(rows["first_names"], given_names)
    born = _looked_up(rows["birth_place"], places)
    number = nir_text(pl.col("nir"))
    plain = rows.select(
        *ids,
        number.alias("nir"),
        certified(number, pl.col("nir_key")).alias("nir_ok"),
        _code("sex", _SEX).alias("sex"),
        _day(pl.col("birth_date")).alias("birth"),
        _precision("birth_date").alias("precision"),
        words(pl.col("address")).alias("address"),
        words(pl.col("postcode")).alias("postcode"),
        pl.when(_precision("death_date") == _PRECISION["day"])
        .then(_day(pl.col("death_date")))
        .alias("death"),
        *birth.select("core", "full", "tokens"),
        usual,
        *given,
        *born,
    )
    other = pl.col("usual") != pl.col("core").fill_null("")
    return plain.with_columns(pl.when(other).then(pl.col("usual")).alias("usual"))


def _looked_up(
    values: pl.Series, normalise: Callable[[pl.Series], pl.DataFrame]
) -> pl.DataFrame:
    """Normalise each distinct value once, and give the result row by row."""
    table = normalise(values)
    rows = values.alias("raw").to_frame()
    return rows.join(table, on="raw", how="left", maintain_order="left").drop("raw")


def _hashed(frame: pl.DataFrame) -> pl.DataFrame:
    return (
        frame.with_columns(
            pl.when(pl.col(name).is_not_null())
            .then(pl.col(name).hash(seed=1))
            .alias(f"h_{name}")
            for name in HASHED
        )
        .with_columns(
            squeeze(pl.col("given")).hash(seed=1).alias("h_glued"),
            _department().hash(seed=1).alias("h_department"),
        )
        .with_columns(
            pl.when(pl.col("given").is_not_null())
            .then(pl.col("h_glued"))
            .alias("h_glued"),
            pl.when(pl.col("place").is_not_null())
            .then(pl.col("h_department"))
            .alias("h_department"),
        )
        .with_columns(
            pl.col(name).str.slice(0, 4).hash(seed=1).alias(f"h_{name}4")
            for name in ("core", "usual")
        )
        .with_columns(
            pl.when(pl.col(name).is_not_null())
            .then(pl.col(f"h_{name}4"))
            .alias(f"h_{name}4")
            for name in ("core", "usual")
        )
    )


def _day(date: pl.Expr) -> pl.Expr:
    number = date.dt.year().cast(pl.Int32) * 10_000
    return number + date.dt.month().cast(pl.Int32) * 100 + date.dt.day().cast(pl.Int32)


def _precision(column: str) -> pl.Expr:
    known = _code(f"{column}_precision", _PRECISION).fill_null(_PRECISION["day"])
    return pl.when(pl.col(column).is_not_null()).then(known)


def _code(column: str, codes: dict[str, int]) -> pl.Expr:
    chosen = [
        pl.when(pl.col(column) == text).then(pl.lit(code, pl.UInt8))
        for text, code in codes.items()
    ]
    return pl.coalesce(chosen)


def _department() -> pl.Expr:
    """Département of birth; one for the Seine and Seine-et-Oise split in 1968."""
    code = pl.col("place").str.slice(0, 2)
    paris = code.is_in(["75", "78", "91", "92", "93", "94", "95"]) & (
        pl.col("birth") < _SEINE_SPLIT
    )
    return (
        pl.when(paris.fill_null(value=False))
        .then(pl.lit("IDF"))
        .when(code.is_in(["2A", "2B"]))
        .then(pl.lit("20"))
        .when(code.is_in(["97", "98"]))
        .then(pl.col("place").str.slice(0, 3))
        .when(code == "99")
        .then(pl.col("place"))
        .otherwise(code)
    )
