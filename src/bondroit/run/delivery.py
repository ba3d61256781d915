"""`bondroit check`: is this delivery fit to run? Nothing is kept."""

import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from bondroit.checks.results import sentences
from bondroit.checks.runner import CheckSession
from bondroit.config import Config
from bondroit.counted import counted, whole
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES
from bondroit.run.expectations import delivery_results
from bondroit.run.private import own_umask
from bondroit.sources.ingest import Ingest, ingest
from bondroit.sources.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What reading and checking one month's delivery told."""

    month: date
    ingest: Ingest
    checks: pl.DataFrame

    @property
    def fit(self) -> bool:
        """Whether the run of this month would be complete."""
        heavy = sentences(self.checks, "stop") + sentences(self.checks, "degrade")
        return not heavy and not self.ingest.degraded

    def lines(self) -> list[str]:
        """Return what the command prints."""
        files = [
            f"{file.path}: {counted(file.rows_read, 'lu')}, {counted(file.kept, 'gardé')}, "
            f"{whole(file.quarantined)} en quarantaine"
            for file in self.ingest.files
        ]
        notes = [f"  Note : {note}" for note in self.ingest.notes]
        reserves = [
            f"  Réserve : {text}"
            for text in (
                *self.ingest.degraded,
                *sentences(self.checks, "stop"),
                *sentences(self.checks, "degrade"),
            )
        ]
        warnings = [f"  Alerte : {text}" for text in sentences(self.checks, "warn")]
        verdict = "peut être traitée" if self.fit else "est à corriger ou à compléter"
        return [
            *files,
            *notes,
            *reserves,
            *warnings,
            f"La livraison de {self.month:%Y-%m} {verdict}.",
        ]


def check_delivery(config: Config, month: date) -> DeliveryReport:
    """Read and check one month in a store of its own, deleted afterwards.

    Raises:
        DataError: a mandatory source is absent or cannot be read.

    """
    own_umask()
    with tempfile.TemporaryDirectory(prefix="bondroit-") as folder:
        apart = replace(config, store_folder=Path(folder) / "store")
        report = ingest(apart, month)
        tables = _after_history(
            Store(config.store).table_set(config, month),
            Store(apart.store).table_set(apart, month),
            month,
        )
        session = CheckSession(f"{month:%Y-%m}", config.as_of_day(month))
        checks = delivery_results(session, apart, month, tables)
    return DeliveryReport(month=month, ingest=report, checks=checks)


def _after_history(stored: TableSet, delivered: TableSet, month: date) -> TableSet:
    """Return a delivery's rows of its month beside what earlier runs stored before."""
    before = {
        name: rows.filter(pl.col("month") < month) for name, rows in _monthly(stored)
    }
    now = {
        name: rows.filter(pl.col("month") == month)
        for name, rows in _monthly(delivered)
    }
    frames = {
        name: pl.concat([part[name] for part in (before, now) if name in part])
        for name in sorted({*before, *now})
    }
    return TableSet(frames=frames, coverage=stored.coverage)


def _monthly(tables: TableSet) -> list[tuple[str, pl.LazyFrame]]:
    return [
        (name, rows)
        for name, rows in tables.frames.items()
        if TABLES[name].month_column == "month"
    ]
