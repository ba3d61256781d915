"""The sample read by the product's own readers: what is planned is set aside, no more."""

from datetime import date
from pathlib import Path
from shutil import copytree

import polars as pl
import pytest

from bondroit.config_file import load_config
from bondroit.sources.ingest import ingest
from bondroit.sources.store import Store


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (date(2026, 10, 1), {}),
        (date(2025, 5, 1), {"people": 1, "payments": 4}),
        (date(2025, 7, 1), {"households": 1}),
        (date(2025, 10, 1), {"stays": 1}),
    ],
)
def test_only_the_planned_lines_are_set_aside(
    workspace: Path, tmp_path: Path, month: date, expected: dict[str, int]
) -> None:
    """Each month gives every table; quarantine holds the planted bad lines alone."""
    folder = tmp_path / "read"
    copytree(workspace, folder)
    config = load_config(folder / "bondroit.yml")
    ingest(config, month)
    store = Store(folder / "store")
    told = store.quarantine(config, month).group_by("table").len("rows")
    assert dict(told.iter_rows()) == expected
    tables = store.table_set(config, month)
    names = ("people", "rights", "payments", "households", "visits", "deaths")
    for name in (*names, "controls"):
        assert tables.frame(name).select(pl.len()).collect().item() > 0
