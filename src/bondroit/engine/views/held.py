"""Tables as the views want them: small ones in memory, facts of persons found once.

Every pass of every view reads the same registers and joins the same persons, deaths
and stays. Held once, they cost a run nothing more.
"""

from dataclasses import replace

import polars as pl

from bondroit.engine.views.persons import (
    DEATHS_FOUND,
    PERSONS,
    individual_deaths,
    person_individuals,
)
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.stay_facts import STAYS_FOUND, person_stays
from bondroit.model.table_set import TableSet

SMALL_TABLE = 600_000
"""Rows up to which a table is held in memory."""


def hold(tables: TableSet) -> TableSet:
    """Return the same tables, cheaper to read again and again.

    Deaths are limited to those matched with somebody, which are all that rules read.
    """
    if tables.has(PERSONS):
        return tables
    frames = {
        name: frame if name == "deaths" else _held(frame)
        for name, frame in tables.frames.items()
    }
    individuals, matches = tables.individuals, tables.matches
    kept = replace(
        tables,
        frames=frames,
        individuals=None if individuals is None else individuals.collect().lazy(),
        matches=None if matches is None else matches.collect().lazy(),
    )
    if tables.has("deaths"):
        frames["deaths"] = _matched_deaths(kept)
    for name, found in (
        (PERSONS, person_individuals),
        (DEATHS_FOUND, individual_deaths),
        (STAYS_FOUND, person_stays),
    ):
        frames[name] = held_frame(found(kept))
    return kept


def _held(frame: pl.LazyFrame) -> pl.LazyFrame:
    rows = frame.select(pl.len()).collect().item()
    return held_frame(frame) if rows <= SMALL_TABLE else frame


def _matched_deaths(tables: TableSet) -> pl.LazyFrame:
    deaths = tables.frame("deaths")
    if tables.matches is None:
        return deaths.clear()
    matched = tables.matches.filter(pl.col("right_table") == "deaths")
    return held_frame(
        deaths.join(
            matched.select("right_source", "right_id"),
            left_on=["source", "death_id"],
            right_on=["right_source", "right_id"],
            how="semi",
        )
    )
