"""What a family carer is paid in a month, its cap and its other employment."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from bondroit.engine.views.carer_month import CARER_MONTH

if TYPE_CHECKING:
    from tests.engine.provider_views.conftest import Billing

Row = dict[str, object]


def compensation(number: str = "1", **given: object) -> Row:
    """Return a payment of 600 euros to carer c1 for April 2025."""
    return {
        "source": "pch", "payment_id": number, "benefit": "PCH", "element": "1",
        "right_id": "D1", "person_id": "p1", "month": date(2025, 4, 1),
        "amount": Decimal("600.00"), "kind": "regular", "payee": "carer",
        "payee_id": "c1", **given,
    }  # fmt: skip


def carer_right(billing: "Billing", **given: object) -> Row:
    """Return the PCH right that pays carer c1."""
    return billing.right(
        source="pch", benefit="PCH", element="1", delivery_mode="family_carer",
        carer_id="c1", **given,
    )  # fmt: skip


def test_a_carers_month_is_the_net_of_its_payments(billing: "Billing") -> None:
    """Returned payments count nothing; the cap in force stands beside."""
    given = billing.tables(
        rights=[carer_right(billing)],
        payments=[
            compensation("1"),
            compensation("2"),
            compensation("3", amount=Decimal("100.00")),
        ],
        bank_returns=[
            {"source": "pch", "payment_id": "3", "returned_on": date(2025, 5, 9)}
        ],
    )
    (row,) = billing.built(CARER_MONTH, given)
    assert row["compensated_amount"] == Decimal("1200.00")
    assert row["compensation_cap"] == Decimal("1231.15")
    assert row["raised_cap"] is False
    assert (row["debtor"], row["element"]) == ("carer", "1")
    assert row["employed"] is None


def test_an_exception_on_the_right_raises_the_cap(billing: "Billing") -> None:
    """Doubt about the raised cap benefits the carer."""
    given = billing.tables(
        rights=[carer_right(billing, exception_code="MAJ")], payments=[compensation()]
    )
    (row,) = billing.built(CARER_MONTH, given)
    assert row["compensation_cap"] == Decimal("1477.38")


def test_a_carer_employed_by_the_same_person(billing: "Billing") -> None:
    """An employment of another file joins the PCH record; covered absence is «no»."""
    work: Row = {
        "source": "cesu", "employment_id": "e1", "person_id": "p1", "carer_id": "c1",
        "month": date(2025, 4, 1), "declared_hours": Decimal("20.00"),
        "paid_amount": Decimal("300.00"),
    }  # fmt: skip
    both = [compensation("1"), compensation("2", payee_id="c2")]
    given = billing.tables(
        covered=("employments",),
        rights=[carer_right(billing)],
        payments=both,
        employments=[work],
    )
    first, second = billing.built(CARER_MONTH, given)
    assert (first["employed"], first["employed_amount"]) == (True, Decimal("300.00"))
    assert (second["employed"], second["employed_amount"]) == (False, Decimal(0))
