"""A month's deliveries, from files to the store."""

import errno
import gzip
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from bondroit.config import Config, Covers, SourceConfig
from bondroit.errors import DataError
from bondroit.sources.ingest import ingest, months_to_ingest
from bondroit.sources.ledger import Ledger
from bondroit.sources.store import Store

MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)
HEADER = "payment_id,benefit,person_id,month,amount,kind\n"
GOOD = "1,APA_HOME,p1,2025-06-01,100.10,regular\n2,APA_HOME,p2,2025-06-01,-5,recovery\n"
PAYMENTS = SourceConfig(
    name="apa",
    format="table",
    table="payments",
    path="extracts/{month}/payments*",
    mandatory=True,
)
STAYS = SourceConfig(
    name="stays",
    format="table",
    table="stays",
    path="extracts/{month}/stays.csv",
    covers=Covers(first=date(2023, 1, 1), last="{month}"),
)


def _workspace(root: Path, *sources: SourceConfig) -> Config:
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


def _deliver(root: Path, month: str, name: str, content: str | bytes) -> Path:
    path = root / "extracts" / month / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _rows(config: Config, month: date = JUNE, table: str = "payments") -> pl.DataFrame:
    tables = Store(config.store).table_set(config, month)
    return tables.frame(table).collect()


def test_rows_are_kept_typed_with_their_place(tmp_path: Path) -> None:
    """Good rows reach the table set with their source, file and line."""
    config = _workspace(tmp_path, PAYMENTS)
    _deliver(tmp_path, "2025-06", "payments.csv", HEADER + GOOD)
    report = ingest(config, JUNE)
    rows = _rows(config).sort("payment_id")
    assert report.degraded == ()
    assert report.tables == {"payments": 2}
    assert rows["amount"].to_list() == [Decimal("100.10"), Decimal("-5.00")]
    assert rows["source"].to_list() == ["apa", "apa"]
    assert rows["source_file"][0] == "extracts/2025-06/payments.csv"
    assert rows["source_position"].to_list() == ["ligne 2", "ligne 3"]


BAD_ROWS = [
    ('3,APA_HOME,p1,2025-06-01,"1 234,56 €",regular', "amount : montant illisible"),
    ("3,APA_HOME,p1,2025-06-01,12.345,regular", "amount : montant à plus de 2"),
    ("3,APA_HOME,p1,2025-06-01,12345678901,regular", "amount : montant trop grand"),
    ("3,APA_HOME,p1,2099-01-01,1,regular", "month : date invraisemblable"),
    ("3,APA_HOME,p1,0001-01-01,1,regular", "month : date invraisemblable"),
    ("3,APA_HOME,p1,01/06/2025,1,regular", "month : date illisible"),
    ("3,APA_HOME,,2025-06-01,1,regular", "person_id : valeur absente"),
    ("3,APA,p1,2025-06-01,1,regular", "benefit : valeur hors de la liste"),
    ("3,APA_HOME,p1,2025-06-01,1", "5 colonne\\(s\\) au lieu de 6"),
    ("3,APA_HOME,p1,2025-06-01,1,regular,x", "7 colonne\\(s\\) au lieu de 6"),
    ('3,"APA"HOME,p1,2025-06-01,1,regular', "guillemets mal placés"),
    ("1,APA_HOME,p1,2025-06-01,100.10,regular", "ligne en double"),
]


@pytest.mark.parametrize(("row", "reason"), BAD_ROWS)
def test_a_bad_row_is_quarantined_alone(tmp_path: Path, row: str, reason: str) -> None:
    """The others are kept, the sum holds, and the run is degraded."""
    config = _workspace(tmp_path, PAYMENTS)
    _deliver(tmp_path, "2025-06", "payments.csv", HEADER + GOOD + row + "\n")
    report = ingest(config, JUNE)
    (file,) = report.files
    assert (file.rows_read, file.kept, file.quarantined) == (3, 2, 1)
    assert report.quarantine.select("position", "table").row(0) == (
        "ligne 4",
        "payments",
    )
    assert pl.Series([report.quarantine["reason"][0]]).str.contains(reason).item()
    assert len(report.degraded) == 1
    assert _rows(config).height == 2


