"""What a file does not follow is not told of its people; one cause counts once."""

from datetime import date
from decimal import Decimal

import pytest
from scenario_support import MAY, Row, Rows, found, payment, person, together

from bondroit.engine.parameters import Parameters
from bondroit.resources import shipped


@pytest.fixture(scope="module")
def parameters() -> Parameters:
    """Return the law as delivered."""
    return Parameters.load([shipped("rules") / "parameters"])


def single(number: int, amount: str, resources: str, born: int = 1990) -> Rows:
    """Return a person alone on RSA; 568.94 less resources is due."""
    key: Row = {"source": "rsa", "household_id": f"h{number:02d}", "month": MAY}
    who = f"a{number:02d}"
    return {
        "households": [
            key
            | {
                "payer": "CAF",
                "state": "2",
                "increased": False,
                "pregnant": False,
                "adults": 1,
                "children": 0,
                "resources": Decimal(resources),
                "housing_deduction": Decimal("77.58"),
            }
        ],
        "household_members": [
            key | {"person_id": who, "role": "claimant", "counted": True}
        ],
        "people": [person("rsa", who, date(born, 1, 1))],
        "payments": [payment("rsa", who, "RSA", amount, household_id=f"h{number:02d}")],
    }


@pytest.mark.parametrize(
    ("apart", "expected"), [(1, {"h00": "50.00"}), (4, {}), (10, {})]
)
def test_payments_that_do_not_follow_resources(
    parameters: Parameters, apart: int, expected: dict[str, str]
) -> None:
    """A gap is told where other payments follow resources; those without any do not count."""
    rows = together(
        *(
            single(number, "418.94" if number < apart else "368.94", "200.00")
            for number in range(10)
        ),
        *(single(20 + number, "568.94", "0") for number in range(20)),
    )
    assert found(parameters, {"AIS-MNT-002"}, rows) == expected


@pytest.mark.parametrize(
    ("young", "expected"), [(1, {"h00": "568.94"}), (3, {}), (10, {})]
)
def test_many_claimants_under_the_age(
    parameters: Parameters, young: int, expected: dict[str, str]
) -> None:
    """One claimant under 25 is told; many are how ages are kept in the file."""
    rows = together(
        *(
            single(number, "568.94", "0", born=2003 if number < young else 1980)
            for number in range(10)
        )
    )
    assert found(parameters, {"AIS-AGE-002"}, rows) == expected


@pytest.mark.parametrize(
    ("code", "valid_to", "expected"),
    [
        ("RSA_JEUNE", None, {}),
        ("RSJ", date(2025, 5, 31), {}),
        ("RSJ", date(2025, 4, 30), {"h00": "568.94"}),
        ("ASILE", None, {"h00": "568.94"}),
        (None, None, {"h00": "568.94"}),
    ],
)
def test_a_right_noted_as_that_of_young_workers(
    parameters: Parameters,
    code: str | None,
    valid_to: date | None,
    expected: dict[str, str],
) -> None:
    """The mention of young workers in a right of the month keeps silent."""
    rows = single(0, "568.94", "0", born=2003)
    rows["rights"] = [
        {
            "source": "rsa",
            "right_id": "r0",
            "valid_from": date(2024, 6, 1),
            "valid_to": valid_to,
            "start_date": date(2024, 6, 1),
            "benefit": "RSA",
            "person_id": "a00",
            "household_id": "h00",
            "state": "open",
            "exception_code": code,
        }
    ]
    assert found(parameters, {"AIS-AGE-002"}, rows) == expected


