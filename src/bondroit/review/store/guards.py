"""Triggers by which the database itself refuses to change or delete the journal."""

from typing import Final

from sqlalchemy import Connection

_REFUSAL: Final = "the journal is append-only"
_SQLITE: Final = tuple(
    f"CREATE TRIGGER journal_no_{name} BEFORE {name.upper()} ON journal "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for name in ("update", "delete")
)
_POSTGRESQL: Final = (
    (
        "CREATE FUNCTION journal_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    ),
    (
        "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses()"
    ),
)


def guard_journal(connection: Connection) -> None:
    """Forbid updates, deletions and truncation."""
    for statement in _POSTGRESQL if _is_postgresql(connection) else _SQLITE:
        connection.exec_driver_sql(statement)


def release_journal(connection: Connection) -> None:
    """Lift the guard, to drop the table."""
    statements = (
        (
            "DROP TRIGGER journal_no_change ON journal",
            "DROP FUNCTION journal_refuses()",
        )
        if _is_postgresql(connection)
        else ("DROP TRIGGER journal_no_update", "DROP TRIGGER journal_no_delete")
    )
    for statement in statements:
        connection.exec_driver_sql(statement)


def _is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
