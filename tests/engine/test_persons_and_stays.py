"""Deaths and stays of persons, shared by the records of one individual."""

from datetime import date

import polars as pl
import pytest

from bondroit.engine.parameters import Parameters
from bondroit.engine.views.persons import death_match_in_month, person_deaths
from bondroit.engine.views.stay_facts import (
    last_discharges,
    person_stays,
    stay_days,
    stay_months_covered,
)
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import COVERAGE, INDIVIDUALS, MATCHES
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES
from bondroit.resources import shipped

SCOPE = Scope(
    first_month=date(2025, 1, 1), last_month=date(2025, 6, 1), as_of=date(2025, 6, 30)
)
PARAMETERS = Parameters.load([shipped("rules") / "parameters"])


def frame(table: str, *rows: dict[str, object]) -> pl.LazyFrame:
    """Return rows of a table, null where nothing is given."""
    return pl.DataFrame(list(rows), schema=TABLES[table].schema).lazy()


def person(source: str, person_id: str, **facts: object) -> dict[str, object]:
    """Return a synthetic person."""
    return {"source": source, "person_id": person_id, **facts}


def stay(
    start: date, end: date | None, kind: str = "hospital", number: int = 1
) -> dict[str, object]:
    """Return a stay of person 1 of `apa`."""
    return {
        "source": "stays",
        "stay_id": f"s{number}",
        "kind": kind,
        "start_date": start,
        "end_date": end,
        "person_source": "apa",
        "person_id": "1",
    }


def coverage(*rows: tuple[str, str, date | None, date | None]) -> pl.DataFrame:
    """Return coverage rows."""
    return pl.DataFrame(list(rows), schema=COVERAGE, orient="row")


def match(left: tuple[str, str], death: str, band: str) -> dict[str, object]:
    """Return a link between a person and a death."""
    return {
        "left_source": left[0],
        "left_id": left[1],
        "right_source": "insee",
        "right_id": death,
        "right_table": "deaths",
        "probability": 0.99,
        "band": band,
        "reasons": [],
    }


def deaths_of(tables: TableSet) -> dict[str, tuple[object, ...]]:
    """Return (date, band) of each person, `source:id` being the key."""
    rows = person_deaths(tables, SCOPE).collect().iter_rows(named=True)
    return {
        f"{row['source']}:{row['person_id']}": (
            row["date_of_death"],
            row["death_match"],
        )
        for row in rows
    }


def two_records(**more: object) -> TableSet:
    """Return one individual known by two sources, and another one alone."""
    people = frame("people", person("apa", "1"), person("pch", "9"), person("apa", "2"))
    individuals = pl.DataFrame(
        [("apa", "1", "i1"), ("pch", "9", "i1")], schema=INDIVIDUALS, orient="row"
    ).lazy()
    deaths = frame(
        "deaths",
        {"source": "insee", "death_id": "d1", "death_date": date(2025, 2, 3)},
        {"source": "insee", "death_id": "d2", "death_date": date(2025, 3, 1)},
        {
            "source": "insee",
            "death_id": "d3",
            "death_date": date(2025, 1, 1),
            "death_date_precision": "year",
        },
    )
    matches = pl.DataFrame(list(more.get("matches", ())), schema=MATCHES).lazy()  # type: ignore[call-overload]
    return TableSet(
        frames={"people": people, "deaths": deaths},
        individuals=individuals,
        matches=matches,
        coverage=coverage(("deaths", "insee", None, date(2025, 4, 30))),
    )


def test_a_death_is_shared_by_all_records_of_the_individual() -> None:
    """A death matched to one record is that of the other record too."""
    found = deaths_of(two_records(matches=[match(("apa", "1"), "d1", "certain")]))
    assert found["apa:1"] == (date(2025, 2, 3), "certain")
    assert found["pch:9"] == (date(2025, 2, 3), "certain")
    assert found["apa:2"] == (None, None)


def test_the_surer_band_wins_over_the_later_date() -> None:
    """A certain match is kept before a possible one, whatever their dates."""
    links = [
        match(("pch", "9"), "d2", "possible"),
        match(("apa", "1"), "d1", "certain"),
    ]
    assert deaths_of(two_records(matches=links))["apa:1"] == (
        date(2025, 2, 3),
        "certain",
    )


def test_a_vague_death_date_is_taken_at_its_latest() -> None:
    """A death known by its year alone may be of the last day of that year."""
    found = deaths_of(two_records(matches=[match(("apa", "1"), "d3", "certain")]))
    assert found["apa:1"] == (date(2025, 12, 31), "certain")


def test_absence_of_death_holds_only_where_a_register_speaks() -> None:
    """Nobody is «not dead» in a month that the register does not cover."""
    tables = two_records(matches=[])
    months = pl.LazyFrame({"month": [date(2025, 4, 1), date(2025, 5, 1)]})
    seen = (
        person_deaths(tables, SCOPE)
        .filter(pl.col("person_id") == "2")
        .join(months, how="cross")
        .sort("month")
        .select(death_match_in_month(tables, SCOPE))
        .collect()
    )
    assert seen.to_series().to_list() == ["none", None]