def test_ten_thousand_duplicate_ids_keep_one_row(tmp_path: Path) -> None:
    """Which one is kept depends on its content, not on the order of the rows."""
    lines = [f"9,PCH,p1,2025-06-01,{n}.00,regular" for n in range(1, 10_001)]
    kept = []
    for name, order in (("forth", lines), ("back", lines[::-1])):
        config = _workspace(tmp_path / name, PAYMENTS)
        _deliver(config.root, "2025-06", "payments.csv", HEADER + "\n".join(order))
        report = ingest(config, JUNE)
        assert report.files[0].quarantined == 9_999
        assert "colonnes : amount" in report.quarantine["reason"][0]
        kept.append(_rows(config)["amount"].to_list())
    assert kept == [[Decimal("1.00")], [Decimal("1.00")]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"   \n", "the file is empty"),
        (b"\x7fELF\x00\x00\x01", "binary"),
        (HEADER.encode() + b"1,APA_HOME,\xe9,2025-06-01,1,regular\n", "not UTF-8"),
        (HEADER.replace("amount", "montant").encode(), "'montant' is not one of"),
        (HEADER.replace(",amount", "").encode(), "'amount' of payments is missing"),
        (HEADER.replace("kind", "amount").encode(), "'amount' stands twice"),
        ((HEADER + '1,APA_HOME,"p1,2025').encode(), "never closed"),
        (b"PAR1 and nothing else", "truncated or damaged"),
        (gzip.compress(HEADER.encode() * 999)[:-9], "truncated or damaged"),
        (b"a,b;c\n", "both ',' and ';'"),
    ],
)
def test_an_unreadable_file_is_one_sentence(
    tmp_path: Path, content: bytes, said: str
) -> None:
    """A mandatory source stops the run, and nothing of it is stored."""
    config = _workspace(tmp_path, PAYMENTS)
    _deliver(tmp_path, "2025-06", "payments.csv", content)
    with pytest.raises(DataError) as caught:
        ingest(config, JUNE)
    assert said in str(caught.value)
    assert "extracts/2025-06/payments.csv" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not Store(config.store).table_set(config, JUNE).has("payments")


def test_an_optional_source_that_fails_degrades(tmp_path: Path) -> None:
    """The rest of the month is read."""
    config = _workspace(tmp_path, PAYMENTS, STAYS)
    _deliver(tmp_path, "2025-06", "payments.csv", HEADER + GOOD)
    assert ingest(config, JUNE).degraded == (
        "Source stays : aucun fichier pour 2025-06.",
    )
    _deliver(tmp_path, "2025-06", "stays.csv", b"\x00\x01")
    assert "refusé en entier" in ingest(config, JUNE).degraded[0]
    _deliver(tmp_path, "2025-06", "stays.csv", "stay_id,kind,start_date\n")
    assert ingest(config, JUNE).degraded == ()
    assert Store(config.store).table_set(config, JUNE).has("stays")


def test_an_absent_mandatory_source_stops(tmp_path: Path) -> None:
    """The sentence names the source and the path."""
    config = _workspace(tmp_path, PAYMENTS)
    with pytest.raises(DataError, match="mandatory source 'apa' has no file"):
        ingest(config, JUNE)


def test_the_same_content_is_ignored_and_said(tmp_path: Path) -> None:
    """A second run has the same report, quarantine included."""
    config = _workspace(tmp_path, PAYMENTS)
    _deliver(tmp_path, "2025-06", "payments.csv", HEADER + GOOD + "3,,,,,\n")
    first = ingest(config, JUNE)
    second = ingest(config, JUNE)
    assert "même contenu" in second.notes[0]
    assert second.degraded == first.degraded
    assert second.files == first.files
    assert second.quarantine.equals(first.quarantine)
    assert second.tables == first.tables


