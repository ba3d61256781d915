"""Synthetic towns, whose truth is known."""

from collections.abc import Callable

import pytest
from synthetic_town import Town, build_town


@pytest.fixture(scope="session")
def town() -> Town:
    """One town of 6,000 people, large enough for decoys."""
    return build_town(6_000, 7)


@pytest.fixture
def town_of() -> Callable[[int, int], Town]:
    """Give the builder of towns: a count of people, a seed."""
    return build_town
