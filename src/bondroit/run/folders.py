"""Folders of runs: opening one, cleaning up, finding the previous one."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from bondroit.run.private import clear_sentences, make_private
from bondroit.sources.storage import remove_folder


def open_folder(runs: Path, identity: str) -> Path:
    """Return an empty private folder for an unfinished run.

    Raises:
        StorageError: the folder cannot be written.

    """
    sweep(runs)
    folder = runs / f".{identity}.new"
    make_private(folder)
    return folder


def sweep(runs: Path) -> None:
    """Remove what killed runs left, and finish the replacements they began.

    Only for the run that holds the workspace's lock.
    """
    with clear_sentences(runs):
        for old in runs.glob(".*.old"):
            place = runs / old.name.removeprefix(".").removesuffix(".old")
            if place.exists():
                remove_folder(old)
            else:
                old.rename(place)
        for left in [*runs.glob(".*.new"), *runs.glob(".*.new.tables")]:
            remove_folder(left)


def manifest_of(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run."""
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


def finished_runs(runs: Path) -> list[Path]:
    """Return the folders of runs with cases, oldest month first, then by finish time."""
    if not runs.is_dir():
        return []
    found = [
        (_finished(folder), folder)
        for folder in runs.iterdir()
        if not folder.name.startswith(".")
        and (folder / "manifest.json").is_file()
        and (folder / "cases.parquet").is_file()
    ]
    return [folder for _, folder in sorted(found)]


def _finished(folder: Path) -> tuple[str, str, str]:
    manifest = manifest_of(folder)
    return str(manifest["month"]), str(manifest["finished"]), folder.name


def read_output(path: Path) -> pl.DataFrame:
    """Return a Parquet file of a run; marks of patterns in its path are taken as is."""
    return pl.read_parquet(path, glob=False, hive_partitioning=False)


def latest_before(runs: Path, month: date) -> Path | None:
    """Return the last finished run of an earlier month, or None."""
    earlier = [
        folder for folder in finished_runs(runs) if folder.name[:7] < f"{month:%Y-%m}"
    ]
    return earlier[-1] if earlier else None
