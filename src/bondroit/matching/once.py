"""Sources where a person has one record: declared by the workspace, or measured.

Two records of such a source are two people, unless they carry the same certified NIR or a
reviewer said that they are the same. A source that says nothing is measured by its own NIR:
many certified ones, each once, and hardly any likely pair inside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from bondroit.matching.components import components
from bondroit.matching.decide import PROBABLE
from bondroit.matching.records import Records

ENOUGH_NUMBERS = 1_000
"""Certified NIR that a source must hold, none of them twice, to be measured."""
FEW_PAIRS = 0.001
"""Likely pairs inside a source, over its records, that leave it measured."""

DECLARED, MEASURED, REPEATED, UNKNOWN = "declared", "measured", "repeated", "unknown"
ABSENT = "absent"

_SCHEMA = {"row": pl.UInt32(), "source": pl.String(), "person": pl.UInt32()}


@dataclass(frozen=True, slots=True)
class Once:
    """Which records cannot be one person, being two of a source that repeats nobody.

    Attributes:
        kinds: of each source, `declared` (one record a person), `measured` (the same),
            `repeated` (declared so, or seen) or `unknown` (too few NIR to tell); `absent`
            where it is declared and holds no record.
        rows: row, source, person: the records of the sources declared or measured; two
            records of a source may be one only if they share `person`.

    """

    kinds: Mapping[str, str]
    rows: pl.DataFrame

    @property
    def sources(self) -> list[str]:
        """Return the sources where a person has one record, in order."""
        good = {DECLARED, MEASURED}
        return sorted(name for name, kind in self.kinds.items() if kind in good)


def nothing_once() -> Once:
    """Return what to use where any source may repeat a person."""
    return Once({}, pl.DataFrame(schema=_SCHEMA))


def once_in(
    people: Records,
    links: pl.DataFrame,
    same: pl.DataFrame,
    declared: Mapping[str, bool] | None = None,
) -> Once:
    """Tell the sources where a person has one record.

    Args:
        people: prepared records of several sources.
        links: i, j, probability within them.
        same: i, j: records that a reviewer said to be one person.
        declared: of a source, whether a person has one record there; a source not named
            is measured.

    """
    kinds = _kinds(people, links, declared or {})
    chosen = Once(kinds, pl.DataFrame(schema=_SCHEMA)).sources
    held = people.members.select("row", "source").unique().sort("row", "source")
    kept = held.filter(pl.col("source").is_in(chosen))
    persons = _persons(people.frame, same)
    return Once(kinds, kept.join(persons, on="row", maintain_order="left"))


def _kinds(
    people: Records, links: pl.DataFrame, declared: Mapping[str, bool]
) -> dict[str, str]:
    """Return the kind of each source of the records: see `Once`."""
    held = people.members.group_by("row", "source").len("times")
    sure = (pl.col("nir") != 0) & (pl.col("nir_ok") == 1)
    counted = (
        held.join(people.frame.select("row", "nir", "nir_ok"), on="row")
        .group_by("source")
        .agg(
            pl.col("times").sum().alias("records"),
            pl.col("times").filter(sure).sum().alias("known"),
            pl.col("nir").filter(sure).n_unique().alias("distinct"),
        )
        .join(_likely_inside(held, links), on="source", how="left")
        .with_columns(pl.col("pairs").fill_null(0))
        .sort("source")
    )
    absent = dict.fromkeys(sorted(set(declared) - set(counted["source"])), ABSENT)
    return absent | {
        source: (DECLARED if declared[source] else REPEATED)
        if source in declared
        else _measured(known, known - distinct, pairs / records)
        for source, records, known, distinct, pairs in counted.iter_rows()
    }


def _measured(known: int, repeated: int, likely: float) -> str:
    if repeated or likely > FEW_PAIRS:
        return REPEATED
    return MEASURED if known >= ENOUGH_NUMBERS else UNKNOWN


def _likely_inside(held: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Count the likely pairs of two records of one source: source, pairs.

    Records alike in all that is compared count too, where they are enough to be one.
    """
    likely = links.filter(pl.col("probability") >= PROBABLE).select("i", "j")
    return (
        likely.join(held.rename({"row": "i"}), on="i")
        .join(held.select(pl.col("row").alias("j"), "source"), on=["j", "source"])
        .filter((pl.col("i") != pl.col("j")) | (pl.col("times") > 1))
        .group_by("source")
        .agg(pl.len().alias("pairs"))
    )


def _persons(frame: pl.DataFrame, same: pl.DataFrame) -> pl.DataFrame:
    """Return row, person: the records that are surely one, by number or by answer."""
    sure = frame.filter((pl.col("nir") != 0) & (pl.col("nir_ok") == 1))
    by_number = sure.select(
        pl.col("row").min().over("nir").alias("i"), pl.col("row").alias("j")
    )
    edges = pl.concat([by_number, same.select("i", "j")])
    return components(
        frame.select("row"), edges.filter(pl.col("i") != pl.col("j"))
    ).rename({"component": "person"})
