"""Scored pairs of one file with itself, or of two files held in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from bondroit.matching.blocking import Index, build_index, candidates
from bondroit.matching.cache import Cache
from bondroit.matching.compare import Sides, compare, sides
from bondroit.matching.decoys import (
    DecoyWeights,
    Exposure,
    Floats,
    Lot,
    confronted,
    exposure,
    tally,
)
from bondroit.matching.rarity import Rarity, counts, rarity_of
from bondroit.matching.records import Records
from bondroit.matching.saved import SavedWeights
from bondroit.matching.scoring import Scoring, by_decoys, by_weights
from bondroit.matching.uses import ENOUGH, Use
from bondroit.matching.weights import pattern_bits

PAIRS = {
    "i": pl.UInt32(),
    "j": pl.UInt32(),
    "passes": pl.UInt32(),
    "pattern": pl.UInt64(),
}

_HIDDEN = ("usual", "usual4")
"""Columns that one side may never know, and that passes join to another column."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Candidate pairs worth keeping, and how their patterns are scored.

    Attributes:
        pairs: i, j, passes, pattern, probability; sorted.
        scoring: probability and bits of every pattern.
        index: blocks of the left side, with their report.
        rarity: of the values at hand.
        repeats: for the left and the right side, likely pairs of two records of the
            same side (i, j, probability); None where people stand there once.

    """

    pairs: pl.DataFrame
    scoring: Scoring
    index: Index
    rarity: Rarity
    repeats: tuple[pl.DataFrame | None, pl.DataFrame | None] = (None, None)


def marked(records: list[Records]) -> tuple[list[Records], Rarity]:
    """Mark records with the rarity of their values in all of them."""
    rarity = rarity_of([counts(one.frame) for one in records])
    return [replace(one, frame=rarity.mark(one.frame)) for one in records], rarity


@dataclass(frozen=True, slots=True)
class Within:
    """The compared pairs of one file with itself.

    Attributes:
        records: marked with the rarity of their values.
        both: the two sides, which are the same.
        pairs: i, j, passes, pattern.
        index: blocks, with their report.
        rarity: of the values at hand.

    """

    records: Records
    both: Sides
    pairs: pl.DataFrame
    index: Index
    rarity: Rarity


def within(records: Records, use: Use, cache: Cache | None = None) -> Within:
    """Compare the candidate pairs of one file with itself.

    Identical rows are one record: such a record is also paired with itself (i = j),
    which says whether what it holds is enough to be one person.
    """
    (own,), rarity = marked([records])
    index = build_index(own.frame, use.passes)
    both = sides(own, own)
    repeated = (
        own.members.group_by("row")
        .len()
        .filter(pl.col("len") > 1)
        .select(pl.col("row").alias("i"), pl.col("row").alias("j"))
        .sort("i")
        .with_columns(pl.lit(0, pl.UInt32).alias("passes"))
    )
    lots = (*candidates(index, own.frame, within=True), repeated)
    if cache is None:
        found = _compared(both, lots)
    else:
        pairs = pl.concat(lots)
        found = pairs.with_columns(cache.patterns(use.name, both, pairs))
    return Within(own, both, found, index, rarity)


def link_within(
    records: Records,
    use: Use,
    saved: SavedWeights | None = None,
    cache: Cache | None = None,
) -> Linked:
    """Score the pairs of one file with itself."""
    return link_found(within(records, use, cache), use, saved)


def link_found(found: Within, use: Use, saved: SavedWeights | None = None) -> Linked:
    """Score the compared pairs of one file with itself by weights alone."""
    size = found.records.members.height
    observed = _observed(found.pairs)
    scoring = by_weights(observed, use.prior(size), found.rarity, size, saved)
    return Linked(scoring.join(found.pairs), scoring, found.index, found.rarity)


def link_two(
    left: Records, right: Records, use: Use, saved: SavedWeights | None = None
) -> Linked:
    """Score the pairs of two files; their decoys say how many are false.

    Args:
        left: prepared with the lexicon that `right` was then prepared with.
        right: the other side.
        use: passes and prior.
        saved: weights to use as they are, in place of those of the files.

    """
    (left, right), rarity = marked([left, right])
    index = build_index(left.frame, use.passes)
    both = sides(left, right)
    found = _compared(both, candidates(index, right.frame))
    observed = _observed(found)
    if saved is None and min(left.size(), right.size()) >= ENOUGH:
        own = _Own(left, right, both, index)
        scoring = by_decoys(own.expected(observed), rarity)
        pairs = scoring.join(found)
        return Linked(pairs, scoring, index, rarity, own.repeats(rarity))
    size = max(left.members.height, right.members.height)
    scoring = by_weights(observed, use.prior(size), rarity, 0, saved)
    return Linked(scoring.join(found), scoring, index, rarity)


def _compared(
    both: Sides, lots: Iterator[pl.DataFrame] | tuple[pl.DataFrame, ...]
) -> pl.DataFrame:
    found = [lot.with_columns(compare(both, lot)) for lot in lots]
    return pl.concat([pl.DataFrame(schema=PAIRS), *found])


def _observed(found: pl.DataFrame) -> pl.DataFrame:
    return found.group_by("pattern").agg(pl.len().alias("n")).sort("pattern")


def masked(frame: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Hide from a frame what the other side never knows, for its decoys."""
    hidden = [name for name in _HIDDEN if not (other[name] != 0).any()]
    return frame.with_columns(pl.lit(0, pl.UInt32).alias(name) for name in hidden)


