"""Workspaces whose sources lie elsewhere or are delivered by hand."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from bondroit.config import Config, SourceConfig
from bondroit.sources.loading import Loaded, load_tables
from bondroit.sources.store import Store

PAYMENTS = SourceConfig(
    name="apa",
    format="table",
    table="payments",
    path="extracts/{month}/payments*",
    mandatory=True,
)


def _config(root: Path, *sources: SourceConfig) -> Config:
    return Config(
        root=root,
        file=root / "bondroit.yml",
        departement="45",
        window_months=12,
        as_of="last_day",
        sources=sources,
        rules=(),
        retention_months={},
    )


@pytest.fixture(scope="session")
def elsewhere() -> Callable[..., Config]:
    """Return a maker of configurations with one source that lies elsewhere."""

    def configured(root: Path, url: str, **pull: str) -> Config:
        source = SourceConfig(
            name="rsa",
            format="cnaf-vrsb",
            path=pull.pop("path", "extracts/{month}/rsa/*.xml"),
            mandatory=True,
            pull={"url": url, **pull},
        )
        return _config(root, source)

    return configured


@dataclass(frozen=True, slots=True)
class Inbox:
    """A workspace whose files are delivered by hand, June 2025 unless told.

    Attributes:
        config: its configuration.
        header: columns of a file of payments.
        good: two sound rows under it.

    """

    config: Config
    header: str = "payment_id,benefit,person_id,month,amount,kind\n"
    good: str = (
        "1,APA_HOME,p1,2025-06-01,100.10,regular\n"
        "2,APA_HOME,p2,2025-06-01,-5,recovery\n"
    )

    def deliver(
        self,
        content: str | bytes,
        name: str = "payments.csv",
        month: str = "2025-06",
    ) -> Path:
        """Deliver a file of a month."""
        path = self.config.root / "extracts" / month / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def rows(self) -> pl.DataFrame:
        """Return the payments of June 2025 that the store holds."""
        tables = Store(self.config.store).table_set(self.config, date(2025, 6, 1))
        return tables.frame("payments").collect()


@pytest.fixture
def inbox(tmp_path: Path) -> Callable[..., Inbox]:
    """Return a maker of workspaces; payments are their mandatory source."""

    def opened(*more: SourceConfig, folder: str = ".", mandatory: bool = True) -> Inbox:
        payments = replace(PAYMENTS, mandatory=mandatory)
        return Inbox(_config(tmp_path / folder, payments, *more))

    return opened


@pytest.fixture(name="load")
def _load(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Loaded]:
    """Load the tables of the test's folder."""
    return lambda: load_tables(tmp_path, tmp_path_factory.mktemp("work"))