def helped(number: int, amount: str) -> Rows:
    """Return a person with a plan of 600 euros, of which 540 are paid."""
    who = f"v{number}"
    key: Row = {"source": "apa", "person_id": who, "benefit": "APA_HOME"}
    return {
        "people": [person("apa", who, date(1935, 1, 1))],
        "rights": [
            key
            | {
                "right_id": f"r{number}",
                "valid_from": date(2024, 1, 1),
                "start_date": date(2024, 1, 1),
                "state": "open",
                "delivery_mode": "provider",
                "plan_amount": Decimal("600.00"),
                "participation": Decimal("60.00"),
            }
        ],
        "payments": [payment("apa", who, "APA_HOME", amount)],
    }


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (date(2025, 4, 3), {}),
        (date(2025, 5, 2), {"v0": "30.00"}),
        (None, {"v0": "30.00"}),
    ],
)
def test_a_month_reduced_by_a_stay_is_not_under_the_threshold(
    parameters: Parameters, start: date | None, expected: dict[str, str]
) -> None:
    """The threshold is about the monthly amount, not what a long stay leaves of it."""
    rows = helped(0, "30.00")
    if start:
        stay: Row = {"source": "stays", "stay_id": "s", "kind": "hospital"}
        stay |= {"start_date": start, "person_source": "apa", "person_id": "v0"}
        rows["stays"] = [stay]
    assert found(parameters, {"AIS-MNT-004"}, rows, "stays") == expected


@pytest.mark.parametrize(
    ("amount", "twice", "expected"),
    [
        ("640.00", True, {"v0": "360.00"}),
        ("640.00", False, {"v0": "100.00"}),
        ("940.00", True, {"v0": "400.00"}),
    ],
)
def test_lines_billed_twice_take_a_payment_over_the_plan_once(
    parameters: Parameters, amount: str, *, twice: bool, expected: dict[str, str]
) -> None:
    """What duplicated lines explain is the provider's; only the rest is above the plan."""
    rows = helped(0, amount)
    line: Row = {
        "source": "apa",
        "provider_id": "S1",
        "person_id": "v0",
        "benefit": "APA_HOME",
        "month": MAY,
        "hours": Decimal("16.00"),
        "unit_price": Decimal("25.00"),
        "amount": Decimal("400.00"),
    }
    rows["invoice_lines"] = [
        line | {"invoice_id": f"i{rank}", "line_id": "1"}
        for rank in range(2 if twice else 1)
    ]
    assert found(parameters, {"AIS-FAC-004", "AIS-PLA-002"}, rows) == expected


def resident(number: int, participation: str, resources: str) -> Rows:
    """Return a right in a facility: tariffs of 14 and 6 euros a day."""
    who, plan = f"e{number:02d}", Decimal("425.83")
    granted = plan - Decimal(participation)
    return {
        "people": [person("apa", who, date(1935, 1, 1))],
        "rights": [
            {
                "source": "apa",
                "person_id": who,
                "right_id": who,
                "benefit": "APA_FACILITY",
                "valid_from": date(2025, 1, 1),
                "start_date": date(2025, 1, 1),
                "state": "open",
                "gir": 2,
                "couple": False,
                "facility_id": "F1",
                "plan_amount": plan,
                "participation": Decimal(participation),
                "granted_amount": granted,
                "resources": Decimal(resources),
            }
        ],
        "payments": [payment("apa", who, "APA_FACILITY", str(granted))],
    }


@pytest.mark.parametrize(("fair", "expected"), [(4, {"e00": "194.66"}), (0, {})])
def test_participations_where_resources_do_not_matter(
    parameters: Parameters, fair: int, expected: dict[str, str]
) -> None:
    """Low resources agree with any scale: some of the others must follow it too."""
    rows = together(
        *(
            resident(number, "182.50" if number > fair else "377.16", "5000.00")
            for number in range(1, 5)
        ),
        resident(0, "182.50", "5000.00"),
        *(resident(10 + number, "182.50", "1400.00") for number in range(30)),
    )
    rows["facility_tariffs"] = [
        {
            "facility_id": "F1",
            "gir": gir,
            "valid_from": date(2020, 1, 1),
            "daily_tariff": Decimal(tariff),
        }
        for gir, tariff in ((2, "14.00"), (6, "6.00"))
    ]
    assert found(parameters, {"AIS-PAR-003"}, rows) == expected
