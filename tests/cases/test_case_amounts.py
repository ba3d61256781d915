"""What can still be claimed: prescription, debts, thresholds, compensation."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from bondroit.cases.assembly import AMOUNTS

if TYPE_CHECKING:
    from tests.cases.conftest import Desk

Row = dict[str, object]
OLD, RECENT, LAST = date(2023, 3, 1), date(2025, 3, 1), date(2025, 6, 1)
PAID: list[tuple[date, date | None, Row]] = [
    (OLD, date(2023, 4, 5), {}),
    (RECENT, date(2025, 4, 5), {}),
    (LAST, date(2025, 6, 25), {}),
]


def found(desk: "Desk", given: list[tuple[date, str, Row]]) -> list[Row]:
    """Return findings of a month and an amount, with their changes."""
    return [desk.finding(month, counted, **more) for month, counted, more in given]


def paid(
    desk: "Desk", given: list[tuple[date, date | None, Row]]
) -> dict[str, list[Row]]:
    """Return the table of payments of a month on a day, with their changes."""
    rows = [desk.payment(month, paid_on, **more) for month, paid_on, more in given]
    return {"payments": rows}


def amounts(cases: pl.DataFrame) -> dict[str, Decimal]:
    """Return the amounts of the only case that are not zero."""
    (row,) = cases.select(AMOUNTS).to_dicts()
    return {name: value for name, value in row.items() if value}


def euros(expected: dict[str, str]) -> dict[str, Decimal]:
    """Return expected amounts."""
    return {name: Decimal(value) for name, value in expected.items()}


@pytest.mark.parametrize(
    ("findings", "payments", "expected"),
    [
        pytest.param(
            [(OLD, "200", {}), (RECENT, "300", {})],
            PAID,
            {"overpaid": "500", "prescribed": "200", "recoverable": "300"},
            id="an old payment is prescribed",
        ),
        pytest.param(
            [(OLD, "200", {})],
            [(OLD, date(2023, 6, 30), {})],
            {"overpaid": "200", "prescribed": "200"},
            id="prescribed on its day",
        ),
        pytest.param(
            [(OLD, "200", {})],
            [(OLD, date(2023, 7, 1), {})],
            {"overpaid": "200", "recoverable": "200"},
            id="claimable the day before",
        ),
        pytest.param(
            [(RECENT, "300", {})],
            [(RECENT, None, {})],
            {"overpaid": "300", "undated": "300"},
            id="no payment date is shown apart",
        ),
        pytest.param(
            [(RECENT, "35.64", {})],
            PAID,
            {"overpaid": "35.64", "under_threshold": "35.64"},
            id="APA at three hours of minimum wage",
        ),
        pytest.param(
            [(RECENT, "35.65", {})],
            PAID,
            {"overpaid": "35.65", "recoverable": "35.65"},
            id="APA above, whole",
        ),
        pytest.param(
            [(RECENT, "30", {}), (RECENT, "30", {"benefit": "APA_FACILITY"})],
            [*PAID, (RECENT, date(2025, 4, 5), {"benefit": "APA_FACILITY"})],
            {"overpaid": "60", "recoverable": "60"},
            id="both APA share one threshold",
        ),
        pytest.param(
            [(RECENT, "300", {}), (OLD, "-120", {})],
            PAID,
            {"overpaid": "300", "underpaid": "120", "recoverable": "180"},
            id="what is owed reduces what is claimed",
        ),
        pytest.param(
            [(RECENT, "-120", {})],
            PAID,
            {"underpaid": "120"},
            id="an unpaid right alone",
        ),
        pytest.param(
            [(LAST, "300", {})],
            PAID,
            {"overpaid": "300", "recoverable": "300", "at_risk_next_month": "300"},
            id="the last month paid would be repeated",
        ),
        pytest.param(
            [(LAST, "300", {"rule_id": "AIS-FAC-001"})],
            PAID,
            {"overpaid": "300", "recoverable": "300"},
            id="an invoice is not repeated",
        ),
    ],
)
def test_each_euro_stands_in_one_place(
    desk: "Desk",
    findings: list[tuple[date, str, Row]],
    payments: list[tuple[date, date | None, Row]],
    expected: dict[str, str],
) -> None:
    """Prescription, thresholds and compensation follow the contract."""
    cases = desk.cases(found(desk, findings), desk.table_set(paid(desk, payments)))
    assert amounts(cases) == euros(expected)


def test_a_known_debt_of_the_same_benefit_is_not_claimed_again(desk: "Desk") -> None:
    """What a debt holds stands apart; the debt of another benefit changes nothing."""
    debts = [desk.debt(OLD), desk.debt(RECENT, benefit="PCH")]
    given = desk.table_set({**paid(desk, PAID), "debts": debts})
    findings = found(desk, [(OLD, "200", {}), (RECENT, "300", {})])
    assert amounts(desk.cases(findings, given)) == euros(
        {"overpaid": "500", "already_in_debt": "200", "recoverable": "300"}
    )


def test_an_ended_right_is_not_repeated(desk: "Desk") -> None:
    """Nothing is at risk next month once the right has ended."""
    right: Row = {
        "source": "apa", "right_id": "D1", "valid_from": OLD, "benefit": "APA_HOME",
        "person_id": "p1", "start_date": OLD, "end_date": date(2025, 6, 15),
        "state": "open",
    }  # fmt: skip
    given = desk.table_set({**paid(desk, PAID), "rights": [right]})
    assert amounts(desk.cases(found(desk, [(LAST, "300", {})]), given)) == euros(
        {"overpaid": "300", "recoverable": "300"}
    )


@pytest.mark.parametrize(
    ("counted", "place"), [("76.99", "under_threshold"), ("77.00", "recoverable")]
)
def test_rsa_threshold(desk: "Desk", counted: str, place: str) -> None:
    """RSA is claimed from 77 euros on, on the household's total."""
    payment = desk.payment(
        RECENT, date(2025, 4, 5), benefit="RSA", source="rsa", household_id="h1"
    )
    cases = desk.cases(
        [desk.household_finding(RECENT, counted)],
        desk.table_set({"payments": [payment]}),
    )
    assert amounts(cases)[place] == Decimal(counted)
