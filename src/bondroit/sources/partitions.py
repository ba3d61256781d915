"""One Parquet file a table, month of delivery and configured source."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

import polars as pl

from bondroit.model.columns import Table
from bondroit.model.tables import TABLES
from bondroit.sources.ledger import (
    Delivery,
    Ledger,
    SourceSpan,
    TableEntry,
    month_name,
)
from bondroit.sources.storage import remove_folder, write_atomically, writing_to

#: A monthly delivery serves the months that hold at least this share of the rows of
#: its fullest month: a few late rows do not make a month complete.
SERVED_SHARE = 4
REMEMBERED_ROWS = 300_000
PART = "part"
_SOURCE = "source="


@dataclass(frozen=True, slots=True)
class Partitions:
    """The folder `store/`: partitions, and the ledger that makes them count.

    A partition counts once its delivery is in the ledger, which is written last and
    withdrawn first: whatever moment a run is killed at, a delivery is there whole or
    is read again.
    """

    root: Path

    @property
    def ledger(self) -> Ledger:
        """What was ingested."""
        return Ledger(self.root / "deliveries")

    @property
    def staging(self) -> Path:
        """The folder of deliveries being read; what a killed run left is removed."""
        return self.root / ".staging"

    def path(self, table: str, month: date, source: str, part: str = PART) -> Path:
        """Return the file of one table of one delivery."""
        folder = f"month={month_name(month)}"
        name = f"{_SOURCE}{quote(source, safe='')}"
        return self.root / table / folder / name / f"{part}.parquet"

    def write(
        self,
        table: str,
        month: date,
        source: str,
        frame: pl.LazyFrame,
        part: str = PART,
    ) -> Path:
        """Replace one partition atomically.

        Args:
            table: a table of the contract.
            month: the month of the delivery.
            source: the configured name.
            frame: columns of the contract, `source_file`, `source_position`.
            part: tells apart two configured sources of one name.

        Raises:
            DataError: the disk does not let it be written.

        """
        path = self.path(table, month, source, part)
        write_atomically(path, frame.sink_parquet)
        return path

    def describe(self, delivery: Delivery, table: str, *, whole: bool) -> TableEntry:
        """Return what the ledger says of a table just written, but for repeated keys.

        Args:
            delivery: the delivery it belongs to.
            table: its name.
            whole: True for a path without month: each delivery replaces the others.

        """
        path = self.path(table, delivery.month, delivery.source, delivery.part)
        spans = _spans(TABLES[table], path, delivery, whole=whole)
        return TableEntry(rows=sum(span.rows for span in spans), spans=spans)

    def count(
        self, delivery: Delivery, quarantine: pl.DataFrame, *, whole: bool
    ) -> Delivery:
        """Put a delivery whose partitions are written in the ledger: it counts.

        Its keys are compared with those of the deliveries that count already, so that
        the order of counting alone decides, not that of reading.

        Args:
            delivery: its tables described.
            quarantine: what it set aside.
            whole: True for a path without month: each delivery replaces the others.

        Returns:
            The delivery, knowing which of its tables repeat keys.

        """
        tables = {
            table: replace(entry, repeats=self._repeats(delivery, table, whole=whole))
            for table, entry in delivery.tables.items()
        }
        counted = replace(delivery, tables=tables)
        self.ledger.write(counted, quarantine)
        return counted

    def _repeats(self, delivery: Delivery, table: str, *, whole: bool) -> bool:
        if TABLES[table].state:
            return False
        path = self.path(table, delivery.month, delivery.source, delivery.part)
        others = [
            other
            for other in self._parts(table)
            if other != path
            and not (whole and _same_register(other, path))
            and self._counts(other)
        ]
        return _keys_repeat(TABLES[table], path, others)

    def _counts(self, path: Path) -> bool:
        month, source = path.parent.parent.name, path.parent.name
        name = f"{source.removeprefix(_SOURCE)}.{path.stem}.json"
        return (self.ledger.folder / month / name).exists()

    def withdraw(self, month: date, source: str, part: str) -> None:
        """Remove a delivery from the ledger, then its partitions."""
        self.ledger.forget(month, source, part)
        for table in TABLES:
            path = self.path(table, month, source, part)
            with writing_to(path):
                path.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what a killed run left behind."""
        remove_folder(self.staging)
        for left in self.root.glob("*/month=*/source=*/.*.tmp"):
            left.unlink(missing_ok=True)

    def _parts(self, table: str) -> list[Path]:
        return sorted((self.root / table).glob("month=*/source=*/*.parquet"))


def _same_register(other: Path, path: Path) -> bool:
    return other.name == path.name and other.parent.name == path.parent.name


def _spans(
    table: Table, path: Path, delivery: Delivery, *, whole: bool
) -> tuple[SourceSpan, ...]:
    frame = pl.scan_parquet(path, hive_partitioning=False, glob=False)
    source = (
        pl.col("source") if "source" in table.schema else pl.lit(delivery.source)
    ).alias("source")
    counts = frame.group_by(source).len("rows").sort("source").collect()
    if counts.is_empty():
        counts = pl.DataFrame({"source": [delivery.source], "rows": [0]})
    months = _served_months(table, frame, source, whole=whole)
    own_month = () if table.month_column is None else (delivery.month,)
    return tuple(
        SourceSpan(source=name, rows=rows, months=months.get(name, own_month))
        for name, rows in counts.select("source", "rows").rows()
    )


def _served_months(
    table: Table, frame: pl.LazyFrame, source: pl.Expr, *, whole: bool
) -> dict[str, tuple[date, ...]]:
    if table.month_column is None:
        return {}
    if table.name == "payments":
        frame = frame.filter(pl.col("kind") == "regular")
    month = pl.col(table.month_column).dt.date().dt.truncate("1mo").alias("month")
    if table.schema[table.month_column] == pl.Date:
        month = pl.col(table.month_column).dt.truncate("1mo").alias("month")
    counts = frame.group_by(source, month).len("rows").collect()
    enough = (
        pl.col("rows") > 0
        if whole
        else pl.col("rows") * SERVED_SHARE >= pl.col("rows").max().over("source")
    )
    served = counts.filter(enough).sort("source", "month")
    return {
        str(name): tuple(group["month"].to_list())
        for (name,), group in served.group_by("source", maintain_order=True)
    }


def _keys_repeat(table: Table, path: Path, others: list[Path]) -> bool:
    """Whether keys of a part stand in another; two keys of one hash count as one."""
    mine = _key_hashes(table, path)
    return not mine.is_empty() and any(
        mine.is_in(_key_hashes(table, other).implode()).any() for other in others
    )


def _key_hashes(table: Table, path: Path) -> pl.Series:
    """Return one UInt64 a row; small parts are remembered while months are caught up."""
    facts = path.stat()
    known = (path, facts.st_mtime_ns, facts.st_size)
    if known in _REMEMBERED:
        return _REMEMBERED[known]
    key = list(table.key)
    rows = pl.read_parquet(path, columns=key, hive_partitioning=False, glob=False)
    hashes = rows.select(key).hash_rows(seed=0)
    if len(hashes) <= REMEMBERED_ROWS:
        _REMEMBERED[known] = hashes
    return hashes


_REMEMBERED: dict[tuple[Path, int, int], pl.Series] = {}
