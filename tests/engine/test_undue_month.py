"""The second pass: delays, thresholds, debts, retentions and appeals."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from bondroit.engine.parameters import Parameters
from bondroit.engine.views.undue_month import NETTED, UNDUE_MONTH
from bondroit.engine.views.view import SUBJECT, Scope
from bondroit.model.outputs import FINDINGS
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES

RULES = Path(__file__).parents[2] / "rules"
MARCH, APRIL = date(2025, 3, 1), date(2025, 4, 1)
SCOPE = Scope(
    first_month=date(2023, 1, 1), last_month=date(2025, 6, 1), as_of=date(2025, 6, 30)
)
Row = dict[str, object]


def finding(month: date, counted: str, **given: object) -> Row:
    """Return a netted finding on household h1."""
    return {
        **dict.fromkeys(FINDINGS),
        "benefit": "RSA",
        "source": "rsa",
        "person_id": "a1",
        "household_id": "h1",
        "month": month,
        "counted_amount": Decimal(counted),
        "debtor": "beneficiary",
        **given,
    }


def payment(month: date, amount: str = "500.00", **given: object) -> Row:
    """Return a payment of RSA to household h1, a month later."""
    return {
        "source": "rsa",
        "payment_id": f"{month}{given}",
        "benefit": "RSA",
        "person_id": "a1",
        "household_id": "h1",
        "month": month,
        "amount": Decimal(amount),
        "kind": "regular",
        "paid_on": date(month.year, month.month + 1, 5),
        **given,
    }


def debt(**given: object) -> Row:
    """Return a debt of household h1 for March, in a file of its own."""
    return {
        "source": "creances",
        "debt_id": "1",
        "benefit": "RSA",
        "household_id": "h1",
        "from_month": MARCH,
        "to_month": MARCH,
        "initial_amount": Decimal("100.00"),
        **given,
    }


def rows(findings: list[Row], **given: list[Row]) -> list[Row]:
    """Return the rows of the view, in order of months."""
    frames = {
        name: pl.LazyFrame(
            [{**dict.fromkeys(TABLES[name].schema), **row} for row in own],
            schema=TABLES[name].schema,
        )
        for name, own in given.items()
    }
    frames[NETTED] = pl.LazyFrame(findings, schema=FINDINGS)
    parameters = Parameters.load([RULES / "parameters"])
    parts = UNDUE_MONTH.build(TableSet(frames=frames), parameters, SCOPE)
    frame = pl.concat([part.frame.collect() for part in parts])
    assert {*SUBJECT, "row_key", *(c.name for c in UNDUE_MONTH.columns)} <= set(
        frame.columns
    )
    assert frame["row_key"].is_unique().all()
    return frame.sort("month").to_dicts()


def test_the_months_of_a_case_add_up() -> None:
    """Each month has its delay; the total leaves out what is known or prescribed."""
    old = date(2023, 2, 1)
    found = rows(
        [finding(old, "300"), finding(MARCH, "100"), finding(APRIL, "50")],
        payments=[payment(old), payment(MARCH), payment(APRIL)],
        debts=[debt()],
    )
    assert [row["days_to_prescription"] for row in found] == [-117, 644, 674]
    assert [row["already_in_debt"] for row in found] == [False, True, False]
    assert {row["undue_total"] for row in found} == {Decimal("50.00")}
    assert {row["recovery_threshold"] for row in found} == {Decimal("77.00")}


def test_findings_of_one_month_are_one_row() -> None:
    """What several rules counted on a month is summed, zeros and debts unknown aside."""
    found = rows(
        [
            finding(MARCH, "100"),
            finding(MARCH, "0"),
            finding(MARCH, "20", debtor="carer"),
        ],
        payments=[payment(MARCH)],
    )
    (row,) = found
    assert row["undue_amount"] == Decimal("120.00")
    assert row["already_in_debt"] is None
    assert row["appeal_on"] is None


@pytest.mark.parametrize(
    ("paid_on", "retained_on"), [(date(2025, 4, 20), date(2025, 4, 20)), (None, None)]
)
def test_a_month_of_retention_without_anything_undue(
    paid_on: date | None, retained_on: date | None
) -> None:
    """A retention has a row of its own, with what was due before it and the appeal."""
    found = rows(
        [],
        payments=[
            payment(MARCH),
            payment(MARCH, "-150.00", kind="recovery", paid_on=paid_on),
        ],
        debts=[debt(appeal_on=date(2025, 4, 1))],
    )
    (row,) = found
    assert row["undue_amount"] == 0
    assert row["retained_amount"] == Decimal("150.00")
    assert row["paid_before_recovery"] == Decimal("500.00")
    assert row["appeal_on"] == date(2025, 4, 1)
    assert row["last_retained_on"] == retained_on


def test_a_payment_without_date_leaves_the_delay_unknown() -> None:
    """No payment date: neither prescribed nor claimable."""
    (row,) = rows([finding(MARCH, "100")], payments=[payment(MARCH, paid_on=None)])
    assert row["days_to_prescription"] is None
    assert row["undue_total"] == 0


def test_a_providers_fault_does_not_carry_the_persons_retention() -> None:
    """The provider's row and the retention on the person stand apart."""
    claim = finding(
        MARCH, "80", benefit="APA_HOME", source="apa", person_id="p1",
        household_id=None, debtor="provider", provider_id="S1",
    )  # fmt: skip
    apa: Row = {
        "benefit": "APA_HOME", "source": "apa", "person_id": "p1", "household_id": None,
    }  # fmt: skip
    found = rows(
        [claim],
        payments=[
            payment(MARCH, "500.00", **apa),
            payment(MARCH, "-50.00", kind="recovery", **apa),
        ],
    )
    told = {row["provider_id"]: row["retained_amount"] for row in found}
    assert told == {"S1": Decimal(0), None: Decimal("50.00")}
