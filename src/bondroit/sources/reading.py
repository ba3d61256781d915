"""What every reader takes and gives: chunks of rows, and what was set aside."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from bondroit.model.outputs import QUARANTINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Some rows of one table.

    Attributes:
        table: a table of the contract.
        rows: columns of that table, typed or still String, plus `position`
            (String: the row's place in the file: «ligne 12», «foyer 3»). Columns
            that are absent become null. `source` may be absent: the configured name
            is then used.
        raw: the name of a String column of `rows` with the raw text for the
            quarantine, or None to have the row written as JSON.
        repeats: True when several rows may say the same thing, as the beneficiary on
            each line of a list of payments: exact repetitions are then merged, where
            they would otherwise be quarantined.

    """

    table: str
    rows: pl.DataFrame
    raw: str | None = None
    repeats: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlTotal:
    """A total announced by the payer beside the one that was found."""

    name: str
    announced: str
    found: str

    @property
    def agrees(self) -> bool:
        """Whether both totals are the same."""
        return self.announced == self.found


@dataclass(slots=True, kw_only=True)
class Reading:
    """What one file gave, filled by its reader while it streams.

    Attributes:
        source: the configured name.
        file: the path shown to people, relative to the workspace.
        month: the month of the delivery.
        rows_read: records found in the file (lines, households): each must give
            rows, be set aside, or be silent. A record's rows and its quarantine bear
            one position, told by its first two words: «foyer 3», «ligne 12».
        rows_silent: records that have nothing to say to any table, on purpose.
        rows_quarantined: rows set aside.
        quarantine: frames of the quarantine's columns.
        controls: totals announced and found.
        warnings: one French sentence each, without personal data.
        reference: the month the file itself speaks of, when it says so.

    """

    source: str
    file: str
    month: date
    rows_read: int = 0
    rows_silent: int = 0
    rows_quarantined: int = 0
    quarantine: list[pl.DataFrame] = field(default_factory=list)
    controls: list[ControlTotal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    reference: date | None = None

    def set_aside(self, table: str, rows: pl.DataFrame) -> None:
        """Quarantine rows.

        Args:
            table: the table they were meant for.
            rows: String columns position, reason, raw.

        """
        self.rows_quarantined += rows.height
        self.quarantine.append(
            rows.select(
                pl.lit(self.source).alias("source"),
                pl.lit(self.file).alias("file"),
                pl.col("position").cast(pl.String),
                pl.lit(table).alias("table"),
                pl.col("reason").cast(pl.String),
                pl.col("raw").cast(pl.String),
            ).cast(pl.Schema(QUARANTINE))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRequest:
    """One file to read.

    Attributes:
        path: the file, already unpacked (plain) on the local disk.
        reading: where the reader reports.
        options: the source's own keys of the configuration (mapping, table, ...).
        workspace: the folder that relative paths of options start from.

    """

    path: Path
    reading: Reading
    options: Mapping[str, Any]
    workspace: Path


Reader = Callable[[ReadRequest], Iterator[Chunk]]
"""A reader streams chunks.

It raises `DataError` when the file must be refused whole (truncated, unparsable).
"""