def test_another_content_needs_replace(tmp_path: Path) -> None:
    """Without it the store is untouched; with it nothing of the old one stays."""
    config = _workspace(tmp_path, PAYMENTS)
    _deliver(tmp_path, "2025-06", "payments.csv", HEADER + GOOD)
    ingest(config, JUNE)
    _deliver(
        tmp_path, "2025-06", "payments.csv", HEADER + "7,PCH,p9,2025-06-01,1,regular\n"
    )
    with pytest.raises(DataError, match="--replace"):
        ingest(config, JUNE)
    assert _rows(config).height == 2
    ingest(config, JUNE, replace=True)
    assert _rows(config)["payment_id"].to_list() == ["7"]


def test_several_files_of_a_source_add_up(tmp_path: Path) -> None:
    """Each has its own report; leading zeros of ids stay."""
    config = _workspace(tmp_path, PAYMENTS)
    _deliver(tmp_path, "2025-06", "payments-1.csv", HEADER + GOOD)
    second = HEADER.replace(",", ";") + "01;PCH;p1;2025-06-15;7;regular\n"
    _deliver(tmp_path, "2025-06", "payments-2.csv.gz", gzip.compress(second.encode()))
    report = ingest(config, JUNE)
    assert [file.kept for file in report.files] == [2, 1]
    assert sorted(_rows(config)["payment_id"]) == ["01", "1", "2"]


def test_a_workspace_may_bear_any_name(tmp_path: Path) -> None:
    """Marks of patterns in its path are plain characters."""
    config = _workspace(tmp_path / "aide [45]*", PAYMENTS)
    _deliver(config.root, "2025-06", "payments.csv", HEADER + GOOD)
    assert ingest(config, JUNE).tables == {"payments": 2}


def test_history_is_caught_up_oldest_first(tmp_path: Path) -> None:
    """Months on disk that the store lacks come before the month of the run."""
    config = _workspace(tmp_path, PAYMENTS)
    for month in ("2025-03", "2025-05", "2025-06", "2020-01"):
        _deliver(tmp_path, month, "payments.csv", HEADER)
    assert months_to_ingest(config, JUNE) == (date(2025, 3, 1), MAY, JUNE)
    ingest(config, MAY, history=True)
    assert months_to_ingest(config, JUNE) == (date(2025, 3, 1), JUNE)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "writing is not allowed"),
        (errno.EROFS, "the disk is read-only"),
    ],
)
def test_a_disk_that_refuses_is_one_sentence_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    """An optional source fails too; the month is read again once there is room."""
    config = _workspace(tmp_path, replace(PAYMENTS, mandatory=False))
    _deliver(tmp_path, "2025-06", "payments.csv", HEADER + GOOD)

    def refuse(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        with pytest.raises(DataError, match=said):
            ingest(config, JUNE)
    assert ingest(config, JUNE).notes == ()
    assert _rows(config).height == 2


def test_the_store_is_the_owners_alone(tmp_path: Path) -> None:
    """Every folder of the store is closed to others."""
    config = _workspace(tmp_path, PAYMENTS)
    _deliver(tmp_path, "2025-06", "payments.csv", HEADER + GOOD)
    ingest(config, JUNE)
    folders = [config.store, *(p for p in config.store.rglob("*") if p.is_dir())]
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
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """No mix of two deliveries is ever seen, and the next run ends the same."""
    config = _workspace(tmp_path, PAYMENTS)
    _deliver(tmp_path, "2025-06", "payments.csv", HEADER + GOOD)
    ingest(config, JUNE)
    _deliver(
        tmp_path, "2025-06", "payments.csv", HEADER + "7,PCH,p9,2025-06-01,1,regular\n"
    )
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", _kill_at(step))
        with pytest.raises(_Killed):
            ingest(config, JUNE, replace=True)
    tables = Store(config.store).table_set(config, JUNE)
    assert not tables.has("payments")
    report = ingest(config, JUNE)
    assert report.tables == {"payments": 1}
    assert _rows(config)["payment_id"].to_list() == ["7"]
    assert len(Ledger(config.store / "deliveries").deliveries(JUNE)) == 1
