"""Keys of blocks: the parts of a pass mixed into one 64-bit number a record."""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

Keys = npt.NDArray[np.uint64]

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
_NEW_YEAR = 101
_DAY = 3


class Parts:
    """The parts of keys of prepared records, 0 where unknown."""

    def __init__(self, frame: pl.DataFrame, *, keep: bool = False) -> None:
        """Keep the frame; parts are made when asked for.

        Args:
            frame: prepared records.
            keep: keys are asked for more than once, by several indexes.

        """
        self.frame, self.keep = frame, keep
        self._packed: dict[tuple[tuple[str, ...], int], Keys] = {}
        self.height = frame.height
        self._made: dict[str, Keys] = {}

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
        parts = [self.part(name) for name in names]
        known = parts[0] != 0
        for part in parts[1:]:
            known &= part != 0
        rows = np.flatnonzero(known).astype(np.uint64)
        return rows, self.keys_of(names, rows)

    def keys_of(self, names: tuple[str, ...], rows: Keys) -> Keys:
        """Return the keys of some rows whose parts are all known."""
        key = np.full(len(rows), len(names), dtype=np.uint64)
        whole = len(rows) == self.height
        for name in names:
            part = self.part(name)
            _mix_into(key, part if whole else part[rows])
        return key

    def packed(self, names: tuple[str, ...], bits: np.uint64) -> Keys:
        """Return the upper bits of the keys with their rows below."""
        asked = (names, int(bits))
        if asked in self._packed:
            return self._packed[asked]
        rows, key = self.keys(names)
        key >>= bits
        key <<= bits
        key |= rows
        if self.keep:
            self._packed[asked] = key
        return key

    def refined(self, rows: Keys, key: Keys, name: str) -> Keys:
        """Return the keys of some rows with one more part, 0 being a value."""
        return mixed(key, self.part(name)[rows])


def mixed(key: Keys, part: Keys) -> Keys:
    """Mix one more part into keys, every bit of it reaching the upper ones."""
    made = key.copy()
    _mix_into(made, part)
    return made


def _mix_into(key: Keys, part: Keys) -> None:
    key ^= part
    key *= _MIX
    key ^= key >> _TURN
    key *= _MIX
