"""Who is who: individuals, deaths and stays, from tables to matches."""

from dataclasses import replace
from hashlib import sha256

import polars as pl

from bondroit.matching.cluster import clusters
from bondroit.matching.decide import PROBABLE, band, compete, shown
from bondroit.matching.pairs import link_register, link_two, link_within
from bondroit.matching.records import COLUMNS, Records, prepare
from bondroit.matching.result import PAIRS, LinkResult
from bondroit.matching.uses import DEATHS, FILES, PEOPLE, STAYS
from bondroit.model.outputs import INDIVIDUALS, MATCHES
from bondroit.model.table_set import TableSet

_EXPANDED = 50
"""Identical records beyond that number are linked to their first only."""

_RIGHT_ID = {"people": "person_id", "deaths": "death_id", "stays": "stay_id"}


def match_tables(tables: TableSet) -> TableSet:
    """Find individuals, and the deaths and stays that are theirs.

    Args:
        tables: people, and deaths and stays where delivered.

    Returns:
        The same tables with `individuals` (source, person_id, individual_id: one row a
        person) and `matches` (columns of `matches.parquet`), sorted.

    """
    people = prepare(
        _rows(tables.frame("people"), "people").collect(), ("source", "person_id")
    )
    links = link_within(people, PEOPLE)
    groups = group(people, links)
    found = [_named(_expanded(shown(links), people, people, within=True), "people")]
    if tables.has("deaths") and people.size():
        found.append(match_register(people, groups, tables.frame("deaths")))
    if tables.has("stays") and people.size():
        found.append(_match_stays(people, groups, tables.frame("stays")))
    return replace(
        tables,
        individuals=individuals(people, groups).lazy(),
        matches=sorted_matches(found).lazy(),
    )


def match_frames(left: pl.DataFrame, right: pl.DataFrame | None) -> pl.DataFrame:
    """Match one file against itself, or two files.

    Args:
        left: columns of people, deaths or stays; one of person_id, death_id, stay_id;
            `source` may be absent. Absent columns are neutral.
        right: the other file, or None for the duplicates of the first.

    Returns:
        The columns of `matches.parquet`, sorted.

    """
    table, rows = _identified(left, "left")
    records = prepare(rows, ("source", "id"))
    links = link_within(records, FILES)
    if right is None:
        return sorted_matches(
            [_named(_expanded(shown(links), records, records, within=True), table)]
        )
    other_table, other_rows = _identified(right, "right")
    groups = group(records, links)
    if other_table == "deaths" and table != "deaths":
        return sorted_matches([match_register(records, groups, other_rows.lazy())])
    others = prepare(other_rows, ("source", "id"))
    other_groups = group(others, link_within(others, FILES))
    scored = link_two(records, others, FILES)
    rivals = scored.join(_as(groups, "i", "who"), on="i").join(
        _as(other_groups, "j", "what"), on="j"
    )
    kept = compete(rivals, ("who", "what")).drop("who", "what")
    return sorted_matches(
        [_named(_expanded(kept, records, others, within=False), other_table)]
    )


def link(
    left: pl.DataFrame | pl.LazyFrame,
    right: pl.DataFrame | pl.LazyFrame | None,
    use: str = "files",
    floor: float = 0.01,
) -> LinkResult:
    """Link two files, or one with itself, and give every pair its probability.

    Args:
        left: as `match_frames`.
        right: the other file, None for the duplicates of the first; a register may
            be lazy, it is then streamed.
        use: `people`, `deaths`, `stays` or `files`.
        floor: pairs under that probability are left out.

    """
    left = left.lazy().collect()
    right = None if right is None else right.lazy().collect()
    table, rows = _identified(left, "left")
    records = prepare(rows, ("source", "id"))
    if right is None:
        others, scored = records, link_within(records, FILES)
    else:
        table, other_rows = _identified(right, "right")
        others = prepare(other_rows, ("source", "id"))
        scored = link_two(records, others, FILES)
    kept = scored.filter(pl.col("probability") >= floor)
    rows = _expanded(kept, records, others, within=right is None)
    pairs = rows.with_columns(pl.lit(table).alias("right_table")).select(list(PAIRS))
    return LinkResult(
        pairs, scored.select("pattern", "probability"), pl.DataFrame(), use
    )


def match_register(
    people: Records, groups: pl.DataFrame, register: pl.LazyFrame
) -> pl.DataFrame:
    """Find the death of each individual: at most one, and each death once.

    The register is streamed; deaths written twice alike count as one (smallest id).

    Args:
        people: prepared people.
        groups: row, cluster: their individuals.
        register: columns of deaths, of any size.

    """
    scored = link_register(people, _rows(register, "deaths"), DEATHS)
    once = scored.sort("right_source", "right_id").unique(
        ["i", "what"], keep="first", maintain_order=True
    )
    kept = compete(once.join(_as(groups, "i", "who"), on="i"), ("who", "what"))
    left = people.members.select(
        pl.col("row").alias("i"), _first_two(people.members, "left")
    )
    return _named(kept.join(left.unnest("left"), on="i"), "deaths")


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


