"""How rare a value is in the files at hand: scarce, rare, mid or common.

Two people who share a common surname agree by chance; a rare one says much more.
"""

from dataclasses import dataclass

import polars as pl

from bondroit.matching.distinct import Directory, spread

_LIMITS = {
    "surname": (5e-6, 3e-5, 3.5e-4),
    "given": (1.5e-4, 1.2e-3, 7e-3),
    "place": (2e-4, 1.5e-3, 1e-2),
}
"""Share of the records below which a value is scarce, rare, then mid."""

_COLUMNS = {"surname": ("core", "usual"), "given": ("g1",), "place": ("place",)}

Counts = dict[str, pl.DataFrame]
"""By kind (surname, given, place): value (UInt32), n."""


@dataclass(frozen=True, slots=True)
class Rarity:
    """Rarity of values: 0 scarce, 1 rare, 2 mid, 3 common.

    Attributes:
        tables: for surname, given and place: value (UInt32), rarity (UInt8).
        chances: by kind, the chance that two random records share a value of each
            rarity.

    """

    tables: dict[str, pl.DataFrame]
    chances: dict[str, tuple[float, ...]]

    def mark(
        self, frame: pl.DataFrame, only: tuple[str, ...] | None = None
    ) -> pl.DataFrame:
        """Add f_core, f_usual, f_g1 and f_place (UInt8) to prepared records.

        Args:
            frame: prepared records.
            only: the columns to mark, None for all.

        """
        return frame.with_columns(
            _marks(frame[column], self.tables[kind]).alias(f"f_{column}")
            for kind, columns in _COLUMNS.items()
            for column in columns
            if only is None or column in only
        )


def _marks(values: pl.Series, table: pl.DataFrame) -> pl.Series:
    """Return the rarity of each value, 0 where it is not in the table."""
    if not (values != 0).any():
        return pl.zeros(len(values), pl.UInt8, eager=True)
    known = Directory.of(table["value"].to_numpy()).find(values.to_numpy())
    return spread(table.select("rarity"), known).to_series()


def counts(frame: pl.DataFrame) -> Counts:
    """Count the values of prepared records, by kind."""
    return {
        kind: pl.concat(
            [
                frame.select(pl.col(column).cast(pl.UInt32).alias("value"))
                for column in columns
            ]
        )
        .filter(pl.col("value") != 0)
        .group_by("value")
        .agg(pl.len().cast(pl.Int64).alias("n"))
        for kind, columns in _COLUMNS.items()
    }


def rarity_of(counted: list[Counts]) -> Rarity:
    """Turn the counts of one or several files into rarities."""
    tables, chances = {}, {}
    for kind, limits in _LIMITS.items():
        total = (
            pl.concat([one[kind] for one in counted])
            .group_by("value")
            .agg(pl.col("n").sum())
        )
        share = (pl.col("n") - 0.5) / pl.col("n").sum()
        code = pl.sum_horizontal((share >= one).cast(pl.UInt8) for one in limits)
        marked = total.with_columns(code.cast(pl.UInt8).alias("rarity"))
        tables[kind] = marked.select("value", "rarity")
        whole = max(int(marked["n"].sum()), 1)
        chances[kind] = tuple(
            float(
                marked.filter(rarity=number)
                .select((pl.col("n").cast(pl.Float64) * (pl.col("n") - 1)).sum())
                .item()
            )
            / whole
            / max(whole - 1, 1)
            for number in range(len(limits) + 1)
        )
    return Rarity(tables, chances)
