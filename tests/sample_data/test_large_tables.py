"""The large tables: as many rows as asked, the same with the same seed."""

from pathlib import Path

import polars as pl

from bondroit.config_file import load_config
from bondroit.model.tables import TABLES
from bondroit.sample_data.large import Large, write_large

SMALL = Large(rights=400, months=3, deaths=1_000)


def test_large_tables_hold_what_was_asked(tmp_path: Path) -> None:
    """Rights, months and deaths are counted; columns are those of the contract."""
    write_large(tmp_path, size=SMALL)
    last = tmp_path / "extracts" / "2026-10"
    rights = pl.read_parquet(last / "rights.parquet")
    assert rights.height == 400
    assert set(rights.columns) <= set(TABLES["rights"].schema)
    assert pl.read_parquet(tmp_path / "registers" / "deaths.parquet").height == 1_000
    assert len(list((tmp_path / "extracts").iterdir())) == 3
    assert pl.read_parquet(last / "payments.parquet")["person_id"].n_unique() == 400


def test_large_tables_are_the_same_twice(tmp_path: Path) -> None:
    """The same seed gives the same rows."""
    for name in ("one", "two"):
        write_large(tmp_path / name, size=SMALL)
    for path in (tmp_path / "one").rglob("*.parquet"):
        other = tmp_path / "two" / path.relative_to(tmp_path / "one")
        assert pl.read_parquet(path).equals(pl.read_parquet(other))


def test_large_configuration_is_accepted(tmp_path: Path) -> None:
    """The configuration written beside the tables is read without a problem."""
    write_large(tmp_path, size=SMALL)
    config = load_config(tmp_path / "bondroit.yml")
    assert len(config.sources) == 10


def test_large_visits_are_what_is_invoiced(tmp_path: Path) -> None:
    """Providers bill the hours they recorded, and no worker is in two places."""
    write_large(tmp_path, size=SMALL)
    last = tmp_path / "extracts" / "2026-10"
    lines = pl.read_parquet(last / "invoice_lines.parquet")
    visits = pl.read_parquet(last / "visits.parquet")
    hours = visits.group_by("provider_id", "person_id").len()
    billed = lines.join(hours, on=["provider_id", "person_id"], how="left")
    alike = billed.filter(pl.col("hours") == pl.col("len"))
    assert lines.height == 136
    assert alike.height > lines.height * 0.9
    assert (
        not visits.select(pl.struct("worker_id", "start").is_duplicated())
        .to_series()
        .any()
    )
