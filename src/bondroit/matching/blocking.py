"""Candidate pairs: two sides meet key by key, one pass after the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from bondroit.matching.distinct import among
from bondroit.matching.index import Entry, Index, Ints, build_index, runs
from bondroit.matching.keys import REFINEMENTS
from bondroit.matching.parts import Keys, Parts

__all__ = ["Index", "build_index", "candidates"]

PAIR_BUDGET = 12_000_000
"""Candidate pairs held at once, before they are made distinct."""

_PASS_BITS = np.uint64(5)


def candidates(
    index: Index, frame: pl.DataFrame | Parts, *, within: bool = False
) -> Iterator[pl.DataFrame]:
    """Yield distinct candidate pairs (i of the index, j of the frame), in bounded lots.

    Args:
        index: the left side.
        frame: prepared records of the other side, or of the same when `within`; or
            their parts, where several indexes meet them.
        within: pairs of one frame with itself, i < j.

    Yields:
        i, j (UInt32), passes (UInt32: one bit a pass that brings the pair), sorted.

    """
    parts = frame if isinstance(frame, Parts) else Parts(frame)
    met = _meetings(index, parts, within=within)
    brought: list[Keys] = []
    total = 0
    for one in met:
        total += int(one.counts.sum())
        if total > PAIR_BUDGET:
            break
        if len(one.rows):
            brought.append(one.pairs(0, parts.height, index.bits))
    if total <= PAIR_BUDGET:
        if brought:
            yield _distinct(brought, within=within)
        return
    brought.clear()
    yield from _in_lots(index, parts, within=within)


def _in_lots(index: Index, parts: Parts, *, within: bool) -> Iterator[pl.DataFrame]:
    meetings = list(_meetings(index, parts, within=within))
    for first, last in pairwise(_bounds(meetings, parts.height)):
        found = [
            one.pairs(first, last, index.bits)
            for one in meetings
            if len(one.rows) and ((one.rows >= first) & (one.rows < last)).any()
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
        near = None
        for depth, entry in enumerate(depths):
            if own and depth < len(REFINEMENTS):
                yield _own(number, entry, index.bits)
                continue
            if near is None:
                sieve = index.sieve(number, keep=parts.keep)
                near = parts.near(one.right, sieve, index.bits)
            packed = _finer(parts, one.right, near, depths[:depth], index.bits)
            yield _Meeting(number, entry.packed, *entry.met(packed, index.bits))


def _finer(
    parts: Parts,
    names: tuple[str, ...],
    packed: Keys,
    above: tuple[Entry, ...],
    bits: np.uint64,
) -> Keys:
    """Return the packed keys of the rows whose blocks were refined that many times."""
    if not above:
        return packed
    low = (np.uint64(1) << bits) - np.uint64(1)
    rows = packed[among(above[0].refined, packed >> bits)] & low
    key = parts.refined(rows, parts.key(names)[rows], REFINEMENTS[0])
    for depth, entry in enumerate(above[1:], 1):
        again = among(entry.refined, key >> bits)
        rows, key = rows[again], key[again]
        key = parts.refined(rows, key, REFINEMENTS[depth])
    return np.sort(((key >> bits) << bits) | rows)


def _own(number: int, entry: Entry, bits: np.uint64) -> _Meeting:
    """Each record of a block with those after it."""
    starts = np.flatnonzero(entry.counts > 1)
    counts = entry.counts[starts].astype(np.int64)
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    at = np.arange(total) - np.repeat(ends - counts, counts) + np.repeat(starts, counts)
    rest = np.repeat(starts + counts, counts) - at - 1
    later = rest > 0
    rows = entry.packed[at[later]] & ((np.uint64(1) << bits) - np.uint64(1))
    return _Meeting(
        number, entry.packed, at[later] + 1, rest[later], rows.astype(np.int64)
    )


_J_BITS = np.uint64(32)


def _distinct(found: list[Keys], *, within: bool) -> pl.DataFrame:
    packed = np.concatenate(found)
    found.clear()
    if within:
        packed = _halved(packed)
    packed.sort()
    pair = packed >> _PASS_BITS
    starts = runs(pair)[1]
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
