"""`bondroit replay`: the same bytes again, or which file differs and why."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bondroit.cli import main

Capture = pytest.CaptureFixture[str]
pytestmark = pytest.mark.filterwarnings("ignore")


def run(config: Path, run_id: str) -> int:
    """Run the command and return its exit status."""
    with pytest.raises(SystemExit) as stop:
        main(["replay", run_id, "--config", str(config)])
    return int(str(stop.value.code or 0))


def only_run(config: Path) -> Path:
    """Return the folder of the only run of a workspace."""
    (folder,) = (config.parent / "runs").glob("2026-*")
    return folder


@pytest.fixture
def copied(judged_workspace: Path, tmp_path: Path) -> Path:
    """Return the configuration of a copy of the workspace, to spoil."""
    shutil.copytree(judged_workspace.parent, tmp_path / "copy")
    return tmp_path / "copy" / "bondroit.yml"


def test_the_same_run_again_gives_the_same_bytes(copied: Path, capsys: Capture) -> None:
    """Neither today's configuration, rules nor extracts are read."""
    text = copied.read_text(encoding="utf-8")
    changed = text.replace("window_months: 4", "window_months: 2")
    copied.write_text(changed, encoding="utf-8")
    shutil.rmtree(copied.parent / "extracts")
    files = sum(path.is_file() for path in only_run(copied).rglob("*"))
    assert run(copied, only_run(copied).name) == 0
    said = capsys.readouterr().out
    assert said.endswith(f"{files} fichiers identiques, octet pour octet.\n")


def test_what_differs_is_named(copied: Path, capsys: Capture) -> None:
    """Files changed, taken away or added since; purged case files are left out."""
    folder = only_run(copied)
    (folder / "summary.html").write_text("autre chose", encoding="utf-8")
    (folder / "unknowns.parquet").unlink()
    (folder / "note.txt").write_text("ajoutée", encoding="utf-8")
    shutil.rmtree(folder / "case_files")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["code_version"] = "0.0.1+abc"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert run(copied, folder.name) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Exécution faite par la version 0.0.1+abc")
    assert lines[1] == "Dossiers remis purgés depuis : ils ne sont pas comparés."
    assert lines[2:6] == [
        "  manifest.json : contenu différent (code_version)",
        "  note.txt : absent du rejeu",
        "  summary.html : contenu différent",
        "  unknowns.parquet : absent de l'exécution",
    ]
    assert lines[6].startswith(f"Rejeu de {folder.name} : 4 fichiers sur ")


def _unknown(config: Path) -> str:
    return only_run(config).name[:-1]


def _purged_store(config: Path) -> str:
    shutil.rmtree(config.parent / "store" / "payments" / "month=2026-08")
    return only_run(config).name


def _replaced_delivery(config: Path) -> str:
    for path in (config.parent / "store" / "deliveries").rglob("*"):
        if path.is_file() and "2026-09" in str(path):
            path.unlink()
    return only_run(config).name


def _changed_inputs(config: Path) -> str:
    place = only_run(config) / "inputs.zip"
    place.write_bytes(place.read_bytes() + b" ")
    return only_run(config).name


def _without_inputs(config: Path) -> str:
    (only_run(config) / "inputs.zip").unlink()
    return only_run(config).name


@pytest.mark.parametrize(
    ("spoil", "status", "sentence"),
    [
        (_unknown, 2, "it is unknown or purged; did you mean"),
        (_purged_store, 3, "partitions of the folder store were purged"),
        (_replaced_delivery, 3, "this delivery was purged or replaced since"),
        (_changed_inputs, 3, "no longer the one that the run wrote"),
        (_without_inputs, 2, "did not keep its rules"),
    ],
)
def test_what_cannot_be_done_again_is_one_sentence(
    copied: Path,
    capsys: Capture,
    spoil: Callable[[Path], str],
    status: int,
    sentence: str,
) -> None:
    """What was purged, replaced or changed is said, with what to do."""
    assert run(copied, spoil(copied)) == status
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
