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


class Design:
    """One row a pattern: its weight, and the few columns, of many, that it has.

    A column is a level seen, or a couple of families of levels; a pattern has one a
    group at most, so that products are sums over groups, quick on any machine.

    Attributes:
        base: weight of each pattern.
        at: column of each pattern in each group (the last one stands for none).
        size: number of columns, `base` first.

    """

    def __init__(self, codes: Codes, base: Floats, whole: Floats) -> None:
        """Keep the columns where enough was seen.

        Args:
            codes: level of each pattern, by field.
            base: weight of each pattern.
            whole: its matches and false pairs.

        """
        families = _families(codes)
        couples = combinations(sorted(families), 2)
        groups = [np.ones(len(base), dtype=np.int64), *codes.values()]
        groups += [families[a] * 64 + families[b] for a, b in couples]
        groups.append(families["surname"] * 64 + codes["sex"])
        kept: list[npt.NDArray[np.int64]] = []
        self.size = 1
        for number, group in enumerate(groups):
            _, place = np.unique(group, return_inverse=True)
            good = np.bincount(place, whole) >= _SEEN
            if number:
                good[0] = False
            names = np.where(good, np.cumsum(good) - 1 + self.size, -1)
            kept.append(names[place])
            self.size += int(good.sum())
        self.base = base
        at = np.column_stack(kept)
        self.at = np.where(at < 0, self.size, at)
        wide = self.size + 1
        self._couples = (self.at[:, :, None] * wide + self.at[:, None, :]).ravel()

    def odds(self, beta: Floats) -> Floats:
        """Return the sum of the columns of each pattern, each times its factor."""
        return np.asarray(
            self.base * beta[0] + np.append(beta, 0.0)[self.at].sum(axis=1)
        )

    def slope(self, values: Floats) -> Floats:
        """Return the sum of some values over the patterns of each column."""
        many = np.repeat(values, self.at.shape[1])
        total = np.bincount(self.at.ravel(), many, minlength=self.size + 1)
        total[0] = self.base @ values
        return total[: self.size].astype(np.float64)

    def curve(self, weight: Floats) -> Floats:
        """Return the sum of some weights over the patterns of each couple of columns."""
        wide = self.size + 1
        many = np.repeat(weight, self.at.shape[1] ** 2)
        flat = np.bincount(self._couples, many, minlength=wide * wide)
        made = flat.reshape(wide, wide)[: self.size, : self.size].astype(np.float64)
        made[0] = made[:, 0] = self.slope(weight * self.base)
        return np.asarray(made)


def additive_odds(codes: Codes, bits: Floats, n: Floats, false: Floats) -> Floats:
    """Return the log odds of each pattern.

    Args:
        codes: level of each pattern, by field.
        bits: sum of the weights of each pattern.
        n: pairs of each pattern, maybe none.
        false: expected false pairs of each pattern.

    """
    right = _net(bits, n, false)
    whole = right + false
    base = bits * np.log(2.0)
    base = base - np.average(base, weights=np.maximum(whole, 1e-9))
    x = Design(codes, base, whole)
    return x.odds(_fitted(x, whole, right))


def _net(bits: Floats, n: Floats, false: Floats) -> Floats:
    """Return the matches of each pattern: its pairs less the false ones.

    Where many patterns hold a pair or none, a lucky one seems all matches and the others
    cannot go under zero. Their sum is therefore brought back, among patterns of like weight, to
    what is left once all the false pairs are taken from all the pairs.
    """
    step = np.floor(bits).astype(np.int64)
    step -= step.min(initial=0)
    right = np.maximum(n - false, 0.0)
    net = np.maximum(_around(step, n - false), 0.0)
    lucky = np.maximum(_around(step, right), 1e-12)
    return np.asarray(right * np.minimum(net / lucky, 1.0)[step])


def _around(step: npt.NDArray[np.int64], values: Floats) -> Floats:
    """Return the sum of values of each step and of its two neighbours."""
    sums = np.bincount(step, values)
    return np.convolve(sums, np.ones(3), mode="same")


def _fitted(x: Design, whole: Floats, right: Floats) -> Floats:
    """Fit a penalised logistic curve by Newton steps, halved until they help.

    Args:
        x: one row a pattern.
        whole: its matches and false pairs.
        right: its matches.

    """
    beta = np.zeros(x.size)
    beta[0] = 0.5
    ridge = np.full(x.size, _RIDGE)
    ridge[:2] = _FREE
    reached = _loss(x, whole, right, beta, ridge)
    for _ in range(_STEPS):
        fitted = 1 / (1 + np.exp(-np.clip(x.odds(beta), -30, 30)))
        weight = whole * np.maximum(fitted * (1 - fitted), 1e-9)
        slope = x.slope(right - whole * fitted) - ridge * beta
        curve = x.curve(weight)
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
    x: Design, whole: Floats, right: Floats, beta: Floats, ridge: Floats
) -> float:
    odds = x.odds(beta)
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
