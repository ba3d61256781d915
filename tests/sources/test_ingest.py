"""A month's deliveries, from files to the store."""

import gzip
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from bondroit.config import Covers, SourceConfig
from bondroit.errors import DataError
from bondroit.sources.details import without_detail
from bondroit.sources.ingest import ingest, months_to_ingest
from bondroit.sources.store import Store

if TYPE_CHECKING:
    from tests.sources.conftest import Inbox

Open = Callable[..., "Inbox"]
MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)
HEADER = "payment_id,benefit,person_id,month,amount,kind\n"
STAYS = SourceConfig(
    name="stays",
    format="table",
    table="stays",
    path="extracts/{month}/stays.csv",
    covers=Covers(first=date(2023, 1, 1), last="{month}"),
)


def test_rows_are_kept_typed_with_their_place(inbox: Open) -> None:
    """Good rows reach the table set with their source, file and line."""
    box = inbox()
    box.deliver(box.header + box.good)
    report = ingest(box.config, JUNE)
    rows = box.rows().sort("payment_id")
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
    ("3,APA_HOME,p1,2025-06-01,1", "5 colonnes au lieu de 6"),
    ("3,APA_HOME,p1,2025-06-01,1,regular,x", "7 colonnes au lieu de 6"),
    ('3,"APA"HOME,p1,2025-06-01,1,regular', "guillemets mal placés"),
    ("1,APA_HOME,p1,2025-06-01,100.10,regular", "ligne en double"),
]


@pytest.mark.parametrize(("row", "reason"), BAD_ROWS)
def test_a_bad_row_is_quarantined_alone(inbox: Open, row: str, reason: str) -> None:
    """The others are kept, the sum holds, and the run is degraded."""
    box = inbox()
    box.deliver(box.header + box.good + row + "\n")
    report = ingest(box.config, JUNE)
    (file,) = report.files
    assert (file.rows_read, file.kept, file.quarantined) == (3, 2, 1)
    assert report.quarantine.select("position", "table").row(0) == (
        "ligne 4",
        "payments",
    )
    assert pl.Series([report.quarantine["reason"][0]]).str.contains(reason).item()
    assert len(report.degraded) == 1
    assert box.rows().height == 2


def test_ten_thousand_duplicate_ids_keep_one_row(inbox: Open) -> None:
    """Which one is kept depends on its content, not on the order of the rows."""
    lines = [f"9,PCH,p1,2025-06-01,{n}.00,regular" for n in range(1, 10_001)]
    kept = []
    for name, order in (("forth", lines), ("back", lines[::-1])):
        box = inbox(folder=name)
        box.deliver(box.header + "\n".join(order))
        report = ingest(box.config, JUNE)
        assert report.files[0].quarantined == 9_999
        assert "colonnes : amount" in report.quarantine["reason"][0]
        kept.append(box.rows()["amount"].to_list())
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
    inbox: Open, content: bytes, said: str
) -> None:
    """A mandatory source stops the run, and nothing of it is stored."""
    box = inbox()
    box.deliver(content)
    with pytest.raises(DataError) as caught:
        ingest(box.config, JUNE)
    assert said in str(caught.value)
    assert "extracts/2025-06/payments.csv" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not Store(box.config.store).table_set(box.config, JUNE).has("payments")


def test_an_optional_source_that_fails_degrades(inbox: Open) -> None:
    """The rest of the month is read."""
    box = inbox(STAYS)
    box.deliver(box.header + box.good)
    assert ingest(box.config, JUNE).degraded == (
        "Source stays : aucun fichier pour 2025-06.",
    )
    box.deliver(b"\x00\x01", "stays.csv")
    (reserve,) = ingest(box.config, JUNE).degraded
    said, detail = without_detail(reserve)
    assert said == (
        "extracts/2025-06/stays.csv : fichier refusé en entier, rien n'en est repris."
    )
    assert detail.isascii()
    assert ";" in detail
    box.deliver("stay_id,kind,start_date\n", "stays.csv")
    assert ingest(box.config, JUNE).degraded == ()
    assert Store(box.config.store).table_set(box.config, JUNE).has("stays")


def test_an_absent_mandatory_source_stops(inbox: Open) -> None:
    """The sentence names the source and the path."""
    box = inbox()
    with pytest.raises(DataError, match="mandatory source 'apa' has no file"):
        ingest(box.config, JUNE)


def test_the_same_content_is_ignored_and_said(inbox: Open) -> None:
    """A second run has the same report, quarantine included."""
    box = inbox()
    box.deliver(box.header + box.good + "3,,,,,\n")
    first = ingest(box.config, JUNE)
    second = ingest(box.config, JUNE)
    assert "même contenu" in second.notes[0]
    assert second.degraded == first.degraded
    assert second.files == first.files
    assert second.quarantine.equals(first.quarantine)
    assert second.tables == first.tables


def test_another_content_needs_replace(inbox: Open) -> None:
    """Without it the store is untouched; with it nothing of the old one stays."""
    box = inbox()
    box.deliver(box.header + box.good)
    ingest(box.config, JUNE)
    box.deliver(box.header + "7,PCH,p9,2025-06-01,1,regular\n")
    with pytest.raises(DataError, match="--replace"):
        ingest(box.config, JUNE)
    assert box.rows().height == 2
    ingest(box.config, JUNE, replace=True)
    assert box.rows()["payment_id"].to_list() == ["7"]


def test_several_files_of_a_source_add_up(inbox: Open) -> None:
    """Each has its own report; leading zeros of ids stay."""
    box = inbox()
    box.deliver(box.header + box.good, "payments-1.csv")
    second = box.header.replace(",", ";") + "01;PCH;p1;2025-06-15;7;regular\n"
    box.deliver(gzip.compress(second.encode()), "payments-2.csv.gz")
    report = ingest(box.config, JUNE)
    assert [file.kept for file in report.files] == [2, 1]
    assert sorted(box.rows()["payment_id"]) == ["01", "1", "2"]


def test_a_workspace_may_bear_any_name(inbox: Open) -> None:
    """Marks of patterns in its path are plain characters."""
    box = inbox(folder="aide [45]*")
    box.deliver(box.header + box.good)
    assert ingest(box.config, JUNE).tables == {"payments": 2}


def test_history_is_caught_up_oldest_first(inbox: Open) -> None:
    """Months on disk that the store lacks come before the month of the run."""
    box = inbox()
    for month in ("2025-03", "2025-05", "2025-06", "2020-01"):
        box.deliver(box.header, month=month)
    assert months_to_ingest(box.config, JUNE) == (date(2025, 3, 1), MAY, JUNE)
    ingest(box.config, MAY, history=True)
    assert months_to_ingest(box.config, JUNE) == (date(2025, 3, 1), JUNE)
