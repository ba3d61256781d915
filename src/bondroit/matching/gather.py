"""Strings fetched for chosen pairs only, and put back in their place."""

import polars as pl

from bondroit.matching.fuzzy import Judge, judge_pairs


class Strings:
    """Fetches the strings of chosen pairs only."""

    def __init__(
        self, left: pl.DataFrame, right: pl.DataFrame, both: pl.DataFrame
    ) -> None:
        """Keep both sides, and the pairs (i, j) whose strings may be asked for."""
        self.left, self.right, self.both = left, right, both

    def of(self, where: pl.Expr, *columns: tuple[str, str]) -> pl.DataFrame:
        """Return `at` (row of both) and a_N, b_N, strings of left and right."""
        rows = self.both.select(
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("at"),
            "i",
            "j",
            where.fill_null(value=False).alias("_kept"),
        ).filter("_kept")
        fetched = [
            side[name][rows[index]].alias(f"{label}_{number}")
            for number, (a, b) in enumerate(columns)
            for side, name, index, label in (
                (self.left, a, "i", "a"),
                (self.right, b, "j", "b"),
            )
        ]
        return pl.DataFrame([rows["at"], *fetched])


def scattered(height: int, at: pl.Series, values: pl.Series, name: str) -> pl.Series:
    """Return a column of nulls of that height, with values at some rows."""
    column = pl.Series(name, [None], dtype=values.dtype).new_from_index(0, height)
    return column.scatter(at, values) if len(at) else column


def judged(
    both: pl.DataFrame,
    strings: Strings,
    where: pl.Expr,
    columns: tuple[str, str],
    judge: Judge,
) -> pl.Series:
    """Judge two columns where the condition holds; null elsewhere."""
    some = strings.of(where, columns)
    verdict = judge_pairs(
        some.select(pl.col("a_0").alias("a"), pl.col("b_0").alias("b")), judge
    )
    return scattered(both.height, some["at"], verdict, "verdict")
