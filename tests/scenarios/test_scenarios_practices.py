"""Gaps that a whole file shows are how it is kept; one row among many is told."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from scenario_support import MAY, Row, Rows, found, payment, person, together

from bondroit.engine.parameters import Parameters
from bondroit.resources import shipped


@pytest.fixture(scope="module")
def parameters() -> Parameters:
    """Return the law as delivered."""
    return Parameters.load([shipped("rules") / "parameters"])


def lone_parent(number: int, **facts: object) -> Rows:
    """Return a lone adult with a child of one year, paid the increased right."""
    home: Row = {
        "source": "rsa",
        "household_id": f"h{number}",
        "month": MAY,
        "payer": "CAF",
        "state": "2",
        "increased": True,
        "pregnant": False,
        "adults": 1,
        "children": 1,
        "resources": Decimal(0),
        "housing_deduction": Decimal("155.16"),
    }
    adult, child = f"a{number}", f"c{number}"
    key = {"source": "rsa", "household_id": f"h{number}", "month": MAY}
    amount = "951.79" if facts.get("increased", True) else "814.62"
    return {
        "households": [home | facts],
        "household_members": [
            key | {"person_id": adult, "role": "claimant", "counted": True},
            key | {"person_id": child, "role": "child", "counted": True},
        ],
        "people": [
            person("rsa", adult, date(1990, 3, 4)),
            person("rsa", child, date(2024, 3, 4)),
        ],
        "payments": [
            payment("rsa", adult, "RSA", amount, household_id=f"h{number}"),
        ],
    }


@pytest.mark.parametrize(
    ("without", "expected"),
    [(0, {}), (1, {"h0": "-137.17"}), (2, {"h0": "-137.17", "h1": "-137.17"}), (3, {})],
)
def test_increases_left_out_of_a_file(
    parameters: Parameters, without: int, expected: dict[str, str]
) -> None:
    """Up to a fifth of ten lone parents without the increase are told; more is the file."""
    rows = together(
        *(lone_parent(number, increased=number >= without) for number in range(10))
    )
    assert found(parameters, {"AIS-SSP-008"}, rows) == expected


@pytest.mark.parametrize(
    ("small", "expected"), [(1, {"h0": "77.58"}), (3, {}), (6, {})]
)
def test_housing_deductions_of_one_person(
    parameters: Parameters, small: int, expected: dict[str, str]
) -> None:
    """A deduction of one person is told unless it is the one most families have."""
    one = Decimal("77.58")
    rows = together(
        *(
            lone_parent(
                number, **({"housing_deduction": one} if number < small else {})
            )
            for number in range(5 if small != 6 else 6)
        )
    )
    assert found(parameters, {"AIS-RSC-008"}, rows) == expected


def helped(number: int, last_visit: int, death: date | None = None) -> Rows:
    """Return a person helped an hour a day up to a day of May, who dies on the 10th."""
    key = {"source": "apa", "person_id": f"v{number}", "benefit": "APA_HOME"}
    days = range(1, last_visit + 1)
    right = key | {
        "right_id": f"r{number}",
        "valid_from": date(2024, 1, 1),
        "start_date": date(2024, 1, 1),
        "state": "open",
        "delivery_mode": "provider",
        "plan_amount": Decimal("600.00"),
        "participation": Decimal("60.00"),
    }
    return {
        "people": [
            person(
                "apa",
                f"v{number}",
                date(1935, 1, 1),
                death_date=death or date(2025, 5, 10),
                address=f"{number} rue des Essais",
                postcode="45000",
            )
        ],
        "rights": [right],
        "visits": [
            key
            | {
                "visit_id": f"{number}-{day}",
                "provider_id": "S1",
                "worker_id": "W1",
                "start": datetime(2025, 5, day, 9),  # noqa: DTZ001 - local, as in the files
                "end": datetime(2025, 5, day, 10),  # noqa: DTZ001 - local, as in the files
            }
            for day in days
        ],
        "payments": [payment("apa", f"v{number}", "APA_HOME", "540.00")],
        "providers": [
            {
                "provider_id": "S1",
                "valid_from": date(2020, 1, 1),
                "tariff": Decimal("24.00"),
            }
        ]
        if number == 0
        else [],
    }


@pytest.mark.parametrize(
    ("going_on", "expected"),
    [(1, {"v0": "43.20"}), (4, {})],
)
def test_visits_that_go_on_after_a_death(
    parameters: Parameters, going_on: int, expected: dict[str, str]
) -> None:
    """Two hours after a death are told, unless the file's visits run to the month end.

    The month of death itself is fully due to the person.
    """
    rows = together(
        *(helped(number, 12 if number < going_on else 9) for number in range(6))
    )
    assert found(parameters, {"AIS-DEC-001", "AIS-DEC-002"}, rows) == expected


def disabled(number: int, rate: str, resources: str) -> Rows:
    """Return a right to human help at a rate, paid 1000 euros."""
    return {
        "people": [person("pch", f"d{number}", date(1980, 1, 1))],
        "rights": [
            {
                "source": "pch",
                "person_id": f"d{number}",
                "right_id": f"d{number}",
                "valid_from": date(2024, 1, 1),
                "start_date": date(2024, 1, 1),
                "benefit": "PCH",
                "element": "1",
                "state": "open",
                "delivery_mode": "provider",
                "rate": Decimal(rate),
                "resources": Decimal(resources),
                "granted_amount": Decimal("1000.00"),
            }
        ],
        "payments": [payment("pch", f"d{number}", "PCH", "1000.00", element="1")],
    }


@pytest.mark.parametrize(
    ("wrong", "right", "expected"),
    [(1, 4, {"d0": "200.00"}), (3, 2, {}), (2, 0, {})],
)
def test_rates_that_do_not_follow_resources(
    parameters: Parameters, wrong: int, right: int, expected: dict[str, str]
) -> None:
    """A full rate above the limit is told where the other rates there are reduced."""
    many = [disabled(number, "1", "4000.00") for number in range(wrong)]
    fair = [disabled(10 + number, "0.8", "4000.00") for number in range(right)]
    low = [disabled(20 + number, "1", "900.00") for number in range(4)]
    rows = together(*many, *fair, *low)
    assert found(parameters, {"AIS-MNT-008"}, rows) == expected


def test_a_carer_also_employed_is_counted_once(parameters: Parameters) -> None:
    """Who is compensated and employed counts as such, not as a relative under contract."""
    rows = disabled(0, "1", "900.00")
    rows["rights"][0] |= {
        "delivery_mode": "family_carer",
        "carer_id": "k",
        "carer_link": "spouse",
        "granted_hours": Decimal("200.00"),
    }
    rows["payments"][0] |= {
        "payee": "carer",
        "payee_id": "k",
        "hours": Decimal("200.00"),
        "unit_price": Decimal("4.78"),
        "amount": Decimal("956.00"),
    }
    rows["employments"] = [
        {
            "source": "pch",
            "employment_id": "e",
            "person_id": "d0",
            "carer_id": "k",
            "carer_link": "spouse",
            "month": MAY,
            "declared_hours": Decimal("30.00"),
            "paid_amount": Decimal("400.00"),
        }
    ]
    counted = found(parameters, {"AIS-AID-001", "AIS-AID-002"}, rows)
    assert counted == found(parameters, {"AIS-AID-001"}, rows)
    assert list(counted) == ["d0"]
