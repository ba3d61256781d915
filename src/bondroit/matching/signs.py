"""Signs of words: their letters and length, to see at once that two are nothing alike.

Most couples of names that blocking brings together are strangers. Two words whose letters
cannot make them near need not be compared letter by letter.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

Signs = npt.NDArray[np.uint32]
"""One number a word of the letters A to Z: which letters, and its length above; 0 for
another word, which has no sign."""

Truth = npt.NDArray[np.bool_]

_LETTERS = np.uint32((1 << 26) - 1)
_LENGTH = np.uint32(26)
_LONGEST = 31
_FIRST = ord("A")

_NEAR_SHARE = 1.49
"""Two names are close (0.9 of Jaro-Winkler, the four first letters alike at best) only
where the shares of their letters that the other has add up to 1.5."""


def signs_of(texts: pl.Series) -> Signs:
    """Return the signs of words."""
    lengths = texts.str.len_bytes().fill_null(0).to_numpy().astype(np.int64)
    signed = (lengths >= 1) & (lengths <= _LONGEST)
    made = np.zeros(len(texts), np.uint32)
    if not signed.any():
        return made
    lengths = lengths[signed]
    starts = np.cumsum(lengths) - lengths
    text = texts.filter(pl.Series(signed)).str.join("").item().encode()
    place = np.frombuffer(text, np.uint8) - np.uint8(_FIRST)
    letter = np.minimum(place, 31).astype(np.uint32)
    masks = np.bitwise_or.reduceat(np.uint32(1) << letter, starts)
    plain = masks <= _LETTERS
    sign = masks | (lengths.astype(np.uint32) << _LENGTH)
    made[signed] = np.where(plain, sign, np.uint32(0))
    return made


def apart(one: Signs, other: Signs) -> Truth:
    """Whether words certainly differ, couple by couple; False where a sign is wanting.

    Args:
        one: signs of words.
        other: signs of others, each unlike its neighbour.

    """
    known = (one != 0) & (other != 0)
    letters = one & _LETTERS, other & _LETTERS
    lengths = tuple((sign >> _LENGTH).astype(np.int8) for sign in (one, other))
    alone = [
        np.bitwise_count(a & ~b).astype(np.int8) for a, b in (letters, letters[::-1])
    ]
    within = (alone[0] == 0) | (alone[1] == 0)
    slip = (alone[0] <= 1) & (alone[1] <= 1)
    slip &= np.abs(lengths[0] - lengths[1]) <= 1
    common = np.minimum(lengths[0] - alone[0], lengths[1] - alone[1])
    sizes = np.maximum(np.stack(lengths), 1).astype(np.float32)
    near = common / sizes[0] + common / sizes[1] >= _NEAR_SHARE
    return np.asarray(known & ~(within | slip | near))
