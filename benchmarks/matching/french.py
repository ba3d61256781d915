"""Write two files of French persons to match, of any size, and the truth.

`python benchmarks/matching/french.py FOLDER --left 1000000 --right 28000000` writes
`left.parquet` and `right/*.parquet` (columns of `people`) and `truth.parquet`
(left_id, right_id, errors: bits of `french_noise.BIT`). With `--duplicates` it writes
one file, `left.parquet`, whose pairs are the truth.
"""

import argparse
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from french_noise import MODELS, Noise, written
from french_people import BOTH, LEFT_ONLY, RIGHT_ONLY, persons

BLOCK = 1_000_000
"""Persons drawn and written at once."""

_PRIME = 2**31 - 1
_SCRAMBLE = 48_271
_SHUFFLED: dict[str, Any] = {"fraction": 1.0, "shuffle": True}
_COLUMNS = (
    "birth_name",
    "usual_name",
    "first_names",
    "sex",
    "birth_date",
    "birth_date_precision",
    "birth_place",
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Persons of the left file, of the right one, and of both."""

    left: int
    right: int
    links: int

    def blocks(self) -> Iterator[tuple[int, int, int]]:
        """Yield, a block, how many are of both, of the left only, of the right only."""
        whole = self.left + self.right - self.links
        kinds = (self.links, self.left - self.links, self.right - self.links)
        count = -(-whole // BLOCK)
        for number in range(count):
            both, left, right = (
                kind * (number + 1) // count - kind * number // count for kind in kinds
            )
            yield both, left, right


class Writer:
    """Numbers the records of each side and writes them.

    Attributes:
        folder: where the files go.
        lefts: the left records written so far, kept until the end.
        truth: the true pairs so far.

    """

    def __init__(self, folder: Path, noise: Noise, seed: int) -> None:
        """Begin an empty folder."""
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "right").mkdir(parents=True)
        self.folder, self.noise, self.seed = folder, noise, seed
        self.lefts: list[pl.DataFrame] = []
        self.truth: list[pl.DataFrame] = []
        self._counts = {"A": 0, "B": 0}

    def block(self, number: int, counts: tuple[int, int, int]) -> None:
        """Draw and write one block of persons."""
        rng = np.random.default_rng([self.seed, number])
        where = np.repeat([BOTH, LEFT_ONLY, RIGHT_ONLY], counts)
        rng.shuffle(where)
        people = persons(rng, where, self.noise.population).with_row_index("person")
        left = people.filter(pl.col("where") != RIGHT_ONLY)
        again = left.sample(fraction=self.noise.repeats, seed=self.seed)
        left = written(rng, pl.concat([left, again]), self.noise, left=True)
        right = people.filter(pl.col("where") != LEFT_ONLY)
        right = written(rng, right, self.noise, left=False)
        left = self._identified(left.sample(**_SHUFFLED, seed=number), "A")
        right = self._identified(right.sample(**_SHUFFLED, seed=number + BLOCK), "B")
        key = ["person", "id", "errors"]
        pairs = left.select(key).join(right.select(key), on="person")
        self.truth.append(
            pairs.select(
                pl.col("id").alias("left_id"),
                pl.col("id_right").alias("right_id"),
                (pl.col("errors") | pl.col("errors_right")).alias("errors"),
            )
        )
        self.lefts.append(_shaped(left, "a"))
        shape = _shaped(right, "b")
        shape.write_parquet(self.folder / "right" / f"part-{number:03}.parquet")

    def close(self, *, duplicates: bool) -> dict[str, int]:
        """Write the left file and the truth; return what was written."""
        left = pl.concat(self.lefts)
        truth = pl.concat(self.truth)
        parts = self.folder / "right"
        if duplicates:
            right = pl.read_parquet(parts / "*.parquet")
            left = pl.concat([left, right]).with_columns(source=pl.lit("a"))
            shutil.rmtree(parts)
        left.sort("person_id").write_parquet(self.folder / "left.parquet")
        truth.sort("left_id", "right_id").write_parquet(self.folder / "truth.parquet")
        right_rows = 0 if duplicates else self._counts["B"]
        return {"left": left.height, "right": right_rows, "links": truth.height}

    def _identified(self, records: pl.DataFrame, letter: str) -> pl.DataFrame:
        start = self._counts[letter]
        self._counts[letter] += records.height
        number = (np.arange(start, start + records.height) + 1) * _SCRAMBLE % _PRIME
        text = pl.Series(number).cast(pl.String).str.zfill(10)
        return records.with_columns(id=pl.select(letter + text).to_series())


def _shaped(records: pl.DataFrame, source: str) -> pl.DataFrame:
    shape = records.select(
        pl.lit(source).alias("source"), pl.col("id").alias("person_id"), *_COLUMNS
    )
    return shape.sort("person_id")


def make(
    folder: Path, sizes: Sizes, noise: str, seed: int, *, duplicates: bool = False
) -> dict[str, int]:
    """Write the files of one model; return their numbers of rows."""
    writer = Writer(folder, MODELS[noise], seed)
    for number, counts in enumerate(sizes.blocks()):
        writer.block(number, counts)
    rows = writer.close(duplicates=duplicates)
    (folder / "made.json").write_text(
        json.dumps({"noise": noise, "seed": seed, **rows})
    )
    return rows


def main() -> None:
    """Write the files that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--left", type=int, default=20_000)
    parser.add_argument("--right", type=int)
    parser.add_argument("--links", type=int)
    parser.add_argument("--noise", choices=sorted(MODELS), default="typos")
    parser.add_argument("--seed", type=int, default=45)
    parser.add_argument("--duplicates", action="store_true")
    asked = parser.parse_args()
    right = asked.right or asked.left
    links = min(asked.left, right) // 2 if asked.links is None else asked.links
    sizes = Sizes(asked.left, right, links)
    rows = make(
        asked.folder, sizes, asked.noise, asked.seed, duplicates=asked.duplicates
    )
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
