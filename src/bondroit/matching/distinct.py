"""Distinct values of a column: what is done once a value, then spread over the rows."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import polars as pl

Codes = npt.NDArray[np.uint64]


def code(text: pl.Expr) -> pl.Expr:
    """Return the hash of a text (UInt64), 0 where it is null."""
    return pl.when(text.is_not_null()).then(text.hash(seed=1)).otherwise(0)


def shortened(hashed: Codes) -> npt.NDArray[np.uint32]:
    """Return the half of 64-bit hashes, 0 where they are 0 only."""
    half = np.maximum((hashed >> np.uint64(32)).astype(np.uint32), 1)
    return np.where(hashed != 0, half, np.uint32(0))


def among(some: Codes, values: Codes) -> npt.NDArray[np.bool_]:
    """Whether each value is among some sorted ones."""
    if not len(some):
        return np.zeros(len(values), dtype=np.bool_)
    at = np.searchsorted(some, values)
    return np.asarray(some[np.minimum(at, len(some) - 1)] == values)


@dataclass(frozen=True, slots=True)
class Distinct:
    """The distinct texts of a column.

    Attributes:
        codes: their hashes; nulls are left out. One may stand there twice, where another
            differs from it in the lower bits only.
        texts: one a code.
        at: for each row, the place of its text, one further than the last for null.

    """

    codes: Codes
    texts: pl.Series
    at: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, values: pl.Series) -> Self:
        """Return the distinct texts of a column."""
        hashed = pl.select(code(pl.lit(values))).to_series().to_numpy()
        low = np.uint64((1 << len(hashed).bit_length()) - 1)
        packed = (hashed & ~low) | np.arange(len(hashed), dtype=np.uint64)
        packed.sort()
        order = packed & low
        ordered = hashed[order]
        fresh = np.ones(len(ordered), dtype=np.bool_)
        np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
        first, known = order[fresh], ordered[fresh] != 0
        chosen = np.zeros(len(hashed), dtype=np.bool_)
        chosen[first[known]] = True
        codes = hashed[chosen]
        rank = np.cumsum(chosen, dtype=np.uint32) - np.uint32(1)
        place = np.where(known, rank[first], np.uint32(len(codes)))
        at = np.empty(len(order), dtype=np.uint32)
        at[order] = place[np.cumsum(fresh) - 1]
        return cls(codes, values.filter(pl.Series(chosen)), at)

    def spread(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of a table of numbers, one a text, 0 for null."""
        made = []
        for column in table.iter_columns():
            known = column.to_numpy()
            whole = np.append(known, known.dtype.type(0))
            made.append(pl.Series(column.name, whole[self.at]))
        return pl.DataFrame(made)
