"""Distinct values of a column: what is done once a value, then spread over the rows."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import polars as pl

Codes = npt.NDArray[np.uint64]

_FACTOR: Final = 0x9E3779B97F4A7C15
_ROOM: Final = 2
"""Slots of a directory a code, at least; twice as many at most."""


def code(text: pl.Expr) -> pl.Expr:
    """Return the hash of a text (UInt64), 0 where it is null."""
    return pl.when(text.is_not_null()).then(text.hash(seed=1)).otherwise(0)


def codes_of(texts: pl.Series) -> Codes:
    """Return the hashes of texts, 0 where they are null."""
    return pl.select(code(pl.lit(texts))).to_series().to_numpy()


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
class Directory:
    """Where codes stand, most of them found at the first place looked at.

    Attributes:
        codes: any, the last being no code.
        slots: where the code stands whose product has these upper bits.
        shift: lower bits of the product left aside.
        factor: of the product.
        rest: the places of the codes whose slot another one has, and their own
            directory; None where there is none.

    """

    codes: Codes
    slots: npt.NDArray[np.uint32]
    shift: np.uint64
    factor: int
    rest: tuple[npt.NDArray[np.uint32], "Directory"] | None

    @classmethod
    def of(cls, codes: Codes, factor: int = _FACTOR) -> Self:
        """Return the directory of codes, which may stand there several times."""
        size = len(codes)
        bits = max((_ROOM * size).bit_length(), 1)
        shift = np.uint64(64 - bits)
        slots = np.full(1 << bits, size, dtype=np.uint32)
        place = _placed(codes, factor, shift)
        slots[place] = np.arange(size, dtype=np.uint32)
        other = np.flatnonzero(codes[slots[place]] != codes).astype(np.uint32)
        rest = None
        if len(other):
            rest = other, cls.of(codes[other], factor * _FACTOR % 2**64)
        return cls(np.append(codes, np.uint64(0)), slots, shift, factor, rest)

    def find(self, wanted: Codes) -> npt.NDArray[np.uint32]:
        """Return where each code stands; one further than the last for the others.

        Of a code that stands there several times, it is always the same place.
        """
        none = np.uint32(len(self.codes) - 1)
        at = self.slots[_placed(wanted, self.factor, self.shift)]
        absent = np.flatnonzero((self.codes[at] != wanted) & (at != none))
        if not len(absent):
            return at
        at[absent] = none
        if self.rest is not None:
            places, directory = self.rest
            at[absent] = np.append(places, none)[directory.find(wanted[absent])]
        return at


def _placed(codes: Codes, factor: int, shift: np.uint64) -> npt.NDArray[np.int64]:
    return np.asarray((codes * np.uint64(factor)) >> shift).view(np.int64)


@dataclass(frozen=True, slots=True)
class Distinct:
    """The distinct texts of a column.

    Attributes:
        codes: their hashes; nulls are left out.
        texts: one a code.
        at: for each row, the place of its text, one further than the last for null.

    """

    codes: Codes
    texts: pl.Series
    at: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, values: pl.Series) -> Self:
        """Return the distinct texts of a column."""
        hashed = codes_of(values)
        same = Directory.of(hashed).find(hashed)
        chosen = np.zeros(len(hashed), dtype=np.bool_)
        chosen[same] = True
        chosen &= hashed != 0
        codes = hashed[chosen]
        rank = np.cumsum(chosen, dtype=np.uint32) - np.uint32(1)
        at = np.where(hashed != 0, rank[same], np.uint32(len(codes)))
        return cls(codes, values.filter(pl.Series(chosen)), at)

    def spread(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of a table of numbers, one a text, 0 for null."""
        return spread(table, self.at)


def spread(table: pl.DataFrame, at: npt.NDArray[np.uint32]) -> pl.DataFrame:
    """Return rows of a table of numbers by their place, 0 one further than the last."""
    made = []
    for column in table.iter_columns():
        known = column.to_numpy()
        whole = np.append(known, known.dtype.type(0))
        made.append(pl.Series(column.name, whole[at]))
    return pl.DataFrame(made)
