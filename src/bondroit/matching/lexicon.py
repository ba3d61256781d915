"""Names read once: each distinct spelling is normalised and hashed one time only.

Names become 32-bit hashes, numbers and addresses 64-bit ones, 0 where unknown: equality
of names is equality of integers, in one file as in the next; two names that differ are
taken for one in 2 couples out of 10 billion. The words behind a hash are kept for the few
comparisons that need letters.
"""

import numpy as np
import polars as pl

from bondroit.matching.normalise import (
    distinct_words,
    squeeze,
    surname_words,
    surnames,
)

TOKENS = 4
"""Given names looked at; a longer list counts in `glist` and `gset` only."""

SURNAME_CODES = ("core", "full", "core4", "married", "married4")
GIVEN_CODES = ("g1", "g2", "g3", "g4", "g12", "glist", "gset", "glued")


def code(text: pl.Expr) -> pl.Expr:
    """Return the hash of a text (UInt64), 0 where it is null."""
    return pl.when(text.is_not_null()).then(text.hash(seed=1)).otherwise(0)


def short(hashed: pl.Expr) -> pl.Expr:
    """Return the half of a 64-bit hash (UInt32), 0 where it is 0 only."""
    half = (hashed // 2**32).cast(pl.UInt32).clip(1)
    return pl.when(hashed != 0).then(half).otherwise(pl.lit(0, pl.UInt32))


def spelled(words: pl.DataFrame, codes: pl.Series) -> pl.Series:
    """Return the text of each code, null where there is none.

    Args:
        words: code (UInt64, sorted), text.
        codes: of any width.

    """
    if words.is_empty():
        return pl.repeat(None, len(codes), dtype=pl.String, eager=True)
    known, wanted = words["code"].to_numpy(), codes.cast(pl.UInt64).to_numpy()
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    text = words["text"].gather(at)
    return (
        text
        if (known[at] == wanted).all()
        else text.zip_with(
            pl.Series(known[at] == wanted),
            pl.repeat(None, len(text), dtype=pl.String, eager=True),
        )
    )


class Lexicon:
    """Reads columns of names, remembering what it has read."""

    def __init__(self) -> None:
        """Begin without any word."""
        known = {"raw": pl.UInt64(), **dict.fromkeys(SURNAME_CODES, pl.UInt32())}
        self._surnames = pl.DataFrame(schema=known)
        self._known = pl.DataFrame(schema={"code": pl.UInt64(), "text": pl.String()})
        self._texts: list[pl.DataFrame] = []

    def surnames(self, values: pl.Series) -> pl.DataFrame:
        """Return the codes of a column of surnames, row by row: `SURNAME_CODES`."""
        rows = pl.select(raw=code(pl.lit(values)))
        fresh = (
            pl.DataFrame({"raw": rows["raw"], "text": values})
            .filter(pl.col("raw") != 0)
            .unique("raw")
            .join(self._surnames, on="raw", how="anti")
        )
        if fresh.height:
            self._learn(fresh["text"])
        return (
            rows.join(self._surnames, on="raw", how="left", maintain_order="left")
            .select(pl.col(SURNAME_CODES).fill_null(0))
            .rechunk()
        )

    def _learn(self, values: pl.Series) -> None:
        table = surnames(values).with_columns(
            code(pl.col("raw")).alias("raw"),
            *(short(code(pl.col(name))).alias(f"{name}_") for name in ("core", "full")),
            short(code(pl.col("core").str.slice(0, 4))).alias("core4"),
            short(code(pl.col("married").str.slice(0, 4))).alias("married4"),
            short(code(pl.col("married"))).alias("married_"),
        )
        married = table.select(pl.col("married_").alias("code"), text="married")
        self._texts += [
            _worded(table.select(pl.col("core_").alias("code"), text="tokens")),
            _worded(married.drop_nulls("text")),
        ]
        named = table.select(
            "raw",
            pl.col("core_").alias("core"),
            pl.col("full_").alias("full"),
            "core4",
            pl.col("married_").alias("married"),
            "married4",
        )
        self._surnames = pl.concat([self._surnames, named])

    def given(self, values: pl.Series) -> pl.DataFrame:
        """Return the codes of a column of given names: `GIVEN_CODES` and `gn` (UInt8)."""
        rows = pl.select(raw=code(pl.lit(values)))
        distinct = (
            pl.DataFrame({"raw": rows["raw"], "text": values})
            .filter(pl.col("raw") != 0)
            .unique("raw")
        )
        table = self._lists(distinct["text"])
        return (
            rows.join(table, on="raw", how="left", maintain_order="left")
            .select(pl.col(*GIVEN_CODES, "gn").fill_null(0))
            .rechunk()
        )

    def _lists(self, values: pl.Series) -> pl.DataFrame:
        tokens = pl.col("name").str.splitn(" ", TOKENS + 1)
        table = distinct_words(values).with_columns(
            tokens.struct.rename_fields([f"t{n}" for n in range(1, TOKENS + 2)]),
            pl.col("name").alias("whole"),
        )
        table = table.unnest("name")
        names = [f"t{n}" for n in range(1, TOKENS + 1)]
        first = table.select(text="t1").unique().drop_nulls()
        self._texts.append(
            _worded(first.select(short(code(pl.col("text"))).alias("code"), "text"))
        )
        codes = table.select(
            code(pl.col("raw")).alias("raw"),
            *(code(pl.col(name)).alias(f"g{name[1]}") for name in names),
            code(pl.col("t1") + pl.col("t2")).alias("g12"),
            code(pl.col("whole")).alias("glist"),
            code(squeeze(pl.col("whole"))).alias("glued"),
            code(pl.col("t5")).alias("g5"),
            pl.sum_horizontal(pl.col(name).is_not_null() for name in (*names, "t5"))
            .cast(pl.UInt8)
            .alias("gn"),
        )
        mixed = [
            pl.col(f"g{n}") ^ (pl.col(f"g{n}") // 2**29) for n in range(1, TOKENS + 2)
        ]
        total = pl.lit(0, pl.UInt64)
        for one in mixed:
            total = total + one % 2**60
        mixed_set = (total % (2**32 - 1) + 1).cast(pl.UInt32)
        no_set = pl.lit(0, pl.UInt32)
        return codes.select(
            "raw",
            *(short(pl.col(name)) for name in GIVEN_CODES if name != "gset"),
            pl.when(total != 0).then(mixed_set).otherwise(no_set).alias("gset"),
            "gn",
        )

    def plain(self, values: pl.Series, *, surname: bool = False) -> pl.DataFrame:
        """Return the codes of a column of words: `code`, and `code4`, of its start."""
        rows = pl.select(raw=code(pl.lit(values)))
        name = pl.col("name")
        table = distinct_words(values).select(
            code(pl.col("raw")).alias("raw"),
            code(surname_words(name) if surname else name).alias("code"),
            code(name.str.slice(0, 4)).alias("code4"),
            "name",
        )
        self._texts.append(table.select("code", text="name").drop_nulls())
        return (
            rows.join(table, on="raw", how="left", maintain_order="left")
            .select(pl.col("code", "code4").fill_null(0))
            .rechunk()
        )

    def texts(self) -> pl.DataFrame:
        """Return the words behind the codes: code (sorted), text; one row a code."""
        if self._texts:
            fresh = pl.concat(self._texts).filter(pl.col("code") != 0)
            self._texts = []
            self._known = _merged(self._known, fresh)
        return self._known


def _merged(known: pl.DataFrame, fresh: pl.DataFrame) -> pl.DataFrame:
    """Put words together: one row a code, its smallest text, sorted."""
    before = spelled(known, fresh["code"])
    new = fresh.with_columns(before.alias("before")).filter(
        pl.col("text") < pl.col("before").fill_null("\U0010ffff")
    )
    if new.is_empty():
        return known
    least = new.group_by("code").agg(pl.col("text").min())
    rest = known.join(least, on="code", how="anti") if known.height else known
    return pl.concat([rest, least]).sort("code")


def _worded(table: pl.DataFrame) -> pl.DataFrame:
    return table.select(pl.col("code").cast(pl.UInt64), "text")
