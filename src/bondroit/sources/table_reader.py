"""Format `table`: a table of the contract delivered as it is."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from bondroit.errors import ConfigurationError, DataError
from bondroit.model.columns import Table
from bondroit.model.tables import TABLES
from bondroit.sources.csv_text import open_csv, read_csv
from bondroit.sources.excel import SUFFIXES, read_workbook, workbook_lines
from bondroit.sources.lines import BATCH_ROWS, Form, LineFile, Lines, with_positions
from bondroit.sources.reading import Chunk, ReadRequest

_PARQUET = b"PAR1"


def read_table(request: ReadRequest) -> Iterator[Chunk]:
    """Read a CSV, Parquet or Excel file whose columns are those of a table.

    Options: `table`; `separator`, `encoding`, `header_line`, `sheet`; `ignored`, the
    columns that are not the table's.

    Raises:
        DataError: the file cannot be read, or its columns are not the table's.
        ConfigurationError: an option is wrong.

    """
    table = TABLES[request.options["table"]]
    with request.path.open("rb") as file:
        start = file.read(len(_PARQUET))
    if start == _PARQUET:
        yield from _read_parquet(request, table)
        return
    source, lines = open_lines(request, form_of(request))
    _check_columns(request, table, source.columns)
    wanted = [name for name in source.columns if name in table.schema]
    for batch in lines:
        request.reading.rows_read += batch.rows.height + batch.rejected.height
        if batch.rejected.height:
            request.reading.set_aside(table.name, batch.rejected)
        yield Chunk(table=table.name, rows=batch.rows.select(*wanted, "position"))


def open_lines(request: ReadRequest, form: Form) -> tuple[LineFile, Iterator[Lines]]:
    """Open a CSV or Excel file.

    Raises:
        DataError: it cannot be read.

    """
    shown = request.reading.file
    if request.path.suffix.lower() in SUFFIXES:
        source, rows = read_workbook(request.path, form, shown)
        return source, workbook_lines(rows)
    source = open_csv(request.path, form, shown)
    return source, read_csv(source)


def form_of(request: ReadRequest) -> Form:
    """Return how the file is written, from the source's options.

    Raises:
        ConfigurationError: the encoding is unknown, or the header is not a line.

    """
    options = request.options
    encoding = str(options.get("encoding", "utf-8"))
    try:
        "".encode(encoding)
    except LookupError as error:
        raise _wrong_option(
            request, f"unknown encoding '{encoding}'", "use utf-8 or cp1252"
        ) from error
    line = options.get("header_line", 1)
    if not isinstance(line, int) or line < 1:
        raise _wrong_option(
            request, "header_line is not the number of a line", "count lines from 1"
        )
    return Form(
        encoding=encoding,
        separator=options.get("separator"),
        header_line=line,
        sheet=options.get("sheet"),
    )


def _wrong_option(request: ReadRequest, what: str, remedy: str) -> ConfigurationError:
    return ConfigurationError(
        f"bondroit.yml, source {request.reading.source}", what, remedy
    )


def _read_parquet(request: ReadRequest, table: Table) -> Iterator[Chunk]:
    shown = request.reading.file
    try:
        frame = pl.scan_parquet(request.path, hive_partitioning=False, glob=False)
        schema = frame.collect_schema()
        _check_columns(request, table, tuple(schema.names()))
        nested = [name for name, dtype in schema.items() if dtype.is_nested()]
        if nested:
            raise DataError(
                shown, f"the column '{nested[0]}' holds lists", "give it plain values"
            )
        wanted = [name for name in schema.names() if name in table.schema]
        first = 1
        for rows in _parquet_batches(frame.select(wanted)):
            request.reading.rows_read += rows.height
            yield Chunk(table=table.name, rows=with_positions(rows, first))
            first += rows.height
    except (pl.exceptions.PolarsError, OSError) as error:
        raise DataError(
            shown, "the Parquet file is truncated or damaged", "write it again"
        ) from error


def _parquet_batches(frame: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    empty = True
    for rows in frame.collect_batches(chunk_size=BATCH_ROWS):
        empty = False
        yield rows
    if empty:
        yield frame.head(0).collect()


def _check_columns(
    request: ReadRequest, table: Table, columns: tuple[str, ...]
) -> None:
    shown, options = request.reading.file, request.options
    ignored: Any = options.get("ignored", ())
    unknown = [
        name for name in columns if name not in table.schema and name not in ignored
    ]
    if unknown:
        raise DataError(
            shown,
            f"the column '{unknown[0]}' is not one of the table {table.name}",
            "rename it, or list it under options: {ignored: […]} of the source",
        )
    missing = [
        column.name
        for column in table.columns
        if column.mandatory and column.name not in columns and column.name != "source"
    ]
    if missing:
        raise DataError(
            shown,
            f"the mandatory column '{missing[0]}' of {table.name} is missing",
            "ask for a delivery that holds it",
        )
