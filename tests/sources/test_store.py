"""What a run takes from the store."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from bondroit.config import Config, Covers, SourceConfig, last_day
from bondroit.model.table_set import TableSet
from bondroit.model.tables import PROVENANCE, TABLES
from bondroit.sources.coverage import coverage
from bondroit.sources.ledger import Delivery, FileReport, part_name
from bondroit.sources.loading import load_tables
from bondroit.sources.store import Store

APRIL, MAY, JUNE = date(2025, 4, 1), date(2025, 5, 1), date(2025, 6, 1)
APA = SourceConfig(
    name="apa", format="table", table="payments", path="{month}/payments.csv"
)
RIGHTS = replace(APA, table="rights", path="{month}/rights.csv")
PEOPLE = replace(APA, table="people", path="{month}/people.csv")
STAYS = replace(APA, name="stays", table="stays", path="{month}/stays.csv")
DEATHS = SourceConfig(name="insee", format="insee-deaths", path="deaths/*.txt")
VRSB = SourceConfig(name="rsa", format="cnaf-vrsb", path="{month}/vrsb.xml")
VRSF = SourceConfig(name="rsa", format="cnaf-vrsf", path="{month}/vrsf.xml")

_Row = Mapping[str, object]


def _config(root: Path, *sources: SourceConfig, window: int = 12) -> Config:
    return Config(
        root=root,
        file=root / "bondroit.yml",
        departement="45",
        window_months=window,
        as_of="last_day",
        sources=sources,
        rules=(),
        retention_months={},
    )


def _put(
    config: Config, source: SourceConfig, month: date, table: str, rows: Sequence[_Row]
) -> None:
    """Store one delivery of one table."""
    store = Store(config.store)
    part = part_name(config, source)
    schema = {**TABLES[table].schema, **dict.fromkeys(PROVENANCE, pl.String())}
    if "source" in schema:
        rows = [{"source": source.name, **row} for row in rows]
    columns = {name: [row.get(name) for row in rows] for name in schema}
    store.write(table, month, source.name, pl.LazyFrame(columns, schema=schema), part)
    delivery = Delivery(
        month=month,
        source=source.name,
        part=part,
        files=(
            FileReport(source=source.name, path="f", sha256=f"{part}{month}", bytes=1),
        ),
    )
    whole = not source.monthly
    tables = {table: store.describe(delivery, table, whole=whole)}
    store.count(replace(delivery, tables=tables), pl.DataFrame(), whole=whole)


def _pay(number: str, month: date, amount: int = 1, kind: str = "regular") -> _Row:
    return {
        "payment_id": number,
        "benefit": "RSA",
        "person_id": "p",
        "month": month,
        "amount": Decimal(amount),
        "kind": kind,
    }


def _tables(config: Config, month: date = JUNE) -> TableSet:
    return Store(config.store).table_set(config, month)


def _found(config: Config, table: str, *columns: str) -> list[tuple[object, ...]]:
    return _tables(config).frame(table).select(columns).collect().sort(columns).rows()


def _spans(config: Config, table: str) -> list[tuple[object, ...]]:
    return _tables(config).covers(table).collect().rows()


def test_months_add_up_within_the_window(tmp_path: Path) -> None:
    """The months of the run and its window, none after, none before."""
    config = _config(tmp_path, APA, window=2)
    for month in (APRIL, MAY, JUNE, date(2025, 7, 1)):
        _put(config, APA, month, "payments", [_pay(f"{month}", month)])
    assert _found(config, "payments", "month") == [(MAY,), (JUNE,)]
    assert _spans(config, "payments") == [("apa", MAY, date(2025, 6, 30))]
    assert _spans(config, "arrears") == [("apa", MAY, date(2025, 6, 30))]


def test_the_month_of_a_row_is_not_that_of_its_delivery(tmp_path: Path) -> None:
    """Benefits paid in arrears cover the month they pay for."""
    config = _config(tmp_path, APA)
    served = [_pay(f"{n}", MAY) for n in range(8)]
    _put(config, APA, JUNE, "payments", [*served, _pay("late", APRIL)])
    assert _found(config, "payments", "month")[0] == (APRIL,)
    assert _spans(config, "payments") == [("apa", MAY, date(2025, 5, 31))]


def test_the_latest_delivery_of_a_key_wins(tmp_path: Path) -> None:
    """A payment that two deliveries hold counts once."""
    config = _config(tmp_path, APA)
    _put(config, APA, MAY, "payments", [_pay("1", MAY, 10), _pay("2", MAY, 20)])
    _put(config, APA, JUNE, "payments", [_pay("2", MAY, 25), _pay("3", JUNE, 30)])
    assert _found(config, "payments", "payment_id", "amount") == [
        ("1", Decimal(10)),
        ("2", Decimal(25)),
        ("3", Decimal(30)),
    ]


def _right(number: str, start: date, state: str = "open") -> _Row:
    return {
        "right_id": number,
        "valid_from": start,
        "benefit": "RSA",
        "person_id": "p",
        "start_date": start,
        "state": state,
    }


def test_rights_are_those_of_the_latest_delivery(tmp_path: Path) -> None:
    """A right withdrawn from the list is withdrawn from the state of the day."""
    config = _config(tmp_path, RIGHTS)
    _put(config, RIGHTS, MAY, "rights", [_right("1", APRIL), _right("2", APRIL)])
    _put(config, RIGHTS, JUNE, "rights", [_right("2", MAY)])
    assert _found(config, "rights", "right_id", "valid_from") == [("2", MAY)]
    assert (
        Store(config.store).table_set(config, MAY).frame("rights").collect().height == 2
    )


def test_a_flow_that_lists_the_month_keeps_rights_that_left_it(tmp_path: Path) -> None:
    """Payments of earlier months are still judged against their right."""
    config = _config(tmp_path, VRSB)
    _put(config, VRSB, APRIL, "rights", [_right("1", APRIL), _right("3", APRIL)])
    _put(config, VRSB, MAY, "rights", [_right("1", APRIL, "closed"), _right("2", MAY)])
    _put(config, VRSB, JUNE, "rights", [_right("2", JUNE)])
    assert _found(config, "rights", "right_id", "valid_from", "state") == [
        ("1", APRIL, "closed"),
        ("2", JUNE, "open"),
        ("3", APRIL, "open"),
    ]


def test_people_who_left_the_list_stay_known(tmp_path: Path) -> None:
    """Their last record is kept, the others are those of the latest delivery."""
    config = _config(tmp_path, PEOPLE)
    for month, people in ((MAY, {"a": "Old", "b": "Old"}), (JUNE, {"b": "New"})):
        rows = [
            {"person_id": key, "birth_name": name, "first_names": "X"}
            for key, name in people.items()
        ]
        _put(config, PEOPLE, month, "people", rows)
    assert _found(config, "people", "person_id", "birth_name") == [
        ("a", "Old"),
        ("b", "New"),
    ]


def test_payments_of_rsa_come_from_the_accounts_where_they_came(tmp_path: Path) -> None:
    """Month by month; arrears are known for the months of the accounts alone."""
    config = _config(tmp_path, VRSB, VRSF)
    for month in (APRIL, MAY, JUNE):
        _put(config, VRSB, month, "payments", [_pay(f"b{month}", month)])
    late = _pay("late", APRIL, kind="arrears")
    _put(config, VRSF, MAY, "payments", [_pay("f5", MAY), late])
    _put(config, VRSF, JUNE, "payments", [_pay("f6", JUNE)])
    assert _found(config, "payments", "payment_id") == [
        (f"b{APRIL}",),
        ("f5",),
        ("f6",),
        ("late",),
    ]
    assert _spans(config, "payments") == [("rsa", APRIL, date(2025, 6, 30))]
    assert _spans(config, "arrears") == [("rsa", MAY, date(2025, 6, 30))]


def test_a_register_is_replaced_whole(tmp_path: Path) -> None:
    """Of a path without month, the latest reading counts alone."""
    config = _config(tmp_path, DEATHS)
    for month, number in ((APRIL, "1"), (JUNE, "2")):
        rows = [{"death_id": number, "birth_name": "X", "first_names": "Y"}]
        _put(config, DEATHS, month, "deaths", rows)
    assert _found(config, "deaths", "death_id") == [("2",)]
    assert _spans(config, "deaths") == [("insee", None, date(2025, 6, 30))]
    before = Store(config.store).table_set(config, MAY)
    assert before.frame("deaths").collect()["death_id"].to_list() == ["1"]


@pytest.mark.parametrize(
    ("covers", "expected"),
    [
        (
            None,
            [("stays", APRIL, date(2025, 4, 30)), ("stays", JUNE, date(2025, 6, 30))],
        ),
        (
            Covers(first=date(2023, 1, 1), last="{month}"),
            [("stays", date(2023, 1, 1), date(2025, 6, 30))],
        ),
        (Covers(first=None, last=MAY), [("stays", None, MAY)]),
    ],
)
def test_coverage_is_declared_or_that_of_the_deliveries(
    tmp_path: Path, covers: Covers | None, expected: list[tuple[object, ...]]
) -> None:
    """A list without any row covers its month: there was no stay."""
    source = replace(STAYS, covers=covers)
    config = _config(tmp_path, source)
    for month in (APRIL, JUNE):
        _put(config, source, month, "stays", [])
    assert _spans(config, "stays") == expected


def test_nothing_delivered_covers_nothing() -> None:
    """Without entry the frame is empty and typed."""
    assert coverage([], JUNE).is_empty()


def test_a_list_without_month_covers_up_to_the_run(tmp_path: Path) -> None:
    """A register read whole at each run covers the run's month, old or new."""
    covers = Covers(first=date(2024, 1, 1), last="{month}")
    source = replace(STAYS, covers=covers, path="registers/stays.csv")
    config = _config(tmp_path, source)
    _put(config, source, APRIL, "stays", [])

    ((_, first, last),) = _spans(config, "stays")

    assert (first, last) == (date(2024, 1, 1), last_day(JUNE))


