"""Writing to disk: private folders, atomic files, one sentence when it fails."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from bondroit.errors import DataError

OWNER_ONLY = 0o700
_REMEDIES = {
    errno.ENOSPC: ("the disk is full", "free some space and run again"),
    errno.EDQUOT: ("the disk quota is reached", "free some space and run again"),
    errno.EACCES: ("writing is not allowed", "give this account the right to write"),
    errno.EPERM: ("writing is not allowed", "give this account the right to write"),
    errno.EROFS: ("the disk is read-only", "mount it for writing"),
}
_FULL = ("No space left on device", "Invalid thrift: transport error")
"""What polars says of a full disk; of the end of a Parquet file, it loses the reason."""


class StorageError(DataError):
    """The disk does not let the workspace be written (exit status 3)."""


@contextmanager
def writing_to(place: Path) -> Iterator[None]:
    """Turn a failure of the disk into one sentence.

    Args:
        place: what is being written, named in the sentence.

    Raises:
        StorageError: the disk is full, read-only, or closed to this account.

    """
    try:
        yield
    except OSError as error:
        number = _number(error)
        if number not in _REMEDIES:
            raise
        what, remedy = _REMEDIES[number]
        raise StorageError(str(place), what, remedy) from error
    except pl.exceptions.ComputeError as error:
        if not any(said in str(error) for said in _FULL):
            raise
        what, remedy = _REMEDIES[errno.ENOSPC]
        raise StorageError(str(place), what, remedy) from error


def _number(error: OSError) -> int:
    if error.errno is not None:
        return error.errno
    # polars raises errors of the system without their number.
    for number in _REMEDIES:
        if f"os error {number}" in str(error):
            return number
    return 0


def private_folder(folder: Path) -> Path:
    """Make a folder, and those above it, readable by their owner alone."""
    missing = [folder, *folder.parents]
    for path in reversed(missing):
        if not path.exists():
            path.mkdir(mode=OWNER_ONLY, exist_ok=True)
    return folder


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file beside, then put it in place: never half a file.

    Args:
        path: the file to replace.
        write: writes the file whose path it is given.

    Raises:
        StorageError: the disk does not let it be written.

    """
    with writing_to(path):
        private_folder(path.parent)
        beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            write(beside)
            _sync(beside)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        _sync(path.parent)


def write_text(path: Path, text: str) -> None:
    """Write a text file atomically."""
    write_atomically(path, lambda beside: beside.write_text(text, encoding="utf-8"))


def remove_folder(folder: Path) -> None:
    """Remove a folder and what it holds, if it is there."""
    with writing_to(folder):
        if folder.exists():
            shutil.rmtree(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
