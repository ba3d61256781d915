"""Billing before a provider was created, and the longest days of visits."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bondroit.engine.views.invoice_month import INVOICE_MONTH
from bondroit.engine.views.shared_columns import LONG_AGO
from bondroit.engine.views.view import Scope
from bondroit.engine.views.visit_month import VISIT_MONTH

if TYPE_CHECKING:
    from tests.engine.provider_views.conftest import Billing

Row = dict[str, object]
MARCH = date(2025, 3, 1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of March 2025."""
    return datetime(2025, 3, day, hour, minute)  # noqa: DTZ001 - local times


@pytest.mark.parametrize(
    ("opened_on", "billed"),
    [
        (date(2025, 4, 1), Decimal("240.00")),
        (date(2025, 3, 10), Decimal("72.00")),
        (date(2025, 3, 1), Decimal("0.00")),
        (date(2009, 3, 1), Decimal("0.00")),
        (None, Decimal("0.00")),
    ],
)
def test_billing_before_the_creation(
    billing: "Billing", opened_on: date | None, billed: Decimal
) -> None:
    """The whole month before; in its month, the visits before the day."""
    given = billing.tables(
        rights=[billing.right()],
        invoice_lines=[billing.line("1")],
        visits=[
            billing.visit("v1", at(4, 9), at(4, 12)),
            billing.visit("v2", at(10, 9), at(10, 16)),
        ],
        providers=[billing.provider(opened_on=opened_on)],
    )
    (row,) = billing.built(INVOICE_MONTH, given)
    assert row["billed_before_opening"] == billed
    assert row["opened_on"] == (opened_on or LONG_AGO)
    assert row["has_predecessor"] is False


def test_a_takeover_is_known_by_the_one_taken_over(billing: "Billing") -> None:
    """Another provider names this one; one that is not listed is unknown."""
    taken = billing.provider(provider_id="S0", successor_id="S1")
    heir = billing.provider(opened_on=date(2025, 4, 1))
    lines = [billing.line("1")]
    known = billing.tables(
        rights=[billing.right()], invoice_lines=lines, providers=[heir, taken]
    )
    assert billing.built(INVOICE_MONTH, known)[0]["has_predecessor"] is True
    absent = billing.tables(
        rights=[billing.right()], invoice_lines=lines, providers=[taken]
    )
    (row,) = billing.built(INVOICE_MONTH, absent)
    names = ("opened_on", "has_predecessor", "billed_before_opening")
    assert [row[name] for name in names] == [None, None, None]


def test_the_longest_days_of_a_month(billing: "Billing") -> None:
    """A night counts on both its days; a worker's day goes through all persons."""
    given = billing.tables(
        rights=[billing.right(), billing.right(right_id="D2", person_id="p2")],
        visits=[
            billing.visit("v1", at(3, 20), at(4, 6)),
            billing.visit("v2", at(4, 7), at(4, 9), worker_id="W2"),
            billing.visit("v3", at(4, 10), at(4, 18), worker_id="W2", person_id="p2"),
            billing.visit("v4", at(5, 8), at(5, 9), worker_id=None, person_id="p2"),
        ],
        providers=[billing.provider()],
    )
    first, second = billing.built(VISIT_MONTH, given)
    assert (first["person_id"], second["person_id"]) == ("p1", "p2")
    assert first["longest_day_hours"] == Decimal("8.00")
    assert first["worker_longest_day_hours"] == Decimal("10.00")
    assert second["longest_day_hours"] == Decimal("8.00")
    assert second["worker_longest_day_hours"] is None


def test_days_that_no_rule_reads_are_not_counted(billing: "Billing") -> None:
    """Left uncomputed, they are null."""
    given = billing.tables(
        rights=[billing.right()],
        visits=[billing.visit("v1", at(3, 9), at(3, 11))],
        providers=[billing.provider()],
    )
    scope = Scope(
        first_month=MARCH,
        last_month=MARCH,
        as_of=date(2025, 3, 31),
        columns=frozenset({"visit_hours"}),
    )
    (part,) = VISIT_MONTH.build(given, billing.parameters, scope)
    (row,) = part.frame.collect().to_dicts()
    assert row["visit_hours"] == 2
    assert row["longest_day_hours"] is None
