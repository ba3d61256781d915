"""The left side of a link, indexed by the keys of every blocking pass.

A key and a row make one 64-bit number, so that a pass is a sort of integers. Blocks are
bounded by refining their key; nothing is dropped without being counted.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from bondroit.matching.distinct import among
from bondroit.matching.keys import BLOCK_CAP, REFINEMENTS, Pass
from bondroit.matching.parts import Keys, Parts
from bondroit.matching.sieve import Sieve, sieve_of

MOST_BITS = 24
"""Of a row number of the right side, which has at most 16 million rows at once."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Entry:
    """The left records of one pass at one depth of refinement.

    Attributes:
        packed: key and row in one number, sorted.
        counts: at the place in `packed` where a key begins, how many records it has, the
            bound at most; 0 elsewhere, and for a key that was too big at this depth.
        refined: keys that were too big at this depth.

    """

    packed: Keys
    counts: npt.NDArray[np.uint16]
    refined: Keys

    def met(self, near: Keys, bits: np.uint64) -> tuple[Ints, Ints, Ints]:
        """Return where packed keys meet a block: its start and count, and their row."""
        none = np.zeros(0, np.int64)
        if not len(self.packed) or not len(near):
            return none, none, none
        low = (np.uint64(1) << bits) - np.uint64(1)
        at = np.searchsorted(self.packed, near & ~low)
        at = np.minimum(at, len(self.packed) - 1)
        hit = (self.packed[at] ^ near) <= low
        hit &= self.counts[at] != 0
        at = at[hit]
        row = near[hit] & low
        return at, self.counts[at].astype(np.int64), row.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Index:
    """The left side, ready to be met.

    Attributes:
        passes: the blocking passes.
        entries: a pass, its entries by depth of refinement.
        report: one row a pass and depth: pass, depth, rows, blocks, largest,
            beyond (records over the bound at the last depth, which meet the first
            records of their block only).
        bits: of a row number.
        sieves: by number of pass, where many lots are met.

    """

    passes: tuple[Pass, ...]
    entries: list[tuple[Entry, ...]]
    report: pl.DataFrame
    bits: np.uint64
    sieves: dict[int, Sieve]

    def sieve(self, number: int, *, keep: bool) -> Sieve:
        """Return the sieve of a pass, kept where it is asked for again."""
        made = self.sieves.get(number) or sieve_of(self.entries[number][0].packed)
        if keep:
            self.sieves[number] = made
        return made

    def forget(self) -> None:
        """Let go of the blocks; the report stays."""
        self.entries.clear()
        self.sieves.clear()


def build_index(
    frame: pl.DataFrame, passes: tuple[Pass, ...], cap: int = BLOCK_CAP
) -> Index:
    """Index prepared records by the keys of every pass.

    A block of more than `cap` records gets a finer key; what is still too big after all
    refinements keeps its first records, in the order of the ids, and is reported.
    """
    parts = Parts(frame)
    bits = np.uint64(max(int(frame.height).bit_length(), MOST_BITS))
    entries: list[tuple[Entry, ...]] = []
    report: list[dict[str, object]] = []
    for one in passes:
        rows, key = parts.keys(one.left)
        depths: list[Entry] = []
        for depth in range(len(REFINEMENTS) + 1):
            last = depth == len(REFINEMENTS)
            entry, big, said = _entry(rows, key, bits, 0 if last else cap, cap)
            depths.append(entry)
            if said["rows"]:
                report.append({"pass": one.name, "depth": depth, **said})
            if last or not big.any():
                break
            rows, key = rows[big], key[big]
            key = parts.refined(rows, key, REFINEMENTS[depth])
        entries.append(tuple(depths))
    return Index(passes, entries, pl.DataFrame(report, schema=_REPORT), bits, {})


_REPORT = {
    "pass": pl.String(),
    "depth": pl.Int32(),
    "rows": pl.Int64(),
    "blocks": pl.Int64(),
    "largest": pl.Int64(),
    "beyond": pl.Int64(),
}


def _entry(
    rows: Keys, key: Keys, bits: np.uint64, refine_over: int, cap: int
) -> tuple[Entry, npt.NDArray[np.bool_], dict[str, int]]:
    """Sort records by key; set apart those of blocks to refine (0: none is)."""
    short = key >> bits
    packed = np.sort((short << bits) | rows)
    keys, starts, counts = runs(packed >> bits)
    largest = int(counts.max(initial=0))
    big = counts > (refine_over or max(largest, 1))
    apart = among(keys[big], short)
    said = {
        "rows": int(counts[~big].sum()),
        "blocks": int((~big).sum()),
        "largest": int(counts[~big].max(initial=0)),
        "beyond": int(np.maximum(counts[~big] - cap, 0).sum()),
    }
    sized = np.zeros(len(packed), np.uint16)
    sized[starts[~big]] = np.minimum(counts[~big], cap)
    return Entry(packed, sized, keys[big]), apart, said


def runs(ordered: Keys) -> tuple[Keys, Ints, Ints]:
    """Return the distinct values of a sorted array, their starts and counts."""
    if not len(ordered):
        return ordered, np.zeros(0, np.int64), np.zeros(0, np.int64)
    edges = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    starts = np.concatenate([np.zeros(1, np.int64), edges])
    counts = np.diff(np.append(starts, len(ordered)))
    return ordered[starts], starts, counts
