"""From patterns to probabilities: prior, weights, ceilings, reasons.

The weights are those of `comparisons.py` (Fellegi-Sunter, in bits). The prior says how
likely two records taken at random are one person: the expected share of records that
have a counterpart, over the size of the other side. A tiny file is still drawn from a
large population, hence the floor.
"""

from dataclasses import dataclass
from math import exp, log, log2

import numpy as np
import numpy.typing as npt
import polars as pl

from bondroit.matching.comparisons import (
    BIRTH,
    DOUBTFUL,
    FIELDS,
    GIVEN,
    NIR,
    NUMBER,
    OFTEN_TWINS,
    TO_JUDGE,
    Level,
)
from bondroit.matching.pattern import decode_all

VERSION = "2026-12c"
"""Changes with any weight, ceiling or share."""

POPULATION_FLOOR = 2_000


@dataclass(frozen=True, slots=True)
class Prior:
    """Chance that two records taken at random are one person.

    Attributes:
        share: expected share of records that have a counterpart.
        size: records of the other side.

    """

    share: float
    size: int

    @property
    def bits(self) -> float:
        """Log2 of the prior odds."""
        return log2(self.share / max(self.size, POPULATION_FLOOR))


DEATH_SHARE = 0.2
PEOPLE_SHARE = 0.5
STAY_SHARE = 0.5
FILE_SHARE = 0.5


def probability(bits: float) -> float:
    """Return the probability of posterior odds given in bits."""
    return 1.0 / (1.0 + exp(min(-bits, 900.0) * log(2.0)))


def pattern_bits(patterns: pl.Series) -> npt.NDArray[np.float64]:
    """Return the sum of the written weights of each pattern."""
    total = np.zeros(len(patterns))
    codes = decode_all(patterns)
    for one in FIELDS:
        weights = np.array([0.0, *(level.bits for level in one.levels[1:])])
        total += weights[codes[one.name]]
    return total


def pattern_probability(codes: dict[str, int], prior: Prior) -> float:
    """Return the probability of a pattern given by field and level."""
    bits = prior.bits + sum(level.bits for _, level in levels(codes))
    return min(probability(bits), ceiling(codes))


def ceiling(codes: dict[str, int], *, hard: bool = False) -> float:
    """Return the lowest ceiling that holds for a pattern.

    Args:
        codes: level of each field.
        hard: only those that hold whatever the decoys say: two certified NIR, two
            first names that nothing brings together (a twin), two births.

    One certified NIR on both sides lifts the ceilings, save those of sex and birth; a
    shared NIR under two first names is for a person to judge unless the births agree.
    """
    if hard:
        return _hard_ceiling(codes)
    same_nir = codes["nir"] == NIR.code("equal")
    held = [] if same_nir else _born_together(codes)
    held += [
        level.ceiling for _, level in levels(codes) if level.always or not same_nir
    ]
    other_name = codes["given"] == GIVEN.code("different")
    if same_nir and other_name and codes["birth"] != BIRTH.code("equal"):
        held.append(TO_JUDGE)
    return min(held, default=1.0)


_SAME_BIRTH = {BIRTH.code(name) for name in ("equal", "new_year", "month")}
_TWINS = {
    GIVEN.code("shifted"): OFTEN_TWINS,
    GIVEN.code("other"): OFTEN_TWINS,
    GIVEN.code("moved"): TO_JUDGE,
}
"""What twins' given names look like, who share one or two: the lowest ceiling of each."""


def _born_together(codes: dict[str, int]) -> list[float]:
    """Bound pairs of one birth date whose first given names differ, without number."""
    if codes["birth"] not in _SAME_BIRTH or codes["number"] == NUMBER.code("equal"):
        return []
    return [_TWINS[codes["given"]]] if codes["given"] in _TWINS else []


def _hard_ceiling(codes: dict[str, int]) -> float:
    if codes["nir"] == NIR.code("different"):
        return TO_JUDGE
    same = codes["nir"] == NIR.code("equal") or codes["number"] == NUMBER.code("equal")
    apart = codes["given"] == GIVEN.code("different") or codes["birth"] == BIRTH.code(
        "different"
    )
    return DOUBTFUL if apart and not same else 1.0


def levels(codes: dict[str, int]) -> list[tuple[str, Level]]:
    """Return the levels of the fields that were compared, in order."""
    return [
        (field.name, field.levels[codes[field.name]])
        for field in FIELDS
        if codes[field.name]
    ]


def pattern_reasons(codes: dict[str, int]) -> list[str]:
    """Return one French reason a field compared, in order."""
    return [field.reason(codes[field.name]) for field in FIELDS if codes[field.name]]
