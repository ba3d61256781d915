"""The tables a run works on, and what each source covers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from bondroit.model.outputs import COVERAGE
from bondroit.model.tables import TABLES


def no_coverage() -> pl.DataFrame:
    """Return an empty coverage frame: table, source, covers_from, covers_to."""
    return pl.DataFrame(schema=COVERAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSet:
    """Lazy tables of the contract, with their coverage.

    Attributes:
        frames: one lazy frame a table that was delivered; each holds every column of
            the contract (null where the delivery had none), plus `source_file` and
            `source_position`.
        coverage: one row a table and source: `covers_from`, `covers_to`, inclusive,
            a null end being open. A source without a row covers nothing.
        individuals: source, person_id, individual_id; None when nothing was matched.
        matches: columns of `matches.parquet`; None when nothing was matched.
        departement: code of the département, for facts such as
            `address_in_departement`; None when unknown.

    """

    frames: dict[str, pl.LazyFrame]
    coverage: pl.DataFrame = field(default_factory=no_coverage)
    individuals: pl.LazyFrame | None = None
    matches: pl.LazyFrame | None = None
    departement: str | None = None

    def has(self, table: str) -> bool:
        """Whether the table was delivered, even empty."""
        return table in self.frames

    def frame(self, table: str) -> pl.LazyFrame:
        """Return the table, empty with its schema when it was not delivered."""
        if table in self.frames:
            return self.frames[table]
        schema: dict[str, pl.DataType] = {
            **TABLES[table].schema,
            "source_file": pl.String(),
            "source_position": pl.String(),
        }
        return pl.LazyFrame(schema=schema)

    def covers(self, table: str) -> pl.LazyFrame:
        """Return the coverage rows of one table: source, covers_from, covers_to."""
        return self.coverage.lazy().filter(pl.col("table") == table).drop("table")


def missing_tables(tables: TableSet, needed: Iterable[str]) -> tuple[str, ...]:
    """Return the needed tables that were not delivered, in order."""
    return tuple(name for name in needed if not tables.has(name))


def month_of(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)