class _Own:
    """The pairs of each side with itself: decoys, or people written twice."""

    def __init__(
        self, left: Records, right: Records, both: Sides, index: Index
    ) -> None:
        hidden = masked(left.frame, right.frame), masked(right.frame, left.frame)
        own = exposure(left.frame), exposure(right.frame)
        seen = exposure(hidden[0]), exposure(hidden[1])
        self.link = (*own, 1.0)
        self.members = [(own[0], seen[0]), (seen[1], own[1])]
        self.lots = [_lot(replace(both, right=hidden[0]), index)]
        index.forget()
        mine = build_index(hidden[1], index.passes)
        self.lots.append(_lot(replace(both, left=hidden[1]), mine))
        squares = left.size() ** 2, right.size() ** 2
        rates = [
            float(is_strong(lot).sum()) / square
            for lot, square in zip(self.lots, squares, strict=True)
        ]
        self.serving = serving(rates, squares)

    def expected(self, observed: pl.DataFrame) -> pl.DataFrame:
        """Return the patterns with what the decoys that serve expect."""
        return self._against(self.link, observed, 1.0)

    def _against(self, link: Lot, observed: pl.DataFrame, part: float) -> pl.DataFrame:
        alone = DecoyWeights([link], [(*self.members[n], 0.5) for n in self.serving])
        both = DecoyWeights([link], [(*one, 0.5) for one in self.members])
        lots = []
        for n, lot in enumerate(self.lots):
            serves = alone if n in self.serving else None
            weight = weighed(lot, *self.members[n], serves, both)
            lots.append((lot["pattern"], part * weight))
        return confronted(observed, tally(iter(lots)))

    def repeats(
        self, rarity: Rarity
    ) -> tuple[pl.DataFrame | None, pl.DataFrame | None]:
        """Return, a side, its likely repeats; the decoys of the other judge them."""
        found: list[pl.DataFrame | None] = [None, None]
        for side in {0, 1} - set(self.serving):
            lot = self.lots[side]
            counted = self._against((*self.members[side], 1.0), _observed(lot), 0.5)
            found[side] = by_decoys(counted, rarity).join(lot)
        return found[0], found[1]


def is_strong(lot: pl.DataFrame) -> npt.NDArray[np.bool_]:
    """Whether decoys look like one and the same person."""
    patterns = lot["pattern"].unique().sort()
    bits = pattern_bits(patterns)
    good = patterns.filter(pl.Series(bits >= _STRONG_BITS))
    return lot["pattern"].is_in(good.implode()).to_numpy()


def weighed(
    lot: pl.DataFrame,
    own: Exposure,
    seen: Exposure,
    alone: DecoyWeights | None,
    every: DecoyWeights,
) -> Floats:
    """Return the weight of each decoy of a side.

    Args:
        lot: i, j, pattern.
        own: groups of `i`.
        seen: groups of `j`.
        alone: weights of what looks like one person; None where the side repeats people.
        every: weights of what looks like two.

    """
    strong = 0.0 if alone is None else alone.of(own, seen, lot)
    return np.asarray(np.where(is_strong(lot), strong, every.of(own, seen, lot)))


def _lot(both: Sides, index: Index) -> pl.DataFrame:
    return _compared(both, candidates(index, both.right, within=True))


_STRONG_BITS = 34.0
_RATIO = 3.0
_FEW = 10.0


def serving(strong: Sequence[float], squares: Sequence[float]) -> list[int]:
    """Leave out the sides that repeat people far more than the one that does least.

    Args:
        strong: of each side, its pairs that look like one person, over its square.
        squares: of the number of records of each side.

    Returns:
        The places of the sides that serve.

    """
    least = min(strong, default=0.0)
    return [
        place
        for place, (rate, square) in enumerate(zip(strong, squares, strict=True))
        if rate <= _RATIO * least + _FEW / square
    ]
