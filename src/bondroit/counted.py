"""How many of what, in French: «0 dossier», «1 dossier», «1 526 dossiers»."""

from decimal import Decimal
from typing import Final

PLURAL_FROM: Final = 2
"""French counts in the plural from two on: 0, 1 and 1,99 are singular."""
_THIN: Final = "\u202f"


def agreed(count: int | Decimal, one: str, many: str) -> str:
    """Return the words that agree with a count, without the count."""
    return many if abs(Decimal(count)) >= PLURAL_FROM else one


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return a count and its words: «1 constat», «1 526 constats».

    Args:
        count: how many.
        one: the words for 0 and 1.
        many: the words from 2 on; `one` and an s when they are one word.

    """
    return f"{whole(count)} {agreed(count, one, many or one + 's')}"


def whole(count: int) -> str:
    """Return a count with its thousands apart: «45 642»."""
    return f"{count:,}".replace(",", _THIN)
