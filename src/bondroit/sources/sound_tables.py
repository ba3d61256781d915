"""Sound rows of a table given as files; the others are set aside with their reason."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bondroit.model.outputs import QUARANTINE
from bondroit.model.tables import PROVENANCE
from bondroit.sources.duplicates import ROW
from bondroit.sources.gathering import gather_table
from bondroit.sources.sound_rows import (
    DEFAULT_SOURCE,
    Rows,
    broken_rows,
    check_rows,
    repeated_rows,
)
from bondroit.sources.staged_tables import stage_file
from bondroit.sources.table_files import (
    FILE,
    TableFiles,
    check_columns,
    common_schema,
    parquet_schema,
    scan_parts,
    unreadable,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """One table, sorted out.

    Attributes:
        frame: every column of the contract, `source_file`, `source_position`.
        aside: columns of `quarantine.parquet`.

    """

    frame: pl.LazyFrame
    aside: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """Parquet files of one table whose columns have one type.

    Attributes:
        paths: the files.
        shown: how people know each.
        schema: the columns of the contract that they hold, and their places.

    """

    paths: list[Path]
    shown: list[str]
    schema: pl.Schema


def sound_table(given: TableFiles, work: Path) -> Sound:
    """Return the rows of a table that keep to the contract, and the others.

    A Parquet file that is sound as it is stays where it is, and is scanned; any other
    table is written into one Parquet file of `work`, a few rows at a time. Where
    partitions of several months (`month=YYYY-MM`) repeat a key, the latest month's row
    is judged, as from the store; otherwise a key that stands twice is set aside.
    A row is told by its own `source_file` and `source_position` where Parquet files
    bear them.

    Raises:
        DataError: a file cannot be read, or lacks a mandatory column.
        StorageError: the disk does not let the rows be written.

    """
    name = given.table.name
    if given.path.suffix == ".csv":
        frame, left = stage_file(given, given.path, work, name=name)
        return Sound(frame=frame, aside=_named(left))
    with _reading(given.path):
        parts, left = _parts(given, work)
        rows, months = _rows(given, parts)
        checked = check_rows(rows)
        stale, later = repeated_rows(rows, checked.alike, months)
        left.extend(
            _quarantine(name, aside)
            for aside in (broken_rows(rows, checked.broken), later)
        )
        out = pl.concat([frame.select(ROW) for frame in (checked.broken, stale, later)])
        if given.partitioned or checked.changed or out.height:
            whole = rows.without(out, typed=checked.changed)
            frame = gather_table(whole, work / f"{name}.parquet")
        else:
            frame = rows.as_they_are().drop(ROW)
    return Sound(frame=frame, aside=_named(left))


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except pl.exceptions.PolarsError as error:
        raise unreadable(path) from error


def _parts(given: TableFiles, work: Path) -> tuple[_Parts, list[pl.DataFrame]]:
    """Return the files, or their rows typed one by one where their types differ."""
    files, table = given.files, given.table
    shown = [given.shown(file) for file in files]
    schemas = [parquet_schema(file) for file in files]
    for file, own in zip(files, schemas, strict=True):
        check_columns(table, file, own)
    schema = common_schema(table, schemas)
    if schema is not None:
        return _Parts(paths=files, shown=shown, schema=schema), []
    aside: list[pl.DataFrame] = []
    paths = []
    for rank, file in enumerate(files):
        name = f"{table.name}-{rank:06d}"
        aside += stage_file(given, file, work, name=name)[1]
        paths.append(work / f"{name}.parquet")
    return _Parts(paths=paths, shown=shown, schema=parquet_schema(paths[0])), aside


def _rows(given: TableFiles, parts: _Parts) -> tuple[Rows, pl.DataFrame]:
    """Return the rows, numbered; and the first number of each file with its month."""
    paths = [str(path) for path in parts.paths]
    counts = [pl.scan_parquet(path, glob=False).select(pl.len()) for path in paths]
    sizes = pl.concat(pl.collect_all(counts)).to_series()
    first = (sizes.cum_sum() - sizes).cast(pl.UInt32)
    own = parts.schema
    raw = scan_parts(parts.paths, own).with_row_index(ROW)
    places = _places(paths, parts.shown, first)
    raw = raw.with_columns(
        (
            pl.coalesce(pl.col(name).cast(pl.String), place) if name in own else place
        ).alias(name)
        for name, place in zip(PROVENANCE, places, strict=True)
    ).drop(FILE)
    months = pl.DataFrame(
        {ROW: first, "__month": [_month_of(name) for name in parts.shown]},
        schema_overrides={"__month": pl.String},
    )
    schema = pl.Schema(
        {name: dtype for name, dtype in own.items() if name not in PROVENANCE}
    )
    return Rows(table=given.table, schema=schema, raw=raw), months.set_sorted(ROW)


def _places(paths: list[str], shown: list[str], first: pl.Series) -> list[pl.Expr]:
    """Return the file and the line of a row of `__file` and `__row`."""
    if len(paths) == 1:
        return [pl.lit(shown[0]), pl.format("ligne {}", pl.col(ROW) + 1)]
    file = pl.col(FILE)
    before = file.replace_strict(paths, first, return_dtype=pl.UInt32)
    return [
        file.replace_strict(paths, shown, return_dtype=pl.String),
        pl.format("ligne {}", pl.col(ROW) - before + 1),
    ]


def _month_of(shown: str) -> str:
    found = re.search(r"(?:^|/)month=(\d{4}-\d{2})/", shown)
    return found[1] if found else ""


def _quarantine(table: str, aside: pl.DataFrame) -> pl.DataFrame:
    return aside.select(
        pl.lit(DEFAULT_SOURCE).alias("source"),
        pl.col(PROVENANCE[0]).alias("file"),
        "position",
        pl.lit(table).alias("table"),
        "reason",
        "raw",
    ).cast(pl.Schema(QUARANTINE))


def _named(aside: list[pl.DataFrame]) -> pl.DataFrame:
    """Return what was set aside, each row with the source that it names."""
    whole = pl.concat([pl.DataFrame(schema=QUARANTINE), *aside])
    own = pl.col("raw").str.json_path_match("$.source")
    return whole.with_columns(source=pl.coalesce(own, "source"))
