"""Patterns to probabilities, whichever way they are obtained."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from bondroit.matching.calibrate import (
    Weights,
    calibrated,
    learnt,
    literal,
    with_chances,
)
from bondroit.matching.decide import KEPT, POSSIBLE
from bondroit.matching.pattern import decode, decode_all
from bondroit.matching.rarity import Rarity
from bondroit.matching.saved import SavedWeights
from bondroit.matching.weights import Prior, ceiling, pattern_reasons, probability

EM_SIZE = 2_000
"""Records from which the weights of one file are learnt from it."""

_ROUNDS = 12
_DECIMALS = 10


@dataclass(frozen=True, slots=True)
class Scoring:
    """What every pattern is worth.

    Attributes:
        patterns: pattern, n, expected, decoys, bits, probability; sorted by pattern.
            `expected` is null without decoys.
        method: `decoys`, `em`, `literal` or `saved`.
        weights: m and u that the bits come from.

    """

    patterns: pl.DataFrame
    method: str
    weights: Weights = field(default_factory=literal)

    def join(self, pairs: pl.DataFrame, keep: float = KEPT) -> pl.DataFrame:
        """Give pairs their probability; those of an unlikely pattern are left out."""
        likely = self.patterns.filter(pl.col("probability") >= keep)
        return pairs.join(likely.select("pattern", "probability"), on="pattern").sort(
            "i", "j"
        )

    def table(self) -> pl.DataFrame:
        """Return the patterns with their reasons in words."""
        reasons = [pattern_reasons(decode(one)) for one in self.patterns["pattern"]]
        words = pl.Series("reasons", reasons, pl.List(pl.String()))
        return self.patterns.with_columns(words)


def by_decoys(counted: pl.DataFrame, rarity: Rarity) -> Scoring:
    """Score patterns by their decoys."""
    scored, weights = calibrated(counted, rarity)
    bound = [ceiling(decode(one), hard=True) for one in scored["pattern"]]
    return Scoring(_rounded(scored, bound), "decoys", weights)


def by_weights(
    observed: pl.DataFrame,
    prior: Prior,
    rarity: Rarity,
    size: int,
    saved: SavedWeights | None = None,
) -> Scoring:
    """Score patterns by weights alone: saved, learnt from one file, or as written.

    Args:
        observed: pattern, n.
        prior: of a random pair, as written.
        rarity: of the values at hand.
        size: records of the file, where it is compared with itself; 0 otherwise.
        saved: weights to use as they are.

    """
    if saved is not None:
        return Scoring(_blank(saved.scored(observed)), "saved", saved.weights)
    codes = decode_all(observed["pattern"])
    n = observed["n"].to_numpy().astype(np.float64)
    bits = prior.bits
    weights, method = literal(), "literal"
    bound = np.array([ceiling(decode(one)) for one in observed["pattern"]])
    if size >= EM_SIZE:
        method = "em"
        for _ in range(_ROUNDS):
            chance = np.minimum(_chance(codes, weights, bits), bound)
            bits = float(np.log2(max((n * chance).sum(), 1.0) / (size**2 / 2)))
            weights = with_chances(
                learnt(codes, n * np.where(chance > POSSIBLE, chance, 0)), rarity
            )
    total = _bits(codes, weights)
    scored = observed.with_columns(
        pl.Series("bits", total),
        pl.Series("probability", _chance(codes, weights, bits)),
    )
    return Scoring(_blank(_rounded(scored, bound.tolist())), method, weights)


def _bits(
    codes: dict[str, np.ndarray[tuple[int], np.dtype[np.int64]]], weights: Weights
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    made = weights.bits()
    total = np.zeros(len(next(iter(codes.values()))))
    for name, levels in codes.items():
        total = total + made[name][levels]
    return total


def _chance(
    codes: dict[str, np.ndarray[tuple[int], np.dtype[np.int64]]],
    weights: Weights,
    prior: float,
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([probability(one + prior) for one in _bits(codes, weights)])


def _rounded(scored: pl.DataFrame, bound: list[float]) -> pl.DataFrame:
    """Bound probabilities, and round what the number of threads could change."""
    lowest = pl.min_horizontal("probability", pl.Series("bound", bound, pl.Float64))
    return scored.with_columns(
        lowest.round(_DECIMALS).alias("probability"), pl.col("bits").round(6)
    )


def _blank(scored: pl.DataFrame) -> pl.DataFrame:
    return scored.select(
        "pattern",
        "n",
        pl.lit(None, pl.Float64).alias("expected"),
        pl.lit(0.0).alias("decoys"),
        "bits",
        "probability",
    ).sort("pattern")
