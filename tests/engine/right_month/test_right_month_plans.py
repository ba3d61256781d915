"""Plans, participations, hours and scales, from tables."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

JANUARY, FEBRUARY, MARCH, APRIL, MAY = (date(2025, month, 1) for month in range(1, 6))
Maker = Callable[[], Any]


def test_a_plan_above_the_ceiling(world: Maker) -> None:
    """The part paid above the ceiling of the year is undue, in proportion."""
    plan = {"plan_amount": Decimal(1300), "participation": Decimal(0)}
    seen = world().right(**plan).person().paid(MARCH, "650.00")
    noted = world().right(**plan, exception_code="REPIT").person().paid(MARCH, "650.00")
    assert seen.found("AIS-PLA-001") == {"2025-03": "52.17"}
    assert seen.found("AIS-PAR-001") == {}
    assert noted.found("AIS-PLA-001") == {}


def test_more_than_the_notified_plan(world: Maker) -> None:
    """The excess is undue, except where hours spread over the year."""
    seen = world().right().person().paid(MARCH, "685.53")
    spread = world().right(annualised=True).person().paid(MARCH, "685.53")
    assert seen.found("AIS-PLA-002") == {"2025-03": "100.00"}
    assert spread.found("AIS-PLA-002") == {}


def test_a_month_in_which_the_plan_changes_is_silent(world: Maker) -> None:
    """A plan lowered on 15 March is not compared with the whole of March."""
    seen = world().person().right(right_id="r", valid_to=date(2025, 3, 14))
    seen.right(
        right_id="r",
        valid_from=date(2025, 3, 15),
        plan_amount=Decimal(400),
        participation=Decimal("9.00"),
    )
    for month in (FEBRUARY, MARCH, APRIL):
        seen.paid(month, "585.53")
    assert seen.found("AIS-PLA-002") == {"2025-04": "194.53"}


def test_nothing_is_due_in_gir_5(world: Maker) -> None:
    """A decided GIR 5 makes the month undue, another GIR what exceeds its due."""
    seen = world().right(gir=5).person().paid(MARCH, "585.53", gir=5)
    other = world().right().person().paid(MARCH, "785.53", gir=2)
    assert seen.found("AIS-PLA-003") == {"2025-03": "585.53"}
    assert other.found("AIS-PLA-003") == {"2025-03": "200.00"}


def test_hours_above_those_granted(world: Maker) -> None:
    """Extra hours are undue at the price paid and the rate of the right."""
    seen = world().person("pch").right("PCH", rate=Decimal("0.8"))
    seen.paid(MARCH, "1160.00", "PCH", hours=Decimal(48), unit_price=Decimal(25))
    assert seen.found("AIS-PLA-005") == {"2025-03": "160.00"}


def test_annualised_hours_are_a_budget_of_twelve_months(world: Maker) -> None:
    """A high month is silent until the year's budget is exceeded."""
    seen = world().person("pch").right("PCH", annualised=True)
    hours = [30, 50, *[40] * 9, 52]
    price = Decimal(25)
    for number, count in enumerate(hours, 1):
        seen.paid(
            date(2025, number, 1),
            str(count * price),
            "PCH",
            hours=Decimal(count),
            unit_price=price,
        )
    assert seen.found("AIS-PLA-005") == {"2025-12": "300.00"}


def test_participation_is_compared_with_the_scale(world: Maker) -> None:
    """The gap counts in the part of the plan that was paid, in both directions."""
    low = world().person().right(participation=Decimal(0)).paid(MARCH, "300.00")
    high = world().person().right(participation=Decimal("64.47")).paid(MARCH, "535.53")
    assert low.found("AIS-PAR-001") == {"2025-03": "7.24"}
    assert low.found("AIS-SSP-005") == {}
    assert high.found("AIS-PAR-001") == {"2025-03": "-50.00"}
    assert high.found("AIS-SSP-005") == {"2025-03": "-50.00"}


