"""Net payments: returns, cancellations, retentions, re-issues, arrears."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from bondroit.engine.parameters import Parameters
from bondroit.engine.views.net_paid import live_payments, net_paid
from bondroit.engine.views.payment_months import payment_months
from bondroit.engine.views.view import Scope
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES
from bondroit.resources import shipped

MONTH = date(2025, 3, 1)
BY = ["source", "person_id", "month"]
PARAMETERS = Parameters.load([shipped("rules") / "parameters"])
Row = dict[str, object]
_BOTH = ("net_paid", "recovered", "regular_paid", "arrears_paid", "payment_count")


def tables(
    payments: list[tuple[str, str, str]], returned: tuple[str, ...] = ()
) -> TableSet:
    """Return the payments of one month of one person.

    Args:
        payments: (payment_id, kind, amount).
        returned: payments that the bank sent back.

    """
    rows = [
        {
            "source": "apa",
            "payment_id": payment_id,
            "person_id": "p1",
            "benefit": "APA_HOME",
            "month": MONTH,
            "kind": kind,
            "amount": Decimal(amount),
            "gir": 3,
            "hours": Decimal(10) if kind == "regular" else None,
            "paid_on": date(2025, 4, 5),
        }
        for payment_id, kind, amount in payments
    ]
    back = [
        {"source": "apa", "payment_id": one, "returned_on": date(2025, 4, 9)}
        for one in returned
    ]
    frames = {
        name: pl.DataFrame(some, schema=TABLES[name].schema).lazy()
        for name, some in (("payments", rows), ("bank_returns", back))
    }
    return TableSet(frames=frames)


def net(payments: list[tuple[str, str, str]], returned: tuple[str, ...] = ()) -> Row:
    """Return the net sums of the month."""
    frame = net_paid(live_payments(tables(payments, returned)), BY).collect()
    return frame.row(0, named=True)


def month(payments: list[tuple[str, str, str]], returned: tuple[str, ...] = ()) -> Row:
    """Return the month as views read it."""
    scope = Scope(first_month=MONTH, last_month=MONTH, as_of=date(2025, 12, 31))
    frame = payment_months(
        tables(payments, returned), "apa", "APA_HOME", scope, PARAMETERS
    )
    return frame.collect().row(0, named=True)


PLAIN = ("a", "regular", "500.00")
CANCELLED = ("b", "cancellation", "-500.00")


@pytest.mark.parametrize(
    ("payments", "returned", "paid", "before", "count"),
    [
        ([PLAIN], (), "500", "500", 1),
        ([PLAIN], ("a",), "0", "0", 0),
        ([PLAIN, CANCELLED], ("a",), "0", "0", 0),
        ([PLAIN, CANCELLED], (), "0", "0", 0),
        ([PLAIN, CANCELLED, ("c", "regular", "500.00")], ("a",), "500", "500", 1),
        ([PLAIN, ("c", "regular", "500.00")], ("a",), "500", "500", 1),
        ([PLAIN, ("c", "recovery", "-80.00")], (), "420", "500", 1),
        ([PLAIN, ("c", "regular", "500.00")], (), "1000", "1000", 2),
        ([PLAIN, ("c", "arrears", "50.00")], (), "550", "550", 1),
    ],
)
def test_net_of_what_came_back(
    payments: list[tuple[str, str, str]],
    returned: tuple[str, ...],
    paid: str,
    before: str,
    count: int,
) -> None:
    """A returned payment counts nothing, once; a re-issue and a retention do."""
    row = net(payments, returned)
    assert row["net_paid"] == Decimal(paid)
    assert row["paid_before_recovery"] == Decimal(before)
    assert row["payment_count"] == count
    view = month(payments, returned)
    assert {name: view[name] for name in _BOTH} == {name: row[name] for name in _BOTH}


def test_arrears_apart() -> None:
    """Arrears are told from regular payments."""
    row = net([PLAIN, ("c", "arrears", "50.00")])
    assert (row["regular_paid"], row["arrears_paid"]) == (500, 50)


def test_what_payments_agree_on() -> None:
    """GIR, hours, the largest payment and the last date come from what stays paid."""
    row = month([PLAIN, ("c", "regular", "700.00")], ("c",))
    assert row["gir_paid"] == 3
    assert row["paid_hours"] == 10
    assert row["largest_payment"] == 500
    assert row["last_paid_on"] == date(2025, 4, 5)
    assert row["returned_amount"] == 700
