"""The same run again, from what it kept and the store: `bondroit replay`."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from bondroit.config import Config
from bondroit.config_file import load_config
from bondroit.counted import agreed, counted
from bondroit.engine.language.checker import nearest
from bondroit.engine.rulebook import read_rulebook
from bondroit.errors import ConfigurationError, DataError
from bondroit.review.snapshot import read_snapshot
from bondroit.run import expectations, reporting, stages
from bondroit.run.folders import finished_runs, manifest_of, open_folder, read_output
from bondroit.run.identity import code_version, file_digest
from bondroit.run.kept import CONFIGURATION, INPUTS, unpack_inputs
from bondroit.run.manifest import Manifest, Stage
from bondroit.run.private import make_private, own_umask
from bondroit.run.replay_files import FileDifference, differences
from bondroit.run.state import Run
from bondroit.sources.store import Store

_STEPS: tuple[Callable[[Run], Run], ...] = (
    stages.gather,
    expectations.check_delivery,
    stages.match,
    stages.judge,
    expectations.check_results,
    reporting.report,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """How a run done again compares with itself.

    Attributes:
        run_id: of the run.
        files: how many files were compared.
        differences: those that differ, by name.
        said: what a reader should know first, such as another version of the code.

    """

    run_id: str
    files: int
    differences: tuple[FileDifference, ...]
    said: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every file is the same, byte for byte."""
        return not self.differences

    def lines(self) -> list[str]:
        """Return what the command prints."""
        lines = list(self.said)
        lines += [f"  {one.name} : {one.said}" for one in self.differences]
        if self.same:
            end = f"{self.files} fichiers identiques, octet pour octet."
        else:
            count = len(self.differences)
            differ = agreed(count, "diffère", "diffèrent")
            end = f"{counted(count, 'fichier')} sur {self.files} {differ}."
        return [*lines, f"Rejeu de {self.run_id} : {end}"]


def replay(config_path: Path, run_id: str) -> Replay:
    """Do a run again in a scratch folder, and compare every file.

    Deliveries are not read again: their tables come from the store. The rules, the
    parameters and the configuration are those the run kept.

    Args:
        config_path: `bondroit.yml`, for the places of the runs and of the store.
        run_id: the name of the run's folder.

    Raises:
        ConfigurationError: no such run, or one that kept too little.
        DataError: what it stood on was purged or replaced.

    """
    config = load_config(config_path)
    original = _original(config, run_id)
    manifest = manifest_of(original)
    _kept(original, manifest)
    own_umask()
    with tempfile.TemporaryDirectory(prefix="bondroit-") as work:
        run = _prepared(config, original, manifest, Path(work))
        for step in _STEPS:
            step(run)
        again = stages.finish(run)
        found, count = differences(original, again)
    return Replay(
        run_id=run_id,
        files=count,
        differences=found,
        said=tuple(_said(original, manifest)),
    )


def _original(config: Config, run_id: str) -> Path:
    runs = {folder.name: folder for folder in finished_runs(config.runs)}
    if run_id not in runs:
        raise ConfigurationError(
            str(config.runs),
            f"no finished run '{run_id}', it is unknown or purged",
            nearest(run_id, list(runs)) if runs else "start `bondroit run` first",
        )
    return runs[run_id]


def _kept(folder: Path, manifest: dict[str, Any]) -> None:
    """Check that the run kept its rules and configuration, as they were."""
    digest = manifest.get("kept_inputs")
    place = folder / INPUTS
    if not digest or not place.is_file():
        raise ConfigurationError(
            str(place),
            "this run did not keep its rules and its configuration",
            "replay a run that has inputs.zip",
        )
    if file_digest(place) != digest:
        raise DataError(
            str(place),
            "this file is no longer the one that the run wrote",
            "take it from a backup",
        )


