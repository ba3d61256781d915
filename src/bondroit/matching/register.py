"""A file against a register of any size: streamed, never held whole."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from bondroit.matching.ahead import ahead
from bondroit.matching.blocking import Index, build_index, candidates
from bondroit.matching.compare import RIGHT_MARKS, Sides, compare, sides
from bondroit.matching.decoys import DecoyWeights, Exposure, confronted, exposure, tally
from bondroit.matching.lexicon import Lexicon
from bondroit.matching.pairs import Linked, marked, masked
from bondroit.matching.parts import Parts
from bondroit.matching.rarity import Rarity
from bondroit.matching.records import Records, prepare
from bondroit.matching.saved import SavedWeights
from bondroit.matching.scoring import by_decoys, by_weights
from bondroit.matching.uses import ENOUGH, Use
from bondroit.matching.weights import pattern_bits

CHUNK = 1_000_000
"""Rows of a register held at once."""

SAMPLE = 250_000
"""Records of the register taken to make decoys of it."""

_PROMISING = 8.0
"""Bits under which a pair is counted, and not kept."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A lot of the register, prepared and marked."""

    records: Records


class Register:
    """A register read lot by lot with one lexicon."""

    def __init__(self, rows: pl.LazyFrame, lexicon: Lexicon) -> None:
        """Keep the rows: two id columns, then compared columns."""
        self.rows, self.lexicon = rows, lexicon
        names = rows.collect_schema().names()
        self.ids = (names[0], names[1])

    def size(self) -> int:
        """Number of rows."""
        return int(self.rows.select(pl.len()).collect(engine="streaming").item())

    def sample(self, size: int) -> Records:
        """Return about SAMPLE records, chosen by their id, never by their place."""
        one_in = max(size // SAMPLE, 1)
        drawn = pl.struct(self.ids).hash(seed=3) % one_in == 0
        rows = self.rows.filter(drawn).collect(engine="streaming")
        return prepare(rows, self.ids, self.lexicon)

    def chunks(self, rarity: Rarity) -> Iterator[Chunk]:
        """Yield the register by lots of about CHUNK rows."""
        for rows in _batches(self.rows):
            records = prepare(rows, self.ids, self.lexicon.branch(), ordered=False)
            frame = rarity.mark(records.frame, RIGHT_MARKS)
            yield Chunk(replace(records, frame=frame))


KEPT_PAIRS = {
    "i": pl.UInt32(),
    "passes": pl.UInt32(),
    "pattern": pl.UInt64(),
    "right_source": pl.String(),
    "right_id": pl.String(),
    "what": pl.UInt64(),
    "birth": pl.Int32(),
}


def link_register(
    left: Records,
    lexicon: Lexicon,
    rows: pl.LazyFrame,
    use: Use,
    saved: SavedWeights | None = None,
) -> tuple[Linked, int]:
    """Score a file against a register.

    Args:
        left: the small side.
        lexicon: what it was prepared with.
        rows: the register: source and id, then compared columns.
        use: passes and prior.
        saved: weights to use as they are.

    Returns:
        Pairs (i, passes, pattern, right_source, right_id, what: alike for records
        written twice, birth, probability) and their scoring; the register's size.

    """
    register = Register(rows, lexicon)
    size = register.size()
    calibrates = saved is None and min(left.size(), size) >= ENOUGH
    sample = register.sample(size)
    (left, sample), rarity = marked([left, sample])
    both = sides(left, sample)
    index = build_index(left.frame, use.passes)
    run = _Stream(both, index, sample, use, calibrates)
    for chunk in ahead(register.chunks(rarity)):
        run.add(chunk)
    observed = run.observed()
    if calibrates:
        scoring = by_decoys(confronted(observed, run.decoys(left)), rarity)
    else:
        scoring = by_weights(observed, use.prior(size), rarity, 0, saved)
    likely = scoring.patterns.filter(pl.col("probability") >= 0.01)  # noqa: PLR2004
    pairs = run.kept(likely.select("pattern", "probability"))
    return Linked(pairs, scoring, index, rarity), size


class _Stream:
    """What is gathered lot after lot: counts of patterns, decoys, promising pairs."""

    def __init__(
        self,
        both: Sides,
        index: Index,
        sample: Records,
        use: Use,
        calibrates: bool,  # noqa: FBT001 - private
    ) -> None:
        self.both, self.index, self.calibrates = both, index, calibrates
        self.sample = sample
        self.mask = masked(sample.frame, both.left)
        self.sample_index = build_index(self.mask, use.passes) if calibrates else index
        self.counts: list[pl.DataFrame] = []
        self.pairs: list[pl.DataFrame] = []
        self.found: list[pl.DataFrame] = []
        self.seen: list[Exposure] = []
        self.known = exposure(self.mask)

    def add(self, chunk: Chunk) -> None:
        """Compare one lot."""
        frame = chunk.records.frame
        both = self.both.facing(frame, chunk.records.words)
        parts = Parts(frame, keep=True)
        for lot in candidates(self.index, parts):
            self._count(chunk, lot.with_columns(compare(both, lot)))
        if self.calibrates:
            seen = exposure(frame)
            self.seen.append(_summed(seen))
            self._decoy(replace(both, left=self.mask), chunk, parts, seen)

    def _count(self, chunk: Chunk, lot: pl.DataFrame) -> None:
        counted = lot.group_by("pattern").agg(pl.len().alias("n"))
        self.counts.append(counted)
        bits = pattern_bits(counted["pattern"])
        good = counted.filter(pl.Series(bits >= _PROMISING)).select("pattern")
        kept = lot.join(good, on="pattern", how="semi").sort("i", "j")
        members = chunk.records.members
        source, key = (name for name in members.columns if name != "row")
        named = members[members["row"].arg_unique().gather(kept["j"])]
        self.pairs.append(
            kept.select("i", "passes", "pattern").with_columns(
                named[source].alias("right_source"),
                named[key].alias("right_id"),
                chunk.records.profile[kept["j"]].alias("what"),
                chunk.records.frame["birth"][kept["j"]].alias("birth"),
            )
        )

    def _decoy(self, both: Sides, chunk: Chunk, parts: Parts, seen: Exposure) -> None:
        """Count the pairs of the sample with the lot, but a record with itself."""
        known, own, other = self.known, self.sample.profile, chunk.records.profile
        for lot in candidates(self.sample_index, parts):
            alike = own[lot["i"]] == other[lot["j"]]
            lot = lot.filter(~alike)  # noqa: PLW2901 - the same lot, less itself
            i, j = lot["i"].to_numpy(), lot["j"].to_numpy()
            classes = pl.DataFrame(
                {
                    "pattern": compare(both, lot),
                    "years_i": known.years[i],
                    "years_j": seen.years[j],
                    "known_i": known.known[i],
                    "known_j": seen.known[j],
                }
            )
            self.found.append(
                classes.group_by(classes.columns).agg(pl.len().alias("n"))
            )

    def observed(self) -> pl.DataFrame:
        """Return the patterns: pattern, n."""
        schema = {"pattern": pl.UInt64, "n": pl.UInt32}
        counted = pl.concat([pl.DataFrame(schema=schema), *self.counts])
        return counted.group_by("pattern").agg(pl.col("n").sum()).sort("pattern")

    def kept(self, likely: pl.DataFrame) -> pl.DataFrame:
        """Return the promising pairs of likely patterns, sorted; the others go.

        Args:
            likely: pattern, probability.

        """
        some = [pl.DataFrame(schema=KEPT_PAIRS).join(likely, on="pattern")]
        while self.pairs:
            some.append(self.pairs.pop().join(likely, on="pattern"))
        return pl.concat(some).sort("i", "right_source", "right_id")

    def decoys(self, left: Records) -> pl.DataFrame:
        """Return what the decoys of the register, and of the file, expect."""
        classes = pl.concat(self.found)
        keys = classes.columns[:-1]
        classes = classes.group_by(keys).agg(pl.col("n").sum()).sort(keys)
        own = exposure(left.frame)
        hidden = masked(left.frame, self.sample.frame)
        seen = exposure(hidden)
        whole = Exposure(
            np.concatenate([one.years for one in self.seen]),
            np.concatenate([one.known for one in self.seen]),
            np.concatenate([one.counts for one in self.seen]),
        )
        known = self.known
        weights = DecoyWeights((own, whole), [(known, whole, 1.0), (own, seen, 0.5)])
        both = self.both.facing(hidden, self.sample.words)
        lots = list(candidates(self.index, hidden, within=True))
        mine = [(compare(both, lot), weights.of(own, seen, lot)) for lot in lots]
        theirs = weights.of_classes(classes)
        times = classes["n"].to_numpy().astype(np.float64)
        return tally(
            iter([*mine, (classes["pattern"], theirs)]), [None] * len(mine) + [times]
        )


def _summed(one: Exposure) -> Exposure:
    """Return an exposure with one row a class."""
    table = (
        pl.DataFrame({"years": one.years, "known": one.known})
        .group_by("years", "known")
        .agg(pl.len().alias("n"))
        .sort("years", "known")
    )
    return Exposure(
        table["years"].to_numpy(),
        table["known"].to_numpy(),
        table["n"].to_numpy().astype(np.float64),
    )


def _batches(rows: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    held: list[pl.DataFrame] = []
    count = 0
    for batch in rows.collect_batches(chunk_size=CHUNK, maintain_order=True):
        held.append(batch)
        count += batch.height
        if count >= CHUNK:
            yield pl.concat(held)
            held, count = [], 0
    if count:
        yield pl.concat(held)
