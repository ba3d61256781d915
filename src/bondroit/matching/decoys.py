"""Decoys: the pairs of a source with itself, weighed to the size of the link.

A decoy of birth years and of known fields that the other source holds more often counts
more, so that a register of old people or a list without places is not judged by others.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_YEARS = 5
_GROUPS = 64
_MOST = 500.0
_BITS = ("g2", "place", "sex", "nir", "number", "address", "postcode", "usual")


@dataclass(frozen=True, slots=True)
class Exposure:
    """Records of a side by group of birth years, and by what they know.

    Attributes:
        years: group of each record.
        known: bits of what each record knows.
        counts: records of each group, where groups are given once.

    """

    years: Ints
    known: Ints
    counts: Floats | None = None

    def summed(self) -> "Exposure":
        """Return the same records, each group given once."""
        size = len(_BITS)
        number = np.bincount((self.years << size) | self.known)
        group = np.flatnonzero(number)
        known = group & ((1 << size) - 1)
        return Exposure(group >> size, known, number[group].astype(np.float64))


def exposure(frame: pl.DataFrame) -> Exposure:
    """Return the groups of prepared records."""
    years = frame["birth"].to_numpy().astype(np.int64) // 10_000
    group = np.where(
        years > 0, np.clip((years - 1850) // _YEARS, 0, _GROUPS - 2) + 1, 0
    )
    known = np.zeros(frame.height, dtype=np.int64)
    for bit, name in enumerate(_BITS):
        known |= (frame[name].to_numpy() != 0).astype(np.int64) << bit
    return Exposure(group, known)


def _together(one: Ints, other: Ints) -> Ints:
    """What a pair knows: fields known to both; of the usual name, also to one."""
    usual = len(_BITS) - 1
    return (one & other) | (((one ^ other) >> usual & 1) << (usual + 1))


def _pairs_by_known(one: Exposure, other: Exposure) -> Floats:
    """Count the pairs of two sides by what they know together."""
    size = 1 << (len(_BITS) + 1)
    total = np.zeros(size)
    sides = [_grouped(side) for side in (one, other)]
    for mask, count in zip(*sides[0], strict=True):
        pairs = _together(np.full(len(sides[1][0]), mask), sides[1][0])
        np.add.at(total, pairs, float(count) * sides[1][1])
    return total


Lot = tuple[Exposure, Exposure, float]
"""Both sides of some pairs, and the part of their pairs that is looked at."""


class DecoyWeights:
    """Weights of decoys of either side: what the link expects over what they offer.

    Attributes:
        covered: share of the pairs meant whose years and known fields decoys have.

    """

    def __init__(self, meant: list[Lot], offered: list[Lot]) -> None:
        """Compare what is expected of the link with what the decoys offer.

        Args:
            meant: for each link, the groups of the left and of the right side.
            offered: for each lot of decoys, the groups of both members, and the part of
                the pairs that is looked at (one half of a side with itself).

        """
        wanted_years, years = (
            np.sum([part * _by_year(a) * _by_year(b) for a, b, part in lots], 0)
            for lots in (meant, offered)
        )
        self._years = _ratio(wanted_years, years)
        wanted, known = (
            np.sum([part * _pairs_by_known(a, b) for a, b, part in lots], 0)
            for lots in (meant, offered)
        )
        self._known = _ratio(wanted, known)
        self._all = wanted.sum() / max(np.sum(known), 1.0)
        self.covered = min(_covered(wanted_years, years), _covered(wanted, known))

    def of(self, left: Exposure, right: Exposure, pairs: pl.DataFrame) -> Floats:
        """Return the weight of each decoy (i of left, j of right)."""
        i, j = pairs["i"].to_numpy(), pairs["j"].to_numpy()
        years = left.years[i], right.years[j]
        return self._weight(years, (left.known[i], right.known[j]))

    def of_classes(self, classes: pl.DataFrame) -> Floats:
        """Return the weight of decoys: years_i, years_j, known_i, known_j."""
        years, known = (
            (classes[f"{name}_i"].to_numpy(), classes[f"{name}_j"].to_numpy())
            for name in ("years", "known")
        )
        return self._weight(years, known)

    def _weight(self, years: tuple[Ints, Ints], known: tuple[Ints, Ints]) -> Floats:
        by_known = self._known[_together(*known)]
        by_year = np.sqrt(self._years[years[0]] * self._years[years[1]])
        return np.asarray(np.minimum(by_year * by_known / self._all, _MOST * self._all))


def _by_year(side: Exposure) -> Floats:
    return np.bincount(side.years, side.counts, minlength=_GROUPS).astype(np.float64)


def _grouped(side: Exposure) -> tuple[Ints, Floats]:
    masks, inverse = np.unique(side.known, return_inverse=True)
    return masks, np.bincount(inverse, side.counts).astype(np.float64)


def _ratio(wanted: Floats, offered: Floats) -> Floats:
    return np.divide(wanted, offered, out=np.zeros_like(wanted), where=offered > 0)


def _covered(wanted: Floats, offered: Floats) -> float:
    return float(wanted[offered > 0].sum() / max(wanted.sum(), 1.0))


def tally(
    lots: Iterator[tuple[pl.Series, Floats]], times: list[Floats | None] | None = None
) -> pl.DataFrame:
    """Add up decoys by pattern: pattern, expected, square (sum of squared weights).

    Args:
        lots: pattern and weight of decoys.
        times: for each lot, how many decoys a row stands for (None: one).

    """
    names: list[npt.NDArray[np.uint64]] = [np.zeros(0, np.uint64)]
    sums: list[Floats] = [np.zeros((2, 0))]
    for number, (pattern, weight) in enumerate(lots):
        count = None if times is None else times[number]
        many = np.ones_like(weight) if count is None else count
        name, inverse = np.unique(pattern.to_numpy(), return_inverse=True)
        names.append(name)
        sums.append(
            np.stack([np.bincount(inverse, many * weight**power) for power in (1, 2)])
        )
    name, inverse = np.unique(np.concatenate(names), return_inverse=True)
    whole = np.concatenate(sums, axis=1)
    return pl.DataFrame(
        {
            "pattern": name,
            "expected": np.bincount(inverse, whole[0], minlength=len(name)),
            "square": np.bincount(inverse, whole[1], minlength=len(name)),
        }
    )


def confronted(observed: pl.DataFrame, decoys: pl.DataFrame) -> pl.DataFrame:
    """Put decoys beside the pairs: pattern, n, expected, decoys (effective number).

    Patterns that only decoys show are there too, with no pair.
    """
    both = observed.join(decoys, on="pattern", how="full", coalesce=True)
    counted = both.with_columns(
        pl.col("expected", "square").fill_null(0.0), pl.col("n").fill_null(0)
    )
    number = pl.col("expected") ** 2 / pl.col("square")
    return counted.select(
        "pattern",
        "n",
        "expected",
        pl.when(pl.col("square") > 0).then(number).otherwise(0.0).alias("decoys"),
    ).sort("pattern")
