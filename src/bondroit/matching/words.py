"""The words behind codes, and their signs."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from bondroit.matching.distinct import Codes, Directory
from bondroit.matching.signs import Signs, signs_of

_NAMES = 1 << 32
"""Codes of names are under that; numbers and addresses, above, need no sign."""

_NOTHING = np.zeros(0, np.uint64)


@dataclass(frozen=True, slots=True)
class Words:
    """Texts behind codes.

    Attributes:
        codes: distinct ones.
        texts: one a code.
        signs: one a code, 0 for none.
        directory: of the codes.

    """

    codes: Codes = field(default_factory=_NOTHING.copy)
    texts: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.String))
    signs: Signs = field(default_factory=lambda: _NOTHING.astype(np.uint32))
    directory: Directory = field(default_factory=lambda: Directory.of(_NOTHING))

    def and_those(self, fresh: pl.DataFrame) -> "Words":
        """Return the same and more, the smallest text being kept of each code.

        Args:
            fresh: code (UInt64; 0 says nothing), text.

        """
        known = self.spelled(fresh["code"])
        new = fresh.filter(
            (pl.col("code") != 0) & ((pl.col("text") < known) | known.is_null())
        )
        if new.is_empty():
            return self
        least = new.group_by("code").agg(pl.col("text").min())
        codes = least["code"].to_numpy()
        kept = np.ones(len(self.codes) + 1, np.bool_)
        kept[self.directory.find(codes)] = False
        kept = kept[:-1]
        whole = np.concatenate([self.codes[kept], codes])
        return Words(
            whole,
            pl.concat([self.texts.filter(pl.Series(kept)), least["text"]]).rechunk(),
            np.concatenate([self.signs[kept], _signs(least)]),
            Directory.of(whole),
        )

    def spelled(self, codes: pl.Series) -> pl.Series:
        """Return the text of each code, null where there is none."""
        at = pl.Series(self.directory.find(codes.cast(pl.UInt64).to_numpy()))
        return self.texts.gather(at.set(at == len(self.texts), None))

    def signed(self, codes: Codes) -> Signs:
        """Return the sign of each code, 0 where there is none."""
        return np.append(self.signs, np.uint32(0))[self.directory.find(codes)]


def _signs(words: pl.DataFrame) -> Signs:
    names = words["code"] < _NAMES
    signs = np.zeros(words.height, np.uint32)
    signs[names.to_numpy()] = signs_of(words["text"].filter(names))
    return signs
