"""bondroit's matcher as a benchmark runs it: `FOLDER OUT.parquet [--within]`."""

import argparse
from pathlib import Path

import polars as pl

from bondroit.matching.linking import link

FLOOR = 0.01


def main() -> None:
    """Score the pairs of a folder; write left_id, right_id, probability."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--within", action="store_true")
    parser.add_argument("--use", default="files")
    asked = parser.parse_args()
    left = pl.read_parquet(asked.folder / "left.parquet")
    right = None
    if not asked.within:
        right = pl.scan_parquet(asked.folder / "right" / "*.parquet")
        if asked.use == "deaths":
            right = right.rename({"person_id": "death_id"})
    found = link(left, right, use=asked.use, floor=FLOOR).pairs
    first, second = pl.col("left_id"), pl.col("right_id")
    if asked.within:
        first, second = (
            pl.min_horizontal("left_id", "right_id"),
            pl.max_horizontal("left_id", "right_id"),
        )
    pairs = found.select(
        first.alias("left_id"), second.alias("right_id"), pl.col("probability")
    )
    pairs.write_parquet(asked.out)


if __name__ == "__main__":
    main()
