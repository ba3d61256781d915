"""Months of a household without a payment, in a row."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from bondroit.model.table_set import TableSet

if TYPE_CHECKING:
    from tests.engine.household_month.conftest import Homes


def months(*numbers: int) -> list[date]:
    """Return first days of months of 2025."""
    return [date(2025, number, 1) for number in numbers]


def test_unpaid_months_in_a_row(homes: "Homes") -> None:
    """A month is counted with its unpaid neighbours; a retention is a payment."""
    paid = [
        homes.payment("646.52", month=date(2025, 1, 1)),
        homes.payment("646.52", month=date(2025, 4, 1)),
        homes.payment("646.52", month=date(2025, 6, 1)),
        homes.payment("-646.52", month=date(2025, 6, 1), kind="recovery"),
    ]
    frame = homes.view(
        homes.tables(
            households=[
                homes.household(month=month) for month in months(1, 2, 3, 4, 5, 6)
            ],
            payments=paid,
        )
    )
    assert frame["months_unpaid"].to_list() == [0, 2, 2, 0, 1, 0]


def test_returned_payment_is_unpaid(homes: "Homes") -> None:
    """A payment sent back by the bank counts nothing, and breaks no row of months."""
    sent = homes.payment("646.52", month=date(2025, 3, 1))
    frame = homes.view(
        homes.tables(
            households=[homes.household(month=month) for month in months(2, 3)],
            payments=[sent],
            bank_returns=[
                {
                    "source": "rsa",
                    "payment_id": sent["payment_id"],
                    "returned_on": date(2025, 4, 10),
                }
            ],
        )
    )
    assert frame["net_paid"].to_list() == [0, 0]
    assert frame["months_unpaid"].to_list() == [2, 2]


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "4"},
        {"computed_right": Decimal("5.99")},
        {"computed_right": None, "resources": None},
    ],
)
def test_nothing_to_pay(homes: "Homes", facts: dict[str, object]) -> None:
    """A suspended right, a right under six euros or an unknown one is not unpaid."""
    frame = homes.view(
        homes.tables(
            households=[
                homes.household("f1", month, **facts) for month in months(2, 3)
            ],
            payments=[],
        )
    )
    assert frame["months_unpaid"].to_list() == [0, 0]


def test_right_the_payer_does_not_tell_is_recomputed(homes: "Homes") -> None:
    """Without the payer's own figure, the right by the formula is what is unpaid."""
    frame = homes.view(
        homes.tables(
            households=[
                homes.household("f1", month, computed_right=None)
                for month in months(2, 3)
            ],
            payments=[],
        )
    )
    assert frame["months_unpaid"].to_list() == [2, 2]


def test_unpaid_row_crosses_the_start_of_the_scope(homes: "Homes") -> None:
    """December and January make two months, although only January is judged."""
    tables = homes.tables(
        households=[
            homes.household(month=month)
            for month in (date(2024, 12, 1), date(2025, 1, 1))
        ],
        payments=[],
    )
    wide = TableSet(
        frames=tables.frames,
        coverage=tables.coverage.with_columns(covers_from=pl.lit(date(2024, 1, 1))),
    )
    assert homes.view(wide)["months_unpaid"].to_list() == [2]
