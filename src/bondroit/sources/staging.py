"""Rows of one delivery, kept until the whole of it is read: the first in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from bondroit.model.tables import PROVENANCE, TABLES
from bondroit.sources.conform import conform
from bondroit.sources.duplicates import ROW, key_hashes, later_rows, suspects
from bondroit.sources.reading import Chunk, Reading
from bondroit.sources.storage import private_folder, writing_to

_REPEATS = "__repeats"
_HASH = "__hash"
HELD_ROWS = 50_000
"""Rows of a delivery kept in memory; those after them wait on disk."""


@dataclass(slots=True, kw_only=True)
class _Part:
    path: Path | None
    held: pl.DataFrame | None = None
    table: str
    file: str
    rows: int
    hashes: pl.Series


@dataclass(slots=True)
class Staging:
    """The rows of one delivery, on disk, in the order they were read.

    Attributes:
        folder: a private folder, removed by the caller; not made before it is needed.
        source: the configured name.
        parts: what was staged.
        emptied: tables that were delivered without a row that could be kept.
        records: the records that gave rows, by file.
        dated: whether the month of the reading bounds plausible dates.

    """

    folder: Path
    source: str
    parts: list[_Part] = field(default_factory=list)
    emptied: set[str] = field(default_factory=set)
    records: dict[str, list[pl.Series]] = field(default_factory=dict)
    dated: bool = True
    _count: int = 0
    _held: int = 0

    def add(self, chunk: Chunk, reading: Reading) -> None:
        """Conform a chunk, stage what is kept, quarantine the rest.

        Raises:
            DataError: the disk does not let it be written.

        """
        month = reading.month if self.dated else None
        result = conform(chunk, self.source, reading.file, month)
        if result.rejected.height:
            reading.set_aside(chunk.table, result.rejected)
        if not result.kept.height:
            self.emptied.add(chunk.table)
            return
        rows = result.kept.with_columns(pl.lit(chunk.repeats).alias(_REPEATS))
        self._held += rows.height
        held = self._held <= HELD_ROWS
        self.parts.append(
            _Part(
                path=None if held else self._written(rows),
                held=rows if held else None,
                table=chunk.table,
                file=reading.file,
                rows=result.kept.height,
                hashes=key_hashes(result.kept, TABLES[chunk.table]),
            )
        )
        positions = result.kept[PROVENANCE[1]]
        self.records.setdefault(reading.file, []).append(record_numbers(positions))

    def _written(self, rows: pl.DataFrame) -> Path:
        path = private_folder(self.folder) / f"{self._count:06d}.parquet"
        self._count += 1
        with writing_to(path):
            rows.write_parquet(path, compression="lz4")
        return path

    def forget(self, file: str) -> None:
        """Drop the rows of a file that is refused whole."""
        for part in self.parts:
            if part.file == file and part.path is not None:
                part.path.unlink(missing_ok=True)
        self.parts = [part for part in self.parts if part.file != file]
        self.records.pop(file, None)

    def counts(self, reading: Reading) -> tuple[int, int]:
        """Return how many records of a file were kept whole, and how many not.

        Called after `settle`, which sets duplicates aside.
        """
        aside = [record_numbers(frame["position"]) for frame in reading.quarantine]
        broken = _distinct(aside)
        given = _distinct(self.records.get(reading.file, []))
        whole = given.filter(~given.is_in(broken.implode()))
        return len(whole) + reading.rows_silent, len(broken)

    def tables(self) -> tuple[str, ...]:
        """Return the tables the delivery holds, in the order of the contract."""
        found = {part.table for part in self.parts} | self.emptied
        return tuple(name for name in TABLES if name in found)

    def settle(
        self, readings: dict[str, Reading]
    ) -> Iterator[tuple[str, pl.LazyFrame]]:
        """Give each table without its duplicates, which go to quarantine.

        Args:
            readings: the report of each file, by its shown path.

        Returns:
            Names and frames: columns of the contract, `source_file`,
            `source_position`, in the order they were read.

        """
        for name in self.tables():
            parts = [part for part in self.parts if part.table == name]
            yield name, self._settled(name, parts, readings)

    def _settled(
        self, name: str, parts: list[_Part], readings: dict[str, Reading]
    ) -> pl.LazyFrame:
        table = TABLES[name]
        columns = [*table.schema, *PROVENANCE]
        if not parts:
            empty = {**table.schema, **dict.fromkeys(PROVENANCE, pl.String())}
            return pl.LazyFrame(schema=empty)
        frame = _frame(parts)
        hashes = suspects([part.hashes for part in parts])
        if hashes.is_empty():
            return frame.select(columns)
        numbers = _rows_with(parts, hashes)
        alike = (
            frame.with_row_index(ROW)
            .join(numbers.lazy(), on=ROW, how="semi")
            .collect(engine="streaming")
        )
        later = later_rows(alike.drop(_REPEATS), table)
        merged = alike.filter(pl.col(_REPEATS)).select(ROW)
        doubled = later["reason"] == "ligne en double"
        wrong = later.filter(~doubled | ~later[ROW].is_in(merged[ROW].implode()))
        self._quarantine(name, wrong, readings)
        return (
            frame.with_row_index(ROW)
            .join(later.lazy().select(ROW), on=ROW, how="anti", maintain_order="left")
            .select(columns)
        )

    def _quarantine(
        self, table: str, rows: pl.DataFrame, readings: dict[str, Reading]
    ) -> None:
        for (file,), group in rows.group_by(PROVENANCE[0], maintain_order=True):
            readings[str(file)].set_aside(table, group)


def _frame(parts: list[_Part]) -> pl.LazyFrame:
    """Return the rows of some parts, in their order: those held come first."""
    held = [part.held for part in parts if part.held is not None]
    paths = [part.path for part in parts if part.path is not None]
    frames = [pl.concat(held).lazy()] if held else []
    if paths:
        frames.append(pl.scan_parquet(paths, glob=False))
    return pl.concat(frames)


def record_numbers(positions: pl.Series) -> pl.Series:
    """Return the distinct records of positions such as «ligne 12», by number."""
    number = positions.str.extract(r"^\S+ (\d+)").cast(pl.UInt64)
    return number.fill_null(positions.hash()).unique()


def _distinct(numbers: list[pl.Series]) -> pl.Series:
    return pl.concat([pl.Series(dtype=pl.UInt64), *numbers]).unique()


def _rows_with(parts: list[_Part], hashes: pl.Series) -> pl.DataFrame:
    every = pl.concat([part.hashes for part in parts])
    return (
        pl.DataFrame({_HASH: every})
        .with_row_index(ROW)
        .join(hashes.to_frame(_HASH), on=_HASH, how="semi")
        .select(ROW)
    )
