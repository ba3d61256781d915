"""One month's deliveries: found, read, conformed, stored, and accounted for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from bondroit.config import Config, SourceConfig
from bondroit.errors import DataError
from bondroit.model.outputs import QUARANTINE
from bondroit.sources.ledger import Delivery, FileReport, month_name, part_name
from bondroit.sources.receiving import (
    DeliveredFile,
    Received,
    find_files,
    find_paths,
    receive,
)
from bondroit.sources.reserves import reserves
from bondroit.sources.selection import used_deliveries
from bondroit.sources.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingest:
    """What ingesting one month gave.

    Attributes:
        month: the month.
        files: one report a file, sources in the order of the configuration.
        quarantine: rows set aside, columns of `quarantine.parquet`.
        degraded: French sentences: why the run is degraded.
        notes: French sentences of the moment (same content as before, …): shown, never
            part of a result, since a second run has others.
        tables: rows kept by table.

    """

    month: date
    files: tuple[FileReport, ...] = ()
    quarantine: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=QUARANTINE)
    )
    degraded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    tables: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one source gave.

    Attributes:
        source: as configured.
        received: its delivery.
        same: whether it is the one that counts already.

    """

    source: SourceConfig
    received: Received
    same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRead:
    """The deliveries of a month, read, none of which counts yet.

    Attributes:
        month: the month.
        absent: French sentences: sources without a file.
        taken: sources in the order of the configuration, each read when it is asked.

    """

    month: date
    absent: tuple[str, ...]
    taken: Iterable[Taken]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A source's files, and what was already ingested of them."""

    source: SourceConfig
    part: str
    files: tuple[DeliveredFile, ...]
    known: Delivery | None

    @property
    def same(self) -> bool:
        """Whether this very content was ingested whole."""
        content = frozenset(file.sha256 for file in self.files)
        return (
            self.known is not None
            and self.known.complete
            and self.known.content == content
        )


def ingest(
    config: Config, month: date, *, replace: bool = False, history: bool = False
) -> Ingest:
    """Read the deliveries of a month into the store.

    Every source is looked for, then read, before the first failure of a mandatory one
    is raised, so that the others are not read again after its correction.

    Args:
        config: the workspace.
        month: its first day.
        replace: accept another content for what was already ingested.
        history: an earlier month of the window: a mandatory source may be absent, and
            sources whose path has no month are left to the run's own month.

    Raises:
        DataError: a mandatory source is absent or unreadable; another content was
            delivered for what was already ingested; the disk cannot be written.
        ConfigurationError: a mapping is wrong.

    """
    store = Store(config.store)
    store.sweep()
    return count(store, read_month(config, month, replace=replace, history=history))


def read_month(
    config: Config, month: date, *, replace: bool = False, history: bool = False
) -> MonthRead:
    """Find the deliveries of a month, to be read one after the other, then counted.

    Args:
        config: the workspace.
        month: its first day.
        replace: as for `ingest`.
        history: as for `ingest`.

    Raises:
        DataError: a mandatory source is absent; another content was delivered for what
            was already ingested.

    """
    store = Store(config.store)
    absent: list[str] = []
    found: list[_Found] = []
    for source in config.sources:
        if history and not source.monthly:
            continue
        files = find_files(config.root, source, month)
        if files:
            found.append(_known(store, config, source, month, files))
        elif source.mandatory and not history:
            raise _absent(source, month)
        else:
            absent.append(
                f"Source {source.name} : aucun fichier pour {month_name(month)}."
            )
    for item in found:
        _refuse_change(item, month, replace=replace)
    taken = (_take(store, config, item, month) for item in found)
    return MonthRead(month=month, absent=tuple(absent), taken=taken)


def count(store: Store, read: MonthRead) -> Ingest:
    """Put the deliveries of a month in the ledger, in the order of the configuration.

    Raises:
        DataError: a mandatory source is unreadable; the disk cannot be written.

    """
    files: list[FileReport] = []
    quarantine = [pl.DataFrame(schema=QUARANTINE)]
    degraded, notes = list(read.absent), list[str]()
    tables: dict[str, int] = {}
    failures: list[DataError] = []
    for taken in read.taken:
        source, received = taken.source, taken.received
        delivery = received.delivery
        if taken.same:
            notes.append(
                f"Source {source.name} : même contenu que la livraison déjà lue, ignorée."
            )
        if received.stored:
            whole = not source.monthly
            delivery = store.count(delivery, received.quarantine, whole=whole)
        refused = [file for file in delivery.files if file.refused is not None]
        if refused and source.mandatory:
            failures.append(_refusal(refused[0]))
        files.extend(delivery.files)
        quarantine.append(received.quarantine)
        for name, entry in delivery.tables.items():
            tables[name] = tables.get(name, 0) + entry.rows
        degraded.extend(reserves(delivery, read.month if source.monthly else None))
    if failures:
        raise failures[0]
    return Ingest(
        month=read.month,
        files=tuple(files),
        quarantine=pl.concat(quarantine),
        degraded=tuple(degraded),
        notes=tuple(notes),
        tables=tables,
    )


def months_to_ingest(config: Config, month: date) -> tuple[date, ...]:
    """Return the months to read for a run, oldest first, ending with its own.

    An earlier month of the window is read when a file of a monthly source lies there
    and the store holds nothing of it: a new workspace catches up with its history.
    """
    ledger = Store(config.store).ledger
    monthly = [source for source in config.sources if source.monthly]
    earlier = [
        candidate
        for candidate in _months(config.first_month(month), month)
        if any(
            ledger.find(candidate, source.name, part_name(config, source)) is None
            and find_paths(config.root, source, candidate)
            for source in monthly
        )
    ]
    return (*earlier, month)


def _months(first: date, last: date) -> list[date]:
    span = range(first.year * 12 + first.month - 1, last.year * 12 + last.month - 1)
    return [date(rank // 12, rank % 12 + 1, 1) for rank in span]


def _known(
    store: Store,
    config: Config,
    source: SourceConfig,
    month: date,
    files: tuple[DeliveredFile, ...],
) -> _Found:
    part = part_name(config, source)
    known = store.ledger.find(month, source.name, part)
    if known is None and not source.monthly:
        known = next(
            (
                delivery
                for other, delivery in used_deliveries(store, config, month)
                if other is source
            ),
            None,
        )
    return _Found(source=source, part=part, files=files, known=known)


def _absent(source: SourceConfig, month: date) -> DataError:
    return DataError(
        source.pattern(month),
        f"the mandatory source '{source.name}' has no file for {month_name(month)}",
        "deliver it, or correct its path in bondroit.yml",
    )


def _refuse_change(found: _Found, month: date, *, replace: bool) -> None:
    known = found.known
    if replace or known is None or not known.complete or not found.source.monthly:
        return
    if not found.same:
        raise DataError(
            found.source.pattern(month),
            f"another content was already ingested for '{found.source.name}' "
            f"and {month_name(month)}",
            "run again with --replace if the new one is right",
        )


def _take(store: Store, config: Config, found: _Found, month: date) -> Taken:
    source = found.source
    if found.same and found.known is not None:
        received = Received(
            delivery=found.known,
            quarantine=store.ledger.quarantine(found.known),
            stored=False,
        )
    else:
        received = receive(store, config.root, source, found.part, month, found.files)
    return Taken(source=source, received=received, same=found.same)


def _refusal(report: FileReport) -> DataError:
    what, _, remedy = (report.refused or "").partition("; ")
    return DataError(report.path, what, remedy or "ask for the delivery again")