def test_a_file_that_writes_deaths_tells_who_is_alive() -> None:
    """A source holding one death date says of the others that they live."""
    people = frame(
        "people",
        person("apa", "1", death_date=date(2025, 1, 5)),
        person("apa", "2"),
        person("pch", "3"),
    )
    found = deaths_of(TableSet(frames={"people": people}))
    assert found["apa:1"] == (date(2025, 1, 5), "certain")
    assert found["apa:2"][1] == "none"
    assert found["pch:3"] == (None, None)


def stays_of(*stays: dict[str, object]) -> pl.LazyFrame:
    """Return the merged stays of person 1."""
    tables = TableSet(
        frames={
            "people": frame("people", person("apa", "1")),
            "stays": frame("stays", *stays),
        }
    )
    return person_stays(tables)


@pytest.mark.parametrize(
    ("first", "second", "merged"),
    [
        ((1, 10), (5, 20), 1),
        ((1, 10), (10, 20), 1),
        ((1, 10), (11, 20), 2),
    ],
)
def test_stays_that_overlap_are_one(
    first: tuple[int, int], second: tuple[int, int], merged: int
) -> None:
    """Overlapping or same-day stays merge; the day after does not."""
    rows = [
        stay(date(2025, 1, one), date(2025, 1, two), number=number)
        for number, (one, two) in enumerate((first, second))
    ]
    assert stays_of(*rows).collect().height == merged


@pytest.mark.parametrize(
    ("start", "end", "month", "days"),
    [
        (date(2025, 1, 1), None, date(2025, 1, 1), (1, 0, 0)),
        (date(2025, 1, 1), None, date(2025, 2, 1), (28, 14, 0)),
        (date(2025, 1, 1), None, date(2025, 3, 1), (31, 31, 30)),
        (date(2025, 1, 1), date(2025, 3, 15), date(2025, 3, 1), (0, 14, 13)),
        (date(2025, 1, 1), date(2025, 3, 15), date(2025, 2, 1), (28, 14, 0)),
        (date(2025, 1, 1), date(2025, 1, 31), date(2025, 1, 1), (0, 0, 0)),
    ],
)
def test_days_of_hospital_follow_the_law(
    start: date, end: date | None, month: date, days: tuple[int, int, int]
) -> None:
    """Day 1 is the entry; the exit month is due for APA, the exit day for PCH."""
    counted = (
        stay_days(stays_of(stay(start, end)), PARAMETERS, SCOPE)
        .filter(pl.col("month") == month)
        .select("hospital_days_after_delay", "hospital_days_46", "hospital_days_61")
        .collect()
    )
    assert counted.rows() == [days]


def test_hospital_at_home_and_respite_never_count() -> None:
    """Neither hospital at home nor a temporary stay makes a day undue."""
    rows = [
        stay(date(2025, 1, 1), None, "hospital_at_home", 1),
        stay(date(2025, 1, 1), None, "temporary_care_home", 2),
    ]
    assert stay_days(stays_of(*rows), PARAMETERS, SCOPE).collect().height == 0


def test_a_care_home_counts_from_the_entry_day_to_the_exit_day() -> None:
    """Both ends of a stay in a care home are days in it."""
    row = stay(date(2025, 2, 10), date(2025, 3, 2), "care_home")
    counted = (
        stay_days(stays_of(row), PARAMETERS, SCOPE)
        .sort("month")
        .select("care_home_days")
        .collect()
    )
    assert counted.to_series().to_list() == [19, 2]


def test_a_discharge_no_longer_counts_after_another_stay() -> None:
    """Who left hospital for a care home is not waiting for the service to resume."""
    home = stays_of(stay(date(2025, 1, 1), date(2025, 2, 20)))
    moved = stays_of(
        stay(date(2025, 1, 1), date(2025, 2, 20)),
        stay(date(2025, 4, 3), None, "care_home", 2),
    )
    months = [date(2025, month, 1) for month in range(2, 7)]
    assert last_discharges(home, SCOPE).collect()["month"].sort().to_list() == months
    assert (
        last_discharges(moved, SCOPE).collect()["month"].sort().to_list() == months[:2]
    )


def test_an_unnamed_list_says_nothing_until_it_is_matched() -> None:
    """Stays known by identity alone cover no month without matches."""
    row = stay(date(2025, 1, 1), None) | {"person_id": None, "person_source": None}
    covers = coverage(("stays", "stays", None, date(2025, 4, 15)))
    tables = TableSet(frames={"stays": frame("stays", row)}, coverage=covers)
    matched = TableSet(
        frames=tables.frames,
        coverage=covers,
        matches=pl.DataFrame(schema=MATCHES).lazy(),
    )
    assert stay_months_covered(tables, SCOPE) == []
    assert stay_months_covered(matched, SCOPE) == [
        date(2025, 1, 1),
        date(2025, 2, 1),
        date(2025, 3, 1),
    ]
