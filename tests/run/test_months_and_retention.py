"""The latest month delivered, and what is old enough to be deleted."""

import json
from datetime import date
from pathlib import Path

import pytest

from bondroit.config import Config
from bondroit.config_file import load_config
from bondroit.errors import ConfigurationError
from bondroit.review.desk import open_desk
from bondroit.run.months import latest_month
from bondroit.run.retention import purge

NOW = date(2026, 10, 1)


def _workspace(root: Path, *paths: str, retention: str = "") -> Config:
    root.mkdir(parents=True, exist_ok=True)
    sources = "\n".join(
        f'  - {{name: s{rank}, format: cnaf-vrsb, path: "{path}"}}'
        for rank, path in enumerate(paths)
    )
    config = root / "bondroit.yml"
    config.write_text(
        f'departement: "45"\nsources:\n{sources}\n{retention}', encoding="utf-8"
    )
    return load_config(config)


def _file(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", encoding="utf-8")
    return path


LATEST = [
    ("extracts/{month}/rsa/*.xml", ["extracts/2026-09/rsa/a.xml", "extracts/2026-10/rsa/b.csv"]),
    ("extracts/{month}.xml", ["extracts/2026-08.xml", "extracts/2026-09.xml"]),
    ("in/RSA_{month}_*.xml", ["in/RSA_2026-09_2026-12.xml", "in/RSA_2026-13_x.xml"]),
    ("*/{month}/a.xml", ["caf/2026-08/a.xml", "msa/2026-09/a.xml"]),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "files"), LATEST)
def test_the_latest_month_has_files(
    tmp_path: Path, pattern: str, files: list[str]
) -> None:
    """A folder without a file of the source does not count; the root is taken as is."""
    root = tmp_path / "aide [45]* 2027-01"
    config = _workspace(root, "registers/deces-*.txt", pattern)
    for name in files:
        _file(root / name)
    assert latest_month(config) == date(2026, 9, 1)


def test_an_absolute_path_is_searched_too(tmp_path: Path) -> None:
    """Extracts may lie outside the workspace."""
    config = _workspace(tmp_path / "w", f"{tmp_path}/elsewhere/{{month}}/*.xml")
    _file(tmp_path / "elsewhere" / "2026-10" / "a.xml")
    assert latest_month(config) == NOW


def test_without_any_delivery_the_month_is_asked_for(tmp_path: Path) -> None:
    """One sentence says where to put the extracts."""
    config = _workspace(tmp_path, "extracts/{month}/*.xml")
    with pytest.raises(ConfigurationError, match="or give --month"):
        latest_month(config)


RETENTION = "retention_months: {extracts: 2, store: 3, runs: 6, case_files: 1}\n"


def _old_workspace(root: Path) -> Config:
    config = _workspace(root, "extracts/{month}/*.xml", retention=RETENTION)
    for month in ("2026-04", "2026-07", "2026-08", "2026-09", "2026-10"):
        _file(root / "extracts" / month / "a.xml")
        _file(root / "store" / "people" / f"month={month}" / "source=x" / "p.parquet")
        _file(root / "store" / "deliveries" / f"month={month}" / "x.json")
        run = root / "runs" / f"{month}-aaa"
        _file(run / "case_files" / "1.html")
        _file(run / "cases.xlsx")
        _file(run / "manifest.json").write_text(json.dumps({}), encoding="utf-8")
    return config


def _left(root: Path) -> list[str]:
    files = [path for path in root.rglob("*") if path.is_file()]
    return sorted(str(path.relative_to(root)) for path in files)


def test_each_kind_is_deleted_at_its_own_age(tmp_path: Path) -> None:
    """Months are counted back from the one given; what is younger stays."""
    config = _old_workspace(tmp_path)
    lines = purge(config, NOW, dry_run=False)
    assert lines[1] == "store: 2 supprimés, avant 2026-07"
    left = _left(tmp_path)
    assert [name for name in left if name.startswith("extracts")] == [
        f"extracts/2026-{month}/a.xml" for month in ("08", "09", "10")
    ]
    assert sum(name.startswith("store") for name in left) == 2 * 4
    assert [name for name in left if name.endswith("manifest.json")] == [
        f"runs/2026-{month}-aaa/manifest.json"
        for month in ("04", "07", "08", "09", "10")
    ]
    assert [name for name in left if name.endswith(".html")] == [
        f"runs/2026-{month}-aaa/case_files/1.html" for month in ("09", "10")
    ]


def test_a_trial_deletes_nothing(tmp_path: Path) -> None:
    """It only counts what would go."""
    config = _old_workspace(tmp_path)
    before = _left(tmp_path)
    lines = purge(config, NOW, dry_run=True)
    assert _left(tmp_path) == before
    assert lines[0] == "extracts: 2 à supprimer, avant 2026-08"


@pytest.mark.parametrize(("month", "kept"), [(NOW, True), (date(2027, 2, 1), False)])
def test_comparisons_of_the_matcher_go_with_their_month(
    tmp_path: Path, month: date, *, kept: bool
) -> None:
    """They come from the latest month of the store, and are as old."""
    config = _old_workspace(tmp_path)
    cached = _file(tmp_path / "store" / ".matching" / "pairs.parquet")
    purge(config, month, dry_run=False)
    assert cached.exists() is kept


def test_a_desk_is_purged_too(tmp_path: Path) -> None:
    """Its lines follow those of the files; without a desk there are none, and none is made."""
    config = _old_workspace(tmp_path)
    assert len(purge(config, NOW, dry_run=True)) == 4
    assert not (tmp_path / "review").exists()

    open_desk(config).close()
    lines = purge(config, NOW, dry_run=True)
    assert lines[4] == "dossiers du bureau: 0 à effacer"
    assert (
        purge(config, NOW, dry_run=False)[4] == "dossiers du bureau: 0, effacement fait"
    )
