"""What an employer is paid, beside what it declares over twelve months."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from bondroit.engine.views.employer_month import EMPLOYER_MONTH

if TYPE_CHECKING:
    from tests.engine.provider_views.conftest import Billing

Row = dict[str, object]
YEAR = [date(2024, month, 1) for month in range(7, 13)] + [
    date(2025, month, 1) for month in range(1, 7)
]


def paid(month: date, **given: object) -> Row:
    """Return a PCH payment of 600 euros for 30 hours of direct employment."""
    return {
        "source": "pch", "payment_id": f"{month}{given}", "benefit": "PCH",
        "element": "1", "right_id": "D1", "person_id": "p1", "month": month,
        "amount": Decimal("600.00"), "kind": "regular", "payee": "beneficiary",
        "hours": Decimal("30.00"), **given,
    }  # fmt: skip


def work(month: date, hours: str | None, number: str = "e") -> Row:
    """Return a declaration of 300 euros."""
    return {
        "source": "cesu", "employment_id": f"{number}{month}", "person_id": "p1",
        "carer_id": "c" + number, "month": month,
        "declared_hours": None if hours is None else Decimal(hours),
        "paid_amount": Decimal("300.00"),
    }  # fmt: skip


def months(
    billing: "Billing", payments: list[Row], employments: list[Row], **right: object
) -> list[Row]:
    """Return the rows of the view in order of the months."""
    pch: Row = {
        "source": "pch", "benefit": "PCH", "element": "1", "rate": Decimal("1.0000"),
        "delivery_mode": "direct", **right,
    }  # fmt: skip
    given = billing.tables(
        covered=("payments", "employments"),
        rights=[billing.right(**pch)],
        payments=payments,
        employments=employments,
    )
    rows = billing.built(EMPLOYER_MONTH, given)
    return sorted(rows, key=lambda row: str(row["month"]))


def test_twelve_months_add_up(billing: "Billing") -> None:
    """Declarations of another file join the right; the year ends with the month."""
    rows = months(
        billing,
        [paid(month) for month in YEAR],
        [work(month, "10.00") for month in YEAR[:-1]] + [work(YEAR[0], "5.00", "f")],
    )
    last = rows[-1]
    assert last["month"] == date(2025, 6, 1)
    assert (last["delivery_mode"], last["debtor"]) == ("direct", "beneficiary")
    assert (last["paid_hours"], last["declared_hours"]) == (30, 0)
    assert (last["paid_hours_12"], last["declared_hours_12"]) == (360, 115)
    assert (last["net_paid_12"], last["salary_12"]) == (7200, 3600)
    assert (last["months_paid_12"], last["months_declared_12"]) == (12, 11)
    assert rows[0]["months_paid_12"] == 7


def test_hours_not_told_are_bought_at_the_tariff(billing: "Billing") -> None:
    """PCH: amount over tariff and rate; APA: unknown."""
    may = date(2025, 5, 1)
    bare = [paid(may, hours=None, amount=Decimal("386.80"))]
    (row,) = months(billing, bare, [work(may, "20.00")])
    assert row["paid_hours"] == Decimal("20.00")
    apa = [paid(may, hours=None, source="apa", benefit="APA_HOME", element=None)]
    home: Row = {"source": "apa", "benefit": "APA_HOME", "element": None}
    (other,) = months(billing, apa, [work(may, "20.00")], **home)
    assert (other["paid_hours"], other["net_paid"]) == (None, Decimal("600.00"))


def test_hours_declared_unknown_stay_unknown(billing: "Billing") -> None:
    """One declaration without its hours hides the year, not the salaries."""
    may, june = date(2025, 5, 1), date(2025, 6, 1)
    rows = months(
        billing, [paid(may), paid(june)], [work(may, None), work(june, "30.00")]
    )
    assert [row["declared_hours"] for row in rows] == [None, 30]
    assert [row["declared_hours_12"] for row in rows] == [None, None]
    assert rows[-1]["salary_12"] == Decimal("600.00")


@pytest.mark.parametrize("covered", [True, False])
def test_a_month_without_declaration(
    billing: "Billing",
    covered: bool,  # noqa: FBT001
) -> None:
    """It is nothing where the file covers the month, unknown elsewhere."""
    may, june = date(2025, 5, 1), date(2025, 6, 1)
    given = billing.tables(
        covered=("payments", "employments") if covered else ("payments",),
        rights=[
            billing.right(
                source="pch", benefit="PCH", element="1", delivery_mode="direct"
            )
        ],
        payments=[paid(may), paid(june)],
        employments=[work(may, "30.00")],
    )
    rows = pl.DataFrame(billing.built(EMPLOYER_MONTH, given)).sort("month")
    assert rows["declared_hours"].to_list() == [30, 0 if covered else None]


def test_who_declares_nothing_has_no_row(billing: "Billing") -> None:
    """Who is in no file of employments is not judged there."""
    assert months(billing, [paid(date(2025, 5, 1))], []) == []
