"""A provider and a month: register, account, visits noted by hand."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bondroit.engine.views.provider_month import PROVIDER_MONTH

if TYPE_CHECKING:
    from tests.engine.provider_views.conftest import Billing

Row = dict[str, object]
MARCH = date(2025, 3, 1)


def payment(month: int, iban: str | None, **given: object) -> Row:
    """Return a payment of 400 euros to provider S1 for a month of 2025."""
    return {
        "source": "apa", "payment_id": f"{month}{iban}{given}", "benefit": "APA_HOME",
        "right_id": "D1", "person_id": "p1", "month": date(2025, month, 1),
        "amount": Decimal("400.00"), "kind": "regular", "payee": "provider",
        "payee_id": "S1", "iban": iban, **given,
    }  # fmt: skip


def months(billing: "Billing", **rows: list[Row]) -> dict[int, Row]:
    """Return the rows of the view, by number of the month."""
    built = billing.built(PROVIDER_MONTH, billing.tables(**rows))
    found = {}
    for row in built:
        month = row["month"]
        assert isinstance(month, date)
        found[month.month] = row
    return found


@pytest.mark.parametrize(
    ("listed", "told"),
    [("FR2", True), ("FR1", False), (None, None)],
)
def test_the_first_month_on_another_account(
    billing: "Billing", listed: str | None, told: object
) -> None:
    """A new account follows another one; the register knows it or does not."""
    found = months(
        billing,
        payments=[
            payment(1, "FR1"),
            payment(2, "FR1"),
            payment(3, "FR2"),
            payment(4, "FR2"),
        ],
        providers=[billing.provider(iban=listed)],
    )
    assert [found[month]["new_account"] for month in (1, 2, 3, 4)] == [
        False, False, True, False,
    ]  # fmt: skip
    assert found[3]["account_listed"] is told
    assert found[3]["paid_amount"] == Decimal("400.00")


def test_without_any_account_nothing_is_said(billing: "Billing") -> None:
    """Payments that tell no IBAN leave both facts unknown; all persons add up."""
    found = months(
        billing,
        payments=[payment(3, None), payment(3, None, person_id="p2")],
        invoice_lines=[billing.line("1"), billing.line("2", person_id="p2")],
        providers=[billing.provider()],
    )
    assert (found[3]["new_account"], found[3]["account_listed"]) == (None, None)
    assert found[3]["paid_amount"] == Decimal("800.00")
    assert found[3]["billed_amount"] == Decimal("480.00")
    assert (found[3]["person_id"], found[3]["debtor"]) == (None, "provider")


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([{"authorised": True}], True),
        ([{"authorised": False}], False),
        ([{"authorised": None}], None),
        ([{"authorised": False, "valid_from": date(2025, 4, 1)}], None),
        (
            [
                {"authorised": False, "valid_to": date(2025, 3, 14)},
                {"authorised": True, "valid_from": date(2025, 3, 15)},
            ],
            True,
        ),
        ([], None),
    ],
)
def test_authorisation_of_the_month(
    billing: "Billing", versions: list[Row], expected: object
) -> None:
    """Part of the month is enough; outside the register it is unknown."""
    found = months(
        billing,
        invoice_lines=[billing.line("1")],
        providers=[billing.provider(**version) for version in versions],
    )
    assert found[3]["authorised"] is expected


def test_visits_noted_by_hand_over_three_months(billing: "Billing") -> None:
    """Incomplete or adjusted clockings count; never clocking is unknown."""

    def visit(month: int, **given: object) -> Row:
        start = datetime(2025, month, 3, 9)  # noqa: DTZ001 - local times
        end = start.replace(hour=10)
        return billing.visit(f"{month}{given}", start, end, **given)

    start = datetime(2025, 3, 3, 9)  # noqa: DTZ001 - local times
    clocked: Row = {"clocked_start": start, "clocked_end": start}
    found = months(
        billing,
        visits=[
            visit(1), visit(2), visit(2, **clocked),
            visit(3, **clocked, adjustment="CO2"), visit(6),
        ],
        providers=[billing.provider()],
    )  # fmt: skip
    march, june = found[3], found[6]
    assert (march["visits_3_months"], march["manual_3_months"]) == (4, 3)
    assert found[1]["manual_3_months"] is None
    assert (june["visits_3_months"], june["manual_3_months"]) == (1, None)
