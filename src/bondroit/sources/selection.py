"""Which stored rows a run of a month works on."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from bondroit.config import Config, SourceConfig
from bondroit.model.columns import Table
from bondroit.model.table_set import TableSet
from bondroit.model.tables import PROVENANCE, TABLES
from bondroit.sources.coverage import (
    RSA_ACCOUNTS,
    WITHOUT_ARREARS,
    Entry,
    coverage,
)
from bondroit.sources.ledger import Delivery, part_name
from bondroit.sources.partitions import Partitions

_RANK = "__rank"
#: What a row of a state table is a version of.
ENTITIES = {"people": ("source", "person_id"), "rights": ("source", "right_id")}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Selection:
    """The store's deliveries seen by the run of a month."""

    store: Partitions
    config: Config
    month: date

    def path(self, entry: Entry) -> Path:
        delivery = entry.delivery
        return self.store.path(
            entry.table, delivery.month, delivery.source, delivery.part
        )


def used_deliveries(
    store: Partitions, config: Config, month: date
) -> list[tuple[SourceConfig, Delivery]]:
    """Return the deliveries of configured sources up to a month, oldest first.

    Of a path without month, only the latest delivery counts.
    """
    configured = {
        (source.name, part_name(config, source)): source for source in config.sources
    }
    found = [
        (configured[delivery.source, delivery.part], delivery)
        for delivery in store.ledger.deliveries(month)
        if (delivery.source, delivery.part) in configured
    ]
    latest = {(delivery.source, delivery.part): delivery for _, delivery in found}
    return [
        (source, delivery)
        for source, delivery in found
        if source.monthly or latest[delivery.source, delivery.part] is delivery
    ]


def select_tables(store: Partitions, config: Config, month: date) -> TableSet:
    """Return the tables of the run of a month, lazily, with their coverage."""
    selection = _Selection(store=store, config=config, month=month)
    used = _used_entries(selection)
    frames = {
        name: _frame(selection, TABLES[name], entries) for name, entries in used.items()
    }
    return TableSet(
        frames=frames,
        coverage=coverage(
            (entry for entries in used.values() for entry in entries), month
        ),
        departement=config.departement,
    )


def input_deliveries(store: Partitions, config: Config, month: date) -> list[Delivery]:
    """Return the deliveries that the tables of a run stand on, oldest first."""
    used = _used_entries(_Selection(store=store, config=config, month=month))
    found = {
        (entry.delivery.month, entry.delivery.source, entry.delivery.part): (
            entry.delivery
        )
        for entries in used.values()
        for entry in entries
    }
    return [found[key] for key in sorted(found)]


def delivered_tables(
    store: Partitions, config: Config, month: date
) -> dict[str, pl.LazyFrame]:
    """Return what was delivered for one month alone, table by table."""
    selection = _Selection(store=store, config=config, month=month)
    tables: dict[str, list[Entry]] = {}
    for entry in _entries(selection):
        if entry.delivery.month == month:
            tables.setdefault(entry.table, []).append(entry)
    return {name: _scan(selection, tables[name]) for name in TABLES if name in tables}


def _entries(selection: _Selection) -> list[Entry]:
    return [
        Entry(config=source, delivery=delivery, table=table, content=content)
        for source, delivery in used_deliveries(
            selection.store, selection.config, selection.month
        )
        for table, content in delivery.tables.items()
    ]


def _used_entries(selection: _Selection) -> dict[str, list[Entry]]:
    entries = _entries(selection)
    used: dict[str, list[Entry]] = {}
    for table in TABLES.values():
        mine = [entry for entry in entries if entry.table == table.name]
        kept = _in_window(selection, table, mine)
        if kept:
            used[table.name] = kept
    return used


def _in_window(
    selection: _Selection, table: Table, entries: list[Entry]
) -> list[Entry]:
    first = selection.config.first_month(selection.month)
    if table.month_column is None and not table.state:
        return entries
    recent = [
        entry
        for entry in entries
        if not entry.config.monthly or entry.delivery.month >= first
    ]
    return recent or (entries[-1:] if table.state else [])


def _frame(selection: _Selection, table: Table, entries: list[Entry]) -> pl.LazyFrame:
    if table.state:
        return _state(selection, table, entries)
    if table.name == "payments":
        return _payments(selection, table, entries)
    return _resolved(selection, table, entries, {})


