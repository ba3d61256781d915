"""Candidate pairs: records of two sides sorted by key, one pass after the other.

A key and a row make one 64-bit number, so that a pass is a sort and a merge of integers.
Blocks are bounded by refining their key; nothing is dropped without being counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

from bondroit.matching.keys import BLOCK_CAP, REFINEMENTS, Pass
from bondroit.matching.parts import Keys, Parts

PAIR_BUDGET = 12_000_000
"""Candidate pairs held at once, before they are made distinct."""

MOST_BITS = 24
"""Of a row number of the right side, which has at most 16 million rows at once."""

_PASS_BITS = np.uint64(5)
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Entry:
    """The left records of one pass at one depth of refinement.

    Attributes:
        packed: key and row in one number, sorted.
        keys: the distinct keys, sorted.
        starts: where each begins in `packed`.
        counts: how many records it has.
        refined: keys that were too big at this depth.

    """

    packed: Keys
    keys: Keys
    starts: Ints
    counts: Ints
    refined: Keys


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

    """

    passes: tuple[Pass, ...]
    entries: tuple[tuple[Entry, ...], ...]
    report: pl.DataFrame
    bits: np.uint64


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
    return Index(passes, tuple(entries), pl.DataFrame(report, schema=_REPORT), bits)


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
    keys, starts, counts = _runs(packed >> bits)
    largest = int(counts.max(initial=0))
    big = counts > (refine_over or max(largest, 1))
    apart = _within(keys[big], short)
    said = {
        "rows": int(counts[~big].sum()),
        "blocks": int((~big).sum()),
        "largest": int(counts[~big].max(initial=0)),
        "beyond": int(np.maximum(counts[~big] - cap, 0).sum()),
    }
    kept = Entry(
        packed, keys[~big], starts[~big], np.minimum(counts[~big], cap), keys[big]
    )
    return kept, apart, said


def _runs(ordered: Keys) -> tuple[Keys, Ints, Ints]:
    """Return the distinct values of a sorted array, their starts and counts."""
    if not len(ordered):
        return ordered, np.zeros(0, np.int64), np.zeros(0, np.int64)
    edges = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    starts = np.concatenate([np.zeros(1, np.int64), edges])
    counts = np.diff(np.append(starts, len(ordered)))
    return ordered[starts], starts, counts


def _within(some: Keys, values: Keys) -> npt.NDArray[np.bool_]:
    if not len(some):
        return np.zeros(len(values), dtype=np.bool_)
    at = np.searchsorted(some, values)
    return np.asarray(some[np.minimum(at, len(some) - 1)] == values)


def candidates(
    index: Index, frame: pl.DataFrame, *, within: bool = False
) -> Iterator[pl.DataFrame]:
    """Yield distinct candidate pairs (i of the index, j of the frame), in bounded lots.

    Args:
        index: the left side.
        frame: prepared records of the other side, or of the same when `within`.
        within: pairs of one frame with itself, i < j.

    Yields:
        i, j (UInt32), passes (UInt32: one bit a pass that brings the pair), sorted.

    """
    meetings = list(_meetings(index, Parts(frame), within=within))
    for first, last in pairwise(_bounds(meetings, frame.height)):
        found = [
            one.pairs(first, last, index.bits)
            for one in meetings
            if ((one.rows >= first) & (one.rows < last)).any()
        ]
        if found:
            yield _distinct(found, within=within)


@dataclass(frozen=True, slots=True)
class _Meeting:
    """Rows of the right side, each with the run of left records it meets."""

    number: int
    packed: Keys
    starts: Ints
    counts: Ints
    rows: Ints

    def pairs(self, first: int, last: int, bits: np.uint64) -> Keys:
        """Return one packed number (i, j, pass) a pair of the rows in a range."""
        some = (self.rows >= first) & (self.rows < last)
        counts, starts = self.counts[some], self.starts[some]
        ends = np.cumsum(counts)
        place = np.arange(ends[-1]) - np.repeat(ends - counts, counts)
        lefts = self.packed[np.repeat(starts, counts) + place]
        i = lefts & ((np.uint64(1) << bits) - np.uint64(1))
        j = np.repeat(self.rows[some].astype(np.uint64), counts)
        return np.asarray((((i << _J_BITS) | j) << _PASS_BITS) | np.uint64(self.number))


