"""Tables of a folder, loaded for `detect`."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from bondroit.model.outputs import QUARANTINE
from bondroit.model.tables import TABLES
from bondroit.sources.loading import Loaded, load_tables, loaded_tables

PAYMENTS = """source,payment_id,benefit,person_id,month,amount,kind
apa,001,APA_HOME,p1,2025-01-01,100.10,regular
apa,002,APA_HOME,p1,2025-03-15,-20,recovery
"""
ROW = {
    "source": "apa",
    "payment_id": "1",
    "benefit": "APA_HOME",
    "person_id": "p1",
    "month": "2025-01-01",
    "amount": "100.00",
    "kind": "regular",
}
STAYS = "source{0}stay_id{0}kind{0}start_date\n"
Load = Callable[[], Loaded]


def _rows(*changes: Mapping[str, str | None]) -> pl.DataFrame:
    """Return payments as text: the sound row, with changes."""
    return pl.DataFrame([{**ROW, **change} for change in changes])


def _typed(rows: pl.DataFrame) -> pl.DataFrame:
    """Return payments with the contract's types."""
    schema = TABLES["payments"].schema
    month = pl.col("month").str.to_date()
    rows = rows.with_columns(month)
    return rows.with_columns(pl.col(name).cast(schema[name]) for name in rows.columns)


def _write(frame: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        frame.write_csv(path)
    else:
        frame.write_parquet(path)


def test_csv_and_parquet_load_with_the_contract_columns(
    tmp_path: Path, load: Load
) -> None:
    """Absent columns are null, leading zeros stay, money is exact to the cent."""
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    pl.DataFrame(
        {
            "source": ["x"],
            "death_id": ["1"],
            "birth_name": ["ORLUMONT"],
            "first_names": ["Camille"],
            "death_date": [date(2025, 1, 2)],
        }
    ).write_parquet(tmp_path / "deaths.parquet")
    tables = load().tables
    rows = tables.frame("payments").collect()
    assert rows["payment_id"].to_list() == ["001", "002"]
    assert rows["amount"].to_list() == [Decimal("100.10"), Decimal("-20.00")]
    assert rows["month"].to_list() == [date(2025, 1, 1), date(2025, 3, 1)]
    assert rows.select(*TABLES["payments"].schema).schema == TABLES["payments"].schema
    assert rows["source_position"].to_list() == ["ligne 2", "ligne 3"]
    deaths = tables.frame("deaths").collect()
    assert deaths["birth_place"].to_list() == [None]
    assert deaths["source_position"].to_list() == ["ligne 1"]
    assert not tables.has("stays")


def test_coverage_is_deduced_when_absent(tmp_path: Path, load: Load) -> None:
    """Payments cover their first to last month, other tables everything."""
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    (tmp_path / "stays.csv").write_text(STAYS.format(";"), encoding="utf-8")
    span = ("apa", date(2025, 1, 1), date(2025, 3, 31))
    assert load().tables.coverage.rows() == [
        ("arrears", *span),
        ("payments", *span),
        ("stays", "tables", None, None),
    ]


def test_a_coverage_file_is_obeyed(tmp_path: Path, load: Load) -> None:
    """Nothing is added to a declared coverage."""
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    (tmp_path / "coverage.csv").write_text(
        "table,source,covers_from,covers_to\nstays,lists,2024-01-01,\n",
        encoding="utf-8",
    )
    assert load().tables.coverage.rows() == [("stays", "lists", date(2024, 1, 1), None)]


def test_individuals_and_matches_are_loaded(tmp_path: Path, load: Load) -> None:
    """Both files are optional and used when they are there."""
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    (tmp_path / "individuals.csv").write_text(
        "source,person_id,individual_id\napa,p1,i1\n", encoding="utf-8"
    )
    tables = load().tables
    assert tables.matches is None
    assert tables.individuals is not None
    assert tables.individuals.collect().rows() == [("apa", "p1", "i1")]


BROKEN: list[tuple[dict[str, str | None], str]] = [
    ({"amount": "1.005"}, "colonne amount : montant à plus de 2 décimales"),
    ({"amount": "beaucoup"}, "colonne amount : montant illisible"),
    ({"month": "janvier"}, "colonne month : date illisible"),
    ({"kind": "gift"}, "colonne kind : valeur hors de la liste"),
    ({"person_id": None}, "colonne person_id : valeur absente"),
    ({"payment_id": " "}, "colonne payment_id : valeur absente"),
    ({"payment_id": "0"}, "ligne en double"),
    ({"payment_id": "0", "amount": "200.00"}, "clé déjà présente"),
]


@pytest.mark.parametrize("name", ["payments.csv", "payments.parquet"])
@pytest.mark.parametrize(("change", "reason"), BROKEN)
def test_a_row_that_breaks_its_table_is_set_aside(
    tmp_path: Path, load: Load, name: str, change: dict[str, str | None], reason: str
) -> None:
    """Its table, file, line and reason are told, the others are kept, none is lost."""
    _write(_rows({"payment_id": "0"}, {"payment_id": "2"}, change), tmp_path / name)
    loaded = load()
    kept = loaded.tables.frame("payments").collect()
    assert sorted(kept["payment_id"]) == ["0", "2"]
    assert loaded.quarantine.schema == pl.Schema(QUARANTINE)
    (aside,) = loaded.quarantine.rows(named=True)
    line = 4 if name.endswith("csv") else 3
    assert (aside["source"], aside["table"], aside["file"], aside["position"]) == (
        "apa",
        "payments",
        name,
        f"ligne {line}",
    )
    assert aside["reason"].startswith(reason)
    assert '"payment_id":' in aside["raw"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "gift"}, "colonne kind : valeur hors"),
        ({"amount": None}, "colonne amount : valeur absente"),
        ({"payment_id": "0"}, "ligne en double"),
        ({"payment_id": " 0 "}, "ligne en double"),
    ],
)
def test_rows_of_exact_types_are_checked_too(
    tmp_path: Path, load: Load, change: dict[str, str | None], reason: str
) -> None:
    """A Parquet file of the contract's types is not trusted for its values."""
    rows = _typed(_rows({"payment_id": "0"}, {"payment_id": "2"}, change))
    _write(rows, tmp_path / "payments.parquet")
    loaded = load()
    kept = loaded.tables.frame("payments").collect()
    assert sorted(kept["payment_id"]) == ["0", "2"]
    assert [reason in row for row in loaded.quarantine["reason"]] == [True]
    assert loaded.quarantine["position"].to_list() == ["ligne 3"]


