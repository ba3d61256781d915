"""Periods of attribution, controls of use, months without use, unpaid decisions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from bondroit.engine.views.right_month import RIGHT_MONTH

Maker = Callable[[], Any]


def proof(start: date, end: date, amount: str, **more: object) -> dict[str, object]:
    """Return a proof of use of person 1."""
    return {
        "source": "apa",
        "evidence_id": f"{start}-{amount}",
        "person_id": "1",
        "benefit": "APA_HOME",
        "from_month": start,
        "to_month": end,
        "justified_amount": Decimal(amount),
        **more,
    }


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (("9000.00", "4200.00"), {}),
        (("9000.00", "4200.01"), {"2025-03": "0.01"}),
        (("9000.00", "6000.00"), {"2025-03": "1800.00"}),
    ],
)
def test_element_above_its_ceiling(
    world: Maker, amounts: tuple[str, str], expected: dict[str, str]
) -> None:
    """What passes the ceiling of ten years is told on the month that passes it."""
    made = world().person("pch")
    made.right("PCH", element="2", right_id="r", start_date=date(2024, 1, 1))
    for month, amount in zip(
        (date(2025, 1, 1), date(2025, 3, 1)), amounts, strict=True
    ):
        made.paid(month, amount, "PCH", element="2", right_id="r")

    assert made.found("AIS-MNT-007") == expected


def test_a_right_of_before_2022_keeps_its_period(world: Maker) -> None:
    """Old rights run on other periods: nothing is told."""
    made = world().person("pch")
    made.right("PCH", element="2", right_id="r", start_date=date(2021, 6, 1))
    made.paid(date(2025, 1, 1), "15000.00", "PCH", element="2", right_id="r")

    assert made.found("AIS-MNT-007") == {}
    assert made.unknown("AIS-MNT-007") > 0


@pytest.mark.parametrize(
    ("proofs", "expected"),
    [
        ([("01", "03", "1200.00")], {"2025-01": "200.00", "2025-02": "200.00", "2025-03": "200.00"}),
        ([("01", "03", "1760.00")], {}),
        ([("01", "02", "600.00"), ("02", "03", "600.00")], {"2025-01": "200.00", "2025-02": "200.00", "2025-03": "200.00"}),
        ([("01", "02", "1200.00"), ("03", "03", "300.00")], {"2025-03": "300.00"}),
    ],
)  # fmt: skip
def test_controlled_periods(
    world: Maker,
    proofs: list[tuple[str, str, str]],
    expected: dict[str, str],
) -> None:
    """What is not justified is spread over the period; overlapping ones are one."""
    made = world().person().right().paid_all_year("600.00")
    for first, last, amount in proofs:
        start, end = (date(2025, int(one), 1) for one in (first, last))
        made.add("evidence_of_use", proof(start, end, amount))

    assert made.found("AIS-EFF-003") == expected


def test_specific_costs_without_proof(world: Maker) -> None:
    """From the twelfth month without a proof, and not before, costs are told."""
    made = world().person("pch").right("PCH", element="4", right_id="r")
    for number in range(1, 13):
        made.paid(date(2025, number, 1), "80.00", "PCH", element="4", right_id="r")
    made.covers.append(("evidence_of_use", "controle", None, None))
    made.add("evidence_of_use", proof(date(2024, 1, 1), date(2024, 2, 1), "9.00", source="pch", person_id="9", benefit="PCH", element="4"))  # fmt: skip

    assert made.found("AIS-EFF-004") == {"2025-12": "80.00"}


@pytest.mark.parametrize(
    ("hours", "worked", "expected"),
    [
        (None, (), {"2025-05", "2025-06", "2025-07"}),
        (None, (6,), set()),
        (Decimal("20.00"), (), set()),
    ],
)
def test_paid_without_any_hour(
    world: Maker,
    hours: Decimal | None,
    worked: tuple[int, ...],
    expected: set[str],
) -> None:
    """Three months paid in a row without an hour are told, all three of them."""
    made = world().person().right(delivery_mode="direct", right_id="r")
    for number in (5, 6, 7):
        made.paid(date(2025, number, 1), "500.00", hours=hours, right_id="r")
    made.covers.append(("employments", "cesu", None, None))
    for number in (1, *worked):
        made.add(
            "employments",
            {
                "source": "apa",
                "employment_id": str(number),
                "person_id": "1",
                "carer_id": "c",
                "month": date(2025, number, 1),
                "declared_hours": Decimal("10.00"),
            },
        )

    assert set(made.found("AIS-EFF-005")) == expected


def test_months_away_are_not_months_without_help(world: Maker) -> None:
    """A stay explains that nobody came: its months are not told."""
    made = world().person().right(delivery_mode="direct", right_id="r")
    for number in (5, 6, 7, 8):
        made.paid(date(2025, number, 1), "500.00", right_id="r")
    made.covers.append(("employments", "cesu", None, None))
    made.stay("hospital", date(2025, 7, 30), date(2025, 8, 20))

    assert set(made.found("AIS-EFF-005")) == {"2025-05", "2025-06"}


def test_employments_of_another_file_say_nothing(world: Maker) -> None:
    """The PCH file's own list of employments does not speak of the APA's people."""
    made = world().person().right(delivery_mode="direct", right_id="r").right("PCH")
    for number in (5, 6, 7):
        made.paid(date(2025, number, 1), "500.00", right_id="r")
    made.covers.append(("employments", "pch", None, None))

    assert made.found("AIS-EFF-005") == {}
    assert made.unknown("AIS-EFF-005") == 3


@pytest.mark.parametrize(
    ("decided", "mode", "paid", "count"),
    [
        (date(2025, 6, 1), "direct", False, 3),
        (date(2025, 11, 1), "direct", False, 0),
        (date(2025, 6, 1), "provider", False, 0),
        (date(2025, 6, 1), "direct", True, 0),
    ],
)
def test_decision_never_paid(
    world: Maker, decided: date, mode: str, count: int, *, paid: bool
) -> None:
    """An old decision in cash never paid is owed, month by month from the opening."""
    made = world().person("pch", "2").person("pch")
    made.right("PCH", person_id="2")
    made.paid(date(2025, 1, 1), "1000.00", "PCH", person_id="2")
    made.right(
        "PCH",
        right_id="new",
        valid_from=date(2025, 10, 1),
        start_date=date(2025, 10, 1),
        decision_date=decided,
        delivery_mode=mode,
    )
    if paid:
        made.paid(date(2025, 10, 1), "1000.00", "PCH", right_id="new")
    made.covers.append(("stays", "stays", None, None))

    found = made.found("AIS-SSP-010")

    assert list(found.values()) == ["-1000.00"] * count


def test_columns_that_no_rule_reads_are_not_computed(world: Maker) -> None:
    """Groups of columns are computed only for those who ask; the others read null."""
    made = world().person().right().paid_all_year("600.00")
    made.add("evidence_of_use", proof(date(2025, 1, 1), date(2025, 3, 1), "1.00"))
    made.covers.append(("evidence_of_use", "apa", None, None))

    def controlled(*read: str) -> int:
        scope = replace(made.scope, columns=frozenset(read) if read else None)
        parts = RIGHT_MONTH.build(made.tables(), made.parameters, scope)
        rows = pl.concat([part.frame.collect() for part in parts])
        return rows["control_paid"].count()

    assert controlled("net_paid") == 0
    assert controlled("control_paid") == 12
    assert controlled() == 12
