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
class Index:
    """The small side, ready to be joined.

    Attributes:
        passes: the blocking passes.
        entries: one frame a pass and depth of refinement: key (UInt64), i (UInt32).
        report: one row a pass and depth: pass, depth, rows, blocks, largest,
            beyond (records over the bound at the last depth, compared as right
            side only).

    """

    passes: tuple[Pass, ...]
    entries: dict[tuple[int, int], pl.DataFrame]
    report: pl.DataFrame


def build_index(
    frame: pl.DataFrame, passes: tuple[Pass, ...], cap: int = BLOCK_CAP
) -> Index:
    """Index prepared records by the keys of every pass.

    A block of more than `cap` records gets a finer key; what is still too big after all
    refinements keeps its first records, in the order of the ids, and is reported.
    """
    parts = _parts(frame)
    entries: dict[tuple[int, int], pl.DataFrame] = {}
    report: list[dict[str, object]] = []
    for number, one in enumerate(passes):
        left = parts.select("row", *_keys(one.left)).drop_nulls("k0")
        for depth in range(len(REFINEMENTS) + 1):
            counted = left.with_columns(pl.len().over(f"k{depth}").alias("n"))
            last = depth == len(REFINEMENTS)
            kept = counted if last else counted.filter(pl.col("n") <= cap)
            bounded = kept.filter(pl.int_range(pl.len()).over(f"k{depth}") < cap)
            left = counted.filter(pl.col("n") > cap).drop("n")
            if bounded.height:
                entries[number, depth] = bounded.select(
                    pl.col(f"k{depth}").alias("key"), pl.col("row").alias("i")
                )
                report.append(_reported(one, depth, kept, bounded))
            if left.is_empty():
                break
    return Index(passes, entries, pl.DataFrame(report, schema=_REPORT))


def candidates(
    index: Index, frame: pl.DataFrame, *, within: bool = False
) -> Iterator[pl.DataFrame]:
    """Yield distinct candidate pairs (i of the index, j of the frame), in bounded lots.

    Args:
        index: the small side.
        frame: prepared records of the other side, or of the same when `within`.
        within: pairs of one frame with itself: each pair once, i < j.

    """
    parts = _parts(frame)
    yield from _lots(index, parts, _expected(index, parts), within=within)


_REPORT = {
    "pass": pl.String(),
    "depth": pl.Int32(),
    "rows": pl.Int64(),
    "blocks": pl.Int64(),
    "largest": pl.Int64(),
    "beyond": pl.Int64(),
}


def _reported(
    one: Pass, depth: int, kept: pl.DataFrame, bounded: pl.DataFrame
) -> dict[str, object]:
    return {
        "pass": one.name,
        "depth": depth,
        "rows": kept.height,
        "blocks": kept[f"k{depth}"].n_unique(),
        "largest": kept["n"].max(),
        "beyond": kept.height - bounded.height,
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


def _keys(parts: tuple[str, ...]) -> list[pl.Expr]:
    key = pl.lit(len(parts), pl.UInt64)
    for part in parts:
        key = _mixed(key, pl.col(part))
    keys = [key.alias("k0")]
    for depth, part in enumerate(REFINEMENTS, start=1):
        key = _mixed(key, pl.col(part).fill_null(0))
        keys.append(key.alias(f"k{depth}"))
    return keys


def _mixed(key: pl.Expr, part: pl.Expr) -> pl.Expr:
    return (key * pl.lit(_MIX, pl.UInt64)) ^ part


def _right_keys(
    index: Index, parts: pl.DataFrame, number: int
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    depths = [depth for one, depth in index.entries if one == number]
    if not depths:
        return
    keys = _keys(index.passes[number].right)
    right = parts.select(pl.col("row").alias("j"), *(keys[depth] for depth in depths))
    for depth in depths:
        side = right.select("j", pl.col(f"k{depth}").alias("key")).drop_nulls("key")
        yield index.entries[number, depth], side


def _expected(index: Index, parts: pl.DataFrame) -> int:
    total = 0
    for number in range(len(index.passes)):
        for entries, side in _right_keys(index, parts, number):
            sizes = entries.group_by("key").len()
            total += int(side.join(sizes, on="key")["len"].sum())
    return total


def _lots(
    index: Index, parts: pl.DataFrame, expected: int, *, within: bool
) -> Iterator[pl.DataFrame]:
    pieces = 1 + expected // PAIR_BUDGET
    size = max(1, -(-parts.height // pieces))
    for piece in parts.iter_slices(size):
        found = [
            entries.join(side, on="key").select("i", "j")
            for number in range(len(index.passes))
            for entries, side in _right_keys(index, piece, number)
        ]
        if found:
            pairs = pl.concat(found)
            if within:
                pairs = pairs.filter(pl.col("i") != pl.col("j")).select(
                    pl.min_horizontal("i", "j").alias("i"),
                    pl.max_horizontal("i", "j").alias("j"),
                )
            packed = (
                pairs.select(
                    pl.col("i").cast(pl.UInt64) * 2**32 + pl.col("j").cast(pl.UInt64)
                )
                .to_series()
                .unique()
            )
            yield packed.to_frame("pair").select(
                (pl.col("pair") // 2**32).cast(pl.UInt32).alias("i"),
                (pl.col("pair") % 2**32).cast(pl.UInt32).alias("j"),
            )
