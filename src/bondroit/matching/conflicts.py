"""Likely links that no individual holds: what contradicts them is said, never hidden."""

import polars as pl

from bondroit.matching.answers import SURE
from bondroit.matching.decide import PROBABLE
from bondroit.matching.once import Once, nothing_once

PREFIX = "individus"
"""Begins the reason of a link whose records stay two individuals."""

_WORDS = {
    "nir": "deux NIR certains",
    "sex": "deux sexes",
    "birth": "deux dates de naissance",
}
_TWICE = "deux fiches d'une source qui en a une par personne"
_OTHER = "les autres fiches du groupe s'y opposent"


def refused(
    frame: pl.DataFrame,
    links: pl.DataFrame,
    groups: pl.DataFrame,
    once: Once | None = None,
    said: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return the links that join two individuals, and why they stayed two.

    Args:
        frame: prepared records (row, nir, nir_ok, sex, birth).
        links: i, j, probability.
        groups: row, cluster: the individuals.
        once: records of sources where a person has one; None where any may have more.
        said: i, j of the answered links; None for those that only an answer makes so sure.

    Returns:
        i, j, refusal (a reason in French); one row a `probable` link or better whose records
        are in two individuals. What a person answered is left alone.

    """
    side = groups.select("row", "cluster")
    apart = (
        _unanswered(links.filter(pl.col("probability") >= PROBABLE), said)
        .select("i", "j")
        .join(side.rename({"row": "i", "cluster": "l"}), on="i")
        .join(side.rename({"row": "j", "cluster": "r"}), on="j")
        .filter(pl.col("l") != pl.col("r"))
    )
    facts = _facts(frame, side, pl.concat([apart["l"], apart["r"]]).unique())
    both = _joined(apart, facts).join(
        _told_apart(apart, side, once or nothing_once()), on=["l", "r"], how="left"
    )
    contradiction = (
        pl.when(pl.col("twice").is_not_null())
        .then(pl.lit(_TWICE))
        .otherwise(pl.lit(_OTHER))
    )
    for name, words in reversed(_WORDS.items()):
        shared = pl.col(f"l_{name}").list.set_intersection(f"r_{name}").list.len()
        known = (pl.col(f"l_{name}").list.len() > 0) & (
            pl.col(f"r_{name}").list.len() > 0
        )
        contradiction = (
            pl.when(known & (shared == 0)).then(pl.lit(words)).otherwise(contradiction)
        )
    reason = pl.format(f"{PREFIX}: non réunis, {{}}", contradiction)
    return both.select("i", "j", reason.alias("refusal")).sort("i", "j")


def _unanswered(links: pl.DataFrame, said: pl.DataFrame | None) -> pl.DataFrame:
    if said is None:
        return links.filter(pl.col("probability") < SURE)
    return links.join(said.select("i", "j"), on=["i", "j"], how="anti")


def _told_apart(apart: pl.DataFrame, side: pl.DataFrame, once: Once) -> pl.DataFrame:
    """Return l, r, twice: couples that one source gives two different records."""
    held = once.rows.join(side, on="row").select("cluster", "source", "person").unique()
    couples = apart.select("l", "r").unique()
    return (
        couples.join(held.rename({"cluster": "l"}), on="l")
        .join(held.rename({"cluster": "r", "person": "other"}), on=["r", "source"])
        .filter(pl.col("person") != pl.col("other"))
        .select("l", "r", pl.lit(value=True).alias("twice"))
        .unique()
    )


def _joined(apart: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Put the facts of both individuals beside each link."""
    sides = (
        facts.rename(
            {name: f"{letter}_{name}" for name in _WORDS} | {"cluster": letter}
        )
        for letter in ("l", "r")
    )
    for one, letter in zip(sides, ("l", "r"), strict=True):
        apart = apart.join(one, on=letter)
    return apart


def _facts(frame: pl.DataFrame, side: pl.DataFrame, some: pl.Series) -> pl.DataFrame:
    """Return what each individual says: cluster, and the known values of each fact."""
    sure = (pl.col("nir_ok") == 1) & (pl.col("nir") != 0)
    return (
        side.filter(pl.col("cluster").is_in(some.implode()))
        .join(frame.select("row", *_WORDS, "nir_ok"), on="row")
        .group_by("cluster")
        .agg(
            pl.col("nir").filter(sure).unique(),
            *(
                pl.col(name).filter(pl.col(name) != 0).unique()
                for name in ("sex", "birth")
            ),
        )
    )
