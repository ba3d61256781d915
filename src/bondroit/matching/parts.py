"""Keys of blocks: the parts of a pass mixed into one 64-bit number a record."""

from typing import Final

import numpy as np
import polars as pl

from bondroit.matching.sieve import Keys, Sieve

__all__ = ["Keys", "Parts", "mixed"]

_SIMPLE = {
    "core": "core",
    "core4": "core4",
    "usual": "usual",
    "usual4": "usual4",
    "first": "g1",
    "second": "g2",
    "given_set": "gset",
    "nir": "nir",
    "number": "number",
    "place": "place",
    "address": "address",
    "postcode": "postcode",
    "commune": "commune",
}
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_TURN: Final = np.uint64(29)
_AT_ONCE = 1 << 17
"""Keys mixed at once, few enough to stay near the processor."""
_NEW_YEAR = 101
_DAY = 3


class Parts:
    """The parts of keys of prepared records, 0 where unknown."""

    def __init__(self, frame: pl.DataFrame, *, keep: bool = False) -> None:
        """Keep the frame; parts are made when asked for.

        Args:
            frame: prepared records.
            keep: keys are asked for more than once, by several passes and indexes.

        """
        self.frame, self.keep = frame, keep
        self.height = frame.height
        self._made: dict[str, Keys] = {}
        self._keys: dict[tuple[str, ...], Keys] = {}

    def part(self, name: str) -> Keys:
        """Return one part (UInt64)."""
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> Keys:
        if name in _SIMPLE:
            return self.frame[_SIMPLE[name]].to_numpy()
        if name == "any":
            return np.ones(self.height, dtype=np.uint64)
        exact = pl.col("precision") == _DAY
        birth = pl.col("birth").cast(pl.UInt64)
        days = birth % 10_000
        made = {
            "date": pl.when(exact).then(birth).otherwise(0),
            "year": birth // 10_000,
            "monthday": pl.when(exact & (days != _NEW_YEAR)).then(days).otherwise(0),
            "undated": (~exact).cast(pl.UInt64),
        }[name]
        return self.frame.select(made.cast(pl.UInt64)).to_series().to_numpy()

    def keys(self, names: tuple[str, ...]) -> tuple[Keys, Keys]:
        """Return the rows whose parts are all known, and their keys."""
        known = self.part(names[0]) != 0
        for name in names[1:]:
            known &= self.part(name) != 0
        rows = np.flatnonzero(known)
        key = self.key(names)
        return rows.astype(np.uint64), key if known.all() else key[rows]

    def key(self, names: tuple[str, ...]) -> Keys:
        """Return the key of every row; it says nothing where a part is unknown."""
        if names in self._keys:
            return self._keys[names]
        above = self.key(names[:-1]) if names else np.zeros(self.height, np.uint64)
        made = mixed(above, self.part(names[-1])) if names else above
        if self.keep:
            self._keys[names] = made
        return made

    def near(self, names: tuple[str, ...], sieve: Sieve, bits: np.uint64) -> Keys:
        """Return the upper bits of keys that pass, with their row below, sorted."""
        key = self.key(names)
        rows = np.flatnonzero(sieve.passes(key))
        for name in names:
            rows = rows[self.part(name)[rows] != 0]
        near = ((key[rows] >> bits) << bits) | rows.astype(np.uint64)
        near.sort()
        return near

    def refined(self, rows: Keys, key: Keys, name: str) -> Keys:
        """Return the keys of some rows with one more part, 0 being a value."""
        return mixed(key, self.part(name)[rows])


def mixed(key: Keys, part: Keys) -> Keys:
    """Mix one more part into keys, every bit of it reaching the upper ones."""
    made = np.empty(len(key), np.uint64)
    for start in range(0, len(key), _AT_ONCE):
        some = made[start : start + _AT_ONCE]
        end = start + len(some)
        np.bitwise_xor(key[start:end], part[start:end], out=some)
        some *= _MIX
        some ^= some >> _TURN
        some *= _MIX
    return made
