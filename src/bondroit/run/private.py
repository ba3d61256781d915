"""Folders and files that only their owner reads, written whole or not at all."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from bondroit.sources.storage import StorageError, remove_folder, writing_to

PRIVATE_FOLDER = 0o700
PRIVATE_UMASK = 0o077


def make_private(folder: Path) -> None:
    """Create a folder for its owner alone, and close it to others if it exists.

    Raises:
        StorageError: it cannot be created or closed.

    """
    with clear_sentences(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        folder.chmod(PRIVATE_FOLDER)


@contextmanager
def clear_sentences(place: Path) -> Iterator[None]:
    """Turn a full disk or a refused right into one sentence.

    Raises:
        StorageError: writing below `place` failed.

    """
    try:
        with writing_to(place):
            yield
    except (OSError, pl.exceptions.ComputeError) as error:
        if isinstance(error, pl.exceptions.ComputeError) and "os error" not in str(
            error
        ):
            raise
        reason = (getattr(error, "strerror", None) or "the disk refused it").lower()
        raise StorageError(
            str(place),
            f"cannot be written ({reason})",
            "free space on the disk or correct the folder's rights, then run again",
        ) from error


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write JSON beside its place, then move it there: never half a file."""
    beside = path.with_name(f".{path.name}.new")
    with clear_sentences(path):
        beside.write_text(
            json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n",
            encoding="utf-8",
        )
        beside.replace(path)


def replace_folder(new: Path, place: Path) -> None:
    """Put the folder `new` at `place`; a killed process leaves one of the two whole."""
    old = place.with_name(f".{place.name}.old")
    with clear_sentences(place):
        remove_folder(old)
        if place.exists():
            place.rename(old)
        new.rename(place)
        remove_folder(old)


def own_umask() -> None:
    """Make every file of this process readable by its owner alone."""
    os.umask(PRIVATE_UMASK)
