"""Tables given as files of a folder, for `detect`: no store, no configuration."""

from datetime import date
from pathlib import Path

import polars as pl

from bondroit.errors import DataError
from bondroit.model.columns import Table
from bondroit.model.outputs import COVERAGE, INDIVIDUALS, MATCHES
from bondroit.model.table_set import TableSet
from bondroit.model.tables import PROVENANCE, TABLES
from bondroit.sources.casting import as_text, cast_column
from bondroit.sources.csv_text import first_line, refuse_binary, sniff_separator

DEFAULT_SOURCE = "tables"
ARREARS = "arrears"
_SHOWN_ROWS = 5
_ROW = "__row"


def load_tables(directory: Path) -> TableSet:
    """Load `DIR/<table>.parquet`, `.csv`, or `DIR/<table>/**/*.parquet`.

    Columns that are absent become null, types are cast. `individuals`, `matches` and
    `coverage` are read in the same way. Without `coverage`, a table that is present
    covers everything, and `payments` their first to last month, source by source.

    Raises:
        DataError: the folder is absent or holds no table, a file cannot be read, a
            key column is absent, or values break their type or closed list.

    """
    if not directory.is_dir():
        raise DataError(str(directory), "no such folder", "give the folder of tables")
    frames: dict[str, pl.LazyFrame] = {}
    for table in TABLES.values():
        found = _find(directory, table.name)
        if found is not None:
            frames[table.name] = _load(table, found)
    if not frames:
        raise DataError(
            str(directory),
            "no table of the contract is there",
            "name the files after the tables, such as payments.parquet",
        )
    return TableSet(
        frames=frames,
        coverage=_coverage(directory, frames),
        individuals=_side_file(directory, "individuals", INDIVIDUALS),
        matches=_side_file(directory, "matches", MATCHES),
    )


def scan_file(path: Path) -> pl.LazyFrame:
    """Scan a CSV file (every column String) or a Parquet file or folder.

    Raises:
        DataError: the file is empty, binary, not UTF-8, or not Parquet.

    """
    try:
        if path.suffix == ".csv":
            return _scan_csv(path)
        files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
        frame = pl.scan_parquet(
            files,
            hive_partitioning=False,
            missing_columns="insert",
            extra_columns="ignore",
            glob=False,
        )
        frame.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise DataError(
            str(path), "the file cannot be read as Parquet", "write it again"
        ) from error
    return frame


def _scan_csv(path: Path) -> pl.LazyFrame:
    refuse_binary(path, str(path))
    separator = sniff_separator(first_line(path, "utf-8", str(path)), str(path))
    return pl.scan_csv(path, separator=separator, infer_schema=False, glob=False)


def _find(directory: Path, name: str) -> Path | None:
    found = [
        path
        for path in (directory / f"{name}.parquet", directory / f"{name}.csv")
        if path.is_file()
    ]
    folder = directory / name
    if folder.is_dir() and next(folder.rglob("*.parquet"), None) is not None:
        found.append(folder)
    if len(found) > 1:
        raise DataError(
            str(directory / name),
            f"the table is there {len(found)} times, in different forms",
            "keep one of them",
        )
    return found[0] if found else None


def _load(table: Table, path: Path) -> pl.LazyFrame:
    frame = scan_file(path)
    schema = frame.collect_schema()
    absent = [name for name in table.key if name not in schema and name != "source"]
    if absent:
        raise DataError(
            str(path), f"the column {absent[0]} is missing", "add it: it is a key"
        )
    casts = {
        column.name: cast_column(column, schema[column.name])
        for column in table.columns
        if column.name in schema
    }
    numbered = frame.with_row_index(_ROW)
    _refuse_failures(table, path, numbered, {n: c.problem for n, c in casts.items()})
    values = [
        casts[column.name].value
        if column.name in casts
        else pl.lit(
            DEFAULT_SOURCE if column.name == "source" else None, dtype=column.dtype
        ).alias(column.name)
        for column in table.columns
    ]
    return numbered.select(*values, *_provenance(path, schema))


def _provenance(path: Path, schema: pl.Schema) -> list[pl.Expr]:
    given = {
        "source_file": pl.lit(path.name),
        "source_position": pl.format("ligne {}", pl.col(_ROW) + _first_row(path)),
    }
    return [
        pl.col(name).cast(pl.String) if name in schema else given[name].alias(name)
        for name in PROVENANCE
    ]


def _first_row(path: Path) -> int:
    return 2 if path.suffix == ".csv" else 1


def _refuse_failures(
    table: Table, path: Path, frame: pl.LazyFrame, problems: dict[str, pl.Expr]
) -> None:
    keys = set(table.key)
    # A mandatory value may be absent here, unless it is a key: `detect` is lenient.
    tests = [
        problem
        if name in keys
        else pl.when(~problem.str.ends_with("valeur absente")).then(problem)
        for name, problem in problems.items()
    ]
    try:
        failed = (
            frame.select(_ROW, pl.coalesce(tests).alias("reason"))
            .filter(pl.col("reason").is_not_null())
            .collect(engine="streaming")
        )
    except pl.exceptions.PolarsError as error:
        raise DataError(
            str(path), "the file is damaged or not UTF-8", "write it again"
        ) from error
    if failed.height:
        failed = failed.sort(_ROW)
        first = failed.head(_SHOWN_ROWS)
        rows = ", ".join(str(row + _first_row(path)) for row in first[_ROW])
        raise DataError(
            str(path),
            f"{failed.height} rows break the table's types ({first['reason'][0]}; "
            f"rows {rows}{', …' if failed.height > first.height else ''})",
            "correct them, or let `bondroit run` quarantine them",
        )


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
    path = _find(directory, name)
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
