"""One row a right: decisions, addresses, versions; helpers who are relatives."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from bondroit.engine.views.carer_month import CARER_MONTH
from bondroit.engine.views.employment_month import EMPLOYMENT_MONTH
from bondroit.engine.views.right import RIGHT
from bondroit.model.outputs import COVERAGE
from bondroit.model.table_set import TableSet

if TYPE_CHECKING:
    from conftest import Billing

Row = dict[str, object]
MARCH = date(2025, 3, 1)


def employment(**more: object) -> Row:
    """Return a month of thirty hours of carer c1 for p1."""
    return {
        "source": "apa",
        "employment_id": str(len(more)),
        "person_id": "p1",
        "carer_id": "c1",
        "month": MARCH,
        "declared_hours": Decimal("30.00"),
        "paid_amount": Decimal("450.00"),
        **more,
    }


def test_employment_of_a_relative(billing: "Billing") -> None:
    """The link comes from the declaration, else from the right that names the carer."""
    given = billing.tables(
        ("payments", "employments"),
        people=[billing.person("p1")],
        rights=[
            billing.right(carer_id="c2", carer_link="child", delivery_mode="direct")
        ],
        employments=[
            employment(carer_link="spouse"),
            employment(carer_id="c2", employment_id="e2"),
            employment(carer_id="c3", employment_id="e3"),
            employment(person_id="p9", employment_id="e4"),
        ],
        payments=[
            {
                "source": "apa",
                "payment_id": "1",
                "benefit": "APA_HOME",
                "person_id": "p1",
                "month": MARCH,
                "amount": Decimal("540.00"),
                "kind": "regular",
            }
        ],
    )

    rows = billing.built(EMPLOYMENT_MONTH, given)

    assert [row["carer_link"] for row in rows] == ["spouse", "child", None]
    assert {row["net_paid"] for row in rows} == {Decimal("540.00")}
    assert {(row["benefit"], row["delivery_mode"]) for row in rows} == {
        ("APA_HOME", "direct")
    }
    assert rows[0]["carer_tariff"] == Decimal("4.69")
    assert rows[0]["employed_tariff"] == Decimal("18.96")


def test_carer_of_several_people(billing: "Billing") -> None:
    """Hours add up over the people helped; salaries elsewhere count too."""
    human = {
        "source": "pch",
        "benefit": "PCH",
        "element": "1",
        "delivery_mode": "family_carer",
        "carer_id": "c1",
        "rate": Decimal("1.0000"),
    }
    paid = {
        "source": "pch",
        "benefit": "PCH",
        "element": "1",
        "month": MARCH,
        "kind": "regular",
        "payee": "carer",
        "payee_id": "c1",
        "unit_price": Decimal("7.04"),
    }
    given = billing.tables(
        ("employments",),
        people=[billing.person(number) | {"source": "pch"} for number in ("p1", "p2")],
        rights=[
            billing.right(**human, right_id=number, person_id=number)
            for number in ("p1", "p2")
        ],
        payments=[
            {
                **paid,
                "payment_id": number,
                "person_id": number,
                "right_id": number,
                "hours": Decimal(hours),
                "amount": Decimal(hours) * 7,
            }
            for number, hours in (("p1", "300.00"), ("p2", "220.00"))
        ],
        employments=[employment(person_id="p7", declared_hours=Decimal("152.00"))],
    )

    rows = billing.built(CARER_MONTH, given)

    assert [row["hours_for_all"] for row in rows] == [Decimal("520.00")] * 2
    assert {row["beneficiaries"] for row in rows} == {2}
    assert {row["employed_hours_for_all"] for row in rows} == {Decimal("152.00")}
    assert {row["compensated_price"] for row in rows} == {Decimal("7.04")}
    assert rows[0]["raised_tariff"] == Decimal("7.04")


def rights_seen(
    billing: "Billing",
    *rights: Row,
    departement: str | None = "45",
    covered: tuple[str, ...] = (),
    **tables: list[Row],
) -> list[Row]:
    """Return the rows of `right`."""
    held = billing.tables(covered, rights=list(rights), **tables)
    coverage = held.coverage if covered else pl.DataFrame(schema=COVERAGE)
    given = TableSet(frames=held.frames, coverage=coverage, departement=departement)
    return billing.built(RIGHT, given)


def test_claims_without_a_decision(billing: "Billing") -> None:
    """A decision is missing only where the source dates the others."""
    claimed = billing.right(
        right_id="new", person_id="p2", claim_date=date(2025, 3, 1), plan_amount=None
    )
    decided = billing.right(decision_date=date(2024, 1, 5), claim_date=date(2024, 1, 1))

    (first, second) = rights_seen(billing, decided, claimed)
    (alone,) = rights_seen(billing, claimed)

    assert (first["decision_told"], second["decision_told"]) == (True, False)
    assert second["days_since_claim"] == 121
    assert alone["decision_told"] is None


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({"commune": "45234", "postcode": "18000"}, True),
        ({"commune": "18033", "postcode": "45000"}, False),
        ({"commune": None, "postcode": "45000"}, True),
        ({"commune": None, "postcode": None}, None),
    ],
)
def test_address_in_the_departement(
    billing: "Billing", person: Row, *, expected: bool | None
) -> None:
    """The commune tells, else the postcode; without a département nothing does."""
    people = [billing.person("p1") | person]

    (row,) = rights_seen(billing, billing.right(), people=people)
    (nowhere,) = rights_seen(billing, billing.right(), people=people, departement=None)

    assert row["address_in_departement"] is expected
    assert nowhere["address_in_departement"] is None


def test_versions_of_one_right_are_one_row(billing: "Billing") -> None:
    """The state is that of the reference day; an end that has passed closes it."""
    rows = rights_seen(
        billing,
        billing.right(review_date=date(2025, 1, 1), end_date=date(2025, 5, 31)),
        billing.right(
            valid_from=date(2025, 1, 1),
            review_date=date(2025, 6, 20),
            end_date=date(2025, 5, 31),
        ),
        billing.right(right_id="D2", person_id="p2", start_date=date(2025, 9, 1)),
    )

    assert [row["state"] for row in rows] == ["closed", "not_started"]
    assert rows[0]["days_since_review"] == 10


@pytest.mark.parametrize(
    ("covered", "lines", "expected"),
    [
        (("employments", "invoice_lines"), False, False),
        (("employments",), False, None),
        (("employments", "invoice_lines"), True, True),
    ],
)
def test_helper_known_or_not(
    billing: "Billing",
    covered: tuple[str, ...],
    *,
    lines: bool,
    expected: bool | None,
) -> None:
    """Nobody is known to help only where the registers cover the last month."""
    more = {"invoice_lines": [billing.line("1")]} if lines else {}

    (row,) = rights_seen(billing, billing.right(), covered=covered, **more)

    assert row["helper_known"] is expected
