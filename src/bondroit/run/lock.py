"""One run at a time: a lock the system itself releases when a process dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bondroit.errors import ConfigurationError
from bondroit.run.private import clear_sentences, make_private


@contextmanager
def only_run(runs: Path) -> Iterator[None]:
    """Hold the workspace's lock.

    Raises:
        ConfigurationError: another run holds it.
        StorageError: the folder cannot be written.

    """
    make_private(runs)
    path = runs / ".lock"
    with clear_sentences(path):
        handle = path.open("w")
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConfigurationError(
                str(runs),
                "another run is under way in this workspace",
                "wait for its end, then start again",
            ) from error
        yield
