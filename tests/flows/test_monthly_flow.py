"""The monthly flow on a small workspace, in real Prefect: results, privacy, refusals."""

import hashlib
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import polars as pl
import pytest

from bondroit.cli import main
from bondroit.run.lock import only_run

pytestmark = pytest.mark.filterwarnings("ignore")
MONTH = "2026-10"


def run(config: Path, *options: str) -> int:
    """Run the command in this process, and return its exit status."""
    with pytest.raises(SystemExit) as stop:
        main(["run", "--config", str(config), *options])
    return int(str(stop.value.code))


def results(folder: Path) -> dict[str, str]:
    """Return the digest of each file of a run, the manifest without its clocks."""
    found = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for clock in ("started", "finished", "notes"):
        del manifest[clock]
    for stage in manifest["stages"]:
        del stage["seconds"], stage["peak_mib"]
    return {**found, "manifest.json": json.dumps(manifest, sort_keys=True)}


def only_folder(runs: Path) -> Path:
    """Return the one folder below `runs`, hidden ones included."""
    (folder,) = (path for path in runs.iterdir() if path.is_dir())
    return folder


@pytest.fixture(scope="module")
def server() -> Iterator[ExitStack]:
    """One server of Prefect's for the runs of this file; closed, each starts its own."""
    from bondroit.flows.server import prefect_server, reached  # noqa: PLC0415 - heavy

    with ExitStack() as stack:
        stack.enter_context(reached(stack.enter_context(prefect_server())))
        yield stack


@pytest.fixture(scope="module")
def finished(
    server: ExitStack,
    tmp_path_factory: pytest.TempPathFactory,
    small_workspace: Callable[[Path], object],
) -> Path:
    """Return the workspace of a finished run, in a folder with marks of patterns."""
    assert server
    root = tmp_path_factory.mktemp("flow") / "aide [45]*"
    small_workspace(root)
    assert run(root / "bondroit.yml", "--month", MONTH) == 0
    return root


def test_a_run_finds_what_was_planted(finished: Path) -> None:
    """The two months paid after a death make one case; the run is complete."""
    folder = only_folder(finished / "runs")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    findings = pl.read_parquet(folder / "findings.parquet", glob=False)
    cases = pl.read_parquet(folder / "cases.parquet", glob=False)
    assert manifest["outcome"] == "complete"
    assert manifest["reasons"] == []
    assert set(findings["rule_id"]) == {"AIS-DEC-001"}
    assert [str(amount) for amount in cases["overpaid"]] == ["1400.00"]
    assert (folder / "case_files" / f"{cases['case_id'][0]}.html").is_file()
    assert (folder / "data_docs" / "index.html").is_file()


def test_the_manifest_accounts_for_every_row(finished: Path) -> None:
    """Each input file says what was read, kept and set aside; each stage its rows."""
    folder = only_folder(finished / "runs")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["inputs"]) == 4 * 4 + 1
    for file in manifest["inputs"]:
        assert file["rows_read"] == file["kept"] + file["quarantined"]
    names = [stage["name"] for stage in manifest["stages"]]
    assert names == [
        "read", "tables", "check", "match", "rules", "cases", "check results", "report",
    ]  # fmt: skip
    tables = manifest["stages"][1]["rows"]
    assert tables["payments"] == 48


def test_run_and_store_are_their_owners_alone(finished: Path) -> None:
    """Folders are 0700 and files 0600."""
    for place in (finished / "runs", finished / "store"):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
        for path in place.rglob("*"):
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode & 0o077 == 0, (path, oct(mode))


def test_nothing_is_left_beside_the_run(finished: Path) -> None:
    """Working folders are gone."""
    assert sorted(path.name for path in (finished / "runs").iterdir()) == [
        ".lock",
        only_folder(finished / "runs").name,
    ]


