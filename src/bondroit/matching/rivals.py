"""What rivals say of the probabilities themselves.

Where the world has one answer, a false pair often has a better candidate beside it: the
true counterpart of one of its records. A true pair hardly ever does. How often doubtful
pairs have a better rival therefore says, without decoys, how many of them are false: their
odds are made steeper, or flatter, until both agree.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]

_DOUBTFUL = (0.2, 0.9)
"""Probabilities of the pairs that are counted; all up to the second one are corrected."""
_STEPS = np.arange(-0.22, 1.0, 0.02)
"""Logarithms of the slopes that are tried."""
_USUAL, _SPREAD = 0.25, 0.25
"""Slope to expect (its logarithm), and how far it strays: few pairs move it little."""
_OF_TRUE = 0.005
"""Share of the true pairs that have a better rival."""
_LEAST = 0.02


def steepened(scored: pl.DataFrame, groups: tuple[str, ...]) -> pl.DataFrame:
    """Correct the doubtful probabilities by how often such pairs have a better rival.

    Args:
        scored: pairs with `probability`, `who`, `what`, and `c_who` and `c_what`: the
            share of the records like these whose answer is known.
        groups: the columns whose values have one answer only.

    Returns:
        The same rows; probabilities of 0.9 and more are left as they are. Without the
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
    slope = _slope(chance, rival, expected)
    doubtful = chance < _DOUBTFUL[1]
    corrected = np.where(doubtful, _steeper(chance, slope), chance)
    return scored.with_columns(pl.Series("probability", corrected))


def _slope(chance: Floats, rival: npt.NDArray[np.bool_], expected: Floats) -> float:
    """Return the likeliest slope, given which doubtful pairs have a better rival.

    Args:
        chance: probability of each pair.
        rival: whether a better pair has one of its records.
        expected: share of false pairs that have one.

    """
    of_false = np.clip(expected, _LEAST, 1 - _LEAST)
    some = (chance >= _DOUBTFUL[0]) & (chance <= _DOUBTFUL[1])
    losses = [
        _loss(
            _steeper(chance[some], float(np.exp(step))),
            rival[some],
            of_false[some],
        )
        + ((step - _USUAL) / _SPREAD) ** 2 / 2
        for step in _STEPS
    ]
    return float(np.exp(_STEPS[int(np.argmin(np.round(losses, 6)))]))


def _loss(chance: Floats, rival: npt.NDArray[np.bool_], of_false: Floats) -> float:
    beside = chance * _OF_TRUE + (1 - chance) * of_false
    # sorted, so that the order of the rows changes no digit
    return float(-np.sort(np.log(np.where(rival, beside, 1 - beside))).sum())


def _steeper(chance: Floats, slope: float) -> Floats:
    """Multiply by the slope how far the odds (their logarithm) are from those of 0.9."""
    pivot = np.log(_DOUBTFUL[1] / (1 - _DOUBTFUL[1]))
    safe = np.clip(chance, 1e-12, 1 - 1e-12)
    odds = pivot + slope * (np.log(safe / (1 - safe)) - pivot)
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))))
