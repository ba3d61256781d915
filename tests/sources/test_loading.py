"""Tables of a folder, loaded for `detect`."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from bondroit.errors import DataError
from bondroit.model.tables import TABLES
from bondroit.sources.loading import load_tables

PAYMENTS = """source,payment_id,benefit,person_id,month,amount,kind
apa,001,APA_HOME,p1,2025-01-01,100.10,regular
apa,002,APA_HOME,p1,2025-03-15,-20,recovery
"""


def test_csv_and_parquet_load_with_the_contract_columns(tmp_path: Path) -> None:
    """Absent columns are null, leading zeros stay, money is exact to the cent."""
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    pl.DataFrame(
        {"source": ["x"], "death_id": ["1"], "death_date": [date(2025, 1, 2)]}
    ).write_parquet(tmp_path / "deaths.parquet")
    tables = load_tables(tmp_path)
    rows = tables.frame("payments").collect()
    assert rows["payment_id"].to_list() == ["001", "002"]
    assert rows["amount"].to_list() == [Decimal("100.10"), Decimal("-20.00")]
    assert rows["month"].to_list() == [date(2025, 1, 1), date(2025, 3, 1)]
    assert rows.select(*TABLES["payments"].schema).schema == TABLES["payments"].schema
    assert rows["source_position"].to_list() == ["ligne 2", "ligne 3"]
    assert tables.frame("deaths").collect()["birth_name"].to_list() == [None]
    assert not tables.has("stays")


def test_coverage_is_deduced_when_absent(tmp_path: Path) -> None:
    """Payments cover their first to last month, other tables everything."""
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    (tmp_path / "stays.csv").write_text("source;stay_id\n", encoding="utf-8")
    coverage = load_tables(tmp_path).coverage.rows()
    span = ("apa", date(2025, 1, 1), date(2025, 3, 31))
    assert coverage == [
        ("arrears", *span),
        ("payments", *span),
        ("stays", "tables", None, None),
    ]


def test_a_coverage_file_is_obeyed(tmp_path: Path) -> None:
    """Nothing is added to a declared coverage."""
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    (tmp_path / "coverage.csv").write_text(
        "table,source,covers_from,covers_to\nstays,lists,2024-01-01,\n",
        encoding="utf-8",
    )
    assert load_tables(tmp_path).coverage.rows() == [
        ("stays", "lists", date(2024, 1, 1), None)
    ]


def test_partitions_of_the_store_load_without_hive_columns(tmp_path: Path) -> None:
    """The month of the folder is not the month of the rows."""
    folder = tmp_path / "payments" / "month=2025-06" / "source=apa"
    folder.mkdir(parents=True)
    pl.read_csv(PAYMENTS.encode(), infer_schema=False).write_parquet(
        folder / "part.parquet"
    )
    rows = load_tables(tmp_path).frame("payments").collect()
    assert rows["month"].to_list() == [date(2025, 1, 1), date(2025, 3, 1)]


def test_individuals_and_matches_are_loaded(tmp_path: Path) -> None:
    """Both files are optional and used when they are there."""
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    (tmp_path / "individuals.csv").write_text(
        "source,person_id,individual_id\napa,p1,i1\n", encoding="utf-8"
    )
    tables = load_tables(tmp_path)
    assert tables.matches is None
    assert tables.individuals is not None
    assert tables.individuals.collect().rows() == [("apa", "p1", "i1")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("payments.csv", b"", "the file is empty"),
        ("payments.csv", b"\x00\x01\x02", "binary"),
        ("payments.parquet", b"not parquet", "Parquet"),
        ("payments.csv", b"source,payment_id\nap\xe9,1\n", "UTF-8"),
        ("payments.csv", b"source,amount\napa,1\n", "payment_id is missing"),
        ("payments.csv", b"source,payment_id,amount\na,1,x\na,2,2\na,3,y\n", "2 rows"),
        ("payments.csv", b"source,payment_id,kind\na,1,gift\n", "colonne kind"),
    ],
)
def test_what_cannot_be_read_is_refused(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    """Each failure is one sentence that names the file."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=said) as caught:
        load_tables(tmp_path)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    """A folder without tables is an error, not an empty run."""
    with pytest.raises(DataError, match="no table"):
        load_tables(tmp_path)
