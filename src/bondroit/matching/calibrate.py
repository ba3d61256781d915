"""Probabilities from decoys: how many false pairs each pattern holds.

Inside a source, people are distinct: every pair of records found there is a false one, twins
and homonyms included. Their patterns, brought to the size of the link, say how many
false pairs to expect under each pattern. A smooth curve over the weights is the prior of
each pattern; its own counts then correct it (Gamma-Poisson).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from bondroit.matching.comparisons import FIELDS
from bondroit.matching.pattern import decode_all
from bondroit.matching.rarity import Rarity
from bondroit.matching.smooth import additive_odds, decreasing_share
from bondroit.matching.weights import pattern_bits

Floats = npt.NDArray[np.float64]

LITERAL_WEIGHT = 30.0
"""The literal weights count as that many pairs when weights are learnt."""

CONFIDENCE = 2.0
"""How many decoys the smooth curve is worth in the share of one pattern."""

WITHOUT_DECOYS = 12.0
"""The same where a pattern has no decoy at all, which proves little by itself."""

_MOSTLY_FALSE = 0.25
"""Share of false pairs from which lucky counts of a pattern do not say fewer."""

_SHADED = {"surname": ("exact", "surname"), "place": ("equal", "place")}


@dataclass(frozen=True, slots=True)
class Weights:
    """m and u of every level, by field, in the order of the levels."""

    m: dict[str, Floats]
    u: dict[str, Floats]

    def bits(self) -> dict[str, Floats]:
        """Return log2(m / u) of every level; the missing one weighs nothing."""
        made = {name: np.log2(self.m[name] / self.u[name]) for name in self.m}
        for weights in made.values():
            weights[0] = 0.0
        return made


def literal() -> Weights:
    """Return the weights written in `comparisons.py`."""
    m = {one.name: np.array([level.m for level in one.levels]) for one in FIELDS}
    u = {one.name: np.array([level.u for level in one.levels]) for one in FIELDS}
    return Weights(m, u)


def learnt(codes: dict[str, npt.NDArray[np.int64]], matches: Floats) -> Weights:
    """Learn m from matches by pattern, the literal weights serving as first sight.

    Args:
        codes: level of each pattern, by field.
        matches: estimated matches of each pattern.

    """
    known = literal()
    m = {}
    for name, levels in codes.items():
        seen = np.bincount(levels, matches, minlength=len(known.m[name]))
        seen[0] = 0.0
        before = known.m[name] / known.m[name][1:].sum()
        total = seen.sum() + LITERAL_WEIGHT
        m[name] = (seen + LITERAL_WEIGHT * before) / total
    return Weights(m, known.u)


def with_chances(weights: Weights, rarity: Rarity) -> Weights:
    """Return the weights with the chances of the files at hand where they are known."""
    u = dict(weights.u)
    for name, (level, kind) in _SHADED.items():
        field = next(one for one in FIELDS if one.name == name)
        u[name] = u[name].copy()
        for number, one in enumerate(field.levels):
            if one.name.startswith(f"{level}_"):
                shade = ("scarce", "rare", "mid", "common").index(
                    one.name.removeprefix(f"{level}_")
                )
                u[name][number] = max(rarity.chances[kind][shade], 1e-8)
    return Weights(weights.m, u)


def calibrated(counted: pl.DataFrame, rarity: Rarity) -> tuple[pl.DataFrame, Weights]:
    """Give every pattern its probability.

    Args:
        counted: pattern, n (pairs), expected (false pairs by decoys), decoys (how many
            decoys that rests on).
        rarity: of the values at hand.

    Returns:
        The same rows with bits and probability, and the weights learnt.

    """
    codes = decode_all(counted["pattern"])
    n = counted["n"].to_numpy().astype(np.float64)
    expected = counted["expected"].to_numpy()
    expected = expected * _correction(counted["pattern"], n, expected)
    right = np.maximum(n - expected, 0.0)
    clear = np.where(expected < n / 2, right, 0.0)
    weights = with_chances(learnt(codes, clear), rarity)
    made = weights.bits()
    bits = sum((made[name][levels] for name, levels in codes.items()), np.zeros(len(n)))
    odds = additive_odds(codes, bits, n, expected)
    prior = decreasing_share(odds, n, expected)
    decoys = counted["decoys"].to_numpy()
    usual = expected.sum() / max(decoys.sum(), 1.0)
    each = np.divide(
        expected, decoys, out=np.full_like(expected, max(usual, 0.1)), where=decoys > 0
    )
    trust = np.where(decoys > 0, CONFIDENCE, WITHOUT_DECOYS)
    false = (trust + decoys) / (trust / np.maximum(prior * n, 1e-9) + 1 / each)
    false = np.where(prior >= _MOSTLY_FALSE, np.maximum(false, prior * n), false)
    probability = 1 - np.minimum(false / np.maximum(n, 1.0), 1.0)
    return counted.with_columns(
        pl.Series("bits", bits), pl.Series("probability", probability)
    ).filter(pl.col("n") > 0), weights


_HOPELESS_BITS = 2.0
_MOST_CORRECTION = 1.5


def _correction(patterns: pl.Series, n: Floats, expected: Floats) -> float:
    """Return what decoys miss: where hardly any pair can be right, all are false."""
    hopeless = pattern_bits(patterns) < _HOPELESS_BITS
    if expected[hopeless].sum() < LITERAL_WEIGHT:
        return 1.0
    ratio = n[hopeless].sum() / expected[hopeless].sum()
    return float(np.clip(ratio, 1.0 / _MOST_CORRECTION, _MOST_CORRECTION))
