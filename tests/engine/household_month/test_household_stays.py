"""Stays of the adults of RSA households, as the view tells them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from bondroit.engine.views.household_month import HOUSEHOLD_MONTH
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import COVERAGE
from bondroit.model.table_set import TableSet

if TYPE_CHECKING:
    from tests.engine.household_month.conftest import Homes, Row


SCOPE = Scope(
    first_month=date(2025, 5, 1), last_month=date(2025, 5, 1), as_of=date(2025, 8, 31)
)


def with_stays(tables: TableSet) -> TableSet:
    """Return the same tables, the list of stays covering two years."""
    told = pl.DataFrame(
        [("stays", "stays", date(2024, 1, 1), date(2025, 12, 31))],
        schema=COVERAGE,
        orient="row",
    )
    return TableSet(
        frames=tables.frames,
        coverage=pl.concat([tables.coverage, told]),
        individuals=tables.individuals,
    )


def stay(kind: str, start: date, end: date | None) -> "Row":
    """Return a stay of the claimant."""
    return {
        "source": "stays",
        "stay_id": f"{kind}{start}",
        "kind": kind,
        "start_date": start,
        "end_date": end,
        "person_source": "rsa",
        "person_id": "p1",
    }


def away(homes: "Homes", *stays: "Row", **facts: object) -> "Row":
    """Return the row of May of a lone adult whose quarters begin in January, April."""
    rows = [
        homes.household(
            month=date(2025, rank, 1),
            reference_from=date(2024, 10, 1) if rank < 4 else date(2024, 12, 1),
            reference_to=date(2024, 12, 31) if rank < 4 else date(2025, 2, 28),
            **facts,
        )
        for rank in range(1, 9)
    ]
    tables = homes.tables(
        households=rows,
        household_members=[
            homes.member("p1", "claimant", month=date(2025, rank, 1))
            for rank in range(1, 9)
        ],
        payments=[],
        people=[homes.person("p1")],
        stays=list(stays),
    )
    return homes.one(with_stays(tables))


@pytest.mark.parametrize(
    ("kind", "start", "end", "expected"),
    [
        ("prison", date(2025, 2, 10), None, (1, 80, 1)),
        ("prison", date(2025, 2, 10), date(2025, 6, 1), (1, 80, 1)),
        ("prison", date(2025, 2, 10), date(2025, 5, 31), (0, 0, 0)),
        ("prison", date(2025, 5, 2), None, (0, 0, 0)),
        ("hospital", date(2025, 2, 10), None, (1, 80, 0)),
        ("hospital", date(2025, 1, 20), None, (1, 101, 1)),
    ],
)
def test_prison_and_hospital(
    homes: "Homes",
    kind: str,
    start: date,
    end: date | None,
    expected: tuple[int, int, int],
) -> None:
    """The whole month counts, the exit month does not; reviews follow the quarters."""
    row = away(homes, stay(kind, start, end))
    prefix = "detention" if kind == "prison" else "hospital"
    adults = "detained_adults" if kind == "prison" else "hospital_adults"
    assert (row[adults], row[f"{prefix}_days"], row[f"{prefix}_reviews"]) == expected


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        ([(date(2025, 3, 1), date(2025, 5, 31))], 0),
        ([(date(2025, 3, 1), date(2025, 6, 1))], 1),
        ([(date(2025, 1, 1), date(2025, 2, 28)), (date(2025, 5, 1), date(2025, 6, 4))], 1),
        ([(date(2025, 1, 1), date(2025, 2, 28)), (date(2025, 5, 1), date(2025, 6, 2))], 0),
        ([(date(2025, 1, 1), date(2025, 4, 30))], 0),
        ([(date(2025, 5, 1), None)], 1),
        ([(date(2025, 3, 1), date(2025, 4, 30)), (date(2025, 5, 30), None)], 1),
    ],
)  # fmt: skip
def test_stays_out_of_france(
    homes: "Homes", stays: list[tuple[date, date | None]], expected: int
) -> None:
    """Three months from date to date, or 92 days of a civil year, are allowed."""
    row = away(homes, *(stay("abroad", *dates) for dates in stays))
    assert row["absent_adults"] == expected
    assert row["away_adults"] == expected


def test_without_a_list_of_stays(homes: "Homes") -> None:
    """No list that covers the month is not «no stay»."""
    row = homes.one(homes.tables(households=[homes.household()], payments=[]))
    assert row["detained_adults"] is None
    assert row["absent_adults"] is None


def test_right_of_who_stays(homes: "Homes") -> None:
    """The right without a detained adult is that of the others, means taken off."""
    quarter = {"reference_from": date(2025, 1, 1), "reference_to": date(2025, 3, 31)}
    earned = [
        {
            "source": "rsa",
            "person_id": "p1",
            "month": date(2025, rank, 1),
            "nature": "001",
            "origin": "declared",
            "amount": Decimal(200),
        }
        for rank in range(1, 4)
    ]
    tables = homes.tables(
        households=[homes.household(adults=2, resources=Decimal(200), **quarter)],
        household_members=[
            homes.member("p1", "claimant"),
            homes.member("p2", "spouse"),
        ],
        payments=[],
        people=[homes.person("p1"), homes.person("p2")],
        resources=earned,
        stays=[stay("prison", date(2025, 1, 5), None)],
    )
    row = homes.one(with_stays(tables))
    assert row["away_resources"] == Decimal(200)
    assert row["right_without_away"] == Decimal("646.52")


def test_stay_out_of_france_that_lasts(homes: "Homes") -> None:
    """A stay that lasts is as long as the day of the run tells, and no more."""
    assert away(homes, stay("abroad", date(2025, 5, 30), None))["absent_adults"] == 1
    recent = homes.tables(
        households=[homes.household(month=date(2025, 8, 1))],
        household_members=[homes.member("p1", "claimant", month=date(2025, 8, 1))],
        payments=[],
        people=[homes.person("p1")],
        stays=[stay("abroad", date(2025, 7, 20), None)],
    )
    row = homes.one(with_stays(recent), month=date(2025, 8, 1))
    assert row["absent_adults"] == 0


def test_facts_that_no_rule_reads_cost_nothing(homes: "Homes") -> None:
    """Reading old columns alone gives the same rows, and no stay is looked at."""
    tables = with_stays(
        homes.tables(
            households=[homes.household()],
            household_members=[homes.member("p1", "claimant")],
            payments=[homes.payment("646.52")],
            people=[homes.person("p1")],
            stays=[stay("prison", date(2025, 1, 1), None)],
        )
    )
    read = replace(SCOPE, columns=frozenset({"net_paid", "detention_days"}))
    unread = replace(SCOPE, columns=frozenset({"net_paid"}))
    told, untold = (
        next(iter(HOUSEHOLD_MONTH.build(tables, homes.parameters, scope)))
        .frame.select("net_paid", "detained_adults")
        .collect()
        .rows()
        for scope in (read, unread)
    )
    assert [amount for amount, _ in told] == [amount for amount, _ in untold]
    assert [adults for _, adults in told] == [1]
    assert [adults for _, adults in untold] == [0]
