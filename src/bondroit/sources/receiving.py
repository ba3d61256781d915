"""One delivery: its files found, read one after the other, then stored whole."""

import glob
import hashlib
import tempfile
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from bondroit.config import SourceConfig
from bondroit.errors import DataError
from bondroit.model.outputs import QUARANTINE
from bondroit.sources.ledger import Delivery, FileReport
from bondroit.sources.partitions import Partitions
from bondroit.sources.reading import Reader, Reading, ReadRequest
from bondroit.sources.registry import reader_of
from bondroit.sources.staging import Staging
from bondroit.sources.storage import (
    StorageError,
    private_folder,
    remove_folder,
    writing_to,
)
from bondroit.sources.unpack import Member, unpack


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredFile:
    """A file found where its source lies.

    Attributes:
        path: the file.
        shown: its path from the workspace.
        sha256: of its bytes as delivered.
        bytes: its size.

    """

    path: Path
    shown: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One delivery that was read.

    Attributes:
        delivery: its files and tables.
        quarantine: the rows it set aside, columns of `quarantine.parquet`.
        stored: whether its partitions are written, and wait for the ledger.

    """

    delivery: Delivery
    quarantine: pl.DataFrame
    stored: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """One plain file that was read, or a delivered file that was refused."""

    file: DeliveredFile
    shown: str
    refused: str | None = None


@dataclass(slots=True, kw_only=True)
class _Receipt:
    """A delivery being read."""

    source: SourceConfig
    root: Path
    month: date
    reader: Reader
    staging: Staging
    reads: list[_Read] = field(default_factory=list)
    readings: dict[str, Reading] = field(default_factory=dict)


def find_paths(root: Path, source: SourceConfig, month: date) -> list[Path]:
    """Return the files of a source, in the order of their paths.

    Hidden files are left out: transfers use them while they write.
    """
    pattern = source.pattern(month)
    if not Path(pattern).is_absolute():
        pattern = f"{glob.escape(str(root))}/{pattern}"
    paths = sorted(Path(path) for path in glob.glob(pattern, recursive=True))  # noqa: PTH207 - pathlib refuses patterns that are absolute
    return [path for path in paths if path.is_file()]


def find_files(
    root: Path, source: SourceConfig, month: date
) -> tuple[DeliveredFile, ...]:
    """Return the files of a source with their checksums, in the order of their paths.

    Raises:
        DataError: a file cannot be read.

    """
    return tuple(_delivered(root, path) for path in find_paths(root, source, month))


def _delivered(root: Path, path: Path) -> DeliveredFile:
    inside = path.is_relative_to(root)
    shown = path.relative_to(root).as_posix() if inside else str(path)
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
    except OSError as error:
        raise DataError(shown, "it cannot be read", "check its rights") from error
    return DeliveredFile(path=path, shown=shown, sha256=digest, bytes=size)


def receive(
    store: Partitions,
    root: Path,
    source: SourceConfig,
    part: str,
    month: date,
    files: tuple[DeliveredFile, ...],
) -> Received:
    """Read one delivery and write its partitions; `Partitions.count` comes after.

    A file that cannot be read is refused whole; its report says why. Nothing of a
    mandatory source is stored unless all its files were read. The ledger comes last:
    a delivery counts whole or not at all.

    Raises:
        ConfigurationError: the reader's own settings are wrong.
        DataError: the disk cannot be written.

    """
    folder = store.staging
    with writing_to(folder):
        private_folder(folder)
    work = Path(tempfile.mkdtemp(dir=folder))
    receipt = _Receipt(
        source=source,
        root=root,
        month=month,
        reader=reader_of(source.format),
        staging=Staging(work / "rows", source.name),
    )
    try:
        for file in files:
            _read_file(receipt, file, private_folder(work / "unpacked"))
        return _commit(store, receipt, part)
    finally:
        remove_folder(work)


def _read_file(receipt: _Receipt, file: DeliveredFile, folder: Path) -> None:
    try:
        for member in unpack(file.path, file.shown, folder):
            _read_member(receipt, file, member)
    except StorageError:
        raise
    except DataError as error:
        # The whole file goes, the members already read included.
        for read in receipt.reads:
            if read.file is file:
                receipt.staging.forget(read.shown)
                del receipt.readings[read.shown]
        receipt.reads = [read for read in receipt.reads if read.file is not file]
        receipt.reads.append(
            _Read(file=file, shown=error.where, refused=f"{error.what}; {error.remedy}")
        )


def _read_member(receipt: _Receipt, file: DeliveredFile, member: Member) -> None:
    shown = member.shown
    while shown in receipt.readings:
        shown += "'"
    source = receipt.source
    reading = Reading(source=source.name, file=shown, month=receipt.month)
    receipt.readings[shown] = reading
    receipt.reads.append(_Read(file=file, shown=shown))
    request = ReadRequest(
        path=member.path,
        reading=reading,
        options={**source.options, **_own_keys(source)},
        workspace=receipt.root,
    )
    for chunk in receipt.reader(request):
        receipt.staging.add(chunk, reading)


def _own_keys(source: SourceConfig) -> dict[str, str]:
    keys = {"table": source.table, "mapping": source.mapping}
    return {name: value for name, value in keys.items() if value is not None}


def _commit(store: Partitions, receipt: _Receipt, part: str) -> Received:
    name, month = receipt.source.name, receipt.month
    refused = [read for read in receipt.reads if read.refused is not None]
    if refused and (receipt.source.mandatory or len(refused) == len(receipt.reads)):
        return Received(
            delivery=_delivery(receipt, part),
            quarantine=_quarantine(receipt),
            stored=False,
        )
    store.withdraw(month, name, part)
    for table, frame in receipt.staging.settle(receipt.readings):
        store.write(table, month, name, frame, part)
    delivery = _delivery(receipt, part)
    tables = {
        table: store.describe(delivery, table, whole=not receipt.source.monthly)
        for table in receipt.staging.tables()
    }
    return Received(
        delivery=replace(delivery, tables=tables),
        quarantine=_quarantine(receipt),
        stored=True,
    )


def _delivery(receipt: _Receipt, part: str) -> Delivery:
    return Delivery(
        month=receipt.month,
        source=receipt.source.name,
        part=part,
        files=tuple(_report(receipt, read) for read in receipt.reads),
    )


def _report(receipt: _Receipt, read: _Read) -> FileReport:
    about = FileReport(
        source=receipt.source.name,
        path=read.shown,
        sha256=read.file.sha256,
        bytes=read.file.bytes,
        refused=read.refused,
    )
    if read.refused is not None:
        return about
    reading = receipt.readings[read.shown]
    kept, quarantined = receipt.staging.counts(reading)
    return replace(
        about,
        rows_read=reading.rows_read,
        kept=kept,
        quarantined=quarantined,
        controls=tuple(reading.controls),
        warnings=tuple(reading.warnings),
        reference=reading.reference,
    )


def _quarantine(receipt: _Receipt) -> pl.DataFrame:
    frames = [
        frame
        for read in receipt.reads
        if read.refused is None
        for frame in receipt.readings[read.shown].quarantine
    ]
    return pl.concat([pl.DataFrame(schema=QUARANTINE), *frames])
