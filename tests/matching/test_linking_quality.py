"""Precision and recall on a synthetic town whose truth is known."""

from collections.abc import Callable

import polars as pl
import pytest
from synthetic_town import Town

from bondroit.matching.linking import match_frames


@pytest.mark.parametrize("seed", [1, 2])
def test_a_town_finds_its_dead_and_nobody_else(
    town_of: Callable[[int, int], Town], seed: int
) -> None:
    """Twins, sons, homonyms and spouses are not taken for the dead; the dead are found."""
    town = town_of(5_000, seed)
    matches = match_frames(town.people, town.deaths)
    pairs = {
        band: set(
            matches.filter(pl.col("band").is_in(bands))
            .select("left_id", "right_id")
            .rows()
        )
        for band, bands in (
            ("certain", ["certain"]),
            ("all", ["certain", "probable", "possible"]),
        )
    }
    wrong = {
        pair
        for pair in pairs["certain"]
        if pair[0][1:] != pair[1][1:] or pair in town.lookalikes
    }
    assert not pairs["certain"] & town.lookalikes
    assert len(wrong) <= 0.001 * len(pairs["certain"])
    assert len(pairs["certain"] & town.truth) >= 0.95 * len(town.truth)
    assert len(pairs["all"] & town.truth) >= 0.99 * len(town.truth)
