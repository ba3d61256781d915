"""Shares measured on few cases, with the interval that says how far to trust them."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

Z: Final = 1.959963984540054
"""Quantile of the normal law for 95 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of cases with its 95 % interval (Wilson).

    Attributes:
        total: cases judged.
        hits: those that count.
        low: lower bound, 0 when nothing was judged.
        high: upper bound, 1 when nothing was judged.

    """

    total: int
    hits: int
    low: float
    high: float

    @property
    def value(self) -> float | None:
        """The share itself, None when nothing was judged."""
        return self.hits / self.total if self.total else None


def wilson(hits: int, total: int) -> Share:
    """Return a share with its Wilson interval."""
    if total == 0:
        return Share(total=0, hits=0, low=0.0, high=1.0)
    share = hits / total
    bottom = 1 + Z * Z / total
    centre = (share + Z * Z / (2 * total)) / bottom
    half = Z * sqrt(share * (1 - share) / total + Z * Z / (4 * total * total)) / bottom
    return Share(
        total=total,
        hits=hits,
        low=0.0 if hits == 0 else max(0.0, centre - half),
        high=1.0 if hits == total else min(1.0, centre + half),
    )
