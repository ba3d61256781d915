"""Bringing extracts from a shared folder, and the credentials of servers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bondroit.config import Config
from bondroit.errors import ConfigurationError, DataError
from bondroit.sources.pull.sources import pull_month
from bondroit.sources.pull.transfer import from_environment

MONTH = date(2026, 10, 1)
Elsewhere = Callable[..., Config]


def test_a_share_is_copied_once(tmp_path: Path, elsewhere: Elsewhere) -> None:
    """A file brought before is not copied again; a changed one is."""
    share = tmp_path / "share"
    share.mkdir()
    (share / "a.xml").write_bytes(b"one")
    config = elsewhere(tmp_path / "w", f"file://{share}/*.xml")
    place = config.root / "extracts/2026-10/rsa/a.xml"

    pull_month(config, MONTH)
    first = place.stat().st_ino
    pull_month(config, MONTH)
    second = place.stat().st_ino
    (share / "a.xml").write_bytes(b"other")
    pull_month(config, MONTH)

    assert first == second
    assert place.read_bytes() == b"other"


def test_an_empty_share_is_told(tmp_path: Path, elsewhere: Elsewhere) -> None:
    """A mandatory source without a file stops; another one is noted."""
    config = elsewhere(tmp_path, f"file://{tmp_path}/none/*.xml")
    optional = replace(config, sources=(replace(config.sources[0], mandatory=False),))

    with pytest.raises(DataError, match="no file"):
        pull_month(config, MONTH)
    assert "rien reçu" in pull_month(optional, MONTH)[0]


def test_credentials_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names in the configuration point to variables; absent ones are told."""
    monkeypatch.setenv("CAF_USER", "dpt")
    monkeypatch.setenv("CAF_PASSWORD", "x")

    assert from_environment("CAF").user == "dpt"
    with pytest.raises(ConfigurationError, match="set MSA_USER"):
        from_environment("MSA")
