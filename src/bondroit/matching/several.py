"""People of several sources: pairs of two sources, judged by the decoys inside them.

In a source where a person has one record, two records are two people: their pairs are
decoys, brought to the birth years and known fields of the pairs of each two sources. What
one of the two sources never knows is hidden from the decoys, which are then compared again.
Pairs inside one source keep the weights of `by_weights`: no decoy can speak of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from bondroit.matching.cache import Cache
from bondroit.matching.decoys import confronted
from bondroit.matching.once import Once, once_in
from bondroit.matching.pairs import Linked, link_found, within
from bondroit.matching.records import Records
from bondroit.matching.saved import SavedWeights
from bondroit.matching.scoring import Scoring, by_decoys
from bondroit.matching.source_decoys import TOO_FAR, SourceDecoys
from bondroit.matching.uses import Use

FIXED = "poids fixés par l'espace de travail"


@dataclass(frozen=True, slots=True)
class People:
    """The links of people of several sources.

    Attributes:
        linked: pairs with their probability.
        once: what is known of the sources.
        why: why decoys do not serve, in French; None where they do.

    """

    linked: Linked
    once: Once
    why: str | None


def link_people(
    records: Records,
    use: Use,
    same: pl.DataFrame,
    given: tuple[SavedWeights | None, Cache | None] = (None, None),
    declared: Mapping[str, bool] | None = None,
) -> People:
    """Score the pairs of people of several sources.

    Args:
        records: prepared rows, with `source` among their ids.
        use: passes and prior.
        same: i, j: records that a reviewer said to be one person.
        given: weights to use as they are, and the comparisons of last month.
        declared: of a source, whether a person has one record there.

    """
    saved, cache = given
    found = within(records, use, cache)
    linked = link_found(found, use, saved)
    once = once_in(records, linked.pairs, same, declared)
    if saved is not None:
        return People(linked, once, FIXED)
    sources = SourceDecoys(found, once)
    why = sources.unfit()
    if why is not None:
        return People(linked, once, why)
    cross = found.pairs.with_columns(pl.Series("cross", sources.crossing(found.pairs)))
    expected = sources.decoys()
    if expected is None:
        return People(linked, once, TOO_FAR)
    across = cross.filter(pl.col("cross") > 0)
    observed = across.group_by("pattern").agg(pl.col("cross").sum().alias("n"))
    counted = confronted(observed.sort("pattern"), expected)
    scoring = by_decoys(counted, found.rarity)
    inside = cross.filter(pl.col("cross") == 0).select(found.pairs.columns)
    pairs = pl.concat(
        [
            scoring.join(across.select(found.pairs.columns)),
            linked.scoring.join(inside),
        ]
    ).sort("i", "j")
    both = _together(scoring, linked.scoring)
    return People(replace(linked, pairs=pairs, scoring=both), once, None)


def _together(across: Scoring, inside: Scoring) -> Scoring:
    """Return the patterns of both scorings; those of two sources come first."""
    other = inside.patterns.join(across.patterns, on="pattern", how="anti")
    columns = across.patterns.columns
    patterns = pl.concat(
        [across.patterns, other.select(columns)], how="vertical_relaxed"
    )
    return replace(across, patterns=patterns.sort("pattern"))
