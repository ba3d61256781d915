"""Tables delivered as they are, in every form."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from bondroit.errors import ConfigurationError, DataError
from bondroit.sources import csv_text
from bondroit.sources.reading import Reading, ReadRequest
from bondroit.sources.table_reader import read_table

COLUMNS = ("facility_id", "gir", "valid_from", "daily_tariff")


def _read(path: Path, **options: object) -> tuple[pl.DataFrame, Reading]:
    reading = Reading(source="s", file=path.name, month=date(2025, 6, 1))
    request = ReadRequest(
        path=path,
        reading=reading,
        options={"table": "facility_tariffs", **options},
        workspace=path.parent,
    )
    return pl.concat([chunk.rows for chunk in read_table(request)]), reading


def test_csv_parquet_and_excel_give_the_same_rows(tmp_path: Path) -> None:
    """Whatever the form, the place of a row is its line."""
    text = tmp_path / "t.csv"
    text.write_text(";".join(COLUMNS) + "\n0450;1;2025-01-01;21.5\n", encoding="utf-8")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(COLUMNS))
    sheet.append(["0450", 1, datetime(2025, 1, 1), 21.5])  # noqa: DTZ001 - no zone
    book.save(tmp_path / "t.xlsx")
    pl.DataFrame(
        [("0450", 1, date(2025, 1, 1), Decimal("21.50"))], schema=COLUMNS, orient="row"
    ).write_parquet(tmp_path / "t.parquet")
    seen = []
    for name in ("t.csv", "t.xlsx", "t.parquet"):
        rows, reading = _read(tmp_path / name)
        assert reading.rows_read == 1
        seen.append((rows["facility_id"][0], rows["position"][0]))
    assert seen == [("0450", "ligne 2"), ("0450", "ligne 2"), ("0450", "ligne 1")]


def test_quoted_cells_hold_separators_and_ends_of_line(tmp_path: Path) -> None:
    """Lines are numbered as an editor shows them; blank ones are not rows."""
    path = tmp_path / "t.csv"
    path.write_text(
        ",".join(COLUMNS) + '\n"a\n,b",1,2025-01-01,1\n\n"c",2,2025-01-01,2\n',
        encoding="utf-8",
    )
    rows, reading = _read(path)
    assert rows["facility_id"].to_list() == ["a\n,b", "c"]
    assert rows["position"].to_list() == ["ligne 2", "ligne 5"]
    assert reading.rows_read == 2


@pytest.mark.parametrize("quote", ["", '"'])
def test_lines_are_numbered_across_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quote: str
) -> None:
    """Both ways of reading number the lines alike, with a header further down."""
    monkeypatch.setattr(csv_text, "BATCH_ROWS", 7)
    path = tmp_path / "t.csv"
    lines = [f"{quote}{n}{quote},1,2025-01-01,1" for n in range(20)]
    path.write_text("\n".join(["x", ",".join(COLUMNS), *lines]), encoding="utf-8")
    rows, reading = _read(path, header_line=2)
    assert rows["facility_id"].to_list() == [f"{n}" for n in range(20)]
    assert rows["position"].to_list() == [f"ligne {n + 3}" for n in range(20)]
    assert reading.rows_read == 20


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_ends_of_line_and_marks_change_nothing(
    tmp_path: Path, ending: str, mark: str
) -> None:
    """A file from any system reads the same."""
    path = tmp_path / "t.csv"
    text = ending.join([mark + ",".join(COLUMNS), "é,1,2025-01-01,1", ""])
    path.write_bytes(text.encode())
    rows, _ = _read(path)
    assert rows["facility_id"].to_list() == ["é"]
    assert rows["daily_tariff"].str.strip_chars().to_list() == ["1"]


def test_declared_options_are_obeyed(tmp_path: Path) -> None:
    """Encoding, separator and columns that are left out on purpose."""
    path = tmp_path / "t.csv"
    path.write_bytes(
        ("\t".join([*COLUMNS, "note"]) + "\né\t1\tx\t1\tz\n").encode("cp1252")
    )
    rows, _ = _read(path, encoding="cp1252", separator="\t", ignored=["note"])
    assert rows["facility_id"].to_list() == ["é"]
    assert "note" not in rows.columns


@pytest.mark.parametrize(
    ("options", "said"),
    [({"encoding": "klingon"}, "unknown encoding"), ({"header_line": 0}, "line")],
)
def test_wrong_options_are_faults_of_the_configuration(
    tmp_path: Path, options: dict[str, object], said: str
) -> None:
    """They are told before the file is read."""
    path = tmp_path / "t.csv"
    path.write_text(",".join(COLUMNS), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=said):
        _read(path, **options)


def test_a_workbook_that_cannot_be_read(tmp_path: Path) -> None:
    """A damaged workbook, and a sheet that is not there."""
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"PK\x03\x04junk")
    with pytest.raises(DataError, match="damaged"):
        _read(path)
    openpyxl.Workbook().save(path)
    with pytest.raises(DataError, match="no sheet 'Nope'"):
        _read(path, sheet="Nope")
    with pytest.raises(DataError, match="no column name"):
        _read(path)