def group(records: Records, links: pl.DataFrame) -> pl.DataFrame:
    """Cluster records: row, cluster, alone (identical rows too poor to be merged)."""
    poor = links.filter(
        (pl.col("i") == pl.col("j")) & (pl.col("probability") < PROBABLE)
    )["i"]
    usable = links.filter(
        ~pl.col("i").is_in(poor.implode()) & ~pl.col("j").is_in(poor.implode())
    )
    return clusters(records.frame, usable).with_columns(
        pl.col("row").is_in(poor.implode()).alias("alone")
    )


def sorted_matches(found: list[pl.DataFrame]) -> pl.DataFrame:
    """Put matches together, in the order of their ids."""
    empty = pl.DataFrame(schema=MATCHES)
    return pl.concat([empty, *found]).sort(
        "right_table", "left_source", "left_id", "right_source", "right_id"
    )


def _match_stays(
    people: Records, groups: pl.DataFrame, stays: pl.LazyFrame
) -> pl.DataFrame:
    unnamed = stays.filter(
        pl.col("person_id").is_null() | pl.col("person_source").is_null()
    )
    records = prepare(_rows(unnamed, "stays").collect(), ("source", "stay_id"))
    scored = link_two(people, records, STAYS).with_columns(pl.col("j").alias("what"))
    kept = compete(scored.join(_as(groups, "i", "who"), on="i"), ("what",)).drop(
        "who", "what"
    )
    return _named(_expanded(kept, people, records, within=False), "stays")


def _rows(frame: pl.LazyFrame, table: str) -> pl.LazyFrame:
    names = frame.collect_schema().names()
    ids = ["source", "id" if "id" in names else _RIGHT_ID[table]]
    kept = frame.select(*ids, *(name for name in COLUMNS if name in names))
    return kept.sort(pl.all()).unique(ids, keep="last") if table == "people" else kept


def _identified(frame: pl.DataFrame, name: str) -> tuple[str, pl.DataFrame]:
    table = next(
        (table for table, key in _RIGHT_ID.items() if key in frame.columns), "people"
    )
    source = (
        pl.col("source").cast(pl.String).fill_null(name)
        if "source" in frame.columns
        else pl.lit(name)
    )
    key = _RIGHT_ID[table] if _RIGHT_ID[table] in frame.columns else "id"
    rows = frame.select(
        source.alias("source"),
        pl.col(key).cast(pl.String).alias("id"),
        *(c for c in COLUMNS if c in frame.columns),
    )
    return table, rows


def _as(groups: pl.DataFrame, row: str, name: str) -> pl.DataFrame:
    """Groups keyed for competition: identical poor rows count as one."""
    return groups.select(pl.col("row").alias(row), pl.col("cluster").alias(name))


def _first_two(members: pl.DataFrame, side: str) -> pl.Expr:
    source, key = (name for name in members.columns if name != "row")
    return pl.struct(
        pl.col(source).alias(f"{side}_source"), pl.col(key).alias(f"{side}_id")
    ).alias(side)


def _expanded(
    scored: pl.DataFrame, left: Records, right: Records, *, within: bool
) -> pl.DataFrame:
    """Turn pairs of distinct records into pairs of rows.

    Many identical rows are not paired each to each, but to the first of the other side.
    """
    lefts = _ranked(left.members, "left").rename({"row": "i"})
    rights = _ranked(right.members, "right").rename({"row": "j"})
    few = (pl.col("left_n") <= _EXPANDED) & (pl.col("right_n") <= _EXPANDED)
    sized = scored.join(lefts.filter(left_rank=0).select("i", "left_n"), on="i").join(
        rights.filter(right_rank=0).select("j", "right_n"), on="j"
    )
    lefts, rights = lefts.drop("left_n"), rights.drop("right_n")
    few_rows, many = sized.filter(few), sized.filter(~few)
    first, later = rights.filter(right_rank=0), rights.filter(pl.col("right_rank") > 0)
    rows = pl.concat(
        [
            few_rows.join(lefts, on="i").join(rights, on="j"),
            many.join(lefts, on="i").join(first, on="j"),
            many.join(lefts.filter(left_rank=0), on="i").join(later, on="j"),
        ]
    )
    if not within:
        return rows
    apart = (pl.col("i") != pl.col("j")) | (pl.col("left_rank") < pl.col("right_rank"))
    return rows.filter(apart)


def _ranked(members: pl.DataFrame, side: str) -> pl.DataFrame:
    return members.select(
        "row",
        _first_two(members, side),
        pl.int_range(pl.len()).over("row").alias(f"{side}_rank"),
        pl.len().over("row").alias(f"{side}_n"),
    ).unnest(side)


def _named(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    return rows.with_columns(
        pl.lit(table).alias("right_table"), band(pl.col("probability"))
    ).select(pl.col(name).cast(dtype) for name, dtype in MATCHES.items())
