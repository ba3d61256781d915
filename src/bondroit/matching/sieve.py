"""A sieve of keys: most keys that a file does not have are seen to at once.

One bit a key, at a place that its upper bits give: a key of the file always finds its
bit set, another one rarely. What passes is then looked up.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]

_ROOM = 16
_LEAST, _MOST = 16, 32
_BYTE = np.int64(3)
_IN_BYTE = np.uint8(7)


@dataclass(frozen=True, slots=True)
class Sieve:
    """Bits of the keys of a file.

    Attributes:
        bits: packed, eight a byte.
        shift: how many lower bits of a key are left aside.

    """

    bits: npt.NDArray[np.uint8]
    shift: np.uint64

    def passes(self, keys: Keys) -> npt.NDArray[np.bool_]:
        """Whether each key may be one of the file."""
        place = (keys >> self.shift).view(np.int64)
        bit = place.astype(np.uint8) & _IN_BYTE
        found = self.bits.take(place >> _BYTE) >> bit
        return np.asarray((found & np.uint8(1)).view(np.bool_))


def sieve_of(keys: Keys) -> Sieve:
    """Return the sieve of keys, by their upper bits (32 of them at most)."""
    size = min(max(int(_ROOM * len(keys)).bit_length(), _LEAST), _MOST)
    shift = np.uint64(64 - size)
    seen = np.zeros(1 << size, dtype=np.bool_)
    seen[keys >> shift] = True
    return Sieve(np.packbits(seen, bitorder="little"), shift)
