"""Everything is deletable by age: raw files, store, runs, case files, the desk."""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bondroit.config import Config
from bondroit.counted import counted
from bondroit.review.desk import open_desk
from bondroit.review.retention import CLOSED, DISMISSED, LOG, purge_desk
from bondroit.review.store.database import desk_exists
from bondroit.run.private import clear_sentences
from bondroit.run.who import CACHE

_MONTH = re.compile(r"(\d{4})-(\d{2})")


def purge(config: Config, month: date, *, dry_run: bool) -> list[str]:
    """Delete what is older than its retention, counted back from `month`.

    Args:
        config: gives the folders and `retention_months` by kind.
        month: the present month; no clock is read.
        dry_run: only say what would go.

    Returns:
        One line a kind: how many folders or files, and the last month deleted.

    """
    lines = []
    for kind, places in _places(config).items():
        keep_from = _months_before(month, config.retention_months[kind])
        old = [place for place, age in places if age < keep_from]
        if not dry_run:
            for place in old:
                _delete(place)
        verbs = ("à supprimer",) * 2 if dry_run else ("supprimé", "supprimés")
        lines.append(f"{kind}: {counted(len(old), *verbs)}, avant {keep_from:%Y-%m}")
    return lines + _purge_desk(config, month, dry_run=dry_run)


def _purge_desk(config: Config, month: date, *, dry_run: bool) -> list[str]:
    """Purge the review desk, where there is one."""
    if not desk_exists(config):
        return []
    keep_from = {
        kind: _months_before(month, config.retention_months[kind])
        for kind in (DISMISSED, CLOSED, LOG)
    }
    desk = open_desk(config)
    try:
        return purge_desk(desk, keep_from, dry_run=dry_run)
    finally:
        desk.close()


def _places(config: Config) -> dict[str, list[tuple[Path, date]]]:
    runs = list(_dated(config.runs.glob("*")))
    months = list(_dated(config.store.glob("*/month=*")))
    return {
        "extracts": [
            item
            for source in config.sources
            if source.monthly
            for item in _dated(_month_folders(config.root, source.path))
        ],
        "store": months + _cache(config.store / CACHE, months),
        "runs": runs,
        "case_files": [
            (folder / name, age)
            for folder, age in runs
            for name in ("case_files", "case_data", "cases.xlsx")
            if (folder / name).exists()
        ],
    }


def _cache(folder: Path, months: list[tuple[Path, date]]) -> list[tuple[Path, date]]:
    """Return the matcher's comparisons, as old as the latest month they come from."""
    latest = max((age for _, age in months), default=date.min)
    return [(folder, latest)] if folder.is_dir() else []


def _month_folders(root: Path, pattern: str) -> Iterator[Path]:
    before, after = pattern.split("{month}", 1)
    if after.startswith("/"):
        yield from sorted(root.glob(f"{before}????-??"))
    else:
        yield from sorted(root.glob(f"{before}????-??{after}"))


def _dated(places: Iterator[Path]) -> Iterator[tuple[Path, date]]:
    for place in sorted(set(places)):
        found = _MONTH.search(place.name)
        if found is not None:
            yield place, date(int(found[1]), int(found[2]), 1)


def _months_before(month: date, count: int) -> date:
    rank = month.year * 12 + month.month - 1 - count
    return date(rank // 12, rank % 12 + 1, 1)


def _delete(place: Path) -> None:
    with clear_sentences(place):
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
