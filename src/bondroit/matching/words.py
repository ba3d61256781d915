"""The words behind codes, in layers: those of the files, then those of one lot."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl

from bondroit.matching.distinct import Codes, Directory
from bondroit.matching.signs import Signs, signs_of

_NAMES = 1 << 32
"""Codes of names are under that; numbers and addresses, above, need no sign."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Words read together.

    Attributes:
        directory: of their codes.
        texts: one a code.
        signs: one a code.

    """

    directory: Directory
    texts: pl.Series
    signs: Signs

    @classmethod
    def of(cls, table: pl.DataFrame) -> Self:
        """Return the layer of words: code (UInt64), text; one row a code."""
        codes = table["code"].to_numpy()
        signs = np.zeros(len(codes), np.uint32)
        name = codes < _NAMES
        signs[name] = signs_of(table["text"].filter(pl.Series(name)))
        return cls(Directory.of(codes), table["text"], signs)


@dataclass(frozen=True, slots=True)
class Words:
    """Texts behind codes.

    Attributes:
        layers: of words; what a later one says of a code is what counts.

    """

    layers: tuple[Layer, ...] = ()

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
        return Words((*self.layers, Layer.of(least)))

    def spelled(self, codes: pl.Series) -> pl.Series:
        """Return the text of each code, null where there is none."""
        wanted = codes.cast(pl.UInt64).to_numpy()
        texts = pl.repeat(None, len(wanted), dtype=pl.String, eager=True)
        for layer in self.layers:
            at = pl.Series(layer.directory.find(wanted))
            found = at < len(layer.texts)
            at = at.set(~found, None)
            texts = layer.texts.gather(at).zip_with(found, texts)
        return texts

    def signs(self, codes: Codes) -> Signs:
        """Return the sign of each code, 0 where there is none."""
        signs = np.zeros(len(codes), np.uint32)
        for layer in self.layers:
            at = layer.directory.find(codes)
            found = np.flatnonzero(at < len(layer.signs))
            signs[found] = layer.signs[at[found]]
        return signs
