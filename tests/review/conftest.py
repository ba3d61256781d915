"""A desk on SQLite and on a real PostgreSQL, and a provider of identities."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from cheap_passwords import cheap_passwords  # noqa: F401 - a fixture of every test
from desk_support import fresh_database, make_desk
from journal_words import journal_words  # noqa: F401 - a fixture of every test

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


@pytest.fixture(scope="session")
def provider() -> Iterator[str]:
    """Run an OpenID provider that knows an agent and a stranger."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from oidc_provider_mock import User, run_server_in_thread  # noqa: PLC0415 - warns

        people = [
            User(sub="camille", claims={"roles": ["controle"], "name": "Camille"}),
            User(sub="robin", claims={"roles": ["voirie"]}),
        ]
        with run_server_in_thread(user_claims=people) as server:
            yield f"http://localhost:{server.server_port}"
