"""Folders of runs: opening one, finding the previous one."""

import json
import shutil
from datetime import date
from pathlib import Path

from bondroit.run.private import clear_sentences, make_private, recover_folder


def open_folder(runs: Path, identity: str) -> Path:
    """Return an empty private folder for an unfinished run.

    Raises:
        ConfigurationError: the folder cannot be written.

    """
    recover_folder(runs / identity)
    folder = runs / f".{identity}.new"
    with clear_sentences(folder):
        shutil.rmtree(folder, ignore_errors=True)
    make_private(folder)
    return folder


def finished_runs(runs: Path) -> list[Path]:
    """Return the folders of finished runs, oldest month first, then by finish time."""
    if not runs.is_dir():
        return []
    found = [
        (_finished(folder), folder)
        for folder in runs.iterdir()
        if not folder.name.startswith(".") and (folder / "manifest.json").is_file()
    ]
    return [folder for _, folder in sorted(found)]


def _finished(folder: Path) -> tuple[str, str, str]:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return str(manifest["month"]), str(manifest["finished"]), folder.name


def latest_before(runs: Path, month: date) -> Path | None:
    """Return the last finished run of an earlier month that has cases, or None."""
    earlier = [
        folder
        for folder in finished_runs(runs)
        if folder.name[:7] < f"{month:%Y-%m}" and (folder / "cases.parquet").is_file()
    ]
    return earlier[-1] if earlier else None
