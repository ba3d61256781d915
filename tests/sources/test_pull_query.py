"""Bringing the rows of a query from a real PostgreSQL."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import create_engine, text

from bondroit.config import Config
from bondroit.errors import ConfigurationError, DataError
from bondroit.sources.pull.sources import pull_month
from bondroit.sources.pull.transfer import Credentials

MONTH = date(2026, 10, 1)
Elsewhere = Callable[..., Config]
Queried = Callable[[str, str], Config]


@pytest.fixture
def queried(tmp_path: Path, postgresql: str, elsewhere: Elsewhere) -> Queried:
    """Return a configuration whose source is a query, kept under a name."""

    def configured(query: str, name: str) -> Config:
        root = tmp_path / "w"
        (root / "queries").mkdir(parents=True)
        (root / "queries/p.sql").write_text(query)
        path = "extracts/{month}/" + name
        return elsewhere(root, postgresql, path=path, query="queries/p.sql")

    return configured


@pytest.mark.parametrize("name", ["payments.parquet", "payments.csv"])
def test_a_query_is_streamed_from_postgresql(
    queried: Queried, postgresql: str, name: str
) -> None:
    """Rows of the month arrive exact to the cent, as text."""
    engine = create_engine(postgresql)
    with engine.begin() as link:
        link.execute(text("drop table if exists pay"))
        link.execute(
            text("create table pay(id text, month date, amount numeric(12,2))")
        )
        link.execute(
            text(
                "insert into pay select 'p' || i, date '2026-10-01', i + 0.10 "
                "from generate_series(1, 60000) i"
            )
        )
        link.execute(text("insert into pay values ('old', date '2026-09-01', 1)"))
    engine.dispose()
    query = "select id, month, amount from pay where month = :month order by id"
    config = queried(query, name)

    pull_month(config, MONTH, lambda _name: Credentials())

    place = config.root / "extracts/2026-10" / name
    rows = (
        pl.read_parquet(place)
        if name.endswith("parquet")
        else pl.read_csv(place, infer_schema=False)
    )
    assert rows.height == 60000
    assert rows.filter(pl.col("id") == "p7").row(0) == ("p7", "2026-10-01", "7.10")


@pytest.mark.parametrize(
    ("query", "error", "said"),
    [
        pytest.param("select nothing from nowhere", ConfigurationError, "refused the query", id="wrong"),
        pytest.param("select 1 as a where false", DataError, "no row", id="empty"),
    ],
)  # fmt: skip
def test_a_query_that_fails_leaves_no_file(
    queried: Queried, query: str, error: type[Exception], said: str
) -> None:
    """A wrong or empty query is one sentence, and writes nothing."""
    config = queried(query, "p.parquet")

    with pytest.raises(error, match=said):
        pull_month(config, MONTH, lambda _name: Credentials())

    assert list((config.root / "extracts/2026-10").glob("*.parquet")) == []
