"""Who holds a right and what is paid of it, against the definitions read row by row."""

from datetime import date
from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from bondroit.engine.views.held import hold
from bondroit.engine.views.holders import with_holder
from bondroit.engine.views.shares import with_share
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES

SOURCES = st.sampled_from(["apa", "pch", "saad"])
PERSONS = st.sampled_from(["p1", "p2", "p3"])
BENEFITS = st.sampled_from(["APA_HOME", "PCH"])
PLACE = st.tuples(SOURCES, PERSONS, BENEFITS)
TWO_PLACES = st.sampled_from([("apa", "p1", "APA_HOME"), ("pch", "p1", "PCH")])
MONTHS = [date(2025, month, 1) for month in range(1, 7)]
Place = tuple[str, str, str]
Version = dict[str, object]


def table(name: str, rows: list[dict[str, object]]) -> pl.LazyFrame:
    """Return a table of the contract."""
    schema = TABLES[name].schema
    return pl.LazyFrame([dict.fromkeys(schema) | row for row in rows], schema=schema)


def keyed(place: Place) -> dict[str, object]:
    """Return the key of a row."""
    return dict(zip(("source", "person_id", "benefit"), place, strict=True))


def holder_of(place: Place, rights: set[Place], known: dict) -> tuple[str, str]:
    """Return the record that holds the right of a row, by the definition."""
    source, person, benefit = place
    if place in rights:
        return source, person
    individual = known.get((source, person))
    if individual is not None:
        same = {
            (one, other)
            for one, other, kind in rights
            if kind == benefit and known.get((one, other)) == individual
        }
    else:
        same = {
            (one, other)
            for one, other, kind in rights
            if kind == benefit and other == person
        }
    return same.pop() if len(same) == 1 else (source, person)


@settings(max_examples=40, deadline=None)
@given(
    lines=st.lists(PLACE, min_size=1, max_size=6),
    rights=st.sets(PLACE, max_size=5),
    people=st.dictionaries(
        st.tuples(SOURCES, PERSONS), st.sampled_from(["I1", "I2"]), max_size=6
    ),
    held=st.booleans(),
)
def test_a_line_is_put_on_the_record_that_holds_the_right(
    *, lines: list[Place], rights: set[Place], people: dict, held: bool
) -> None:
    """Its own record wins, then that of the individual, then of the same number."""
    pairs = [{"source": one, "person_id": other} for one, other in people]
    tables = TableSet(
        frames={
            "people": table("people", pairs),
            "rights": table("rights", [keyed(place) for place in sorted(rights)]),
            "invoice_lines": table("invoice_lines", [keyed(line) for line in lines]),
        },
        individuals=pl.LazyFrame(
            [
                {**pair, "individual_id": individual}
                for pair, individual in zip(pairs, people.values(), strict=True)
            ],
            schema=dict.fromkeys(("source", "person_id", "individual_id"), pl.String),
        ),
    )
    tables = hold(tables) if held else tables

    rows = tables.frame("invoice_lines").with_row_index()
    told = with_holder(rows, tables).sort("index").collect()

    expected = [holder_of(line, rights, people) for line in lines]
    assert told.select("source", "person_id").rows() == expected


def share_of(version: Version) -> Decimal | None:
    """Return what the département pays of an hour."""
    if version["benefit"] == "PCH":
        return version["rate"]
    plan, part = version["plan_amount"], version["participation"]
    return None if part is None else (plan - part) / plan


def chosen(place: Place, month: date, versions: list[Version]) -> Version | None:
    """Return the version in force in a month, by the definition."""
    end = date(month.year, month.month + 1, 1)
    begun = [
        one
        for one in versions
        if (one["source"], one["person_id"], one["benefit"]) == place
        and one["valid_from"] < end
    ]
    return max(
        begun,
        key=lambda one: (
            (one["valid_to"] or date.max) >= month,
            one["state"] == "open",
            one["valid_from"],
        ),
        default=None,
    )


@st.composite
def histories(draw: st.DrawFn) -> list[Version]:
    """Draw versions that start on days of their own."""
    days = draw(st.lists(st.dates(MONTHS[0], MONTHS[-1]), max_size=8, unique=True))
    return [
        {
            **keyed(draw(TWO_PLACES)),
            "right_id": f"r{rank}",
            "element": None,
            "valid_from": day,
            "valid_to": draw(st.none() | st.dates(day, MONTHS[-1])),
            "state": draw(st.sampled_from(["open", "suspended", "closed"])),
            "plan_amount": Decimal("100.00"),
            "participation": draw(st.sampled_from([None, Decimal("25.00")])),
            "rate": draw(st.sampled_from([None, Decimal("0.8000")])),
        }
        for rank, day in enumerate(days)
    ]


@settings(max_examples=40, deadline=None)
@given(
    versions=histories(),
    rows=st.lists(
        st.tuples(TWO_PLACES, st.sampled_from(MONTHS)), min_size=1, max_size=12
    ),
    held=st.booleans(),
)
def test_the_version_in_force_gives_the_share(
    *, versions: list[Version], rows: list[tuple[Place, date]], held: bool
) -> None:
    """Running before ended, open before suspended, then the latest."""
    tables = TableSet(
        frames={"rights": table("rights", versions), "people": table("people", [])}
    )
    tables = hold(tables) if held else tables
    frame = pl.LazyFrame([{**keyed(place), "month": month} for place, month in rows])

    told = with_share(frame.with_row_index(), tables).sort("index").collect()

    found = [chosen(place, month, versions) for place, month in rows]
    assert told["right_id"].to_list() == [one and one["right_id"] for one in found]
    assert told["payer_share"].to_list() == [one and share_of(one) for one in found]