def _bounds(meetings: list[_Meeting], height: int) -> list[int]:
    """Cut the right side so that each lot holds about PAIR_BUDGET pairs."""
    if sum(int(one.counts.sum()) for one in meetings) <= PAIR_BUDGET:
        return [0, height]
    load = np.zeros(height, dtype=np.float64)
    for one in meetings:
        load += np.bincount(one.rows, one.counts, minlength=height)
    lots = np.cumsum(load) // PAIR_BUDGET
    edges = np.flatnonzero(lots[1:] != lots[:-1]) + 1
    return [0, *edges.tolist(), height]


def _meetings(index: Index, parts: Parts, *, within: bool) -> Iterator[_Meeting]:
    """Yield, a pass and depth, the rows of the right side that meet a block."""
    for number, one in enumerate(index.passes):
        depths = index.entries[number]
        if not len(depths[0].packed):
            continue
        own = within and one.left == one.right
        rows, key = (depths[0].keys[:0],) * 2 if own else parts.keys(one.right)
        for depth, entry in enumerate(depths):
            last = depth == len(REFINEMENTS)
            if own and not last:
                yield _own(number, entry, index.bits)
                continue
            if own:
                rows, key = parts.keys(one.right)
                for step in range(depth):
                    again = _within(depths[step].refined, key >> index.bits)
                    rows, key = rows[again], key[again]
                    key = parts.refined(rows, key, REFINEMENTS[step])
            at, met = _met(entry.keys, rows, key, index.bits)
            counts = entry.counts[at]
            yield _Meeting(number, entry.packed, entry.starts[at], counts, met)
            if not last:
                again = _within(entry.refined, key >> index.bits)
                rows, key = rows[again], key[again]
                key = parts.refined(rows, key, REFINEMENTS[depth])


def _own(number: int, entry: Entry, bits: np.uint64) -> _Meeting:
    """Each record of a block with those after it."""
    several = entry.counts > 1
    counts, starts = entry.counts[several], entry.starts[several]
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    at = np.arange(total) - np.repeat(ends - counts, counts) + np.repeat(starts, counts)
    rest = np.repeat(starts + counts, counts) - at - 1
    later = rest > 0
    rows = entry.packed[at[later]] & ((np.uint64(1) << bits) - np.uint64(1))
    return _Meeting(
        number, entry.packed, at[later] + 1, rest[later], rows.astype(np.int64)
    )


def _met(keys: Keys, rows: Keys, key: Keys, bits: np.uint64) -> tuple[Ints, Ints]:
    """Find the rows whose key is among sorted distinct ones: where, and the rows."""
    if not len(keys) or not len(rows):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    packed = np.sort(((key >> bits) << bits) | rows)
    short = packed >> bits
    at = np.minimum(np.searchsorted(keys, short), len(keys) - 1)
    hit = keys[at] == short
    row = packed[hit] & ((np.uint64(1) << bits) - np.uint64(1))
    return at[hit], row.astype(np.int64)


_J_BITS = np.uint64(32)


def _distinct(found: list[Keys], *, within: bool) -> pl.DataFrame:
    packed = np.concatenate(found)
    found.clear()
    if within:
        packed = _halved(packed)
    packed.sort()
    pair = packed >> _PASS_BITS
    starts = _runs(pair)[1]
    flags = np.uint32(1) << (packed & np.uint64(31)).astype(np.uint32)
    passes = np.bitwise_or.reduceat(flags, starts) if len(starts) else flags
    pair = pair[starts]
    return pl.DataFrame(
        {
            "i": (pair >> _J_BITS).astype(np.uint32),
            "j": (pair & np.uint64(0xFFFFFFFF)).astype(np.uint32),
            "passes": passes,
        }
    )


def _halved(packed: Keys) -> Keys:
    """Keep pairs of two records, the smaller first."""
    number = packed & np.uint64(31)
    pair = packed >> _PASS_BITS
    i, j = pair >> _J_BITS, pair & np.uint64(0xFFFFFFFF)
    low, high = np.minimum(i, j), np.maximum(i, j)
    packed = (((low << _J_BITS) | high) << _PASS_BITS) | number
    return np.asarray(packed[low != high])
