"""What a household is paid, beside what its composition gives."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from bondroit.engine.views.household_month import HOUSEHOLD_MONTH
from bondroit.engine.views.view import ROW_KEY, SUBJECT

if TYPE_CHECKING:
    from tests.engine.household_month.conftest import Homes

MAY = date(2025, 5, 1)
ALONE = Decimal("646.52")


def test_plain_household(homes: "Homes") -> None:
    """A household paid its right: everything agrees, nothing is unknown."""
    row = homes.one(
        homes.tables(
            households=[homes.household()],
            household_members=[homes.member("p1", "claimant")],
            payments=[homes.payment("646.52")],
            people=[
                homes.person("p1", death_date=None),
                homes.person("p9", death_date=MAY),
            ],
        )
    )
    assert row["net_paid"] == row["flat_amount"] == row["expected_right"] == ALONE
    assert row["expected_right_previous"] == Decimal("635.71")
    assert row["expected_right_next"] == Decimal("651.69")
    assert row["member_death_match"] == "none"
    assert row["surviving_adults"] == 1
    assert row["overage_dependants"] == 0
    assert row["children_counted_elsewhere"] == 0
    assert row["months_unpaid"] == 0
    assert row["person_id"] == "p1"
    assert row["individual_id"] == "rsa:p1"
    assert row[ROW_KEY] == "rsa|f1|2025-05"


def test_every_column_is_there_once(homes: "Homes") -> None:
    """A pass holds subject, key and the documented columns, with their types."""
    frame = homes.view(homes.tables(households=[homes.household()], payments=[]))
    names = [column.name for column in HOUSEHOLD_MONTH.columns]
    assert set(frame.columns) == {*SUBJECT, ROW_KEY, *names}
    assert frame.schema["net_paid"] == pl.Decimal(12, 2)
    assert frame.schema["months_unpaid"] == pl.Int32


def test_payment_of_an_unknown_household(homes: "Homes") -> None:
    """A payment without a household keeps its row; its composition is unknown."""
    row = homes.one(
        homes.tables(households=[], payments=[homes.payment("300.00", "f7")]), "f7"
    )
    assert row["net_paid"] == Decimal(300)
    assert row["flat_amount"] is None
    assert row["state"] is None
    assert row["overage_dependants"] is None
    assert row["member_death_match"] is None


def test_month_outside_the_payments(homes: "Homes") -> None:
    """Nothing is paid in a covered month; outside, the payment is unknown."""
    tables = homes.tables(households=[homes.household()], payments=[])
    assert homes.one(tables)["net_paid"] == 0
    other = homes.tables(source="other", households=[homes.household()], payments=[])
    assert homes.one(other)["net_paid"] is None
    assert homes.one(other)["months_unpaid"] is None


def test_composition_from_the_members(homes: "Homes") -> None:
    """Counts that the file leaves empty come from its members."""
    row = homes.one(
        homes.tables(
            households=[homes.household(adults=None, children=None)],
            household_members=[
                homes.member("p1", "claimant"),
                homes.member("p2", "spouse"),
                homes.member("p3", "child"),
                homes.member("p4", "child", counted=False),
            ],
            payments=[],
        )
    )
    assert (row["adults"], row["children"]) == (2, 1)
    assert row["flat_amount"] == Decimal("1163.74")


def test_shared_child_leaves_the_right_unknown(homes: "Homes") -> None:
    """A child in shared custody has no whole part: the law's right is unknown."""
    row = homes.one(
        homes.tables(
            households=[homes.household(children=1)],
            household_members=[
                homes.member("p1", "claimant"),
                homes.member("p2", "child", share=Decimal("0.5")),
            ],
            payments=[homes.payment("800.00")],
        )
    )
    assert row["shared_children"] == 1
    assert row["expected_right"] is None
    assert row["flat_amount"] == Decimal("969.78")