def _prepared(
    config: Config, original: Path, manifest: dict[str, Any], work: Path
) -> Run:
    """Return the run as it was once its deliveries were read."""
    month = date.fromisoformat(f"{manifest['month']}-01")
    folders = unpack_inputs(original, work)
    before = replace(
        load_config(work / CONFIGURATION),
        rules=folders[1:],
        store_folder=_linked(config.store, work / ".store"),
    )
    book = read_rulebook(folders).checked()
    run = Run(
        config=before,
        month=month,
        rules=book.rules,
        parameters=book.parameters,
        exceptions=book.exceptions,
        switched=book.switched,
        manifest=_manifest(manifest, month, before),
        decisions=read_snapshot(original),
        previous=_previous(config, manifest),
    )
    with _purging(original.name):
        store = Store(before.store)
        _same_inputs(store.inputs(before, month), manifest)
        run.tables = store.table_set(before, month)
        for frame in run.tables.frames.values():
            frame.select(pl.len()).collect()
        run.quarantine = _quarantine(store, run, original)
    run.folder = open_folder(before.runs, original.name)
    run.decisions.write(run.folder)
    run.manifest.kept_inputs = manifest["kept_inputs"]
    (run.folder / INPUTS).write_bytes((original / INPUTS).read_bytes())
    return run


def _linked(store: Path, place: Path) -> Path:
    """Return a folder with the tables of the store, where the rest may be written."""
    make_private(place)
    for entry in sorted(store.iterdir()) if store.is_dir() else ():
        if not entry.name.startswith("."):
            (place / entry.name).symlink_to(entry.resolve(), target_is_directory=True)
    return place


def _manifest(before: dict[str, Any], month: date, config: Config) -> Manifest:
    """Return a manifest that tells what reading told: it is not read again."""
    return Manifest(
        month=month,
        as_of=config.as_of_day(month),
        code_version=code_version(),
        run_id=before["run_id"],
        inputs=before["inputs"],
        rules=before["rules"],
        previous_run=before["previous_run"],
        reasons=list(before["reasons"]),
        stages=[
            Stage(name=stage["name"], rows=stage["rows"])
            for stage in before["stages"]
            if stage["name"] == "read"
        ],
    )


def _previous(config: Config, manifest: dict[str, Any]) -> Path | None:
    name = manifest["previous_run"]
    if name is None:
        return None
    folder: Path = config.runs / name
    if not (folder / "cases.parquet").is_file():
        raise DataError(
            str(folder),
            "the previous run, which this one depends on, was purged",
            "take it from a backup",
        )
    return folder


def _same_inputs(stored: list[dict[str, Any]], manifest: dict[str, Any]) -> None:
    """Check that the store holds what the run stood on, and nothing newer."""
    known = {(item["path"], item["sha256"]) for item in manifest["inputs"]}
    wanted = {
        (item["path"], item["sha256"])
        for item in manifest["inputs"]
        if item["refused"] is None
    }
    held = {(item["path"], item["sha256"]) for item in stored}
    changed = sorted({path for path, _ in (wanted - held) | (held - known)})
    if changed:
        more = f" et {counted(len(changed) - 1, 'autre')}" if len(changed) > 1 else ""
        raise DataError(
            f"{changed[0]}{more}",
            "this delivery was purged or replaced since the run",
            "take the folder store from a backup of that day",
        )


@contextmanager
def _purging(run_id: str) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, pl.exceptions.ComputeError) as error:
        raise _purged(run_id) from error


def _purged(run_id: str) -> DataError:
    return DataError(
        run_id,
        "partitions of the folder store were purged since",
        "take them from a backup of that day",
    )


def _quarantine(store: Store, run: Run, original: Path) -> pl.DataFrame:
    """Return what the store set aside, and what no table could take, as it was told."""
    kept = store.quarantine(run.config, run.month)
    known = [item["path"] for item in store.inputs(run.config, run.month)]
    told = read_output(original / "quarantine.parquet")
    return pl.concat([kept, told.filter(~pl.col("file").is_in(known))])


def _said(original: Path, manifest: dict[str, Any]) -> Iterator[str]:
    if manifest["code_version"] != code_version():
        yield (
            f"Exécution faite par la version {manifest['code_version']} de bondroit, "
            f"rejouée par {code_version()} : un écart peut venir du code."
        )
    if not (original / "case_files").is_dir():
        yield "Dossiers remis purgés depuis : ils ne sont pas comparés."
