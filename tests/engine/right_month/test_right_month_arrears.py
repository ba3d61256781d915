"""Arrears are unknown for the months that the monthly RSA flow alone tells."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest

from bondroit.engine.views.catalogue import VIEWS

if TYPE_CHECKING:
    from tests.engine.right_month.conftest import World

Maker = Callable[[], "World"]
MARCH = date(2025, 3, 1)


@pytest.mark.parametrize("view", ["right_month", "household_month"])
def test_months_of_the_financial_flow_alone_tell_arrears(
    world: Maker, view: str
) -> None:
    """The others are unknown, but for arrears that were found."""
    seen = world().household(("a", "claimant"))
    seen.covers.append(("arrears", "rsa", MARCH, date(2025, 4, 30)))
    late = {"kind": "arrears", "paid_on": date(2025, 4, 5), "household_id": "h"}
    seen.paid(date(2025, 1, 1), "20.00", "RSA", person_id="a", **late)
    passes = VIEWS[view].build(seen.tables(), seen.parameters, seen.scope)
    rows = pl.concat(
        [part.frame.select("month", "arrears_paid").collect() for part in passes]
    )
    told = dict(rows.filter(pl.col("month") <= date(2025, 4, 1)).iter_rows())
    assert [told[date(2025, month, 1)] for month in (1, 2, 3, 4)] == [20, None, 0, 0]


def test_rules_on_arrears_are_unknown_not_silent(world: Maker) -> None:
    """Of four months, two that only the monthly flow tells cannot be judged."""
    seen = world().household(("a", "claimant"))
    assert seen.unknown("AIS-RAP-002") == 4
    seen.covers.append(("arrears", "rsa", MARCH, None))
    assert seen.unknown("AIS-RAP-002") == 2
    assert seen.found("AIS-RAP-002") == {}
