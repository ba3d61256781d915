"""Opening the desk's database: SQLite in the workspace, PostgreSQL by its address."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import RLock
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.orm import Session

from bondroit.config import Config
from bondroit.config_review import ENVIRONMENT_MARK
from bondroit.errors import ConfigurationError, DataError
from bondroit.review.store.sealing import Keyring, hold_keyring

WRITING: Final = "bondroit_writing"
_WAIT_SECONDS: Final = 30
_WRITERS: Final = RLock()


def desk_address(config: Config) -> URL:
    """Return the address of the workspace's desk.

    Raises:
        ConfigurationError: the variable that should hold it is not set, or is no address.

    """
    named = from_environment(config.review.database)
    if named is None:
        return URL.create("sqlite+pysqlite", database=str(desk_file(config)))
    try:
        address = make_url(named)
    except ArgumentError:
        address = URL.create("none")
    if address.get_backend_name() == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    raise ConfigurationError(
        str(config.review.database),
        "the variable holds no address of a PostgreSQL database",
        "write postgresql://USER:PASSWORD@HOST/DATABASE in it",
    )


def desk_file(config: Config) -> Path:
    """Return the place of the SQLite file."""
    return config.root / "review" / "desk.db"


def desk_exists(config: Config) -> bool:
    """Whether the workspace has a desk: a file, or an address in the configuration."""
    return config.review.database is not None or desk_file(config).is_file()


def from_environment(named: str | None) -> str | None:
    """Return what `env:NAME` points at, None when nothing is named.

    Raises:
        ConfigurationError: the variable is not set.

    """
    if named is None:
        return None
    name = named.removeprefix(ENVIRONMENT_MARK)
    value = os.environ.get(name, "").strip()
    if not value:
        raise ConfigurationError(
            named,
            "this variable is not in the environment",
            f"set {name}, or remove the line from bondroit.yml",
        )
    return value


def open_engine(address: URL, keyring: Keyring | None = None) -> Engine:
    """Return an engine: a private file with a write-ahead log, or a pool on a server.

    Raises:
        DataError: the folder cannot be written.

    """
    if address.get_backend_name() == "sqlite":
        _private_file(Path(str(address.database)))
        engine = create_engine(
            address,
            connect_args={"timeout": _WAIT_SECONDS, "check_same_thread": False},
            pool_size=10,
            max_overflow=40,
        )
        event.listen(engine, "connect", _settle_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(
            address, pool_size=10, max_overflow=40, pool_pre_ping=True
        )
    hold_keyring(engine.dialect, keyring)
    return engine


def _private_file(place: Path) -> None:
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.parent.chmod(0o700)
        place.touch(mode=0o600)
        place.chmod(0o600)
    except OSError as error:
        raise DataError(
            str(place),
            f"cannot be written ({error.strerror})",
            "correct the folder's rights, then start again",
        ) from error


def _settle_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's
    connection.isolation_level = None
    for setting in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once when something will be written: no late refusal."""
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a session that only reads."""
    with plain_errors(), Session(engine, expire_on_commit=False) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Open a session that writes; it commits at the end, or leaves nothing."""
    bind = engine.execution_options(**{WRITING: True})
    with (
        _turn(engine),
        plain_errors(),
        Session(bind, expire_on_commit=False) as session,
        session.begin(),
    ):
        hold_chain(session)
        yield session


def _turn(engine: Engine) -> AbstractContextManager[object]:
    """Let the writers of this process take turns: SQLite's own waiting is not fair."""
    return _WRITERS if engine.dialect.name == "sqlite" else nullcontext()


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn an error of the database into one sentence, without any value of a row.

    Raises:
        DataError: the database cannot be reached, or refused the change.

    """
    try:
        yield
    except OperationalError as error:
        raise DataError(
            "base du bureau de contrôle",
            "elle est injoignable ou occupée",
            "vérifiez l'adresse, le service et les droits, puis réessayez",
        ) from error
    except DBAPIError as error:
        raise DataError(
            "base du bureau de contrôle",
            f"elle a refusé l'opération ({type(error.orig).__name__})",
            "rechargez la page ; si cela persiste, lancez `bondroit review migrate`",
        ) from error


def is_postgresql(session: Session) -> bool:
    """Whether the session talks to a PostgreSQL."""
    return session.get_bind().dialect.name == "postgresql"


def hold_chain(session: Session) -> None:
    """Let one transaction at a time write, as SQLite does by itself.

    The journal is one chain; the lock is taken first, so that no two transactions wait
    for each other.
    """
    if is_postgresql(session):
        session.execute(text("SELECT pg_advisory_xact_lock(714230905)"))
