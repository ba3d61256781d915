"""Groups of records of one person, and the individuals named after them."""

from hashlib import sha256

import numpy as np
import polars as pl

from bondroit.matching.cluster import clusters
from bondroit.matching.decide import PROBABLE
from bondroit.matching.once import Once
from bondroit.matching.records import Records
from bondroit.model.outputs import INDIVIDUALS


def individuals(people: Records, groups: pl.DataFrame) -> pl.DataFrame:
    """Name each individual after the smallest (source, person_id) of its records."""
    weak = (
        pl.when("alone")
        .then(pl.int_range(pl.len()) + people.size())
        .otherwise(pl.col("cluster"))
    )
    known = (
        people.members.join(groups, on="row")
        .sort("source", "person_id")
        .with_columns(weak.alias("cluster"))
    )
    first = known.group_by("cluster").agg(
        pl.col("source").first().alias("s"), pl.col("person_id").first().alias("p")
    )
    names = [
        individual_id(source, person)
        for source, person in first.select("s", "p").iter_rows()
    ]
    named = known.join(
        first.select("cluster", pl.Series("individual_id", names, pl.String)),
        on="cluster",
    )
    return named.select(list(INDIVIDUALS)).sort("source", "person_id")


def individual_id(source: str, person_id: str) -> str:
    """Return the id of the individual whose smallest record is this one."""
    return "I" + sha256(f"{source}\x1f{person_id}".encode()).hexdigest()[:12]


def group(
    records: Records, links: pl.DataFrame | None, once: Once | None = None
) -> pl.DataFrame:
    """Cluster records: row, cluster, alone (identical rows too poor to be merged).

    Args:
        records: prepared records.
        links: i, j, probability within them; None where nobody stands twice.
        once: records of sources where a person has one; None where any may have more.

    """
    if links is None:
        row = records.frame.select("row", pl.col("row").alias("cluster"))
        return row.with_columns(pl.lit(value=False).alias("alone"))
    poor = links.filter(
        (pl.col("i") == pl.col("j")) & (pl.col("probability") < PROBABLE)
    )["i"]
    usable = links.filter(
        ~pl.col("i").is_in(poor.implode()) & ~pl.col("j").is_in(poor.implode())
    )
    return clusters(records.frame, usable, once).with_columns(
        pl.col("row").is_in(poor.implode()).alias("alone")
    )


def as_key(groups: pl.DataFrame, row: str, name: str) -> pl.DataFrame:
    """Groups keyed for competition: identical poor rows count as one."""
    return groups.select(pl.col("row").alias(row), pl.col("cluster").alias(name))


_YEARS = 400
_MOST = 0.9


def answered(likely: pl.Series, frame: pl.DataFrame) -> pl.DataFrame:
    """Return, a record, the share of those of its years whose answer is known.

    Args:
        likely: rows of the frame that have a likely counterpart.
        frame: prepared records.

    Returns:
        row, chance.

    """
    years = frame["birth"].to_numpy() // 50_000
    group = np.clip(years, 0, _YEARS)
    whole = np.bincount(group, minlength=_YEARS + 1)
    known = np.bincount(group[likely.unique().to_numpy()], minlength=_YEARS + 1)
    share = np.minimum(known / np.maximum(whole, 1), _MOST)
    return pl.DataFrame({"row": frame["row"], "chance": share[group]})
