"""Debts beside what was paid and due, and payments of arrears."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from bondroit.engine.parameters import Parameters
from bondroit.engine.views.arrears_payment import ARREARS_PAYMENT
from bondroit.engine.views.debt import DEBT_VIEW
from bondroit.engine.views.view import ROW_KEY, SUBJECT, Scope, View
from bondroit.model.outputs import COVERAGE
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES
from bondroit.resources import shipped

SCOPE = Scope(
    first_month=date(2025, 1, 1), last_month=date(2025, 8, 1), as_of=date(2025, 8, 31)
)
APRIL, MAY, JUNE = date(2025, 4, 1), date(2025, 5, 1), date(2025, 6, 1)
Row = dict[str, object]


def payment(month: date, amount: str, **given: object) -> Row:
    """Return a payment of RSA to household h1, the month after."""
    return {
        "source": "rsa",
        "payment_id": f"{month}{amount}{given}",
        "benefit": "RSA",
        "person_id": "a1",
        "household_id": "h1",
        "month": month,
        "amount": Decimal(amount),
        "kind": "regular",
        "paid_on": date(month.year, month.month + 1, 5),
        **given,
    }


def debt(debt_id: str, amount: str, **given: object) -> Row:
    """Return a debt of household h1 for April and May, made in July."""
    return {
        "source": "rsa",
        "debt_id": debt_id,
        "benefit": "RSA",
        "household_id": "h1",
        "nature": "INK",
        "reason": "40",
        "from_month": APRIL,
        "to_month": MAY,
        "initial_amount": Decimal(amount),
        "created_on": date(2025, 7, int(debt_id)),
        **given,
    }


def household(month: date, resources: str) -> Row:
    """Return a lone adult with some resources and no housing deduction."""
    return {
        "source": "rsa",
        "household_id": "h1",
        "month": month,
        "payer": "CAF",
        "state": "2",
        "increased": False,
        "adults": 1,
        "children": 0,
        "resources": Decimal(resources),
        "housing_deduction": Decimal(0),
    }


def member(month: date) -> Row:
    """Return the claimant of h1."""
    return {
        "source": "rsa",
        "household_id": "h1",
        "month": month,
        "person_id": "a1",
        "role": "claimant",
        "counted": True,
    }


def view_rows(view: View, *, covered: bool = True, **rows: list[Row]) -> pl.DataFrame:
    """Return the rows of a view over small tables, sorted by their key."""
    frames = {
        name: pl.LazyFrame(
            [{**dict.fromkeys(TABLES[name].schema), **row} for row in own],
            schema=TABLES[name].schema,
        )
        for name, own in rows.items()
    }
    known = [("payments", "rsa", date(2024, 1, 1), date(2025, 12, 31))]
    coverage = pl.DataFrame(known if covered else [], schema=COVERAGE, orient="row")
    tables = TableSet(frames=frames, coverage=coverage)
    parameters = Parameters.load([shipped("rules") / "parameters"])
    passes = view.build(tables, parameters, SCOPE)
    found = [part.frame.collect() for part in passes]
    return pl.concat(found).sort(ROW_KEY) if found else pl.DataFrame()


PAID = [payment(APRIL, "600.00"), payment(MAY, "600.00")]


def test_every_documented_column_is_there() -> None:
    """Both views hold subject, key and exactly their documented columns."""
    for view, rows in (
        (DEBT_VIEW, {"debts": [debt("1", "100.00")], "payments": PAID}),
        (ARREARS_PAYMENT, {"payments": [payment(MAY, "9.00", kind="arrears")]}),
    ):
        names = {column.name for column in view.columns}
        assert set(view_rows(view, **rows).columns) >= {*SUBJECT, ROW_KEY, *names}


def test_no_debt_no_row() -> None:
    """An empty table of debts gives nothing to judge."""
    assert view_rows(DEBT_VIEW, debts=[], payments=PAID).is_empty()


@pytest.mark.parametrize(
    ("second", "common", "same", "together"),
    [
        ({}, 2, True, "600.00"),
        ({"initial_amount": Decimal(200)}, 2, False, "500.00"),
        ({"nature": "INL"}, 2, False, "600.00"),
        ({"from_month": MAY, "to_month": JUNE}, 1, False, "600.00"),
        ({"from_month": JUNE, "to_month": JUNE}, 0, False, "300.00"),
        ({"benefit": "PCH", "person_id": "a1"}, 0, False, "300.00"),
    ],
)
def test_debts_of_the_same_months(
    second: Row, common: int, together: str, *, same: bool
) -> None:
    """The later of two debts of a benefit tells the months it claims again."""
    rows = view_rows(
        DEBT_VIEW,
        debts=[debt("1", "300.00"), debt("2", "300.00", **second)],
        payments=PAID,
    )
    first, later = (
        rows.filter(pl.col(ROW_KEY).str.contains(f"|{one}|", literal=True)).row(
            0, named=True
        )
        for one in ("1", "2")
    )
    assert first["earlier_debts"] == 0
    assert later["earlier_debts"] == (1 if common else 0)
    assert later["common_months"] == common
    assert later["same_as_earlier"] is same
    assert later["claimed_together"] == Decimal(together)


def test_what_was_paid_in_the_months() -> None:
    """Payments of all the months claimed are summed, retentions put back."""
    taken = payment(MAY, "-50.00", kind="recovery")
    rows = view_rows(DEBT_VIEW, debts=[debt("1", "300.00")], payments=[*PAID, taken])
    assert rows["paid_in_months"].item() == Decimal(1200)
    unknown = view_rows(
        DEBT_VIEW,
        covered=False,
        debts=[debt("1", "300.00", to_month=JUNE)],
        payments=PAID,
    )
    assert unknown["paid_in_months"].item() is None


@pytest.mark.parametrize(
    ("resources", "expected"), [("100.00", "106.96"), ("0.00", "0.00")]
)
def test_debt_recomputed(resources: str, expected: str) -> None:
    """What was undue is the paid amount above the right, month by month."""
    rows = view_rows(
        DEBT_VIEW,
        debts=[debt("1", "300.00")],
        payments=PAID,
        households=[household(APRIL, resources), household(MAY, resources)],
        household_members=[member(APRIL), member(MAY)],
    )
    assert rows["recomputed_undue"].item() == Decimal(expected)
    assert rows["another_cause"].item() is False
    assert rows["computation_reason"].item() is True


def test_debt_of_unknown_means() -> None:
    """A month whose right cannot be computed makes the whole unknown."""
    rows = view_rows(
        DEBT_VIEW,
        debts=[debt("1", "300.00", reason=None)],
        payments=PAID,
        households=[{**household(APRIL, "100.00"), "resources": None}],
        household_members=[member(APRIL)],
    )
    assert rows["recomputed_undue"].item() is None
    assert rows["computation_reason"].item() is None


def test_debts_and_arrears_of_a_year() -> None:
    """Both are counted over twelve months; arrears that no file tells are unknown."""
    old = debt("1", "50.00", created_on=date(2024, 7, 2), from_month=APRIL)
    made = [old, debt("2", "60.00"), debt("3", "70.00")]
    told = [*PAID, payment(APRIL, "20.00", kind="arrears")]
    rows = view_rows(DEBT_VIEW, debts=made, payments=told).sort("debt_amount")
    assert rows["debts_in_year"].to_list() == [1, 1, 2]
    assert rows["arrears_in_year"].to_list() == [0, 1, 1]
    silent = view_rows(DEBT_VIEW, debts=made, payments=PAID)
    assert silent["arrears_in_year"].to_list() == [None, None, None]


def test_arrears_paid_the_same_day_make_one_payment() -> None:
    """All the months of one day are summed; a returned transfer is not."""
    day = {"kind": "arrears", "paid_on": date(2025, 7, 9)}
    rows = view_rows(
        ARREARS_PAYMENT,
        payments=[
            *PAID,
            payment(APRIL, "1000.00", **day),
            payment(MAY, "2500.00", **day),
            payment(JUNE, "800.00", payment_id="back", **day),
        ],
        bank_returns=[
            {"source": "rsa", "payment_id": "back", "returned_on": date(2025, 7, 20)}
        ],
    )
    row = rows.row(0, named=True)
    assert rows.height == 1
    assert (row["arrears_amount"], row["months_paid"]) == (Decimal(3500), 2)
    assert (row["month"], row["monthly_amount"]) == (MAY, Decimal(600))
    assert row["one_off"] is False


def test_arrears_of_a_one_off_aid() -> None:
    """Elements of PCH paid once are told apart."""
    rows = view_rows(
        ARREARS_PAYMENT,
        payments=[
            payment(
                MAY,
                "9000.00",
                kind="arrears",
                benefit="PCH",
                element="3",
                household_id=None,
            )
        ],
    )
    assert rows["one_off"].item() is True
    assert rows["monthly_amount"].item() == 0


def test_a_member_too_old_explains_a_debt() -> None:
    """A dependant past the age limit makes the recomputed right say nothing of a debt."""
    month = date(2025, 5, 1)
    child = member(month) | {"person_id": "c1", "role": "child"}
    people = [
        {"source": "rsa", "person_id": name, "birth_date": birth}
        for name, birth in (("a1", date(1970, 1, 1)), ("c1", date(1995, 1, 1)))
    ]
    given = {
        "debts": [debt("1", "100.00", from_month=month, to_month=month)],
        "households": [household(month, "0.00")],
        "payments": [payment(month, "646.52")],
        "people": people,
    }
    alone = view_rows(DEBT_VIEW, **given, household_members=[member(month)])
    both = view_rows(DEBT_VIEW, **given, household_members=[member(month), child])
    assert alone["another_cause"].to_list() == [False]
    assert both["another_cause"].to_list() == [True]
