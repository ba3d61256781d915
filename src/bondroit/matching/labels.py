"""A labelled sample, or the answers of reviewers, corrects the probabilities."""

import numpy as np
import numpy.typing as npt
import polars as pl

from bondroit.errors import DataError
from bondroit.matching.answers import DIFFERENT, SAME, checked

Floats = npt.NDArray[np.float64]

ENOUGH = 30
"""Pairs of a sample from which probabilities are corrected."""

_PULL = np.array([1.0, 4.0])
"""Strength with which the shift and the slope are held at 0 and 1."""
_STEPS = 60
_EDGE = 1e-9


def recalibrated(rows: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """Correct probabilities by pairs whose truth is known: a shift and a slope of odds.

    Args:
        rows: left_source, left_id, right_source, right_id, probability.
        labels: the same ids and `answer` (`same` or `different`; `unsure` says nothing).

    Raises:
        DataError: fewer than ENOUGH labelled pairs are among the rows.

    """
    key = ["left_source", "left_id", "right_source", "right_id"]
    told = checked(labels, "labels").filter(pl.col("answer").is_in([SAME, DIFFERENT]))
    known = rows.join(told.select(*key, "answer").unique(key), on=key)
    if known.height < ENOUGH:
        raise DataError(
            "labels",
            f"only {known.height} labelled pair(s) are among the candidates",
            f"label at least {ENOUGH} pairs that the matcher proposes",
        )
    odds = _odds(known["probability"])
    right = (known["answer"] == SAME).to_numpy().astype(np.float64)
    shift, slope = _fitted(odds, right)
    total = shift + slope * _odds(rows["probability"])
    chance = pl.Series("probability", 1 / (1 + np.exp(-total)))
    return rows.with_columns(chance.round(10))


def _odds(probability: pl.Series) -> Floats:
    chance = np.clip(probability.to_numpy(), _EDGE, 1 - _EDGE)
    return np.asarray(np.log(chance / (1 - chance)))


def _fitted(odds: Floats, right: Floats) -> tuple[float, float]:
    x = np.column_stack([np.ones_like(odds), odds])
    start = np.array([0.0, 1.0])
    beta = start.copy()
    for _ in range(_STEPS):
        fitted = 1 / (1 + np.exp(-np.clip(x @ beta, -15, 15)))
        slope = x.T @ (right - fitted) - _PULL * (beta - start)
        curve = (x * (fitted * (1 - fitted))[:, None]).T @ x + np.diag(_PULL)
        beta = beta + np.clip(np.linalg.solve(curve, slope), -1.0, 1.0)
    return float(beta[0]), max(float(beta[1]), 0.1)
