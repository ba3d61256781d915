"""History read by several processes: as if one had read it, and none outlives the run."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bondroit.config import Config
from bondroit.config_file import load_config
from bondroit.errors import BondroitError, ConfigurationError, DataError, ProblemList
from bondroit.run.history import read_history
from bondroit.sources.ingest import Ingest, months_to_ingest

LAST = date(2026, 10, 1)
HOLDER = """\
import sys
from bondroit.run.history import _Worker
with _Worker(2):
    print("reading", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def workspace(tmp_path: Path, small_workspace: Callable[[Path], object]) -> Config:
    """Return a workspace of six months of history, three of which repeat payments."""
    root = tmp_path / "aide"
    small_workspace(root)
    for month in ("2026-04", "2026-05", "2026-06"):
        shutil.copytree(root / "extracts" / "2026-07", root / "extracts" / month)
    return replace(load_config(root / "bondroit.yml"), window_months=7)


def _history(config: Config, processes: int) -> list[Ingest]:
    months = months_to_ingest(config, LAST)[:-1]
    return list(read_history(config, months, processes=processes))


def _apart(config: Config, name: str) -> Config:
    return replace(config, store_folder=config.root / name)


def _store(config: Config) -> dict[str, bytes]:
    return {
        str(path.relative_to(config.store)): path.read_bytes()
        for path in sorted(config.store.rglob("*"))
        if path.is_file()
    }


def test_two_processes_store_what_one_stores(workspace: Config) -> None:
    """Same bytes in the store, same reports in the same order, repeated keys told alike."""
    one, two = _apart(workspace, "one"), _apart(workspace, "two")
    alone, together = _history(one, 1), _history(two, 2)
    assert [late.month.month for late in together] == [4, 5, 6, 7, 8, 9]
    for left, right in zip(alone, together, strict=True):
        assert left.quarantine.equals(right.quarantine)
        for name in ("month", "files", "degraded", "notes", "tables"):
            assert getattr(left, name) == getattr(right, name)
    stored = _store(one)
    assert any(b'"repeats": true' in content for content in stored.values())
    assert _store(two) == stored


def test_the_first_month_that_cannot_be_read_is_told(workspace: Config) -> None:
    """The error is the one of the oldest month, and the months before it count."""
    for month in ("2026-05", "2026-08"):
        path = workspace.root / "extracts" / month / "payments.csv"
        path.write_text("payment_id,benefit\n", encoding="utf-8")
    told, counted = [], []
    for processes in (1, 2):
        config = _apart(workspace, f"by-{processes}")
        with pytest.raises(DataError) as stop:
            _history(config, processes)
        told.append((stop.value.exit_code, str(stop.value)))
        folder = config.store / "deliveries"
        counted.append(
            sorted(path.name for path in (folder / "month=2026-04").iterdir())
        )
        assert not (folder / "month=2026-08").exists()
    assert "extracts/2026-05/payments.csv" in told[0][1]
    assert told[0] == told[1]
    assert counted[0] == counted[1] != []


def test_a_change_of_what_counts_is_refused_or_replaced(workspace: Config) -> None:
    """Workers see the ledger as it was before them, whatever they write meanwhile."""
    config = _apart(workspace, "store")
    before = [late.tables for late in _history(config, 2)]
    path = workspace.root / "extracts" / "2026-05" / "payments.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*rows[:-1], ""]), encoding="utf-8")
    months = [LAST.replace(month=number) for number in range(4, 10)]
    with pytest.raises(DataError, match="--replace"):
        list(read_history(config, months, processes=2))
    again = [
        late.tables for late in read_history(config, months, replace=True, processes=2)
    ]
    assert again[0] == before[0]
    assert again[1]["payments"] == before[1]["payments"] - 1


def test_every_error_crosses_processes() -> None:
    """An error says the same once another process has made it again."""
    import pickle  # noqa: PLC0415 - only here

    several: list[BondroitError] = [
        DataError("a.csv", "it is cut", "ask again"),
        ConfigurationError("b.yml:2", "it is wrong", "correct it"),
    ]
    for error in (*several, ProblemList(several)):
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - just written
        assert (type(again), str(again)) == (type(error), str(error))


def test_a_reading_process_ends_with_a_killed_run() -> None:
    """The standard error it holds is closed once its parent was killed outright."""
    with subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, "-c", HOLDER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stderr is not None
        assert parent.stdout.readline() == b"reading\n"
        os.kill(parent.pid, signal.SIGKILL)
        assert parent.stderr.read() == b""
