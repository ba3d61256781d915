"""Decoys of people of several sources: pairs of two people inside one source.

What looks like one person is a decoy only in a source where a person has one record;
what looks like two is a decoy in any source.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl

from bondroit.matching.compare import Sides, compare
from bondroit.matching.decoys import DecoyWeights, Exposure, exposure, tally
from bondroit.matching.keys import Pass
from bondroit.matching.once import Once
from bondroit.matching.pairs import Within, is_strong, serving, weighed
from bondroit.matching.uses import ENOUGH

ONE_SOURCE = "une seule source"
NO_SOURCE = "aucune source n'a, déclaré ou mesuré, une fiche par personne"
_SIZE = f"{ENOUGH:,}".replace(",", "\u202f")
TOO_FEW = f"moins de {_SIZE} fiches dans les sources qui ont une fiche par personne"
TOO_FAR = "les sources qui servent de leurres ressemblent trop peu aux autres"

_COVERED = 0.9
"""Share of the pairs of two sources whose birth years and known fields decoys must have."""
_HALF = 0.4
"""What that share may lack in the sources whose decoys look like one person."""
_MOST_SOURCES = 60
_HIDDEN: Mapping[str, tuple[str, ...]] = {
    "nir": ("nir", "nir_ok"),
    "number": ("number",),
    "place": ("place", "place_was", "department"),
    "sex": ("sex",),
    "address": ("address",),
    "postcode": ("postcode",),
    "commune": ("commune",),
    "usual": ("usual", "usual4"),
}
"""Columns hidden together where a source never knows the first of them."""

Bits = npt.NDArray[np.int64]


class SourceDecoys:
    """The sources of prepared people, and the decoys that they offer."""

    def __init__(self, found: Within, once: Once) -> None:
        """Look for the sources whose pairs may serve."""
        self.found = found
        self.people = once.rows
        held = found.records.members.select("row", "source").unique()
        self.names = sorted(held["source"].unique().to_list())
        self.rows = [
            np.sort(held.filter(pl.col("source") == name)["row"].to_numpy())
            for name in self.names
        ]
        self.bits: Bits = np.zeros(found.records.size(), np.int64)
        for number, rows in enumerate(self.rows[:_MOST_SOURCES]):
            self.bits[rows] |= 1 << number
        frame = found.both.left
        filled = [
            frame[rows].select((pl.col(list(_HIDDEN)) != 0).any()) for rows in self.rows
        ]
        self.once = [self.names.index(name) for name in once.sources]
        self.serving = self._serving()
        self.known = [frozenset(n for n in _HIDDEN if one[n].item()) for one in filled]

    def unfit(self) -> str | None:
        """Return why decoys cannot serve, None where they may."""
        if len(self.names) < 2 or len(self.names) > _MOST_SOURCES:  # noqa: PLR2004
            return ONE_SOURCE
        if not self.once:
            return NO_SOURCE
        offered = sum(len(self.rows[number]) for number in self.serving)
        return TOO_FEW if offered < ENOUGH else None

    def _serving(self) -> list[int]:
        """Leave out a source that repeats people far more than the others do."""
        squares = [float(len(self.rows[n]) ** 2) for n in self.once]
        rates = [
            is_strong(self._inside(n)).sum() / square
            for n, square in zip(self.once, squares, strict=True)
        ]
        return [self.once[place] for place in serving(rates, squares)]

    def _inside(self, source: int) -> pl.DataFrame:
        """Return the pairs of two people of a source."""
        pairs = self.found.pairs
        i, j = pairs["i"].to_numpy(), pairs["j"].to_numpy()
        inside = (self.bits[i] & self.bits[j] & (1 << source) != 0) & (i != j)
        person = self._persons(source)
        return pairs.filter(pl.Series(inside & (person[i] != person[j])))

    def _persons(self, source: int) -> Bits:
        """Return who each record is, where a number or a reviewer says so."""
        known = self.people.filter(pl.col("source") == self.names[source])
        person = -1 - np.arange(self.found.records.size())
        person[known["row"].to_numpy()] = known["person"].to_numpy()
        return np.asarray(person)

    def crossing(self, pairs: pl.DataFrame) -> Bits:
        """Return how many pairs of two sources each pair of records stands for."""
        i, j = pairs["i"].to_numpy(), pairs["j"].to_numpy()
        one, other = self.bits[i], self.bits[j]
        sizes = np.bitwise_count(one).astype(np.int64)
        both = np.bitwise_count(one & other).astype(np.int64)
        apart = sizes * np.bitwise_count(other) - both
        return np.asarray(np.where(i == j, sizes * (sizes - 1) // 2, apart))

    def decoys(self) -> pl.DataFrame | None:
        """Return what the decoys expect by pattern, None where they cover too little."""
        made = [self._of(hidden, couples) for hidden, couples in self._groups()]
        share = sum(covered * size for _, covered, size in made)
        if share < _COVERED * sum(size for *_, size in made):
            return None
        whole = pl.concat([one for one, *_ in made]).sort("pattern", "expected")
        return (
            whole.group_by("pattern", maintain_order=True)
            .agg(pl.col("expected").sum(), pl.col("square").sqrt().sum())
            .with_columns(pl.col("square") ** 2)
        )

    def _groups(
        self,
    ) -> list[tuple[tuple[frozenset[str], bool], list[tuple[int, int]]]]:
        """Couples of sources by what one of them never knows; do both lack the usual name?"""
        groups: dict[tuple[frozenset[str], bool], list[tuple[int, int]]] = {}
        for one, other in combinations(range(len(self.names)), 2):
            hidden = frozenset(_HIDDEN) - (self.known[one] & self.known[other])
            neither = "usual" not in self.known[one] | self.known[other]
            groups.setdefault((hidden, neither), []).append((one, other))
        return sorted(groups.items(), key=lambda group: group[1])

    def _of(
        self, key: tuple[frozenset[str], bool], couples: list[tuple[int, int]]
    ) -> tuple[pl.DataFrame, float, float]:
        """Return the decoys of some couples of sources, how far they cover, pairs meant."""
        hidden, neither = key
        both = _masked(self.found.both, hidden, neither=neither)
        own, seen = exposure(both.left), exposure(both.right)
        real = exposure(self.found.both.left)
        meant = [
            (_part(real, self.rows[a]), _part(real, self.rows[b]), 1.0)
            for a, b in couples
        ]
        parts = {
            n: (_part(own, self.rows[n]), _part(seen, self.rows[n]), 0.5)
            for n in range(len(self.names))
        }
        alone = DecoyWeights(meant, [parts[n] for n in self.serving])
        every = DecoyWeights(meant, list(parts.values()))
        lots = []
        for n in parts:
            lot = self._lot(n, both, hidden, neither=neither)
            serves = alone if n in self.serving else None
            lots.append((lot["pattern"], weighed(lot, own, seen, serves, every)))
        told = tally(iter(lots))
        covered = min(every.covered, alone.covered + _HALF)
        size = float(sum(len(self.rows[a]) * len(self.rows[b]) for a, b in couples))
        return told, covered, size

    def _lot(
        self, source: int, both: Sides, hidden: frozenset[str], *, neither: bool
    ) -> pl.DataFrame:
        """Return the decoys of a source that some pass brings without what is hidden."""
        lot = self._inside(source)
        if not hidden:
            return lot
        allowed = _open(self.found.index.passes, hidden, neither=neither)
        lot = lot.filter(pl.col("passes") & pl.lit(allowed, pl.UInt32) != 0)
        return lot.with_columns(compare(both, lot).alias("pattern"))


def _part(side: Exposure, rows: npt.NDArray[np.uint32]) -> Exposure:
    return Exposure(side.years[rows], side.known[rows])


def _masked(both: Sides, hidden: frozenset[str], *, neither: bool) -> Sides:
    """Hide columns from the right side, and the usual name from both if asked."""
    columns = [column for name in sorted(hidden) for column in _HIDDEN[name]]
    right = both.right.with_columns(pl.lit(0).cast(pl.UInt8).alias(c) for c in columns)
    left = both.left
    if neither:
        left = left.with_columns(
            pl.lit(0).cast(pl.UInt8).alias(c) for c in _HIDDEN["usual"]
        )
    return replace(both, left=left, right=right)


def _open(passes: tuple[Pass, ...], hidden: frozenset[str], *, neither: bool) -> int:
    """Return the bits of the passes that need nothing hidden."""
    right = {column for name in hidden for column in _HIDDEN[name]}
    left = right - ({"usual", "usual4"} if not neither else set())
    return sum(
        1 << number
        for number, one in enumerate(passes)
        if not right & set(one.right) and not left & set(one.left)
    )
