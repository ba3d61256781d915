"""Tables held once for a run say what the tables say."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from bondroit.engine.views import held
from bondroit.engine.views.persons import individual_deaths, person_individuals
from bondroit.engine.views.stay_facts import person_stays
from bondroit.model.outputs import MATCHES
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES

FACTS: dict[str, Callable[[TableSet], pl.LazyFrame]] = {
    "persons": person_individuals,
    "deaths": individual_deaths,
    "stays": person_stays,
}


def table(name: str, *rows: dict[str, object]) -> pl.LazyFrame:
    """Return a table of the contract."""
    schema: dict[str, pl.DataType] = {
        **TABLES[name].schema,
        "source_file": pl.String(),
        "source_position": pl.String(),
    }
    return pl.LazyFrame(
        [{**dict.fromkeys(schema), **row} for row in rows], schema=schema
    )


@pytest.fixture
def tables() -> TableSet:
    """Return two persons, one of whom is matched with one death of two."""
    death = {
        "source": "insee",
        "death_date": date(2025, 1, 14),
        "death_date_precision": "day",
    }
    match = {
        "left_source": "apa",
        "left_id": "p1",
        "right_source": "insee",
        "right_id": "d1",
        "right_table": "deaths",
        "probability": 1.0,
        "band": "certain",
        "reasons": [],
    }
    return TableSet(
        frames={
            "people": table(
                "people",
                {"source": "apa", "person_id": "p1"},
                {"source": "apa", "person_id": "p2"},
            ),
            "deaths": table(
                "deaths", {**death, "death_id": "d1"}, {**death, "death_id": "d2"}
            ),
            "stays": table(
                "stays",
                {
                    "source": "apa",
                    "stay_id": "s1",
                    "kind": "hospital",
                    "person_id": "p2",
                    "start_date": date(2025, 2, 1),
                },
            ),
        },
        matches=pl.LazyFrame([match], schema=MATCHES),
        individuals=pl.LazyFrame(
            {"source": ["apa"], "person_id": ["p1"], "individual_id": ["I1"]}
        ),
    )


@pytest.mark.parametrize("limit", [0, 600_000])
@pytest.mark.parametrize("name", list(FACTS))
def test_held_tables_tell_the_same_facts(
    tables: TableSet, name: str, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Persons, deaths and stays are the same, whatever fits in memory."""
    monkeypatch.setattr(held, "SMALL_TABLE", limit)
    find = FACTS[name]

    kept = find(held.hold(tables)).collect()

    assert kept.height > 0
    assert kept.sort(kept.columns).equals(find(tables).collect().sort(kept.columns))


def test_only_matched_deaths_are_held(tables: TableSet) -> None:
    """A register of millions comes down to the deaths that concern somebody."""
    deaths = held.hold(tables).frame("deaths").collect()
    assert deaths["death_id"].to_list() == ["d1"]


def test_without_matches_no_death_is_held(tables: TableSet) -> None:
    """A register that was compared with nobody tells nothing of anybody."""
    alone = TableSet(frames=tables.frames)
    assert held.hold(alone).frame("deaths").collect().is_empty()
