"""Names read once: each distinct spelling is normalised and hashed one time only.

Names become 32-bit hashes, numbers and addresses 64-bit ones, 0 where unknown: equality
of names is equality of integers, in one file as in the next; two names that differ are
taken for one in 2 couples out of 10 billion. The words behind a hash are kept for the few
comparisons that need letters.
"""

import numpy as np
import polars as pl

from bondroit.matching.distinct import Directory, Distinct, code, codes_of, spread
from bondroit.matching.given_codes import given_codes
from bondroit.matching.normalise import surnames, words_of
from bondroit.matching.words import Words

SURNAME_CODES = ("core", "full", "core4", "married", "married4")


def short(hashed: pl.Expr) -> pl.Expr:
    """Return the half of a 64-bit hash (UInt32), 0 where it is 0 only."""
    half = (hashed // 2**32).cast(pl.UInt32).clip(1)
    return pl.when(hashed != 0).then(half).otherwise(pl.lit(0, pl.UInt32))


class Lexicon:
    """Reads columns of names, remembering what it has read."""

    def __init__(self) -> None:
        """Begin without any word."""
        self._raw = np.zeros(0, np.uint64)
        self._read = Directory.of(self._raw)
        self._surnames = pl.DataFrame(schema=dict.fromkeys(SURNAME_CODES, pl.UInt32()))
        self._words = Words()
        self._texts: list[pl.DataFrame] = []

    def branch(self) -> "Lexicon":
        """Return a lexicon that knows the same, and whose own reading stays apart."""
        made = Lexicon()
        made._words = self.words()
        made._raw, made._read, made._surnames = self._raw, self._read, self._surnames
        return made

    def surnames(self, values: pl.Series) -> pl.DataFrame:
        """Return the codes of a column of surnames, row by row: `SURNAME_CODES`."""
        if values.null_count() == len(values):
            return self._surnames.clear(len(values)).fill_null(0)
        hashed = codes_of(values)
        known = (self._read.find(hashed) < len(self._raw)) | (hashed == 0)
        if not known.all():
            self._learn(Distinct.of(values.filter(pl.Series(~known))))
        return spread(self._surnames, self._read.find(hashed))

    def _learn(self, fresh: Distinct) -> None:
        table = surnames(fresh.texts).with_columns(
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
            pl.col("core_").alias("core"),
            pl.col("full_").alias("full"),
            "core4",
            pl.col("married_").alias("married"),
            "married4",
        )
        self._raw = np.concatenate([self._raw, fresh.codes])
        self._read = Directory.of(self._raw)
        self._surnames = pl.concat([self._surnames, named])

    def given(self, values: pl.Series) -> pl.DataFrame:
        """Return the codes of a column of given names: `GIVEN_CODES` and `gn` (UInt8)."""
        column = Distinct.of(values)
        codes, first = given_codes(words_of(column.texts)["name"])
        self._texts.append(_worded(first.drop_nulls()))
        return column.spread(codes)

    def plain(self, values: pl.Series) -> pl.Series:
        """Return the codes of a column of words (UInt64)."""
        column = Distinct.of(values)
        table = words_of(column.texts).select(code(pl.col("name")), text="name")
        self._texts.append(
            table.select(pl.col("name").alias("code"), "text").drop_nulls()
        )
        return column.spread(table.select("name")).to_series()

    def words(self) -> Words:
        """Return the words behind the codes."""
        if self._texts:
            self._words = self._words.and_those(pl.concat(self._texts))
            self._texts = []
        return self._words


def _worded(table: pl.DataFrame) -> pl.DataFrame:
    return table.select(pl.col("code").cast(pl.UInt64), "text")
