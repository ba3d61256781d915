"""Who is who: individuals, deaths and stays, from tables to matches."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from bondroit.matching.answers import SAME, applied, checked, of_rows
from bondroit.matching.cache import Cache
from bondroit.matching.conflicts import refused
from bondroit.matching.decide import compete, shown, worth_showing
from bondroit.matching.individuals import as_key, group, individuals
from bondroit.matching.lexicon import Lexicon
from bondroit.matching.links import link, link_frames, register_pairs
from bondroit.matching.pairs import Linked, link_two
from bondroit.matching.records import Records, prepare
from bondroit.matching.result import LinkResult
from bondroit.matching.rows import expanded, named, sorted_matches, table_rows
from bondroit.matching.saved import SavedWeights
from bondroit.matching.several import link_people
from bondroit.matching.told import Matched, report_of
from bondroit.matching.uses import DEATHS, PEOPLE, STAYS
from bondroit.model.table_set import TableSet

__all__ = ["LinkResult", "link", "match_frames", "match_tables"]


def match_tables(
    tables: TableSet,
    answers: pl.DataFrame | None = None,
    saved: SavedWeights | None = None,
    cache: Path | None = None,
    one_record: Mapping[str, bool] | None = None,
) -> Matched:
    """Find individuals, and the deaths and stays that are theirs.

    Args:
        tables: people, and deaths and stays where delivered.
        answers: of reviewers: left_source, left_id, right_source, right_id,
            right_table, answer (`same`, `different`, `unsure`); respected for ever.
        saved: weights to use as they are, so that months compare.
        cache: folder of the comparisons of last month; the result does not depend on it.
        one_record: of a source, whether a person has one record there; sources not named
            are measured (see `once.py`).

    Returns:
        The same tables with `individuals` (source, person_id, individual_id: one row a
        person) and `matches` (columns of `matches.parquet`), sorted; and how they were
        found.

    Raises:
        DataError: an answer is none of the three.

    """
    said = None if answers is None else checked(answers)
    lexicon = Lexicon()
    rows = table_rows(tables.frame("people"), "people").collect()
    people = prepare(rows, ("source", "person_id"), lexicon)
    told = of_rows(said, people.members, people.members, "people")
    same = told.filter(pl.col("answer") == SAME)
    found = link_people(people, PEOPLE, same, (saved, Cache(cache)), one_record)
    links = applied(found.linked.pairs, told, within=True)
    groups = group(people, links, found.once)
    refusals = refused(people.frame, links, groups, found.once, told)
    likely = shown(links).join(refusals, on=["i", "j"], how="left")
    kept = expanded(likely.sort("i", "j"), people, people, within=True)
    made = {"people": (named(kept, "people", found.linked.scoring), found.linked)}
    if tables.has("deaths") and people.size():
        register = table_rows(tables.frame("deaths"), "deaths")
        made["deaths"] = _deaths(people, groups, lexicon, register, said, saved)
    if tables.has("stays") and people.size():
        stays = tables.frame("stays")
        made["stays"] = _stays(people, groups, lexicon, stays, said, saved)
    matches = sorted_matches([one for one, _ in made.values()])
    methods = {name: linked.scoring.method for name, (_, linked) in made.items()}
    whole = replace(
        tables,
        individuals=individuals(people, groups).lazy(),
        matches=matches.lazy(),
    )
    return Matched(whole, report_of(matches, methods, found.once, found.why))


def match_frames(
    left: pl.DataFrame | pl.LazyFrame,
    right: pl.DataFrame | pl.LazyFrame | None,
    answers: pl.DataFrame | None = None,
    saved: SavedWeights | None = None,
) -> pl.DataFrame:
    """Match one file against itself, or two files.

    Args:
        left: columns of people, deaths or stays; one of person_id, death_id, stay_id;
            `source` may be absent. Absent columns are neutral.
        right: the other file, or None for the duplicates of the first.
        answers: of reviewers, as `match_tables`.
        saved: weights to use as they are.

    Returns:
        The columns of `matches.parquet`, sorted.

    """
    return link_frames(left, right, answers=answers, saved=saved).matches()


def _deaths(
    people: Records,
    groups: pl.DataFrame,
    lexicon: Lexicon,
    register: pl.LazyFrame,
    said: pl.DataFrame | None,
    saved: SavedWeights | None,
) -> tuple[pl.DataFrame, Linked]:
    """Find the death of each individual: at most one, and each death once."""
    settled, linked = register_pairs(
        people, lambda: groups, lexicon, register, DEATHS, (said, saved)
    )
    found = named(worth_showing(settled), "deaths", linked.scoring, careful=True)
    return found, linked


def _stays(
    people: Records,
    groups: pl.DataFrame,
    lexicon: Lexicon,
    stays: pl.LazyFrame,
    said: pl.DataFrame | None,
    saved: SavedWeights | None,
) -> tuple[pl.DataFrame, Linked]:
    unnamed = stays.filter(
        pl.col("person_id").is_null() | pl.col("person_source").is_null()
    )
    rows = table_rows(unnamed, "stays").collect()
    records = prepare(rows, ("source", "stay_id"), lexicon)
    linked = _stay_pairs(people, records, saved)
    pairs = applied(
        linked.pairs, of_rows(said, people.members, records.members, "stays")
    )
    scored = pairs.with_columns(pl.col("j").alias("what"))
    kept = compete(scored.join(as_key(groups, "i", "who"), on="i"), ("what",))
    rows = expanded(worth_showing(kept), people, records, within=False)
    return named(rows, "stays", linked.scoring), linked


def _stay_pairs(
    people: Records, records: Records, saved: SavedWeights | None
) -> Linked:
    """One person stays several times: stays are weighed by written weights."""
    return link_two(people, records, STAYS, saved)
