"""Participation in a facility, against the tariffs of the facility."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

Maker = Callable[[], Any]


RIGHT = {
    "facility_id": "450000001",
    "gir": 3,
    "plan_amount": Decimal("425.83"),
    "resources": Decimal("1400.00"),
    "couple": False,
    "delivery_mode": "facility",
}


TARIFFS = [
    {
        "facility_id": "450000001",
        "gir": gir,
        "valid_from": date(2024, 1, 1),
        "daily_tariff": Decimal(amount),
    }
    for gir, amount in ((3, "14.00"), (5, "6.00"), (6, "6.00"))
]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("182.50", {}),
        ("183.50", {}),
        ("186.00", {}),
        ("100.00", {"2025-01": "82.50"}),
        ("250.00", {"2025-01": "-67.50"}),
    ],
)
def test_participation_against_the_tariffs(
    world: Maker, asked: str, expected: dict[str, str]
) -> None:
    """More than a euro from the scale is told, both ways; 31 days of tariff are not."""
    charged = Decimal(asked)
    made = world().person()
    made.right(
        "APA_FACILITY",
        **RIGHT,
        participation=charged,
        granted_amount=RIGHT["plan_amount"] - charged,
        end_date=date(2025, 1, 31),
    )
    made.paid(date(2025, 1, 1), str(Decimal("425.83") - charged), "APA_FACILITY")

    assert made.add("facility_tariffs", *TARIFFS).found("AIS-PAR-003") == expected


def test_another_facility_is_unknown(world: Maker) -> None:
    """Without the tariffs of the facility, nothing is told."""
    made = world().person()
    made.right(
        "APA_FACILITY", **RIGHT | {"facility_id": "990000001"}, participation=Decimal(0)
    )
    made.paid(date(2025, 1, 1), "425.83", "APA_FACILITY")

    found = made.add("facility_tariffs", *TARIFFS).judge("AIS-PAR-003")

    assert found.findings.is_empty()
    assert found.unknowns["missing"].to_list() != []
