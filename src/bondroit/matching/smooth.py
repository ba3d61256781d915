"""Smooth curves over patterns: additive odds with interactions, and a decreasing share.

Weights add up only where fields are independent, and they are not: a twin shares
name, date and place. The odds of a pattern are therefore those of the weights, corrected by
what the decoys show for each level and each couple of levels; a penalty keeps the
correction small where little was seen.
"""

from itertools import combinations

import numpy as np
import numpy.typing as npt

from bondroit.matching.comparisons import FIELDS

Floats = npt.NDArray[np.float64]
Codes = dict[str, npt.NDArray[np.int64]]

_RIDGE = 1.0
_FREE = 1e-3
_STEPS = 30
_SEEN = 5.0
_SMALLEST = 1e-4
_ENOUGH = 2e-6
_FAMILIES = ("surname", "given", "birth", "place")
"""Fields whose couples of levels are looked at, by family of levels."""


def _family(name: str) -> str:
    """Return the family of a level: its name without the rarity."""
    for shade in ("_scarce", "_rare", "_mid", "_common"):
        name = name.removesuffix(shade)
    return name


def _families(codes: Codes) -> dict[str, npt.NDArray[np.int64]]:
    made = {}
    for field in FIELDS:
        if field.name in _FAMILIES:
            names = [_family(level.name) for level in field.levels]
            order = {name: number for number, name in enumerate(dict.fromkeys(names))}
            table = np.array([order[name] for name in names])
            made[field.name] = table[codes[field.name]]
    return made


def design(codes: Codes) -> Floats:
    """Return one row a pattern, one column a level seen and a couple of families."""
    columns = [np.ones(len(next(iter(codes.values()))))]
    columns += _hot([codes[name] for name in codes])
    families = _families(codes)
    columns += _hot(
        [families[a] * 64 + families[b] for a, b in combinations(sorted(families), 2)]
    )
    sex = codes["sex"]
    columns += _hot([families["surname"] * 64 + sex])
    return np.column_stack(columns)


def _hot(values: list[npt.NDArray[np.int64]]) -> list[Floats]:
    return [
        (one == value).astype(np.float64)
        for one in values
        for value in np.unique(one)[1:]
    ]


def additive_odds(codes: Codes, bits: Floats, n: Floats, false: Floats) -> Floats:
    """Return the log odds of each pattern.

    Args:
        codes: level of each pattern, by field.
        bits: sum of the weights of each pattern.
        n: pairs of each pattern, maybe none.
        false: expected false pairs of each pattern.

    """
    right = np.maximum(n - false, 0.0)
    whole = right + false
    base = bits * np.log(2.0)
    base = base - np.average(base, weights=np.maximum(whole, 1e-9))
    x = design(codes)
    enough = (x * whole[:, None]).sum(axis=0) >= _SEEN
    x = np.column_stack([base, x[:, enough]])
    return np.asarray(x @ _fitted(x, whole, right))


def _fitted(x: Floats, whole: Floats, right: Floats) -> Floats:
    """Fit a penalised logistic curve by Newton steps, halved until they help.

    Args:
        x: one row a pattern.
        whole: its matches and false pairs.
        right: its matches.

    """
    beta = np.zeros(x.shape[1])
    beta[0] = 0.5
    ridge = np.full(x.shape[1], _RIDGE)
    ridge[:2] = _FREE
    reached = _loss(x, whole, right, beta, ridge)
    for _ in range(_STEPS):
        fitted = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        weight = whole * np.maximum(fitted * (1 - fitted), 1e-9)
        slope = x.T @ (right - whole * fitted) - ridge * beta
        curve = (x * weight[:, None]).T @ x
        curve[np.diag_indices_from(curve)] += ridge
        step = np.linalg.solve(curve, slope)
        size = 1.0
        while size > _SMALLEST:
            loss = _loss(x, whole, right, beta + size * step, ridge)
            if loss < reached:
                break
            size /= 2
        else:
            break
        beta, gain, reached = beta + size * step, reached - loss, loss
        if gain < _ENOUGH * max(reached, 1.0):
            break
    return beta


def _loss(
    x: Floats, whole: Floats, right: Floats, beta: Floats, ridge: Floats
) -> float:
    odds = x @ beta
    loss = whole * np.logaddexp(0.0, odds) - right * odds
    return float(loss.sum() + (ridge * beta**2).sum() / 2)


def decreasing_share(odds: Floats, n: Floats, false: Floats) -> Floats:
    """Return the share of false pairs, never rising with the odds.

    Args:
        odds: log odds of each pattern.
        n: pairs of each pattern.
        false: expected false pairs of each pattern.

    """
    order = np.argsort(odds, kind="stable")
    smooth = 1 / (1 + np.exp(np.clip(odds, -30, 30)))
    blocks: list[list[float]] = []
    for at in order:
        blocks.append([false[at] + smooth[at], n[at] + 1.0, 1])
        while (
            len(blocks) > 1
            and blocks[-2][0] * blocks[-1][1] <= blocks[-1][0] * blocks[-2][1]
        ):
            last = blocks.pop()
            blocks[-1] = [one + two for one, two in zip(blocks[-1], last, strict=True)]
    level = np.repeat(
        [false_ / n_ for false_, n_, _ in blocks], [int(size) for *_, size in blocks]
    )
    share = np.empty_like(odds)
    share[order] = np.minimum(level, 1.0)
    return np.sqrt(share * smooth)
