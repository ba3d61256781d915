"""Invoices that equal the plan month after month."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bondroit.engine.views.invoice_history import INVOICE_HISTORY

if TYPE_CHECKING:
    from tests.engine.provider_views.conftest import Billing

Row = dict[str, object]
TEN = Decimal("10.00")


def history(
    billing: "Billing", hours: list[int], recorded: list[int], **right: object
) -> list[Row]:
    """Return the view over invoices and visits from January 2025 on."""
    lines = [
        billing.line(str(rank), month=date(2025, rank, 1), hours=Decimal(billed))
        for rank, billed in enumerate(hours, 1)
    ]
    visits = [
        billing.visit(
            f"v{rank}",
            datetime(2025, rank, 3, 8),  # noqa: DTZ001 - local times
            datetime(2025, rank, 3, 8 + done),  # noqa: DTZ001
        )
        for rank, done in enumerate(recorded, 1)
        if done
    ]
    given = billing.tables(
        rights=[billing.right(**{"granted_hours": TEN, **right})],
        invoice_lines=lines,
        visits=visits,
    )
    rows = billing.built(INVOICE_HISTORY, given)
    return sorted(rows, key=lambda row: str(row["month"]))


def test_a_run_of_invoices_at_the_plan(billing: "Billing") -> None:
    """Months in a row are counted; one invoice apart begins again."""
    rows = history(billing, [10, 10, 8, 10, 10, 10], [10] * 6)
    assert [row["months_at_plan"] for row in rows] == [1, 2, 0, 1, 2, 3]
    assert {row["recorded_variation"] for row in rows} == {Decimal("0.0000")}


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        ([8, 8, 8, 8, 8, 8], Decimal("0.0000")),
        ([5, 10, 5, 10, 5, 10], Decimal("0.3333")),
        ([5, 10, 5, 10, 5, 0], None),
    ],
)
def test_how_recorded_hours_vary_over_six_months(
    billing: "Billing", recorded: list[int], expected: Decimal | None
) -> None:
    """Spread over mean of the six months; a month without any visit is unknown."""
    last = history(billing, [10] * 6, recorded)[-1]
    assert last["months_at_plan"] == 6
    assert last["recorded_variation"] == expected


def test_a_plan_without_hours_says_nothing(billing: "Billing") -> None:
    """Granted hours that are unknown leave the run unknown, not broken."""
    rows = history(billing, [10, 10], [10, 10], granted_hours=None)
    assert [row["months_at_plan"] for row in rows] == [None, None]
