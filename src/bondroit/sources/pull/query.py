"""The result of an SQL query, streamed to a Parquet or CSV file."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError

from bondroit.errors import ConfigurationError, DataError
from bondroit.sources.pull.transfer import (
    Ledger,
    Transfer,
    TransientError,
    part_of,
    settle,
)

ROWS = 50_000


def pull_query(transfer: Transfer) -> list[Path]:
    """Run a query and write its rows, all or none of them.

    `from.query` names an SQL file of the workspace; `:month` in it is the first day of
    the month. Columns keep their names; numbers, dates and texts are written as text,
    exactly as the database gives them.

    Raises:
        ConfigurationError: the query file is absent, or the query is wrong.
        DataError: it gives no row.
        TransientError: the database does not answer.

    """
    place = transfer.folder / transfer.target
    part = part_of(place)
    part.unlink(missing_ok=True)
    query = _query(transfer)
    try:
        rows = _write(transfer, query, part, place.suffix)
    except OperationalError as error:
        raise TransientError(
            transfer.source, "the database does not answer", "run again later"
        ) from error
    except (SQLAlchemyError, ArgumentError) as error:
        raise ConfigurationError(
            transfer.source,
            f"the database refused the query ({type(error).__name__})",
            "correct the query or the url",
        ) from error
    if rows == 0:
        part.unlink(missing_ok=True)
        raise DataError(
            transfer.source, "the query gives no row", "check the query and the month"
        )
    found = settle(place, None, transfer.source)
    Ledger(transfer.folder).note(place, place.stat().st_size, 0, found)
    return [place]


def _query(transfer: Transfer) -> str:
    name = transfer.options.get("query")
    path = transfer.root / str(name)
    if name is None or not path.is_file():
        raise ConfigurationError(
            transfer.source,
            f"the query file {name} is not in the workspace",
            "give from: {url: …, query: queries/NAME.sql}",
        )
    return path.read_text(encoding="utf-8")


def _write(transfer: Transfer, query: str, part: Path, suffix: str) -> int:
    url = make_url(transfer.url)
    who = transfer.credentials
    if who.user is not None:
        url = url.set(username=who.user, password=who.password)
    engine = create_engine(url, hide_parameters=True)
    statement = text(query)
    bound: dict[str, date] = {"month": transfer.month} if ":month" in query else {}
    writer: Any = None
    count = 0
    try:
        with engine.connect().execution_options(stream_results=True) as link:
            result = link.execute(statement, bound)
            names = list(result.keys())
            schema = pa.schema([(name, pa.string()) for name in names])
            for block in result.partitions(ROWS):
                table = _as_text(names, [tuple(row) for row in block]).cast(schema)
                if writer is None:
                    writer = (
                        pq.ParquetWriter(part, schema)
                        if suffix == ".parquet"
                        else pa_csv.CSVWriter(part, schema)
                    )
                writer.write_table(table)
                count += table.num_rows
    finally:
        if writer is not None:
            writer.close()
        engine.dispose()
    return count


def _as_text(names: list[str], rows: list[tuple[Any, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True))
    series = [
        pl.Series(
            name,
            [None if value is None else str(value) for value in values],
            dtype=pl.String,
        )
        for name, values in zip(names, columns, strict=True)
    ]
    return pl.DataFrame(series).to_arrow()
