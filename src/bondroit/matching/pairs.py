"""Scored pairs of one file, of two files, or of a file and a streamed register."""

from collections.abc import Iterator

import polars as pl

from bondroit.matching.blocking import Index, build_index, candidates
from bondroit.matching.compare import compare
from bondroit.matching.decide import KEPT
from bondroit.matching.normalise import surnames
from bondroit.matching.rarity import Rarity, counts, rarity_of
from bondroit.matching.records import Records, prepare
from bondroit.matching.uses import Use
from bondroit.matching.weights import Prior, score

CHUNK = 1_000_000
"""Rows of a register held at once."""

SCORED = {
    "i": pl.UInt32(),
    "j": pl.UInt32(),
    "pattern": pl.UInt64(),
    "probability": pl.Float64(),
    "reasons": pl.List(pl.String()),
}


def link_within(records: Records, use: Use) -> pl.DataFrame:
    """Score the pairs of one file with itself.

    Identical rows are one record: such a record is also paired with itself (i = j),
    which says whether what it holds is enough to be one person.

    Returns:
        i < j (or i = j), pattern, probability, reasons; unlikely pairs left out.

    """
    rarity = rarity_of([counts(records.frame)])
    marked = rarity.mark(records.frame)
    index = build_index(marked, use.passes)
    prior = use.prior(records.members.height)
    found = [
        _scored(marked, records.frame, lot, rarity, prior)
        for lot in candidates(index, records.frame, within=True)
    ]
    repeated = (
        records.members.group_by("row")
        .len()
        .filter(pl.col("len") > 1)
        .select(pl.col("row").alias("i"), pl.col("row").alias("j"))
        .sort("i")
    )
    found.append(_scored(marked, records.frame, repeated, rarity, prior, keep=0.0))
    return _together(found)


def link_two(left: Records, right: Records, use: Use) -> pl.DataFrame:
    """Score the pairs of two files; columns as `link_within`."""
    rarity = rarity_of([counts(left.frame), counts(right.frame)])
    marked = rarity.mark(left.frame)
    index = build_index(marked, use.passes)
    prior = use.prior(max(left.members.height, right.members.height))
    return _together(
        [
            _scored(marked, right.frame, lot, rarity, prior)
            for lot in candidates(index, right.frame)
        ]
    )


def link_register(left: Records, register: pl.LazyFrame, use: Use) -> pl.DataFrame:
    """Score a file against a register of any size, streamed.

    Args:
        left: the small side.
        register: id columns source and death_id (or id), then compared columns.
        use: passes and prior.

    Returns:
        i, right_source, right_id, what (UInt64: alike for deaths written twice),
        probability, reasons.

    """
    ids = tuple(register.collect_schema().names()[:2])
    size, names = _surname_counts(register)
    rarity = rarity_of([counts(left.frame), {"surname": names}])
    marked = rarity.mark(left.frame)
    index = build_index(marked, use.passes)
    prior = use.prior(size)
    found = [
        pairs
        for chunk in _chunks(register)
        for pairs in _register_pairs(
            marked, index, prepare(chunk, (ids[0], ids[1])), rarity, prior
        )
    ]
    return pl.concat([pl.DataFrame(schema=_REGISTER), *found])


_REGISTER = {
    "i": pl.UInt32(),
    "right_source": pl.String(),
    "right_id": pl.String(),
    "what": pl.UInt64(),
    "probability": pl.Float64(),
    "reasons": pl.List(pl.String()),
}


def _register_pairs(
    marked: pl.DataFrame, index: Index, deaths: Records, rarity: Rarity, prior: Prior
) -> Iterator[pl.DataFrame]:
    source, key = (name for name in deaths.members.columns if name != "row")
    first = deaths.members.unique("row", keep="first", maintain_order=True)
    for lot in candidates(index, deaths.frame):
        scored = _scored(marked, deaths.frame, lot, rarity, prior)
        kept = deaths.frame.drop("row")[scored["j"]]
        what = kept.select(pl.struct(pl.all()).hash(seed=2).alias("what"))
        yield (
            pl.concat([scored, what], how="horizontal")
            .join(
                first.select(
                    pl.col("row").alias("j"),
                    pl.col(source).alias("right_source"),
                    pl.col(key).alias("right_id"),
                ),
                on="j",
            )
            .select(list(_REGISTER))
        )


def _scored(
    left: pl.DataFrame,
    right: pl.DataFrame,
    lot: pl.DataFrame,
    rarity: Rarity,
    prior: Prior,
    keep: float = KEPT,
) -> pl.DataFrame:
    compared = compare(left, right, lot, rarity)
    weighed = score(compared["pattern"], prior).filter(pl.col("probability") >= keep)
    return compared.join(weighed, on="pattern").select(list(SCORED))


def _together(found: list[pl.DataFrame]) -> pl.DataFrame:
    return (
        pl.concat([pl.DataFrame(schema=SCORED), *found])
        .unique(["i", "j"])
        .sort("i", "j")
    )


def _surname_counts(register: pl.LazyFrame) -> tuple[int, pl.DataFrame]:
    """Count the register's surnames without holding it."""
    raw = (
        register.group_by("birth_name")
        .agg(pl.len().cast(pl.Int64).alias("n"))
        .collect(engine="streaming")
    )
    names = raw.join(surnames(raw["birth_name"]), left_on="birth_name", right_on="raw")
    counted = names.group_by(pl.col("core").hash(seed=1).alias("value")).agg(
        pl.col("n").sum()
    )
    return int(raw["n"].sum()), counted


def _chunks(register: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """Yield the register by lots of about CHUNK rows."""
    held: list[pl.DataFrame] = []
    rows = 0
    for batch in register.collect_batches(chunk_size=CHUNK, maintain_order=False):
        held.append(batch)
        rows += batch.height
        if rows >= CHUNK:
            yield pl.concat(held)
            held, rows = [], 0
    if rows:
        yield pl.concat(held)
