"""One lot of a register before a file: its pairs are counted, few of them kept."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from bondroit.matching.blocking import Index, build_index, candidates
from bondroit.matching.compare import Sides, compare
from bondroit.matching.decoys import Exposure, exposure
from bondroit.matching.pairs import masked
from bondroit.matching.parts import Parts
from bondroit.matching.records import Records
from bondroit.matching.uses import Use
from bondroit.matching.weights import pattern_bits

_PROMISING = 8.0
"""Bits under which a pair is counted, and not kept."""

COUNTS = {"pattern": pl.UInt64(), "n": pl.UInt32()}

KEPT_PAIRS = {
    "i": pl.UInt32(),
    "passes": pl.UInt32(),
    "pattern": pl.UInt64(),
    "right_source": pl.String(),
    "right_id": pl.String(),
    "what": pl.UInt64(),
    "birth": pl.Int32(),
}

_NO_DECOY = pl.DataFrame(
    schema={
        "pattern": pl.UInt64,
        **dict.fromkeys(("years_i", "years_j", "known_i", "known_j"), pl.Int64),
        "n": pl.UInt32,
    }
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a lot of the register brings.

    Attributes:
        counts: pattern, n (pairs); a pattern may stand there several times.
        pairs: the promising ones (columns of KEPT_PAIRS).
        decoys: pattern, years and known fields of both members, n; None without decoys.
        seen: groups of the lot's records; None without decoys.

    """

    counts: pl.DataFrame
    pairs: pl.DataFrame
    decoys: pl.DataFrame | None = None
    seen: Exposure | None = None


class Facing:
    """What every lot of the register meets; lots may be met at the same time."""

    def __init__(
        self, both: Sides, index: Index, sample: Records, use: Use, *, calibrates: bool
    ) -> None:
        """Index what makes decoys.

        Args:
            both: the file, and the sample of the register.
            index: of the file.
            sample: records of the register, whose pairs with it are decoys.
            use: the case of use.
            calibrates: whether decoys are wanted.

        """
        self.both, self.index, self.calibrates = both, index, calibrates
        self.sample = sample
        self.mask = masked(sample.frame, both.left)
        self.sample_index = build_index(self.mask, use.passes) if calibrates else index
        self.known = exposure(self.mask)

    def met(self, lot: Records) -> Found:
        """Compare the file, and the sample, with a lot."""
        both = self.both.facing(lot.frame, lot.words)
        parts = Parts(lot.frame, keep=True)
        counts, pairs = self._counted(both, lot, parts)
        if not self.calibrates:
            return Found(counts, pairs)
        seen = exposure(lot.frame)
        decoys = self._decoys(replace(both, left=self.mask), lot, parts, seen)
        return Found(counts, pairs, pl.concat([_NO_DECOY, *decoys]), seen.summed())

    def _counted(
        self, both: Sides, lot: Records, parts: Parts
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        counts = [pl.DataFrame(schema=COUNTS)]
        kept = [pl.DataFrame(schema=KEPT_PAIRS)]
        for found in candidates(self.index, parts):
            some = found.with_columns(compare(both, found))
            counted = some.group_by("pattern").agg(pl.len().alias("n"))
            good = counted["pattern"].filter(
                pl.Series(pattern_bits(counted["pattern"]) >= _PROMISING)
            )
            counts.append(counted)
            kept.append(_named(some.filter(some["pattern"].is_in(good.implode())), lot))
        return pl.concat(counts), pl.concat(kept)

    def _decoys(
        self, both: Sides, lot: Records, parts: Parts, seen: Exposure
    ) -> Iterator[pl.DataFrame]:
        """Count the pairs of the sample with the lot, but a record with itself."""
        known, own, other = self.known, self.sample.profile, lot.profile
        for found in candidates(self.sample_index, parts):
            alike = own[found["i"]] == other[found["j"]]
            some = found.filter(~alike)
            i, j = some["i"].to_numpy(), some["j"].to_numpy()
            classes = pl.DataFrame(
                {
                    "pattern": compare(both, some),
                    "years_i": known.years[i],
                    "years_j": seen.years[j],
                    "known_i": known.known[i],
                    "known_j": seen.known[j],
                }
            )
            yield classes.group_by(classes.columns).agg(pl.len().alias("n"))


def _named(pairs: pl.DataFrame, lot: Records) -> pl.DataFrame:
    """Return pairs (i, j, passes, pattern) with what is kept of their right record."""
    members = lot.first(pairs["j"])
    source, key = (name for name in members.columns if name != "row")
    return pairs.select("i", "passes", "pattern").with_columns(
        members[source].alias("right_source"),
        members[key].alias("right_id"),
        lot.profile[pairs["j"]].alias("what"),
        lot.frame["birth"][pairs["j"]].alias("birth"),
    )
