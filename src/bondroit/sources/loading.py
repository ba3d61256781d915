"""Tables given as files of a folder, for `detect`: no store, no configuration."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from bondroit.errors import DataError
from bondroit.model.outputs import COVERAGE, INDIVIDUALS, MATCHES
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES
from bondroit.sources.casting import as_text
from bondroit.sources.sound_rows import DEFAULT_SOURCE
from bondroit.sources.sound_tables import sound_table
from bondroit.sources.table_files import TableFiles, find_table, scan_file

ARREARS = "arrears"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Tables of a folder.

    Attributes:
        tables: the rows that keep to the contract.
        quarantine: the others, columns of `quarantine.parquet`.

    """

    tables: TableSet
    quarantine: pl.DataFrame


@contextmanager
def loaded_tables(directory: Path) -> Iterator[Loaded]:
    """Load tables for the time of a block, in a private folder removed at its end.

    The folder lies where the system keeps temporary files (`TMPDIR`).

    Raises:
        DataError: as `load_tables`.

    """
    with tempfile.TemporaryDirectory(prefix="bondroit-") as work:
        yield load_tables(directory, Path(work))


def load_tables(directory: Path, work: Path) -> Loaded:
    """Load `DIR/<table>.parquet`, `.csv`, or `DIR/<table>/**/*.parquet`.

    Columns that are absent become null, types are cast; rows that break their table's
    types, mandatory columns, closed lists or key are set aside. `individuals`,
    `matches` and `coverage` are read in the same way, without setting rows aside.
    Without `coverage`, a table that is present covers everything, and `payments` their
    first to last month, source by source.

    Args:
        directory: the tables.
        work: a private folder for tables that must be gathered; the caller removes it
            once the tables are no longer read.

    Raises:
        DataError: the folder is absent or holds no table, a file cannot be read, a
            mandatory column is absent.
        StorageError: the disk does not let tables be gathered.

    """
    if not directory.is_dir():
        raise DataError(str(directory), "no such folder", "give the folder of tables")
    found = [
        TableFiles(table=table, root=directory, path=path)
        for table in TABLES.values()
        if (path := find_table(directory, table.name)) is not None
    ]
    if not found:
        raise DataError(
            str(directory),
            "no table of the contract is there",
            "name the files after the tables, such as payments.parquet",
        )
    sound = {given.table.name: sound_table(given, work) for given in found}
    frames = {name: table.frame for name, table in sound.items()}
    tables = TableSet(
        frames=frames,
        coverage=_coverage(directory, frames),
        individuals=_side_file(directory, "individuals", INDIVIDUALS),
        matches=_side_file(directory, "matches", MATCHES),
    )
    aside = pl.concat([table.aside for table in sound.values()])
    return Loaded(tables=tables, quarantine=aside.sort(pl.all(), nulls_last=True))


def _coverage(directory: Path, frames: dict[str, pl.LazyFrame]) -> pl.DataFrame:
    declared = _side_file(directory, "coverage", COVERAGE)
    if declared is not None:
        return declared.collect().sort("table", "source", "covers_from")
    rows = [
        row
        for name, frame in frames.items()
        for row in (
            _months_of(name, frame) if name == "payments" else _sources_of(name, frame)
        )
    ]
    coverage = pl.DataFrame(rows, schema=COVERAGE, orient="row")
    arrears = coverage.filter(pl.col("table") == "payments").with_columns(
        table=pl.lit(ARREARS)
    )
    return pl.concat([coverage, arrears]).sort("table", "source")


_CoverageRow = tuple[str, str, date | None, date | None]


def _sources_of(name: str, frame: pl.LazyFrame) -> list[_CoverageRow]:
    if "source" not in TABLES[name].schema:
        return [(name, DEFAULT_SOURCE, None, None)]
    sources = frame.select(pl.col("source").unique()).collect()["source"].to_list()
    return [(name, source, None, None) for source in sources or [DEFAULT_SOURCE]]


def _months_of(name: str, frame: pl.LazyFrame) -> list[_CoverageRow]:
    spans = (
        frame.group_by("source")
        .agg(
            first=pl.col("month").min(),
            last=pl.col("month").max().dt.month_end(),
        )
        .filter(pl.col("first").is_not_null())
        .collect()
    )
    return [(name, *row) for row in spans.rows()]


def _side_file(
    directory: Path, name: str, wanted: dict[str, pl.DataType]
) -> pl.LazyFrame | None:
    path = find_table(directory, name)
    if path is None:
        return None
    frame = scan_file(path)
    schema = frame.collect_schema()
    values = []
    for column, dtype in wanted.items():
        source = pl.col(column)
        if column not in schema:
            source = pl.lit(None)
        elif isinstance(dtype, pl.List) and schema[column] == pl.String:
            source = pl.concat_list(source)
        elif schema[column] == pl.String:
            source = as_text(source, pl.String())
            if dtype == pl.Date:
                source = source.str.to_date("%Y-%m-%d")
        values.append(source.cast(dtype).alias(column))
    try:
        return frame.select(values).collect().lazy()
    except pl.exceptions.PolarsError as error:
        raise DataError(
            str(path), "a column holds values of another type", "write it again"
        ) from error
