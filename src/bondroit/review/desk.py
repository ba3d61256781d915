"""The desk of a workspace: its database, its settings, its clock."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from bondroit.config import Config, ReviewConfig
from bondroit.review.store.database import (
    desk_address,
    from_environment,
    open_engine,
    reading,
    writing,
)
from bondroit.review.store.migrating import migrate
from bondroit.review.store.sealing import read_keyring


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What commands and pages hold for as long as they run.

    Attributes:
        engine: the database.
        settings: the `review` part of the configuration.
        root: the workspace.
        rules: the workspace's own folders of rules; the last keeps `exceptions.yml`.
        clock: gives the present moment, with its zone.

    """

    engine: Engine
    settings: ReviewConfig
    root: Path
    rules: tuple[Path, ...] = ()
    clock: Callable[[], datetime] = _now

    def read(self) -> AbstractContextManager[Session]:
        """Open a session that only reads."""
        return reading(self.engine)

    def write(self) -> AbstractContextManager[Session]:
        """Open a session that writes: one action, all of it or nothing."""
        return writing(self.engine)

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()


def open_desk(
    config: Config,
    *,
    address: URL | None = None,
    clock: Callable[[], datetime] = _now,
    migrating: bool = True,
) -> Desk:
    """Open the desk of a workspace, its tables brought up to date.

    Args:
        config: the workspace.
        address: another database than the configured one.
        clock: the present moment.
        migrating: whether to create or upgrade the tables.

    Raises:
        ConfigurationError: a variable of the environment is missing or wrong.
        DataError: the database cannot be reached or written.

    """
    keyring = read_keyring(from_environment(config.review.encryption_key))
    engine = open_engine(address or desk_address(config), keyring)
    if migrating:
        migrate(engine)
    return Desk(
        engine=engine,
        settings=config.review,
        root=config.root,
        rules=config.rules,
        clock=clock,
    )
