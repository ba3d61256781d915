"""Advances that nothing settled, and accounts shared, changed or of a helper."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bondroit.engine.views.account_month import ACCOUNT_MONTH
from bondroit.engine.views.advance_month import ADVANCE_MONTH

if TYPE_CHECKING:
    from tests.engine.provider_views.conftest import Billing

Row = dict[str, object]
JANUARY, MARCH = date(2025, 1, 1), date(2025, 3, 1)


def payment(number: str, **given: object) -> Row:
    """Return a payment of 600 euros to person p1 for March 2025."""
    return {
        "source": "apa", "payment_id": number, "benefit": "APA_HOME", "person_id": "p1",
        "month": MARCH, "amount": Decimal("600.00"), "kind": "regular",
        "payee": "beneficiary", "iban": "FR1", **given,
    }  # fmt: skip


def proof(**given: object) -> Row:
    """Return what was justified from January to April 2025."""
    return {
        "source": "apa", "evidence_id": "j1", "person_id": "p1", "benefit": "APA_HOME",
        "from_month": JANUARY, "to_month": date(2025, 4, 1),
        "justified_amount": Decimal("900.00"), **given,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("others", "proofs", "settled"),
    [
        ([], [], False),
        ([payment("2", kind="recovery", amount=Decimal(-100))], [], True),
        ([payment("2", kind="arrears")], [], True),
        ([payment("2", month=JANUARY)], [], False),
        ([payment("2", person_id="p2")], [], False),
        ([], [proof()], True),
        ([], [proof(to_month=date(2025, 2, 1))], False),
        ([], [proof(benefit="PCH")], False),
    ],
)
def test_what_settles_an_advance(
    billing: "Billing", others: list[Row], proofs: list[Row], settled: object
) -> None:
    """Another payment of the month, or a justified period that holds it."""
    given = billing.tables(
        covered=("evidence_of_use",),
        payments=[payment("1", kind="advance"), *others],
        evidence_of_use=proofs,
    )
    (row,) = billing.built(ADVANCE_MONTH, given)
    assert (row["settled"], row["months_elapsed"]) == (settled, 3)
    assert row["advance_amount"] == Decimal("600.00")


def test_an_advance_without_any_file_of_proofs_is_unknown(billing: "Billing") -> None:
    """Nobody tells whether it was used; a returned advance is no advance."""
    given = billing.tables(payments=[payment("1", kind="advance")])
    assert billing.built(ADVANCE_MONTH, given)[0]["settled"] is None
    back = billing.tables(
        payments=[payment("1", kind="advance")],
        bank_returns=[{"source": "apa", "payment_id": "1", "returned_on": MARCH}],
    )
    assert billing.built(ADVANCE_MONTH, back) == []


def accounts(billing: "Billing", *payments: Row, **rows: list[Row]) -> list[Row]:
    """Return the view over payments to four persons, p4 living with p1."""
    people = [
        billing.person("p1"), billing.person("p2", "2 rue des Lilas"),
        billing.person("p3", "3 rue des Lilas"), billing.person("p4", "1, RUE des lilas"),
        billing.person("p5", None),
    ]  # fmt: skip
    given = billing.tables(people=people, payments=list(payments), **rows)
    return billing.built(ACCOUNT_MONTH, given)


def test_an_account_of_ones_own_has_no_row(billing: "Billing") -> None:
    """Nearly every account: one person, always the same, no IBAN told, a provider's."""
    provider = payment("3", person_id="p3", payee="provider", payee_id="S1")
    assert (
        accounts(
            billing,
            payment("1"),
            payment("2", person_id="p2", iban=None),
            {**provider, "iban": "FR9"},
        )
        == []
    )


@pytest.mark.parametrize(
    ("persons", "homes"),
    [(("p2", "p3"), 3), (("p4",), 1), (("p2", "p5"), None)],
)
def test_who_shares_an_account(
    billing: "Billing", persons: tuple[str, ...], homes: int | None
) -> None:
    """Beneficiaries and their homes; an address unknown hides how many homes."""
    others = [payment(one, person_id=one) for one in persons]
    rows = accounts(billing, payment("1"), *others)
    assert len(rows) == len(persons) + 1
    assert {row["persons_on_account"] for row in rows} == {len(persons) + 1}
    assert {row["homes_on_account"] for row in rows} == {homes}
    assert "iban" not in rows[0]


def test_a_new_account_beside_the_usual_amount(billing: "Billing") -> None:
    """The first month on another account; the median of the months before."""
    before = [
        payment(str(month), month=date(2025, month, 1), amount=Decimal(100 * month))
        for month in (1, 2)
    ]
    rows = accounts(billing, *before, payment("3", iban="FR2"))
    told = {str(row["month"])[:7]: row for row in rows}
    assert [told[f"2025-0{month}"]["new_account"] for month in (1, 2, 3)] == [
        False, False, True,
    ]  # fmt: skip
    assert told["2025-01"]["usual_amount"] is None
    assert told["2025-03"]["usual_amount"] == Decimal("150.00")
    assert told["2025-03"]["credited_amount"] == Decimal("600.00")


@pytest.mark.parametrize(
    ("other", "link", "helper", "professional"),
    [
        ({"payee": "provider", "payee_id": "S1"}, None, "provider", True),
        ({"payee": "third_party", "payee_id": "T1"}, None, "none", True),
        ({"payee": "carer", "payee_id": "c1"}, None, "carer", False),
        ({"payee": "carer", "payee_id": "c1"}, "other", "carer", False),
        ({"payee": "carer", "payee_id": "c1"}, "child", "family_carer", False),
    ],
)
def test_whose_account_it_is_too(
    billing: "Billing", other: Row, link: str | None, helper: str, professional: object
) -> None:
    """A provider, a tutor, a carer, one of the family or not."""
    right = billing.right(carer_id="c1", carer_link=link)
    rows = accounts(
        billing, payment("1"), payment("2", person_id="p2", **other), rights=[right]
    )
    assert [row["person_id"] for row in rows] == ["p1"]
    assert rows[0]["helper_account"] == helper
    assert rows[0]["professional_account"] is professional


def test_the_register_tells_the_accounts_of_providers(billing: "Billing") -> None:
    """A provider never paid there is known by its listed account."""
    rows = accounts(billing, payment("1"), providers=[billing.provider(iban="FR1")])
    assert rows[0]["helper_account"] == "provider"