def test_a_couple_divides_resources_by_the_formula(world: Maker) -> None:
    """Household resources of 1700 for two are 1000 for one."""
    seen = world().person().right(resources=Decimal(1700), couple=True)
    seen.paid(MARCH, "585.53")
    assert seen.found("AIS-PAR-001") == {}
    assert seen.unknown("AIS-PAR-001") == 0


def test_participation_on_the_whole_plan_when_half_is_used(world: Maker) -> None:
    """The whole participation taken on half a plan is to be given back."""
    used = {"hours": Decimal(12), "unit_price": Decimal(25)}
    seen = world().person().right().paid(MARCH, "285.53", **used)
    good = world().person().right().paid(MARCH, "292.77", **used)
    assert seen.found("AIS-PAR-002") == {"2025-03": "-7.24"}
    assert good.found("AIS-PAR-002") == {}


def test_hours_paid_below_the_national_floor(world: Maker) -> None:
    """The gap to the floor is owed for provider hours, net of participation."""
    seen = world().person().right(participation=Decimal(0), resources=Decimal(900))
    used = {"hours": Decimal(24), "unit_price": Decimal(23)}
    seen.paid(MARCH, "552.00", **used)
    direct = (
        world().person().right(delivery_mode="direct").paid(MARCH, "552.00", **used)
    )
    assert seen.found("AIS-SSP-007") == {"2025-03": "-37.92"}
    assert direct.found("AIS-SSP-007") == {}


def household(**more: object) -> dict[str, object]:
    """Return May of a lone claimant without resources, housed by herself."""
    return {
        "source": "rsa",
        "household_id": "h",
        "month": MAY,
        "payer": "CAF",
        "state": "2",
        "increased": False,
        "adults": 1,
        "children": 0,
        "resources": Decimal(100),
        "housing_deduction": Decimal("77.58"),
        "computed_right": Decimal("459.42"),
    } | more


def test_rsa_of_may_on_the_scale_of_march(world: Maker) -> None:
    """RSA left on the previous scale is owed its revaluation, deduction included."""
    seen = world().person("rsa", "a").add("household_members")
    seen.add("households", household())
    # 635.71 - 76.29 - 100 where 646.52 - 77.58 - 100 is due
    seen.paid(MAY, "459.42", "RSA", household_id="h", person_id="a")
    assert seen.found("AIS-SSP-003") == {"2025-05": "-9.52"}
    assert seen.found("AIS-MNT-003") == {"2025-05": "-9.52"}


def test_rsa_completed_by_arrears_is_silent(world: Maker) -> None:
    """A revaluation paid later by arrears is no gap."""
    seen = world().person("rsa", "a").add("household_members")
    seen.add("households", household())
    seen.paid(MAY, "459.42", "RSA", household_id="h", person_id="a")
    seen.paid(MAY, "9.52", "RSA", household_id="h", person_id="a", kind="arrears")
    assert seen.found("AIS-SSP-003") == {}
    assert seen.found("AIS-RAP-002") == {}


def test_apa_of_the_scale_of_last_year(world: Maker) -> None:
    """A participation left on last year's scale is told, with the same euros."""
    seen = (
        world()
        .person()
        .right(participation=Decimal("22.26"), granted_amount=Decimal("577.74"))
    )
    seen.paid(MARCH, "577.74")
    for rule in ("AIS-SSP-003", "AIS-MNT-003", "AIS-SSP-005", "AIS-PAR-001"):
        assert seen.found(rule) == {"2025-03": "-7.79"}


def test_use_that_falls_on_another_scale_is_no_error(world: Maker) -> None:
    """A part of the plan may cost what the whole did last year."""
    used = {"hours": Decimal("23.68"), "unit_price": Decimal(25)}
    seen = world().person().right().paid(MARCH, "577.72", **used)
    assert seen.found("AIS-MNT-003") == {}
    assert seen.found("AIS-SSP-003") == {}


def test_hours_of_another_right_that_cost_no_more_are_silent(world: Maker) -> None:
    """Hours above those granted, inside the amount granted, are a label error."""
    seen = world().person("pch").right("PCH")
    seen.paid(MARCH, "1000.00", "PCH", hours=Decimal(62), unit_price=Decimal(25))
    assert seen.found("AIS-PLA-005") == {}
