"""SIGKILL in the middle of each stage, then again: the same bytes, nothing twice."""

import hashlib
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

#: Runs the stages in order, for one version of code and rules; the process kills itself at the given call of a function.
STAGES = """\
import importlib, os, signal, sys
from datetime import date
from pathlib import Path
from bondroit.config_file import load_config
from bondroit.run import reporting, stages

config = load_config(Path(sys.argv[1]) / "bondroit.yml")
if len(sys.argv) > 2:
    owner, name, call = sys.argv[2].rsplit(".", 1)[0], *sys.argv[2].rsplit(".", 1)[1].split(":")
    try:
        holder = importlib.import_module(owner)
    except ModuleNotFoundError:
        module, inner = owner.rsplit(".", 1)
        holder = getattr(importlib.import_module(module), inner)
    real, calls = getattr(holder, name), []

    def deadly(*args, **named):
        calls.append(1)
        if len(calls) == int(call):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **named)

    setattr(holder, name, deadly)
os.umask(0o077)
stages.code_version = lambda: "one"
stages.folder_digest = lambda folders: "rules"
run = stages.prepare(config, date(2026, 10, 1))
for stage in (stages.read, stages.gather, stages.match, stages.judge, reporting.report):
    stage(run)
print(stages.finish(run))
"""
KILLS = [
    "bondroit.sources.partitions.Partitions.write:6",
    "bondroit.sources.ledger.write_text:7",
    "bondroit.run.stages._identify:1",
    "bondroit.run.stages.gather_table:3",
    "bondroit.run.stages._write:2",
    "bondroit.run.stages._write:4",
    "bondroit.run.reporting.write_workbook:1",
    "bondroit.run.stages.write_json:1",
    "bondroit.run.stages.remove_folder:1",
]


def _stages(root: Path, *kill: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", STAGES, str(root), *kill],
        capture_output=True,
        text=True,
        check=False,
    )


def _bytes(runs: Path) -> dict[str, str]:
    """Return the digest of each file of the runs; a manifest without its clocks."""
    found = {}
    for path in sorted(runs.rglob("*")):
        if path.is_dir():
            continue
        content = path.read_bytes()
        if path.name == "manifest.json":
            manifest = json.loads(content)
            told = ("run_id", "inputs", "rules", "outcome", "reasons", "previous_run")
            content = json.dumps([manifest[name] for name in told]).encode()
        found[str(path.relative_to(runs))] = hashlib.sha256(content).hexdigest()
    return found


@pytest.fixture(scope="module")
def calm(
    tmp_path_factory: pytest.TempPathFactory, small_workspace: Callable[[Path], object]
) -> Path:
    """Return the only run of a workspace that nothing disturbed."""
    root = tmp_path_factory.mktemp("calm") / "w"
    small_workspace(root)
    done = _stages(root)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def test_killed_in_each_stage_then_run_again(
    calm: Path, tmp_path: Path, small_workspace: Callable[[Path], object]
) -> None:
    """One workspace is killed at each point in turn, and ends as one never killed."""
    small_workspace(tmp_path / "killed")
    for kill in KILLS:
        killed = _stages(tmp_path / "killed", kill)
        assert killed.returncode == -signal.SIGKILL, (kill, killed.stderr)
    again = _stages(tmp_path / "killed")
    assert again.returncode == 0, again.stderr
    assert _bytes(tmp_path / "killed" / "runs") == _bytes(calm.parent)


@pytest.mark.parametrize("threads", ["1", "3"])
def test_row_order_and_threads_change_nothing(
    calm: Path,
    tmp_path: Path,
    small_workspace: Callable[[Path], object],
    monkeypatch: pytest.MonkeyPatch,
    threads: str,
) -> None:
    """Rows of every extract turned round give the same findings, cases and case files."""
    small_workspace(tmp_path / "back")
    for path in (tmp_path / "back").rglob("*.csv"):
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join([head, *rows[::-1], ""]), encoding="utf-8")
    monkeypatch.setenv("POLARS_MAX_THREADS", threads)
    back = _stages(tmp_path / "back")
    assert back.returncode == 0, back.stderr
    found = []
    for folder in (calm, Path(back.stdout.strip())):
        names = ["findings.parquet", "unknowns.parquet", "cases.parquet"]
        files = [folder / name for name in names]
        files += sorted((folder / "case_files").iterdir())
        found.append([_without_places(path) for path in files])
    assert found[0] == found[1]


def _without_places(path: Path) -> object:
    """Return a file's content, but for the extract's checksum and the lines of its rows."""
    import re  # noqa: PLC0415 - only here

    import polars as pl  # noqa: PLC0415 - only here

    if path.suffix == ".parquet":
        rows = str(pl.read_parquet(path, glob=False).to_dicts())
    else:
        rows = path.read_text(encoding="utf-8")
    return path.name, re.sub(r"ligne \d+|2026-10-[0-9a-f]{12}|>[0-9a-f]{16}<", "", rows)
