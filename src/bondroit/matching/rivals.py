"""What rivals say of the probabilities themselves.

Where the world has one answer, a false pair often has a better candidate beside it: the
true counterpart of one of its records. A true pair hardly ever does. How often doubtful
pairs have a better rival therefore says, without decoys, how many of them are false: their
odds are shifted, and made steeper or flatter under 0.9, until both agree.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]

_COUNTED = (0.2, 0.99)
"""Probabilities of the pairs that are counted."""
_PIVOT, _SURE = 0.9, 0.999
"""The slope applies under the first; the shift is whole there, and none at the second."""
_SHIFTS = np.arange(-10, 16) / 10
_SLOPES = np.arange(-4, 21) / 20
"""What is tried: shifts of the odds and slopes, as logarithms."""
_SHIFT_SPREAD, _USUAL_SLOPE, _SLOPE_SPREAD = 0.15, 0.25, 0.25
"""What to expect, and how far it strays: few pairs move it little."""
_OF_TRUE = 0.01
"""Share of the most doubtful true pairs that have a better rival; none of the sure ones."""
_LEAST = 0.02


def steepened(scored: pl.DataFrame, groups: tuple[str, ...]) -> pl.DataFrame:
    """Correct the doubtful probabilities by how often such pairs have a better rival.

    Args:
        scored: pairs with `probability`, `who`, `what`, and `c_who` and `c_what`: the
            share of the records like these whose answer is known.
        groups: the columns whose values have one answer only.

    Returns:
        The same rows; probabilities of 0.999 and more are left as they are. Without the
        shares of each group, nothing changes.

    """
    shares = [f"c_{group}" for group in groups]
    if scored.is_empty() or not set(shares) <= set(scored.columns):
        return scored
    chance = scored["probability"].to_numpy()
    own = pl.col("probability")
    better = pl.any_horizontal(own.max().over(name) > own for name in groups)
    rival = scored.select(better).to_series().to_numpy()
    expected = 1 - np.prod([1 - scored[name].to_numpy() for name in shares], axis=0)
    corrected = _moved(chance, *_likeliest(chance, rival, expected))
    whole = np.where(chance < _SURE, corrected, chance)
    return scored.with_columns(pl.Series("probability", whole))


def _likeliest(
    chance: Floats, rival: npt.NDArray[np.bool_], expected: Floats
) -> tuple[float, float]:
    """Return the likeliest shift and slope, given which pairs have a better rival.

    Args:
        chance: probability of each pair.
        rival: whether a better pair has one of its records.
        expected: share of false pairs that have one.

    """
    # sorted, so that the order of the rows changes no digit
    order = np.lexsort((expected, rival, chance))
    some = order[(chance[order] >= _COUNTED[0]) & (chance[order] <= _COUNTED[1])]
    of_false = np.clip(expected[some], _LEAST, 1 - _LEAST)
    tried = [(shift, slope) for shift in _SHIFTS for slope in _SLOPES]
    losses = [
        _loss(_moved(chance[some], shift, slope), rival[some], of_false)
        + (shift / _SHIFT_SPREAD) ** 2 / 2
        + ((slope - _USUAL_SLOPE) / _SLOPE_SPREAD) ** 2 / 2
        for shift, slope in tried
    ]
    return tried[int(np.argmin(np.round(losses, 6)))]


def _loss(chance: Floats, rival: npt.NDArray[np.bool_], of_false: Floats) -> float:
    """Return how unlikely it is that those pairs, and no others, have better rivals."""
    beside = (1 - chance) * (chance * _OF_TRUE + of_false)
    return float(-np.log(np.where(rival, beside, 1 - beside)).sum())


def _moved(chance: Floats, shift: float, slope: float) -> Floats:
    """Shift the odds (their logarithm), and multiply how far they are under those of 0.9.

    Args:
        chance: probabilities.
        shift: at 0.9 and under; it fades up to 0.999.
        slope: its logarithm.

    """
    pivot, sure = (np.log(one / (1 - one)) for one in (_PIVOT, _SURE))
    safe = np.clip(chance, 1e-12, 1 - 1e-12)
    odds = np.log(safe / (1 - safe))
    high = odds + shift * np.clip((sure - odds) / (sure - pivot), 0.0, 1.0)
    low = pivot + shift + np.exp(slope) * (odds - pivot)
    return np.asarray(
        1 / (1 + np.exp(-np.clip(np.where(odds < pivot, low, high), -30, 30)))
    )
