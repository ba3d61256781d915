"""Signs of words: their letters and length, to see at once that two are nothing alike.

Most couples of names that blocking brings together are strangers. Two words whose letters
cannot make them near need not be compared letter by letter.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

Codes = npt.NDArray[np.uint64]
Truth = npt.NDArray[np.bool_]

_LETTERS = np.uint64((1 << 26) - 1)
_LENGTH = np.uint64(26)
_CODE = np.uint64(32)
_LONGEST = 31
_MOST_CODE = 1 << 32
_ROOM = 4
_FIRST = ord("A")

_NEAR_SHARE = 1.49
"""Two names are close (0.9 of Jaro-Winkler, the four first letters alike at best) only
where the shares of their letters that the other has add up to 1.5."""


@dataclass(frozen=True, slots=True)
class Signs:
    """One number a word of the letters A to Z: code, length, and which letters.

    Attributes:
        table: such numbers, each at the place that the lower bits of its code give; 0
            where there is none. A word whose place is taken has no sign.

    """

    table: Codes

    def apart(self, a: Codes, b: Codes) -> Truth:
        """Whether two words certainly differ; False where a sign is wanting.

        Args:
            a: codes of words.
            b: codes of others, each unlike its neighbour.

        """
        signs = self._of(a), self._of(b)
        known = (signs[0] != 0) & (signs[1] != 0)
        letters = signs[0] & _LETTERS, signs[1] & _LETTERS
        lengths = tuple(_counted(one >> _LENGTH, 0x1F) for one in signs)
        alone = [
            np.bitwise_count(one & ~other).astype(np.int8)
            for one, other in (letters, letters[::-1])
        ]
        within = (alone[0] == 0) | (alone[1] == 0)
        slip = (alone[0] <= 1) & (alone[1] <= 1)
        slip &= np.abs(lengths[0] - lengths[1]) <= 1
        common = np.minimum(lengths[0] - alone[0], lengths[1] - alone[1])
        sizes = np.maximum(np.stack(lengths), 1).astype(np.float32)
        near = common / sizes[0] + common / sizes[1] >= _NEAR_SHARE
        return np.asarray(known & ~(within | slip | near))

    def _of(self, codes: Codes) -> Codes:
        if not len(self.table):
            return np.zeros(len(codes), np.uint64)
        found = self.table[codes & np.uint64(len(self.table) - 1)]
        return np.where(found >> _CODE == codes, found & np.uint64(0xFFFFFFFF), 0)


def _counted(values: Codes, most: int) -> npt.NDArray[np.int8]:
    return (values & np.uint64(most)).astype(np.int8)


def signs_of(words: pl.DataFrame) -> Signs:
    """Return the signs of words: code (UInt64), text; those of names only."""
    size = pl.col("text").str.len_bytes()
    names = words.filter((pl.col("code") < _MOST_CODE) & size.is_between(1, _LONGEST))
    if names.is_empty():
        return Signs(np.zeros(0, np.uint64))
    lengths = names["text"].str.len_bytes().to_numpy().astype(np.int64)
    starts = np.cumsum(lengths) - lengths
    text = names["text"].str.join("").item().encode()
    place = np.frombuffer(text, np.uint8).astype(np.int16) - _FIRST
    letter = (place >= 0) & (place < int(_LETTERS).bit_count())
    bits = np.uint32(1) << np.where(letter, place, 31).astype(np.uint32)
    masks = np.bitwise_or.reduceat(bits, starts).astype(np.uint64)
    plain = masks <= _LETTERS
    codes = names["code"].to_numpy()[plain]
    made = masks | (lengths.astype(np.uint64) << _LENGTH)
    table = np.zeros(1 << int(_ROOM * len(codes) + 1).bit_length(), np.uint64)
    table[codes & np.uint64(len(table) - 1)] = (codes << _CODE) | made[plain]
    return Signs(table)
