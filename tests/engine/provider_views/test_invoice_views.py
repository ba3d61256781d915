"""What is invoiced, month by month and line by line, beside what is recorded."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bondroit.engine.views.invoice_line import INVOICE_LINE
from bondroit.engine.views.invoice_month import INVOICE_MONTH

if TYPE_CHECKING:
    from tests.engine.provider_views.conftest import Billing

Row = dict[str, object]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of March 2025."""
    return datetime(2025, 3, day, hour, minute)  # noqa: DTZ001 - local times


def test_invoiced_and_recorded_hours_stand_side_by_side(billing: "Billing") -> None:
    """Lines and visits of a month add up, with the share the département pays."""
    given = billing.tables(
        rights=[billing.right()],
        invoice_lines=[
            billing.line("1"),
            billing.line("2", hours=Decimal("2.50"), amount=Decimal("60.00")),
        ],
        visits=[
            billing.visit("v1", at(1, 9), at(1, 12)),
            billing.visit("v2", at(2, 9), at(2, 10, 30)),
        ],
        providers=[billing.provider()],
    )
    (row,) = billing.built(INVOICE_MONTH, given)
    assert row["invoiced_hours"] == Decimal("12.50")
    assert row["recorded_hours"] == Decimal("4.50")
    assert row["payer_share"] == Decimal("0.9")
    assert row["unit_price"] == Decimal("24.00")
    assert (row["debtor"], row["provider_id"]) == ("provider", "S1")
    assert row["billed_after_closing"] == 0


def test_recorded_hours_without_any_visit_of_the_provider_are_unknown(
    billing: "Billing",
) -> None:
    """No télégestion that month is unknown; a visit to someone else makes it zero."""
    lines = [billing.line("1")]
    bare = billing.tables(rights=[billing.right()], invoice_lines=lines, visits=[])
    other = billing.tables(
        rights=[billing.right(), billing.right(right_id="D2", person_id="p2")],
        invoice_lines=lines,
        visits=[billing.visit("v1", at(1, 9), at(1, 12), person_id="p2")],
    )
    assert billing.built(INVOICE_MONTH, bare)[0]["recorded_hours"] is None
    assert billing.built(INVOICE_MONTH, other)[0]["recorded_hours"] == 0


def test_visits_without_benefit_follow_the_only_right_at_home(
    billing: "Billing",
) -> None:
    """A visit that names no benefit counts for the person's right."""
    given = billing.tables(
        rights=[billing.right()],
        invoice_lines=[billing.line("1")],
        visits=[billing.visit("v1", at(1, 9), at(1, 19), benefit=None)],
    )
    assert billing.built(INVOICE_MONTH, given)[0]["recorded_hours"] == 10


def test_invoices_of_another_file_join_the_holder_of_the_right(
    billing: "Billing",
) -> None:
    """Lines and visits under a provider file's source land on the APA record."""
    given = billing.tables(
        rights=[billing.right()],
        invoice_lines=[billing.line("1", source="factures")],
        visits=[billing.visit("v1", at(1, 9), at(1, 12), source="telegestion")],
    )
    (row,) = billing.built(INVOICE_MONTH, given)
    assert (row["source"], row["person_id"]) == ("apa", "p1")
    assert row["recorded_hours"] == 3


@pytest.mark.parametrize(
    ("versions", "excess"),
    [
        pytest.param([{}], Decimal("40.00"), id="two euros above"),
        pytest.param([{"tariff": Decimal("26.00")}], Decimal(0), id="at tariff"),
        pytest.param([{"tariff": Decimal("25.99")}], Decimal(0), id="tolerance"),
        pytest.param([{"tariff": None}], None, id="tariff unknown"),
        pytest.param([], None, id="provider unknown"),
        pytest.param(
            [
                {"valid_to": date(2025, 3, 14)},
                {"valid_from": date(2025, 3, 15), "tariff": Decimal("26.00")},
            ],
            Decimal(0),
            id="raised within the month",
        ),
    ],
)
def test_price_above_the_tariff_in_force(
    billing: "Billing", versions: list[Row], excess: Decimal | None
) -> None:
    """The excess is the whole gap times the hours, unknown without a tariff."""
    dear = billing.line(
        "1",
        hours=Decimal("20.00"),
        unit_price=Decimal("26.00"),
        amount=Decimal("520.00"),
    )
    given = billing.tables(
        rights=[billing.right()],
        invoice_lines=[dear],
        providers=[billing.provider(**version) for version in versions],
    )
    assert billing.built(INVOICE_MONTH, given)[0]["excess_over_tariff"] == excess