def test_exact_types_are_still_tidied(tmp_path: Path, load: Load) -> None:
    """Spaces go, empty is null, a month is its first day, `source` has a default."""
    tidy = {"payment_id": " 1 ", "month": "2025-01-17", "source": None}
    rows = _typed(_rows(tidy)).with_columns(right_id=pl.lit(""))
    _write(rows, tmp_path / "payments.parquet")
    loaded = load()
    wanted = ("source", "payment_id", "month", "right_id")
    row = loaded.tables.frame("payments").select(wanted).collect().row(0)
    assert row == ("tables", "1", date(2025, 1, 1), None)
    assert loaded.quarantine.is_empty()


def test_a_sound_parquet_file_is_read_in_its_place(tmp_path: Path) -> None:
    """Nothing is copied, however large the file is."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "work").mkdir()
    _write(_typed(_rows({})), tmp_path / "tables" / "payments.parquet")
    loaded = load_tables(tmp_path / "tables", tmp_path / "work")
    row = loaded.tables.frame("payments").collect().row(0, named=True)
    assert (row["source_file"], row["source_position"]) == (
        "payments.parquet",
        "ligne 1",
    )
    assert list((tmp_path / "work").iterdir()) == []


def test_many_bad_rows_add_up(tmp_path: Path, load: Load) -> None:
    """Kept and set aside together are what was delivered."""
    rows = pl.select(
        *(pl.lit(ROW[name]).alias(name) for name in ("source", "benefit", "person_id")),
        payment_id=pl.int_range(6000).cast(pl.String),
        month=pl.date(2025, 1, 1),
        amount=pl.lit("1").cast(pl.Decimal(12, 2)),
        kind=pl.when(pl.int_range(6000) % 3 == 0)
        .then(pl.lit("gift"))
        .otherwise(pl.lit("regular")),
    )
    _write(pl.concat([rows, rows.tail(1500)]), tmp_path / "payments.parquet")
    loaded = load()
    assert loaded.tables.frame("payments").collect().height == 4000
    assert loaded.quarantine.height == 3500
    reasons = loaded.quarantine["reason"].value_counts().sort("count")
    assert reasons["count"].to_list() == [1000, 2500]


def test_partitions_of_the_store_load_without_hive_columns(
    tmp_path: Path, load: Load
) -> None:
    """The month of the folder is not the month of the rows; places are those of files."""
    place = "payments/month=2025-06/source=apa/part.parquet"
    text = pl.read_csv(PAYMENTS.encode(), infer_schema=False)
    _write(text, tmp_path / place)
    _write(_rows({"payment_id": "9"}), tmp_path / place.replace("-06", "-07"))
    rows = load().tables.frame("payments").sort("payment_id").collect()
    assert rows["month"].to_list() == [
        date(2025, 1, 1),
        date(2025, 3, 1),
        date(2025, 1, 1),
    ]
    assert rows["source_file"].to_list() == [place, place, place.replace("-06", "-07")]
    assert rows["source_position"].to_list() == ["ligne 1", "ligne 2", "ligne 1"]


def test_the_latest_month_of_a_repeated_key_is_judged(
    tmp_path: Path, load: Load
) -> None:
    """Earlier months are history, not mistakes; one month that repeats a key is."""
    for month, amounts in (("2025-05", ["1"]), ("2025-06", ["2", "3"])):
        rows = _typed(_rows(*({"amount": amount} for amount in amounts)))
        _write(rows, tmp_path / f"payments/month={month}/source=apa/part.parquet")
    loaded = load()
    rows = loaded.tables.frame("payments").collect()
    assert rows["amount"].to_list() == [Decimal("2.00")]
    assert loaded.quarantine.select("file", "position").rows() == [
        ("payments/month=2025-06/source=apa/part.parquet", "ligne 2")
    ]


def test_partitions_of_different_types_load_together(
    tmp_path: Path, load: Load
) -> None:
    """A text in the dates of one month stops neither its month nor the others."""
    folder = tmp_path / "payments"
    _write(_typed(_rows({})), folder / "month=2025-05/source=apa/part.parquet")
    bad = _rows({"payment_id": "2"}, {"payment_id": "3", "month": "mars"})
    _write(bad, folder / "month=2025-06/source=apa/part.parquet")
    loaded = load()
    rows = loaded.tables.frame("payments").collect()
    assert sorted(rows["payment_id"]) == ["1", "2"]
    assert loaded.quarantine["position"].to_list() == ["ligne 2"]


def test_what_was_gathered_is_removed(tmp_path: Path) -> None:
    """The temporary folder holds personal data: it goes with the block."""
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    with loaded_tables(tmp_path) as loaded:
        frame = loaded.tables.frame("payments")
        assert frame.collect().height == 2
    with pytest.raises((OSError, pl.exceptions.PolarsError)):
        frame.collect()
