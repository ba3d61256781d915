"""Files whose rows are read as a delivery is: CSV, and Parquet of varying types."""

from datetime import date
from pathlib import Path

import polars as pl

from bondroit.errors import DataError
from bondroit.model.columns import Table
from bondroit.sources.csv_text import open_csv
from bondroit.sources.gathering import gather_table
from bondroit.sources.lines import Form
from bondroit.sources.reading import Reading, ReadRequest
from bondroit.sources.sound_rows import DEFAULT_SOURCE
from bondroit.sources.staging import Staging
from bondroit.sources.storage import StorageError, remove_folder
from bondroit.sources.table_files import TableFiles, check_columns, parquet_schema
from bondroit.sources.table_reader import read_table

_NO_MONTH = date(1970, 1, 1)


def stage_file(
    given: TableFiles, file: Path, work: Path, *, name: str
) -> tuple[pl.LazyFrame, list[pl.DataFrame]]:
    """Read one file of a table in batches, as the format `table` is read.

    Args:
        given: the table.
        file: one of its files.
        work: a private folder.
        name: what the Parquet file written in it is called.

    Returns:
        The sound rows, without their duplicates, in one file; what was set aside
        (columns of `quarantine.parquet`).

    Raises:
        DataError: the file cannot be read, or lacks a mandatory column.
        StorageError: the disk does not let the rows be written.

    """
    shown = given.shown(file)
    names = _column_names(given.table, file)
    reading = Reading(source=DEFAULT_SOURCE, file=shown, month=_NO_MONTH)
    ignored = [column for column in names if column not in given.table.schema]
    request = ReadRequest(
        path=file,
        reading=reading,
        options={"table": given.table.name, "ignored": ignored},
        workspace=given.root,
    )
    rows = work / f"{name}.rows"
    staging = Staging(rows, DEFAULT_SOURCE, dated=False)
    try:
        for chunk in read_table(request):
            staging.add(chunk, reading)
        ((_, settled),) = staging.settle({shown: reading})
        frame = gather_table(settled, work / f"{name}.parquet")
    except StorageError:
        raise
    except DataError as error:
        raise DataError(str(file), error.what, error.remedy) from error
    finally:
        remove_folder(rows)
    return frame, reading.quarantine


def _column_names(table: Table, file: Path) -> tuple[str, ...]:
    if file.suffix == ".csv":
        names = open_csv(file, Form(), str(file)).columns
        check_columns(table, file, pl.Schema(dict.fromkeys(names, pl.String())))
        return names
    schema = parquet_schema(file)
    check_columns(table, file, schema)
    return tuple(schema.names())