def test_sources_taken_out_of_the_configuration_no_longer_count(tmp_path: Path) -> None:
    """Their deliveries stay in the store for the day they come back."""
    config = _config(tmp_path, APA, STAYS)
    _put(config, APA, JUNE, "payments", [_pay("1", JUNE)])
    assert not _tables(replace(config, sources=(STAYS,))).has("payments")
    assert _tables(config).has("payments")


def test_inputs_and_deliveries_of_a_run(tmp_path: Path) -> None:
    """Files of the window are the inputs; those of the month the delivery."""
    config = _config(tmp_path, APA)
    for month in (MAY, JUNE):
        _put(config, APA, month, "payments", [_pay(f"{month}", month)])
    store = Store(config.store)
    assert [file["month"] for file in store.inputs(config, JUNE)] == [
        "2025-05",
        "2025-06",
    ]
    delivered = store.delivery(config, JUNE)
    assert delivered["payments"].collect()["month"].to_list() == [JUNE]


def test_the_store_can_be_loaded_as_a_folder_of_tables(tmp_path: Path) -> None:
    """`detect` reads it as it is."""
    config = _config(tmp_path, APA)
    _put(config, APA, JUNE, "payments", [_pay("1", MAY)])
    rows = load_tables(config.store, tmp_path).tables.frame("payments").collect()
    assert rows["month"].to_list() == [MAY]
