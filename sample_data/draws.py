"""Draws that several makers of the sample share."""

from collections.abc import Iterable
from random import Random
from typing import TypeVar

_Drawn = TypeVar("_Drawn")


def weighted(rng: Random, choices: Iterable[tuple[_Drawn, int]]) -> _Drawn:
    """Draw one of some values, each with its weight."""
    pairs = tuple(choices)
    weights = [weight for _, weight in pairs]
    return rng.choices([value for value, _ in pairs], weights)[0]
