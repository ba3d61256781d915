"""Names read once: each distinct spelling is normalised and hashed one time only.

Names become 32-bit hashes, numbers and addresses 64-bit ones, 0 where unknown: equality
of names is equality of integers, in one file as in the next; two names that differ are
taken for one in 2 couples out of 10 billion. The words behind a hash are kept for the few
comparisons that need letters.
"""

import numpy as np
import polars as pl

from bondroit.matching.distinct import Codes, Distinct, among, code
from bondroit.matching.given_codes import given_codes
from bondroit.matching.normalise import surnames, words_of

SURNAME_CODES = ("core", "full", "core4", "married", "married4")


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
        self._read = np.zeros(0, np.uint64)
        self._surnames = pl.DataFrame(schema=dict.fromkeys(SURNAME_CODES, pl.UInt32()))
        self._known = pl.DataFrame(schema={"code": pl.UInt64(), "text": pl.String()})
        self._texts: list[pl.DataFrame] = []

    def branch(self) -> "Lexicon":
        """Return a lexicon that knows the same, and whose own reading stays apart."""
        made = Lexicon()
        made._known = self.texts()
        made._read, made._surnames = self._read, self._surnames
        return made

    def surnames(self, values: pl.Series) -> pl.DataFrame:
        """Return the codes of a column of surnames, row by row: `SURNAME_CODES`."""
        column = Distinct.of(values)
        known = among(self._read, column.codes)
        if not known.all():
            self._learn(column.codes[~known], column.texts.filter(pl.Series(~known)))
        at = np.searchsorted(self._read, column.codes)
        return column.spread(self._surnames[at])

    def _learn(self, codes: Codes, texts: pl.Series) -> None:
        table = surnames(texts).with_columns(
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
        read = np.concatenate([self._read, codes])
        order = np.argsort(read)
        self._read = read[order]
        self._surnames = pl.concat([self._surnames, named])[order]

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
