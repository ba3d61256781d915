"""A file against a register of any size: streamed, never held whole."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import polars as pl

from bondroit.matching.ahead import worked
from bondroit.matching.blocking import build_index, candidates
from bondroit.matching.compare import RIGHT_MARKS, compare, sides
from bondroit.matching.decoys import (
    DecoyWeights,
    Exposure,
    confronted,
    exposure,
    tally,
)
from bondroit.matching.lexicon import Lexicon
from bondroit.matching.lots import COUNTS, KEPT_PAIRS, Facing, Found
from bondroit.matching.pairs import Linked, marked, masked
from bondroit.matching.rarity import Rarity
from bondroit.matching.records import Records, prepare
from bondroit.matching.saved import SavedWeights
from bondroit.matching.scoring import by_decoys, by_weights
from bondroit.matching.uses import ENOUGH, Use

CHUNK = 1_000_000
"""Rows of a register held at once."""

_READ = 100_000
"""Rows read at once: several such batches wait, however slowly they are taken."""

SAMPLE = 250_000
"""Records of the register taken to make decoys of it."""


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

    def met(self, facing: Facing, rarity: Rarity) -> Iterator[Found]:
        """Yield what each lot of about CHUNK rows brings, in the order of the rows."""
        self.lexicon.words()

        def work(rows: pl.DataFrame) -> Found:
            lot = prepare(rows, self.ids, self.lexicon.branch(), ordered=False)
            return facing.met(replace(lot, frame=rarity.mark(lot.frame, RIGHT_MARKS)))

        return worked(_batches(self.rows), work)


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
    index = build_index(left.frame, use.passes)
    facing = Facing(sides(left, sample), index, sample, use, calibrates=calibrates)
    found = list(register.met(facing, rarity))
    observed = _observed(found)
    if calibrates:
        decoys = _expected(facing, left, found)
        scoring = by_decoys(confronted(observed, decoys), rarity)
    else:
        scoring = by_weights(observed, use.prior(size), rarity, 0, saved)
    likely = scoring.patterns.filter(pl.col("probability") >= 0.01)  # noqa: PLR2004
    pairs = _likely(found, likely.select("pattern", "probability"))
    return Linked(pairs, scoring, index, rarity), size


def _observed(found: list[Found]) -> pl.DataFrame:
    """Return the patterns: pattern, n."""
    counted = pl.concat([pl.DataFrame(schema=COUNTS), *(one.counts for one in found)])
    return counted.group_by("pattern").agg(pl.col("n").sum()).sort("pattern")


def _likely(found: list[Found], likely: pl.DataFrame) -> pl.DataFrame:
    """Return the promising pairs of likely patterns, sorted; lots are let go.

    Args:
        found: of each lot; emptied.
        likely: pattern, probability.

    """
    some = [pl.DataFrame(schema=KEPT_PAIRS).join(likely, on="pattern")]
    while found:
        some.append(found.pop().pairs.join(likely, on="pattern"))
    return pl.concat(some).sort("i", "right_source", "right_id")


def _expected(facing: Facing, left: Records, found: list[Found]) -> pl.DataFrame:
    """Return what the decoys of the register, and of the file, expect."""
    classes = pl.concat([one.decoys for one in found if one.decoys is not None])
    keys = classes.columns[:-1]
    classes = classes.group_by(keys).agg(pl.col("n").sum()).sort(keys)
    own = exposure(left.frame)
    hidden = masked(left.frame, facing.sample.frame)
    seen = exposure(hidden)
    whole = _whole([one.seen for one in found if one.seen is not None])
    known = facing.known
    weights = DecoyWeights([(own, whole, 1.0)], [(known, whole, 1.0), (own, seen, 0.5)])
    both = facing.both.facing(hidden, facing.sample.words)
    lots = list(candidates(facing.index, hidden, within=True))
    mine = [(compare(both, lot), weights.of(own, seen, lot)) for lot in lots]
    theirs = weights.of_classes(classes)
    times = classes["n"].to_numpy().astype(np.float64)
    return tally(
        iter([*mine, (classes["pattern"], theirs)]), [None] * len(mine) + [times]
    )


def _whole(seen: list[Exposure]) -> Exposure:
    """Put the groups of lots together."""
    return Exposure(
        np.concatenate([one.years for one in seen]),
        np.concatenate([one.known for one in seen]),
        np.concatenate([one.counts for one in seen]),
    )


def _batches(rows: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    held: list[pl.DataFrame] = []
    count = 0
    for batch in rows.collect_batches(chunk_size=_READ, maintain_order=True):
        held.append(batch)
        count += batch.height
        if count >= CHUNK:
            yield pl.concat(held, rechunk=True)
            held, count = [], 0
    if count:
        yield pl.concat(held, rechunk=True)