@pytest.mark.parametrize(
    ("closed_on", "billed"),
    [
        (date(2025, 2, 28), Decimal("240.00")),
        (date(2025, 3, 1), Decimal("72.00")),
        (date(2025, 3, 10), Decimal("0.00")),
        (None, Decimal("0.00")),
    ],
)
def test_billing_after_the_closing(
    billing: "Billing", closed_on: date | None, billed: Decimal
) -> None:
    """A later month counts whole; in the closing month, the visits made after it."""
    given = billing.tables(
        rights=[billing.right()],
        invoice_lines=[billing.line("1")],
        visits=[billing.visit("v1", at(5, 9), at(5, 12))],
        providers=[billing.provider(closed_on=closed_on)],
    )
    assert billing.built(INVOICE_MONTH, given)[0]["billed_after_closing"] == billed


def test_payments_to_a_provider_stand_in_for_missing_lines(
    billing: "Billing",
) -> None:
    """Hours paid to a provider that sent no line that month are judged on price."""
    paid: Row = {
        "source": "apa", "payment_id": "1", "benefit": "APA_HOME", "person_id": "p1",
        "month": date(2025, 3, 1), "amount": Decimal("216.00"), "kind": "regular",
        "payee": "provider", "payee_id": "S1", "hours": Decimal("10.00"),
        "unit_price": Decimal("24.00"),
    }  # fmt: skip
    alone = billing.tables(rights=[billing.right()], payments=[paid])
    both = billing.tables(
        rights=[billing.right()], payments=[paid], invoice_lines=[billing.line("1")]
    )
    assert [row["billing"] for row in billing.built(INVOICE_MONTH, alone)] == [
        "payment"
    ]
    assert [row["billing"] for row in billing.built(INVOICE_MONTH, both)] == ["invoice"]


@pytest.mark.parametrize(
    ("lines", "extra"),
    [
        pytest.param([("1", {})], 0, id="alone"),
        pytest.param([("1", {}), ("2", {})], 1, id="alike under two numbers"),
        pytest.param(
            [("1", {}), ("2", {}), ("3", {})],
            2,
            id="three times",
        ),
        pytest.param(
            [
                ("1", {}),
                ("2", {}),
                ("3", {"amount": Decimal("-240.00")}),
            ],
            0,
            id="credit note",
        ),
        pytest.param(
            [
                ("1", {}),
                ("2", {"unit_price": Decimal("20.00"), "hours": Decimal("12.00")}),
            ],
            0,
            id="same amount, other hours",
        ),
        pytest.param(
            [
                ("1", {"hours": None}),
                ("2", {"invoice_id": "F1", "hours": None}),
            ],
            1,
            id="same number and amount",
        ),
    ],
)
def test_identical_lines_of_a_month(
    billing: "Billing", lines: list[tuple[str, Row]], extra: int
) -> None:
    """Lines alike after the first are extra, credit notes taken off."""
    invoiced = [billing.line(number, **change) for number, change in lines]
    given = billing.tables(rights=[billing.right()], invoice_lines=invoiced)
    (row,) = billing.built(INVOICE_LINE, given)
    assert row["extra_lines"] == extra
    assert row["extra_amount_month"] == extra * Decimal("240.00")


@pytest.mark.parametrize(
    ("rights", "element"),
    [
        ([{"benefit": "PCH", "element": "1", "rate": Decimal("0.8")}], "1"),
        ([{"benefit": "PCH", "rate": Decimal("0.8")}], None),
        ([{"person_id": "p2"}], "1"),
        (
            [
                {"benefit": "PCH", "element": "3"},
                {"benefit": "PCH", "element": "1"},
            ],
            "1",
        ),
    ],
)
def test_an_invoice_stands_on_the_element_that_is_paid(
    billing: "Billing", rights: list[Row], element: str | None
) -> None:
    """The element is the right's, so that the month's payment caps the finding."""
    given = billing.tables(
        rights=[billing.right(**change) for change in rights],
        invoice_lines=[billing.line("1", benefit="PCH")],
    )
    assert billing.built(INVOICE_MONTH, given)[0]["element"] == element
