"""Many rows at once: frames in the form the tables keep, straight to the driver."""

from typing import Any, Final, cast

import polars as pl
from sqlalchemy import Table
from sqlalchemy.orm import Session

from bondroit.review.store.base import Base
from bondroit.review.store.columns import (
    Cents,
    Listed,
    Sealed,
    SealedMapping,
    as_json,
)
from bondroit.review.store.database import is_postgresql
from bondroit.review.store.sealing import MARK, PLAIN, Keyring, keyring_of, plain

_TEXT: Final = pl.String()


def insert_rows(session: Session, model: type[Base], rows: pl.DataFrame) -> None:
    """Insert a frame whose columns are those of a table, in the types of polars."""
    table = cast("Table", model.__table__)
    names = rows.columns
    kept = stored(rows, table, keyring_of(session.get_bind().dialect)).rows()
    if not kept:
        return
    session.flush()
    cursor = session.connection().connection.cursor()
    try:
        listed = ", ".join(names)
        if is_postgresql(session):
            with cast("Any", cursor).copy(
                f"COPY {table.name} ({listed}) FROM STDIN"
            ) as copy:
                for row in kept:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(names))
            cursor.executemany(
                f"INSERT INTO {table.name} ({listed}) VALUES ({marks})",  # noqa: S608 - our own names
                kept,
            )
    finally:
        cursor.close()


def update_rows(
    session: Session, model: type[Base], rows: pl.DataFrame, key: str
) -> None:
    """Update the rows of a table by one key column, from a frame."""
    table = cast("Table", model.__table__)
    names = [name for name in rows.columns if name != key]
    ordered = rows.select(*names, key)
    kept = stored(ordered, table, keyring_of(session.get_bind().dialect)).rows()
    if not kept:
        return
    mark = "%s" if is_postgresql(session) else "?"
    settings = ", ".join(f"{name} = {mark}" for name in names)
    session.flush()
    cursor = session.connection().connection.cursor()
    try:
        cursor.executemany(
            f"UPDATE {table.name} SET {settings} WHERE {key} = {mark}",  # noqa: S608 - our own names
            kept,
        )
    finally:
        cursor.close()
    session.expire_all()


def stored(rows: pl.DataFrame, table: Table, keyring: Keyring | None) -> pl.DataFrame:
    """Return the rows in the form a table keeps them: cents, JSON, sealed text."""
    return rows.with_columns(
        _stored(name, table.c[name].type, rows.schema[name], keyring).alias(name)
        for name in rows.columns
    )


def _stored(
    name: str, kind: object, dtype: pl.DataType, keyring: Keyring | None
) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, Cents):
        return (column * 100).cast(pl.Int64)
    if isinstance(kind, Listed):
        return column.map_elements(
            lambda values: as_json(list(values)), return_dtype=_TEXT
        )
    if isinstance(kind, SealedMapping):
        return column.map_elements(
            lambda known: _sealed(_known(known), keyring), return_dtype=_TEXT
        )
    if isinstance(kind, Sealed):
        if keyring is not None:
            return column.map_elements(keyring.seal, return_dtype=_TEXT)
        risky = column.str.starts_with(MARK) | column.str.starts_with(PLAIN)
        return pl.when(risky).then(pl.lit(PLAIN) + column).otherwise(column)
    return column.cast(pl.String) if dtype == pl.Date else column


def _known(values: dict[str, Any]) -> str:
    return as_json({name: value for name, value in values.items() if value is not None})


def _sealed(text: str, keyring: Keyring | None) -> str:
    return plain(text) if keyring is None else keyring.seal(text)
