"""A desk on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_support import fresh_database, make_desk

from bondroit.review.desk import Desk


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk with nothing in it, on both databases."""
    address = None
    if request.param == "postgresql":
        address = fresh_database(request.getfixturevalue("postgresql"))
    made = make_desk(tmp_path / "w", address)
    yield made
    made.close()


@pytest.fixture
def file_desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk on SQLite alone, for what no database changes."""
    made = make_desk(tmp_path / "w")
    yield made
    made.close()