def _scan(selection: _Selection, entries: list[Entry]) -> pl.LazyFrame:
    columns = [*TABLES[entries[0].table].schema, *PROVENANCE]
    return pl.scan_parquet(
        [selection.path(entry) for entry in entries],
        hive_partitioning=False,
        glob=False,
        missing_columns="insert",
    ).select(columns)


def _resolved(
    selection: _Selection,
    table: Table,
    entries: list[Entry],
    keep: dict[int, pl.Expr],
) -> pl.LazyFrame:
    """Return all the rows; where deliveries repeat a key, the latest one's.

    Args:
        selection: the store.
        table: the table.
        entries: oldest first.
        keep: filters of some entries, by rank.

    """
    if not any(entry.content.repeats for entry in entries) and not keep:
        return _scan(selection, entries)
    scans = [
        frame.filter(keep[rank]) if rank in keep else frame
        for rank, frame in enumerate(_scan(selection, [entry]) for entry in entries)
    ]
    if not any(entry.content.repeats for entry in entries):
        return pl.concat(scans)
    key = list(table.key)
    keys = pl.concat(
        frame.select(*key, pl.lit(rank, pl.Int32).alias(_RANK))
        for rank, frame in enumerate(scans)
    )
    last = keys.group_by(key).agg(
        pl.col(_RANK).max().alias("__last"), pl.len().alias("__times")
    )
    stale = (
        keys.join(last.filter(pl.col("__times") > 1), on=key)
        .filter(pl.col(_RANK) < pl.col("__last"))
        .select(*key, _RANK)
        .collect(engine="streaming")
    )
    dropped = {
        int(str(rank)): group.drop(_RANK) for (rank,), group in stale.group_by(_RANK)
    }
    return pl.concat(
        frame.join(dropped[rank].lazy(), on=key, how="anti")
        if rank in dropped
        else frame
        for rank, frame in enumerate(scans)
    )


def _state(selection: _Selection, table: Table, entries: list[Entry]) -> pl.LazyFrame:
    """Return the latest state, by configured source.

    A monthly flow of the CNAF lists the households of the month alone, and payments
    of the window still name people who left any list: their last record is kept.
    Rights and registers listed by others are replaced whole.
    """
    frames: list[pl.LazyFrame] = []
    by_source: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        name = entry.delivery.source, entry.delivery.part
        by_source.setdefault(name, []).append(entry)
    for listed in by_source.values():
        frames.append(_scan(selection, listed[-1:]))
        flow = listed[-1].config.format.startswith("cnaf-")
        if table.name == "people" or (flow and table.name in ENTITIES):
            frames.extend(_departed(selection, table, listed))
    if len(frames) == 1:
        return frames[0]
    return pl.concat(frames).unique(
        subset=list(table.key), keep="first", maintain_order=True
    )


def _departed(
    selection: _Selection, table: Table, entries: list[Entry]
) -> list[pl.LazyFrame]:
    entity = list(ENTITIES[table.name])
    seen = _scan(selection, entries[-1:]).select(entity).unique().collect()
    left: list[pl.LazyFrame] = []
    for entry in reversed(entries[:-1]):
        gone = (
            _scan(selection, [entry])
            .join(seen.lazy(), on=entity, how="anti")
            .collect(engine="streaming")
        )
        if gone.height:
            left.append(gone.lazy())
            seen = pl.concat([seen, gone.select(entity).unique()])
    return left


def _payments(
    selection: _Selection, table: Table, entries: list[Entry]
) -> pl.LazyFrame:
    """Return the payments; those of RSA from the accounting flow where it came."""
    accounts: dict[str, set[date]] = {}
    for entry in entries:
        if entry.config.format == RSA_ACCOUNTS:
            for span in entry.content.spans:
                accounts.setdefault(span.source, set()).update(span.months)
    keep: dict[int, pl.Expr] = {}
    for rank, entry in enumerate(entries):
        told = [span.source for span in entry.content.spans if span.source in accounts]
        if entry.config.format in WITHOUT_ARREARS and told:
            keep[rank] = ~pl.any_horizontal(_said(told, accounts))
    return _resolved(selection, table, entries, keep)


def _said(sources: list[str], accounts: dict[str, set[date]]) -> list[pl.Expr]:
    return [
        (pl.col("source") == source) & pl.col("month").is_in(sorted(accounts[source]))
        for source in sources
    ]
