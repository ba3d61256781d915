"""From pairs of prepared records to rows of the tables, and back."""

import numpy as np
import polars as pl

from bondroit.matching.decide import CERTAIN, band
from bondroit.matching.pattern import decode
from bondroit.matching.records import COLUMNS, Records
from bondroit.matching.scoring import Scoring
from bondroit.matching.weights import ceiling
from bondroit.model.outputs import MATCHES

_EXPANDED = 50
"""Identical records beyond that number are linked to their first only."""

RIGHT_ID = {"people": "person_id", "deaths": "death_id", "stays": "stay_id"}

ANSWERED = "réponse d'un vérificateur: même personne"


def table_rows(frame: pl.LazyFrame, table: str) -> pl.LazyFrame:
    """Return the ids and compared columns of a table; a person stands there once."""
    names = frame.collect_schema().names()
    ids = ["source", "id" if "id" in names else RIGHT_ID[table]]
    kept = frame.select(*ids, *(name for name in COLUMNS if name in names))
    return kept.sort(pl.all()).unique(ids, keep="last") if table == "people" else kept


def identified(frame: pl.LazyFrame, name: str) -> tuple[str, pl.LazyFrame]:
    """Return the table that a file looks like, and its rows with source and id."""
    names = frame.collect_schema().names()
    table = next((table for table, key in RIGHT_ID.items() if key in names), "people")
    source = (
        pl.col("source").cast(pl.String).fill_null(name)
        if "source" in names
        else pl.lit(name)
    )
    key = RIGHT_ID[table] if RIGHT_ID[table] in names else "id"
    rows = frame.select(
        source.alias("source"),
        pl.col(key).cast(pl.String).alias("id"),
        *(c for c in COLUMNS if c in names),
    )
    return table, rows


def expanded(
    scored: pl.DataFrame, left: Records, right: Records, *, within: bool
) -> pl.DataFrame:
    """Turn pairs of distinct records into pairs of rows.

    Many identical rows are not paired each to each, but to the first of the other side.
    """
    alone = [_alone(one, row, scored) for one, row in ((left, "i"), (right, "j"))]
    plain = alone[0] & alone[1] & (scored["i"] != scored["j"] if within else True)
    rest = scored.filter(~plain)
    return pl.concat(
        [
            _plain(scored.filter(plain), left, right),
            _repeated(rest, left, right, within=within),
        ],
        how="diagonal",
    )


def _alone(records: Records, row: str, scored: pl.DataFrame) -> pl.Series:
    """Whether the record of each pair stands for one row only."""
    if records.members.height == records.size():
        return pl.repeat(True, scored.height, eager=True)  # noqa: FBT003 - a value
    counts = np.bincount(records.members["row"].to_numpy(), minlength=records.size())
    return pl.Series(counts[scored[row].to_numpy()] == 1)


def _repeated(
    scored: pl.DataFrame, left: Records, right: Records, *, within: bool
) -> pl.DataFrame:
    lefts = _ranked(_touched(left.members, scored["i"]), "left").rename({"row": "i"})
    rights = _ranked(_touched(right.members, scored["j"]), "right").rename({"row": "j"})
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


def _touched(members: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    return members.filter(pl.col("row").is_in(rows.unique().implode()))


def _plain(scored: pl.DataFrame, left: Records, right: Records) -> pl.DataFrame:
    sides = [
        one.first(scored[row]).select(first_two(one.members, side)).unnest(side)
        for one, row, side in ((left, "i", "left"), (right, "j", "right"))
    ]
    return pl.concat([scored, *sides], how="horizontal")


def first_two(members: pl.DataFrame, side: str) -> pl.Expr:
    """Return the ids of members as a struct side: side_source, side_id."""
    source, key = (name for name in members.columns if name != "row")
    return pl.struct(
        pl.col(source).alias(f"{side}_source"), pl.col(key).alias(f"{side}_id")
    ).alias(side)


def _ranked(members: pl.DataFrame, side: str) -> pl.DataFrame:
    return members.select(
        "row",
        first_two(members, side),
        pl.int_range(pl.len()).over("row").alias(f"{side}_rank"),
        pl.len().over("row").alias(f"{side}_n"),
    ).unnest(side)


def named(
    rows: pl.DataFrame, table: str, scoring: Scoring, *, careful: bool = False
) -> pl.DataFrame:
    """Return rows as matches: band, and reasons in words.

    Args:
        rows: left and right ids, pattern, probability; maybe `refusal` (a reason why
            the two stay apart: such a link is `possible` at most).
        table: `right_table`.
        scoring: of the patterns.
        careful: a contradiction keeps a pair from `certain`.

    """
    seen = rows.select("pattern").unique()
    patterns = scoring.patterns.join(seen, on="pattern", how="semi")
    soft = [ceiling(decode(one)) for one in patterns["pattern"]]
    known = Scoring(patterns, scoring.method).table().select("pattern", "reasons")
    known = known.with_columns(pl.Series("soft", soft, pl.Float64))
    if "refusal" not in rows.columns:
        rows = rows.with_columns(pl.lit(None, pl.String).alias("refusal"))
    joined = rows.join(known, on="pattern", how="left")
    bands = band(pl.col("probability"))
    contradicted = (pl.col("soft") < CERTAIN) & (bands == "certain") & pl.lit(careful)
    return joined.with_columns(
        pl.lit(table).alias("right_table"),
        pl.when(pl.col("refusal").is_not_null())
        .then(pl.lit("possible"))
        .when(contradicted)
        .then(pl.lit("probable"))
        .otherwise(bands)
        .alias("band"),
        pl.when(pl.col("refusal").is_null())
        .then(pl.col("reasons").fill_null([ANSWERED]))
        .otherwise(pl.col("reasons").list.concat(pl.concat_list("refusal"))),
    ).select(pl.col(name).cast(dtype) for name, dtype in MATCHES.items())


def sorted_matches(found: list[pl.DataFrame]) -> pl.DataFrame:
    """Put matches together, in the order of their ids."""
    empty = pl.DataFrame(schema=MATCHES)
    return pl.concat([empty, *found]).sort(
        "right_table", "left_source", "left_id", "right_source", "right_id"
    )
