"""Candidate pairs: polars equi-joins on hashed keys, one a pass, blocks bounded."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from bondroit.matching.keys import BLOCK_CAP, REFINEMENTS, Pass

PAIR_BUDGET = 4_000_000
"""Candidate pairs held at once, before they are made distinct."""

_MIX = 0x9E3779B97F4A7C15
_SIMPLE = (
    "core",
    "core4",
    "usual",
    "usual4",
    "first",
    "second",
    "given_set",
    "nir",
    "place",
    "address",
    "postcode",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """The records of one pass at one depth of refinement.

    Attributes:
        rows: key (UInt64), i (UInt32).
        sizes: key, n: records a key.

    """

    rows: pl.DataFrame
    sizes: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Index:
    """The small side, ready to be joined.

    Attributes:
        passes: the blocking passes.
        entries: one a pass and depth of refinement.
        report: one row a pass and depth: pass, depth, rows, blocks, largest,
            beyond (records over the bound at the last depth, compared as right
            side only).

    """

    passes: tuple[Pass, ...]
    entries: dict[tuple[int, int], Entry]
    report: pl.DataFrame


def build_index(
    frame: pl.DataFrame, passes: tuple[Pass, ...], cap: int = BLOCK_CAP
) -> Index:
    """Index prepared records by the keys of every pass.

    A block of more than `cap` records gets a finer key; what is still too big after all
    refinements keeps its first records, in the order of the ids, and is reported.
    """
    parts = _parts(frame)
    entries: dict[tuple[int, int], Entry] = {}
    report: list[dict[str, object]] = []
    for number, one in enumerate(passes):
        left = parts.with_columns(_key(one.left)).drop_nulls("key")
        for depth in range(len(REFINEMENTS) + 1):
            counted = left.with_columns(pl.len().over("key").alias("n"))
            last = depth == len(REFINEMENTS)
            kept = counted if last else counted.filter(pl.col("n") <= cap)
            if kept.height:
                entries[number, depth] = _entry(kept, cap)
                report.append(_reported(one, depth, kept, entries[number, depth]))
            left = counted.filter(pl.col("n") > cap).drop("n")
            if last or left.is_empty():
                break
            left = left.with_columns(_refined(pl.col("key"), depth))
    return Index(passes, entries, pl.DataFrame(report, schema=_REPORT))


def candidates(
    index: Index, frame: pl.DataFrame, *, within: bool = False
) -> Iterator[pl.DataFrame]:
    """Yield distinct candidate pairs (i of the index, j of the frame), in bounded lots.

    Args:
        index: the small side.
        frame: prepared records of the other side, or of the same when `within`.
        within: pairs of one frame with itself, i < j; a pair may come in two lots.

    """
    hits = list(_hits(index, _parts(frame)))
    for lot in _lots(hits):
        pairs = pl.concat(
            [rows.join(hit, on="key").select("i", "j") for rows, hit in lot]
        )
        yield _distinct(_ordered(pairs) if within else pairs)


_REPORT = {
    "pass": pl.String(),
    "depth": pl.Int32(),
    "rows": pl.Int64(),
    "blocks": pl.Int64(),
    "largest": pl.Int64(),
    "beyond": pl.Int64(),
}


def _entry(kept: pl.DataFrame, cap: int) -> Entry:
    rows = kept.select("key", pl.col("row").alias("i"), "n")
    if rows["n"].max() > cap:  # type: ignore[operator]
        rows = rows.filter(pl.int_range(pl.len()).over("key") < cap)
    sizes = rows.group_by("key").len("n")
    return Entry(rows.drop("n"), sizes)


def _reported(
    one: Pass, depth: int, kept: pl.DataFrame, entry: Entry
) -> dict[str, object]:
    return {
        "pass": one.name,
        "depth": depth,
        "rows": kept.height,
        "blocks": entry.sizes.height,
        "largest": kept["n"].max(),
        "beyond": kept.height - entry.rows.height,
    }


def _parts(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the parts of keys: UInt64 columns, null where unknown."""
    exact = pl.col("precision") == 3  # noqa: PLR2004 - a full date
    birth = pl.col("birth").cast(pl.UInt64)
    return frame.select(
        "row",
        *(pl.col(f"h_{name}").alias(name) for name in _SIMPLE),
        pl.when(exact).then(birth).alias("date"),
        (birth // 10_000).alias("year"),
        pl.when(exact & (birth % 10_000 != 101)).then(birth % 10_000).alias("monthday"),  # noqa: PLR2004
        pl.when(birth.is_null()).then(pl.lit(1, pl.UInt64)).alias("undated"),
        pl.lit(1, pl.UInt64).alias("any"),
    )


def _key(parts: tuple[str, ...]) -> pl.Expr:
    key = pl.lit(len(parts), pl.UInt64)
    for part in parts:
        key = _mixed(key, pl.col(part))
    return key.alias("key")


def _refined(key: pl.Expr, depth: int) -> pl.Expr:
    return _mixed(key, pl.col(REFINEMENTS[depth]).fill_null(0)).alias("key")


def _mixed(key: pl.Expr, part: pl.Expr) -> pl.Expr:
    return (key * pl.lit(_MIX, pl.UInt64)) ^ part


def _hits(
    index: Index, parts: pl.DataFrame
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Yield, a pass and depth: entries, and the rows (j, key, n) that meet them."""
    for (number, depth), entry in index.entries.items():
        key = _key(index.passes[number].right)
        for step in range(depth):
            key = _refined(key, step)
        side = parts.select(pl.col("row").alias("j"), key).drop_nulls("key")
        hit = side.join(entry.sizes, on="key")
        if hit.height:
            yield entry.rows, hit


def _lots(
    hits: list[tuple[pl.DataFrame, pl.DataFrame]],
) -> Iterator[list[tuple[pl.DataFrame, pl.DataFrame]]]:
    """Cut the right side so that each lot holds about PAIR_BUDGET pairs."""
    total = sum(int(hit["n"].sum()) for _, hit in hits)
    if total <= PAIR_BUDGET:
        if hits:
            yield hits
        return
    loads = pl.concat([hit.select("j", pl.col("n").cast(pl.Int64)) for _, hit in hits])
    lot = (pl.col("n").cum_sum() // PAIR_BUDGET).alias("lot")
    cut = loads.group_by("j").agg(pl.col("n").sum()).sort("j").select("j", lot)
    for number in cut["lot"].unique().sort():
        some = cut.filter(pl.col("lot") == number).select("j")
        yield [(rows, hit.join(some, on="j", how="semi")) for rows, hit in hits]


def _ordered(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.filter(pl.col("i") != pl.col("j")).select(
        pl.min_horizontal("i", "j").alias("i"), pl.max_horizontal("i", "j").alias("j")
    )


def _distinct(pairs: pl.DataFrame) -> pl.DataFrame:
    pair = pl.col("i").cast(pl.UInt64) * 2**32 + pl.col("j").cast(pl.UInt64)
    return (
        pairs.select(pair.alias("pair"))
        .unique()
        .select(
            (pl.col("pair") // 2**32).cast(pl.UInt32).alias("i"),
            (pl.col("pair") % 2**32).cast(pl.UInt32).alias("j"),
        )
    )
