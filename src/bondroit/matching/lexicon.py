"""Names read once: each distinct spelling is normalised and hashed one time only.

Values become 64-bit hashes, 0 where unknown: equality of names is equality of integers,
in one file as in the next. The words behind a hash are kept for the few comparisons
that need letters.
"""

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


class Lexicon:
    """Reads columns of names, remembering what it has read."""

    def __init__(self) -> None:
        """Begin without any word."""
        known = {"raw": pl.UInt64(), **dict.fromkeys(SURNAME_CODES, pl.UInt64())}
        self._surnames = pl.DataFrame(schema=known)
        self._texts = [pl.DataFrame(schema={"code": pl.UInt64(), "text": pl.String()})]

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
            *(code(pl.col(name)).alias(f"{name}_") for name in ("core", "full")),
            code(pl.col("core").str.slice(0, 4)).alias("core4"),
            code(pl.col("married").str.slice(0, 4)).alias("married4"),
            code(pl.col("married")).alias("married_"),
        )
        married = table.select(pl.col("married_").alias("code"), text="married")
        self._texts += [
            table.select(pl.col("core_").alias("code"), text="tokens"),
            married.drop_nulls("text"),
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
        self._texts.append(
            table.select(text="t1")
            .unique()
            .drop_nulls()
            .select(code(pl.col("text")).alias("code"), "text")
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
        return codes.with_columns(total.alias("gset")).select("raw", *GIVEN_CODES, "gn")

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
        """Return the words behind the codes: code, text; one row a code."""
        joined = pl.concat(self._texts).filter(pl.col("code") != 0)
        self._texts = [joined.group_by("code").agg(pl.col("text").min())]
        return self._texts[0]
