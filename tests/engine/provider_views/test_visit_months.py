"""Visits after a death, in hospital, in a temporary home."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bondroit.engine.views.visit_month import VISIT_MONTH

if TYPE_CHECKING:
    from conftest import Billing

Row = dict[str, object]


def at(day: int, hour: int, minutes: int = 0) -> datetime:
    """Return a moment of March 2025."""
    return datetime(2025, 3, day, hour, minutes)  # noqa: DTZ001 - local, as in the files


def stay(kind: str, start: date, end: date | None) -> Row:
    """Return a stay of person p1."""
    return {
        "source": "stays",
        "stay_id": f"s{start}",
        "kind": kind,
        "start_date": start,
        "end_date": end,
        "person_source": "apa",
        "person_id": "p1",
    }


def test_visits_that_begin_after_the_day_of_death(billing: "Billing") -> None:
    """A night begun on the day of death does not count; the days after do."""
    given = billing.tables(
        people=[billing.person("p1") | {"death_date": date(2025, 3, 10)}],
        rights=[billing.right()],
        providers=[billing.provider()],
        visits=[
            billing.visit("v1", at(9, 9), at(9, 10)),
            billing.visit("v2", at(10, 22), at(11, 6)),
            billing.visit("v3", at(11, 9), at(11, 10, 30)),
            billing.visit("v4", at(12, 9), at(12, 9, 15)),
        ],
        invoice_lines=[billing.line("1", unit_price=Decimal("25.00"))],
    )

    (row,) = billing.built(VISIT_MONTH, given)

    assert (row["death_match"], row["date_of_death"]) == ("certain", date(2025, 3, 10))
    assert (row["hours_after_death"], row["visits_after_death"]) == (Decimal("1.75"), 2)
    assert row["visit_hours"] == Decimal("10.75")
    assert row["unit_price"] == Decimal("24.00")
    assert round(Decimal(str(row["payer_share"])), 4) == Decimal("0.9000")
    assert row["debtor"] == "provider"
    assert row["hours_in_hospital"] is None


def test_nobody_tells_of_deaths(billing: "Billing") -> None:
    """Without a register nor a date of death in the file, it is unknown."""
    given = billing.tables(
        people=[billing.person("p1")],
        rights=[billing.right()],
        visits=[billing.visit("v1", at(9, 9), at(9, 10))],
    )

    (row,) = billing.built(VISIT_MONTH, given)

    assert row["death_match"] is None
    assert row["hours_after_death"] is None


@pytest.mark.parametrize(
    ("kind", "start", "end", "hospital", "temporary"),
    [
        ("hospital", date(2025, 3, 5), date(2025, 3, 7), "1.00", "0.00"),
        ("hospital", date(2025, 3, 4), date(2025, 3, 6), "1.00", "0.00"),
        ("hospital", date(2025, 3, 6), date(2025, 3, 6), "0.00", "0.00"),
        ("hospital", date(2025, 3, 5), None, "2.00", "0.00"),
        ("hospital", date(2025, 1, 10), None, "0.00", "0.00"),
        ("hospital", date(2025, 1, 10), date(2025, 3, 20), "3.00", "0.00"),
        ("hospital_at_home", date(2025, 3, 1), None, "0.00", "0.00"),
        ("temporary_care_home", date(2025, 3, 4), date(2025, 3, 7), "0.00", "2.00"),
    ],
)
def test_visits_on_days_wholly_away(
    billing: "Billing",
    kind: str,
    start: date,
    end: date | None,
    hospital: str,
    temporary: str,
) -> None:
    """Days of entry and of exit do not count, nor days whose payment is undue already."""
    given = billing.tables(
        ("stays",),
        people=[billing.person("p1")],
        rights=[billing.right()],
        visits=[billing.visit(str(day), at(day, 9), at(day, 10)) for day in (5, 6, 7)],
        stays=[stay(kind, start, end)],
    )

    (row,) = billing.built(VISIT_MONTH, given)

    assert row["hours_in_hospital"] == Decimal(hospital)
    assert row["hours_in_temporary_stay"] == Decimal(temporary)


@pytest.mark.parametrize(
    ("address", "shared"), [("1 Rue des LILAS", True), ("2 rue des Lilas", False)]
)
def test_somebody_else_helped_at_the_same_address(
    billing: "Billing", address: str, *, shared: bool
) -> None:
    """A spouse helped by the same provider may be the one who was visited."""
    given = billing.tables(
        people=[billing.person("p1"), billing.person("p2", address)],
        rights=[billing.right(), billing.right(right_id="D2", person_id="p2")],
        visits=[
            billing.visit("v1", at(9, 9), at(9, 10)),
            billing.visit("v2", at(9, 11), at(9, 12), person_id="p2"),
        ],
    )

    rows = billing.built(VISIT_MONTH, given)

    assert [row["shared_home"] for row in rows] == [shared, shared]
