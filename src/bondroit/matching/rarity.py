"""How rare a value is in the files at hand: rare, mid or common.

Two people who share a common surname agree by chance; a rare one says much more.
"""

from dataclasses import dataclass

import polars as pl

_LIMITS = {"surname": (3e-5, 3.5e-4), "given": (6e-4, 6e-3), "place": (5e-3, 2e-2)}
"""Share of the records below which a value is rare, then mid."""

_COLUMNS = {
    "surname": ("h_core", "h_usual"),
    "given": ("h_first",),
    "place": ("h_place",),
}


@dataclass(frozen=True, slots=True)
class Rarity:
    """Rarity of hashed values: 0 rare, 1 mid, 2 common.

    Attributes:
        tables: for surname, given and place: value (UInt64), rarity (UInt8).

    """

    tables: dict[str, pl.DataFrame]

    def mark(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Add f_core, f_usual, f_first and f_place (UInt8) to prepared records."""
        marked = frame.lazy()
        for kind, columns in _COLUMNS.items():
            for column in columns:
                table = self.tables[kind].lazy().rename({"rarity": f"f_{column[2:]}"})
                marked = marked.join(
                    table,
                    left_on=column,
                    right_on="value",
                    how="left",
                    maintain_order="left",
                )
        return marked.with_columns(pl.col("^f_.*$").fill_null(0)).collect()


def counts(frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Count the hashed values of prepared records: value, n, by kind."""
    return {
        kind: pl.concat(
            [frame.select(pl.col(column).alias("value")) for column in columns]
        )
        .drop_nulls()
        .group_by("value")
        .agg(pl.len().cast(pl.Int64).alias("n"))
        for kind, columns in _COLUMNS.items()
    }


def rarity_of(counted: list[dict[str, pl.DataFrame]]) -> Rarity:
    """Turn the counts of one or several files into rarities.

    Args:
        counted: counts by kind, each with `value` and `n`; a kind may be absent.

    """
    tables = {}
    for kind, (rare, mid) in _LIMITS.items():
        total = (
            pl.concat([one[kind] for one in counted if kind in one])
            .group_by("value")
            .agg(pl.col("n").sum())
        )
        share = (pl.col("n") - 0.5) / pl.col("n").sum()
        tables[kind] = total.select(
            "value",
            ((share >= rare).cast(pl.UInt8) + (share >= mid).cast(pl.UInt8)).alias(
                "rarity"
            ),
        )
    return Rarity(tables)