def test_a_second_run_at_the_same_time_is_refused(
    finished: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """It says so in one sentence, with exit status 2."""
    with only_run(finished / "runs"):
        assert run(finished / "bondroit.yml") == 2
    said = capfd.readouterr()
    assert "another run is under way" in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.usefixtures("server")
def test_changed_content_needs_replace(
    finished: Path,
    tmp_path: Path,
    small_workspace: Callable[[Path], object],
    secrets: tuple[str, ...],
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Same bytes from nothing elsewhere; another content needs --replace; bad rows degrade."""
    small_workspace(tmp_path)
    config = tmp_path / "bondroit.yml"
    assert run(config) == 0
    assert results(only_folder(tmp_path / "runs")) == results(
        only_folder(finished / "runs")
    )
    payments = tmp_path / "extracts" / MONTH / "payments.csv"
    text = payments.read_text(encoding="utf-8")
    payments.write_text(text.replace("700.00", '"1 234,56 €"', 1), encoding="utf-8")
    assert run(config) == 3
    refused = capfd.readouterr()
    assert "--replace" in refused.err
    assert run(config, "--replace") == 1
    said = capfd.readouterr()
    assert "1 enregistrement en quarantaine sur 12 lus" in said.out
    told = "".join((*refused, *said, prefect_content()))
    assert not [secret for secret in secrets if secret in told]
    latest = max(
        (path for path in (tmp_path / "runs").iterdir() if path.is_dir()),
        key=lambda path: path.stat().st_mtime_ns,
    )
    rows = pl.read_parquet(latest / "quarantine.parquet", glob=False)
    assert rows.select("file", "position").rows() == [
        (f"extracts/{MONTH}/payments.csv", "ligne 2")
    ]


@pytest.mark.usefixtures("server")
def test_a_check_stops_the_run_and_says_why(
    tmp_path: Path,
    small_workspace: Callable[[Path], object],
    capfd: pytest.CaptureFixture[str],
) -> None:
    """A failure declared `stop` ends with status 1, and keeps manifest and Data Docs."""
    small_workspace(tmp_path)
    (tmp_path / "extracts" / MONTH / "people.csv").write_text(
        "person_id,birth_name,first_names,birth_date\n", encoding="utf-8"
    )
    assert run(tmp_path / "bondroit.yml") == 1
    said = capfd.readouterr()
    assert "1 contrôle bloquant :" in said.err
    assert len(said.err.splitlines()) == 1
    folder = only_folder(tmp_path / "runs")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["outcome"] == "failed"
    assert (folder / "data_docs" / "index.html").is_file()
    assert not (folder / "cases.parquet").exists()


def _breaks(secret: str) -> Callable[..., object]:
    def fail(*_args: object, **_named: object) -> object:
        message = f"conversion failed on value {secret}"
        raise ValueError(message)

    return fail


@pytest.mark.usefixtures("server")
def test_an_unforeseen_error_quotes_no_row(
    tmp_path: Path,
    small_workspace: Callable[[Path], object],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its text stays out of the terminal, of the logs and of Prefect's database."""
    small_workspace(tmp_path)
    monkeypatch.setattr("bondroit.run.stages.who_is_who", _breaks("QUIBERLOT"))
    assert run(tmp_path / "bondroit.yml") == 2
    said = capfd.readouterr()
    assert "unforeseen ValueError" in said.err
    assert len(said.err.splitlines()) == 1
    assert "QUIBERLOT" not in said.out + said.err + prefect_content()


def prefect_content() -> str:
    """Return everything Prefect's database holds, as text."""
    path = Path(os.environ["PREFECT_HOME"]) / "prefect.db"
    with closing(sqlite3.connect(path)) as database:
        return "\n".join(database.iterdump())


@pytest.mark.usefixtures("server")
def test_a_killed_run_leaves_nothing_and_runs_again(
    finished: Path,
    tmp_path: Path,
    small_workspace: Callable[[Path], object],
) -> None:
    """Killed after the rules, Prefect's server ends (it held stderr); then the same bytes."""
    root = tmp_path / "killed"
    small_workspace(root)
    with subprocess.Popen(
        [sys.executable, "-m", "bondroit", "run"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        said = next((line for line in process.stdout if line.startswith("règles")), "")
        os.kill(process.pid, signal.SIGKILL)
        process.stderr.read()
    assert said
    assert process.returncode == -signal.SIGKILL
    assert not [
        path for path in (root / "runs").iterdir() if not path.name.startswith(".")
    ]
    assert run(root / "bondroit.yml") == 0
    assert results(only_folder(root / "runs")) == results(
        only_folder(finished / "runs")
    )


def test_the_same_run_gives_the_same_bytes_and_prefect_keeps_no_personal_data(
    server: ExitStack,
    finished: Path,
    secrets: tuple[str, ...],
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Again under a server of its own; all that Prefect kept of this file names nobody."""
    server.close()
    before = results(only_folder(finished / "runs"))
    assert run(finished / "bondroit.yml") == 0
    said = capfd.readouterr()
    assert results(only_folder(finished / "runs")) == before
    assert "même contenu" not in said.out
    assert "mise en tables" in said.out
    kept = prefect_content()
    assert f"bondroit-{MONTH}" in kept
    for secret in secrets:
        assert secret not in kept
        assert secret not in said.out + said.err
    assert str(finished) not in kept


@pytest.fixture(autouse=True)
def _mask() -> Iterator[None]:
    """Give the umask back after a run closed it."""
    mask = os.umask(0o022)
    yield
    os.umask(mask)
