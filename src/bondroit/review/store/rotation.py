"""Sealing again, with the current key, everything sealed before or never sealed."""

from typing import Any, Final

from sqlalchemy import MetaData, Table, Text, bindparam, select, type_coerce
from sqlalchemy.orm import Session

from bondroit.errors import ConfigurationError
from bondroit.review.store.columns import Sealed
from bondroit.review.store.schema import METADATA
from bondroit.review.store.sealing import Keyring, keyring_of, open_sealed

_BATCH: Final = 2000


def sealed_columns(metadata: MetaData = METADATA) -> dict[str, list[str]]:
    """Return the sealed columns of each table."""
    return {
        table.name: names
        for table in metadata.sorted_tables
        if (names := [c.name for c in table.columns if isinstance(c.type, Sealed)])
    }


def rotate(session: Session) -> int:
    """Seal every value again with the current key.

    Returns:
        How many rows were written.

    Raises:
        ConfigurationError: there is no key, or a value was sealed with an absent one.

    """
    if keyring_of(session.get_bind().dialect) is None:
        raise ConfigurationError(
            "review.encryption_key",
            "the desk has no key",
            "name a variable of the environment in bondroit.yml, and set it",
        )
    return sum(
        _rotate_table(session, METADATA.tables[name], columns)
        for name, columns in sealed_columns().items()
    )


def _rotate_table(session: Session, table: Table, columns: list[str]) -> int:
    keyring = keyring_of(session.get_bind().dialect)
    if keyring is None:
        return 0
    keys = [column.name for column in table.primary_key.columns]
    raw = [type_coerce(table.c[name], Text).label(name) for name in columns]
    rows = session.execute(select(*(table.c[name] for name in keys), *raw)).mappings()
    changed: list[dict[str, Any]] = [
        {
            **{f"key_{name}": row[name] for name in keys},
            **{f"new_{name}": _sealed_again(row[name], keyring) for name in columns},
        }
        for row in rows
        if any(row[name] and not keyring.is_current(row[name]) for name in columns)
    ]
    statement = table.update().values(
        {name: type_coerce(bindparam(f"new_{name}"), Text) for name in columns}
    )
    for name in keys:
        statement = statement.where(table.c[name] == bindparam(f"key_{name}"))
    connection = session.connection()
    for start in range(0, len(changed), _BATCH):
        connection.execute(statement, changed[start : start + _BATCH])
    return len(changed)


def _sealed_again(value: str | None, keyring: Keyring) -> str | None:
    return None if value is None else keyring.seal(open_sealed(value, keyring))
