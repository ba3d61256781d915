"""What was ingested: one small file a delivery, written last."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl

from bondroit.config import Config, SourceConfig
from bondroit.sources.reading import ControlTotal
from bondroit.sources.storage import write_atomically, write_text

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What reading one file gave.

    Attributes:
        source: the configured name.
        path: the path shown to people, relative to the workspace.
        sha256: of the delivered file (the archive, for a member of an archive).
        bytes: size of the delivered file.
        rows_read: records found (lines, households): kept + quarantined equals it.
        kept: records that the tables hold whole.
        quarantined: records of which a row at least was set aside.
        controls: totals announced and found.
        warnings: French sentences, without personal data.
        reference: the month the file speaks of, when it says so.
        refused: why the file was refused whole, None when it was read.

    """

    source: str
    path: str
    sha256: str
    bytes: int
    rows_read: int = 0
    kept: int = 0
    quarantined: int = 0
    controls: tuple[ControlTotal, ...] = ()
    warnings: tuple[str, ...] = ()
    reference: date | None = None
    refused: str | None = None

    @property
    def balanced(self) -> bool:
        """Whether every record read was kept or quarantined."""
        return self.rows_read == self.kept + self.quarantined

    def summary(self) -> dict[str, Any]:
        """Return what the manifest says of the file, without clock time."""
        return {
            "source": self.source,
            "path": self.path,
            "sha256": self.sha256,
            "bytes": self.bytes,
            "rows_read": self.rows_read,
            "kept": self.kept,
            "quarantined": self.quarantined,
            "controls": [asdict(control) for control in self.controls],
            "refused": self.refused,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpan:
    """What one table of a delivery holds about one source of its rows.

    Attributes:
        source: the `source` of the rows.
        rows: how many.
        months: months of right that the delivery serves (month tables).

    """

    source: str
    rows: int
    months: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEntry:
    """One table of a delivery.

    Attributes:
        rows: rows kept.
        spans: one entry a source of the rows.
        repeats: whether keys stand in another delivery too.

    """

    rows: int
    spans: tuple[SourceSpan, ...] = ()
    repeats: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One delivery: a configured source, a month.

    Attributes:
        month: the month of the folder; for a path without month, of the run.
        source: the configured name.
        part: name of its files in the store, unique among the sources of that name.
        files: reports, in the order of the paths.
        tables: what the store holds of it.

    """

    month: date
    source: str
    part: str
    files: tuple[FileReport, ...]
    tables: Mapping[str, TableEntry] = field(default_factory=dict)

    @property
    def content(self) -> frozenset[str]:
        """The sha256 of its files: the same set is the same content."""
        return frozenset(file.sha256 for file in self.files)

    @property
    def complete(self) -> bool:
        """Whether no file was refused."""
        return all(file.refused is None for file in self.files)


def part_name(config: Config, source: SourceConfig) -> str:
    """Return the name of a source's files in the store, stable and readable."""
    name = _slug(source)
    twins = [
        other
        for other in config.sources
        if other.name == source.name and _slug(other) == name
    ]
    if len(twins) == 1:
        return name
    return f"{name}-{hashlib.sha256(source.path.encode()).hexdigest()[:6]}"


def _slug(source: SourceConfig) -> str:
    detail = source.table or (Path(source.mapping).stem if source.mapping else "")
    return f"{source.format}-{detail}" if detail else source.format


def month_name(month: date) -> str:
    """Return `YYYY-MM`."""
    return month.strftime("%Y-%m")


@dataclass(frozen=True, slots=True)
class Ledger:
    """The folder `store/deliveries/`."""

    folder: Path

    def write(self, delivery: Delivery, quarantine: pl.DataFrame) -> None:
        """Record a delivery; from then on it counts."""
        path = self._path(delivery.month, delivery.source, delivery.part)
        write_atomically(path.with_suffix(".parquet"), quarantine.write_parquet)
        content = {"version": VERSION, **asdict(delivery)}
        write_text(path, json.dumps(content, default=str, ensure_ascii=False, indent=1))

    def forget(self, month: date, source: str, part: str) -> None:
        """Unrecord a delivery, before it is replaced."""
        self._path(month, source, part).unlink(missing_ok=True)

    def find(self, month: date, source: str, part: str) -> Delivery | None:
        """Return a delivery, None when it was not ingested whole."""
        path = self._path(month, source, part)
        return _read(path) if path.exists() else None

    def quarantine(self, delivery: Delivery) -> pl.DataFrame:
        """Return the rows that a delivery set aside."""
        path = self._path(delivery.month, delivery.source, delivery.part)
        return pl.read_parquet(path.with_suffix(".parquet"), glob=False)

    def deliveries(self, month: date) -> list[Delivery]:
        """Return the deliveries up to a month, oldest first."""
        found = [_read(path) for path in self.folder.glob("month=*/*.json")]
        return sorted(
            (delivery for delivery in found if delivery.month <= month),
            key=lambda delivery: (delivery.month, delivery.source, delivery.part),
        )

    def _path(self, month: date, source: str, part: str) -> Path:
        folder = self.folder / f"month={month_name(month)}"
        return folder / f"{quote(source, safe='')}.{part}.json"


def _read(path: Path) -> Delivery:
    content = json.loads(path.read_text(encoding="utf-8"))
    return Delivery(
        month=date.fromisoformat(content["month"]),
        source=content["source"],
        part=content["part"],
        files=tuple(_file(item) for item in content["files"]),
        tables={name: _table(item) for name, item in content["tables"].items()},
    )


def _file(item: dict[str, Any]) -> FileReport:
    reference = item.pop("reference")
    controls = tuple(ControlTotal(**control) for control in item.pop("controls"))
    return FileReport(
        **{**item, "warnings": tuple(item["warnings"])},
        controls=controls,
        reference=date.fromisoformat(reference) if reference else None,
    )


def _table(item: dict[str, Any]) -> TableEntry:
    spans = tuple(
        SourceSpan(
            source=span["source"],
            rows=span["rows"],
            months=tuple(date.fromisoformat(month) for month in span["months"]),
        )
        for span in item["spans"]
    )
    return TableEntry(rows=item["rows"], spans=spans, repeats=item["repeats"])
