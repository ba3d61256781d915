"""Folders of runs: private, one at a time, whole or absent."""

import json
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bondroit.run.folders import finished_runs, latest_before, open_folder
from bondroit.run.lock import only_run
from bondroit.run.private import make_private, replace_folder
from bondroit.sources.storage import StorageError


def finished(runs: Path, name: str, ended: str) -> Path:
    """Make the folder of a finished run."""
    folder = runs / name
    folder.mkdir(parents=True)
    manifest = {"month": name[:7], "finished": ended}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "cases.parquet").write_bytes(b"")
    return folder


def test_a_folder_is_its_owners_alone(tmp_path: Path) -> None:
    """The rights of a run's folder are 0700."""
    make_private(tmp_path / "runs")

    assert stat.S_IMODE((tmp_path / "runs").stat().st_mode) == 0o700


def test_a_second_run_is_refused_while_the_first_goes_on(tmp_path: Path) -> None:
    """Another process cannot take the lock, and says so in one sentence."""
    code = (
        "import sys; from pathlib import Path; from bondroit.run.lock import only_run\n"
        "from bondroit.errors import ConfigurationError\n"
        "try:\n"
        "    with only_run(Path(sys.argv[1])): print('free')\n"
        "except ConfigurationError as error: print(error.what)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]

    with only_run(tmp_path):
        during = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own code
    after = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own code

    assert "another run is under way" in during.stdout
    assert after.stdout.strip() == "free"


def test_an_unfinished_folder_is_emptied(tmp_path: Path) -> None:
    """What a killed run left is not mixed with the next one's results."""
    first = open_folder(tmp_path, "2026-10-abc")
    (first / "half").write_text("x", encoding="utf-8")

    second = open_folder(tmp_path, "2026-10-abc")

    assert list(second.iterdir()) == []
    assert finished_runs(tmp_path) == []


def test_a_run_takes_the_place_of_the_same_run(tmp_path: Path) -> None:
    """Replacing leaves the new content alone, and nothing beside it."""
    place = finished(tmp_path, "2026-10-abc", "2026-11-01")
    new = open_folder(tmp_path, "2026-10-abc")
    (new / "manifest.json").write_text("{}", encoding="utf-8")

    replace_folder(new, place)

    assert [path.name for path in tmp_path.iterdir()] == ["2026-10-abc"]
    assert [path.name for path in place.iterdir()] == ["manifest.json"]


def test_a_replacement_cut_short_is_finished(tmp_path: Path) -> None:
    """Killed between its two moves, a replacement loses nothing."""
    finished(tmp_path, "2026-10-abc", "2026-11-01")
    (tmp_path / "2026-10-abc").rename(tmp_path / ".2026-10-abc.old")

    open_folder(tmp_path, "2026-10-abc")

    assert (tmp_path / "2026-10-abc" / "manifest.json").is_file()


def test_the_previous_run_is_of_an_earlier_month(tmp_path: Path) -> None:
    """The latest run of an earlier month is taken, never one of the same month."""
    finished(tmp_path, "2026-08-aaa", "2026-09-01")
    wanted = finished(tmp_path, "2026-09-bbb", "2026-10-02")
    finished(tmp_path, "2026-09-ccc", "2026-10-01")
    finished(tmp_path, "2026-10-ddd", "2026-11-01")

    assert latest_before(tmp_path, date(2026, 10, 1)) == wanted
    assert latest_before(tmp_path, date(2026, 8, 1)) is None


def test_a_refused_right_is_one_sentence(tmp_path: Path) -> None:
    """A place that cannot be made is named with what to do."""
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(StorageError, match="correct the folder's rights"):
        make_private(tmp_path / "file" / "runs")
