"""Small files of deaths, and what their reader gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bondroit.sources.insee_deaths import read_insee_deaths
from bondroit.sources.reading import Reading, ReadRequest


@dataclass
class Deaths:
    """What the reader gave for one file."""

    reading: Reading
    frames: list[pl.DataFrame] = field(default_factory=list)

    @property
    def rows(self) -> pl.DataFrame:
        """The rows of the table deaths."""
        return pl.concat(self.frames)

    def row(self) -> dict[str, Any]:
        """Return the only row."""
        (row,) = self.rows.to_dicts()
        return row


Read = Callable[..., Deaths]
Line = Callable[..., str]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that writes a file of deaths and reads it."""

    def run(
        content: bytes | str | Path, options: Mapping[str, Any] | None = None
    ) -> Deaths:
        path = content if isinstance(content, Path) else tmp_path / "deces.txt"
        if not isinstance(content, Path):
            data = content if isinstance(content, bytes) else content.encode()
            path.write_bytes(data)
        deaths = Deaths(
            Reading(source="deaths", file="deces.txt", month=date(2025, 3, 1))
        )
        request = ReadRequest(
            path=path, reading=deaths.reading, options=options or {}, workspace=tmp_path
        )
        for chunk in read_insee_deaths(request):
            assert chunk.table == "deaths"
            deaths.frames.append(chunk.rows)
        return deaths

    return run


def _line(
    names: str = "MARTIN*ANNE ZOE/",
    sex: str = "2",
    born: str = "19400517",
    commune: str = "ORLEANS",
    country: str = "",
    died: str = "20250114",
    place: str = "45147",
    act: str = "123",
) -> str:
    """Return one line of fixed width."""
    return f"{names:<80}{sex}{born}45234{commune:<30}{country:<30}{died}{place}{act:<9}"


@pytest.fixture(scope="session")
def line() -> Line:
    """Return the writer of lines of fixed width."""
    return _line
