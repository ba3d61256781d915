"""What is said in French of a file, then the reader's own message, set apart."""

from typing import Final

DETAIL: Final = " Détail technique : "
"""What follows is the reader's own message, in English, for whoever mends the file."""


def without_detail(reserve: str) -> tuple[str, str]:
    """Return the French sentence of a reserve, then its technical detail or nothing."""
    said, _, detail = reserve.partition(DETAIL)
    return said, detail
