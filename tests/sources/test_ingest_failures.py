"""A month that is interrupted or cannot be written is whole or read again."""

import errno
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bondroit.errors import DataError
from bondroit.sources.ingest import ingest
from bondroit.sources.ledger import Ledger
from bondroit.sources.store import Store

if TYPE_CHECKING:
    from tests.sources.conftest import Inbox

Open = Callable[..., "Inbox"]
JUNE = date(2025, 6, 1)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "writing is not allowed"),
        (errno.EROFS, "the disk is read-only"),
    ],
)
def test_a_disk_that_refuses_is_one_sentence_and_loses_nothing(
    inbox: Open, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    """An optional source fails too; the month is read again once there is room."""
    box = inbox(mandatory=False)
    box.deliver(box.header + box.good)

    def refuse(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        with pytest.raises(DataError, match=said):
            ingest(box.config, JUNE)
    assert ingest(box.config, JUNE).notes == ()
    assert box.rows().height == 2


def test_the_store_is_the_owners_alone(inbox: Open) -> None:
    """Every folder of the store is closed to others."""
    box = inbox()
    box.deliver(box.header + box.good)
    ingest(box.config, JUNE)
    folders = [
        box.config.store,
        *(p for p in box.config.store.rglob("*") if p.is_dir()),
    ]
    assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}


class _Killed(BaseException):
    """Stands for SIGKILL: no handler of ours may catch it."""


def _kill_at(step: int) -> Callable[[Path], None]:
    state = {"left": step}
    replace = Path.replace

    def replaced(self: Path, target: Path) -> Path:
        if state["left"] == 0:
            raise _Killed
        state["left"] -= 1
        return replace(self, target)

    return replaced  # type: ignore[return-value]


@pytest.mark.parametrize("step", range(3))
def test_killed_at_any_step_a_replacement_is_whole_or_redone(
    inbox: Open, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """No mix of two deliveries is ever seen, and the next run ends the same."""
    box = inbox()
    box.deliver(box.header + box.good)
    ingest(box.config, JUNE)
    box.deliver(box.header + "7,PCH,p9,2025-06-01,1,regular\n")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", _kill_at(step))
        with pytest.raises(_Killed):
            ingest(box.config, JUNE, replace=True)
    tables = Store(box.config.store).table_set(box.config, JUNE)
    assert not tables.has("payments")
    report = ingest(box.config, JUNE)
    assert report.tables == {"payments": 1}
    assert box.rows()["payment_id"].to_list() == ["7"]
    assert len(Ledger(box.config.store / "deliveries").deliveries(JUNE)) == 1
