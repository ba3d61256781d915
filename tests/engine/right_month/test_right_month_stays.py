"""Stays in hospital and in care homes, as the rules see them in tables."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

Maker = Callable[[], Any]


def month(number: int) -> date:
    """Return a month of 2025."""
    return date(2025, number, 1)


def test_home_apa_is_undue_from_day_31_to_the_month_of_exit(world: Maker) -> None:
    """Days count from the 31st, and the month of exit is due in full."""
    seen = world().right().person().paid_all_year("600.00")
    seen.stay("hospital", date(2025, 2, 10), date(2025, 5, 20))
    # day 31 is 12 March: 20 days of March, April whole, May due
    assert seen.found("AIS-HOS-001") == {"2025-03": "387.10", "2025-04": "600.00"}


def test_short_stays_do_not_add_up(world: Maker) -> None:
    """Two stays of 25 days separated by a day at home are two short stays."""
    seen = world().right().person().paid_all_year("600.00")
    seen.stay("hospital", date(2025, 2, 1), date(2025, 2, 25))
    seen.stay("hospital", date(2025, 2, 26), date(2025, 3, 22))
    assert seen.found("AIS-HOS-001") == {}


def test_a_matched_stay_counts_for_every_record(world: Maker) -> None:
    """A stay found for the PCH record of an individual holds for the APA record."""
    seen = world().right().person().person("pch", "9").paid_all_year("600.00")
    seen.individuals = [("apa", "1", "i"), ("pch", "9", "i")]
    seen.stay("hospital", date(2025, 2, 10), date(2025, 5, 20))
    seen.rows["stays"][0] |= {"person_source": None, "person_id": None}
    seen.matches = [
        {
            "left_source": "pch",
            "left_id": "9",
            "right_source": "stays",
            "right_id": "s1",
            "right_table": "stays",
            "probability": 0.97,
            "band": "probable",
            "reasons": [],
        }
    ]
    assert seen.found("AIS-HOS-001") == {"2025-03": "387.10", "2025-04": "600.00"}


def test_without_a_list_of_stays_nothing_is_concluded(world: Maker) -> None:
    """No list of stays is not «no stay»."""
    seen = world().right().person().paid_all_year("600.00")
    assert seen.found("AIS-HOS-001") == {}
    assert seen.unknown("AIS-HOS-001") == 12


def test_human_help_is_reduced_from_day_46_to_the_eve_of_exit(world: Maker) -> None:
    """The reduced month is 10 % inside the bounds, prorated by days."""
    seen = world().right("PCH").person("pch").paid_all_year("1000.00", "PCH")
    seen.stay("hospital", date(2025, 4, 1), date(2025, 6, 16), source="pch")
    # day 46 is 16 May: 16 days of May, 15 days of June; kept: 100.00 a month
    assert seen.found("AIS-HOS-002") == {"2025-05": "464.52", "2025-06": "450.00"}


def test_two_modes_of_help_are_one_payment(world: Maker) -> None:
    """Rights of two modes, paid together, are reduced on their sum."""
    seen = world().person("pch").right("PCH", granted_amount=Decimal(600))
    seen.right("PCH", granted_amount=Decimal(400), delivery_mode="mandate")
    for number in range(1, 13):
        seen.paid(month(number), "600.00", "PCH").paid(month(number), "400.00", "PCH")
    seen.stay("hospital", date(2025, 4, 1), date(2025, 6, 16), source="pch")
    assert seen.found("AIS-HOS-002") == {"2025-05": "464.52", "2025-06": "450.00"}
    assert seen.found("AIS-PER-001") == {}


def test_direct_employment_without_a_word_of_dismissal_is_unknown(world: Maker) -> None:
    """Days 46 to 60 are unknown; a month that reaches day 61 counts those days."""
    seen = world().person("pch").paid_all_year("1000.00", "PCH")
    seen.right("PCH", delivery_mode="direct", dismissal=None)
    seen.stay("hospital", date(2025, 4, 1), date(2025, 7, 1), source="pch")
    # May holds days 46 to 61 (31 May): one day; June is reduced whole
    assert seen.found("AIS-HOS-002") == {"2025-05": "29.03", "2025-06": "900.00"}


def test_a_stay_under_the_delay_in_direct_employment_is_unknown(world: Maker) -> None:
    """A month with days 46 to 60 alone cannot be judged."""
    seen = world().person("pch").paid_all_year("1000.00", "PCH")
    seen.right("PCH", delivery_mode="direct", dismissal=None)
    seen.stay("hospital", date(2025, 4, 1), date(2025, 5, 21), source="pch")
    assert seen.found("AIS-HOS-002") == {}
    assert seen.unknown("AIS-HOS-002") == 1


def test_home_apa_after_the_entry_in_a_care_home(world: Maker) -> None:
    """The entry day counts, temporary stays never do."""
    seen = world().right().person().paid_all_year("600.00")
    seen.stay("care_home", date(2025, 9, 16), None)
    seen.stay("temporary_care_home", date(2025, 3, 1), date(2025, 3, 31))
    assert seen.found("AIS-ETB-001") == {
        "2025-09": "300.00",
        "2025-10": "600.00",
        "2025-11": "600.00",
        "2025-12": "600.00",
    }


def test_service_not_resumed_after_the_exit(world: Maker) -> None:
    """Every month from the exit is owed, until the service resumes."""
    seen = world().right().person()
    for number in (1, 2, 3, 9, 10, 11, 12):
        seen.paid(month(number), "585.53")
    seen.stay("hospital", date(2025, 2, 20), date(2025, 7, 12))
    assert seen.found("AIS-SSP-004") == {"2025-07": "-585.53", "2025-08": "-585.53"}


def test_who_left_for_a_care_home_is_not_owed_home_help(world: Maker) -> None:
    """Entering a care home after hospital is no interruption of service."""
    seen = world().right().person().paid(month(1), "585.53")
    seen.stay("hospital", date(2025, 2, 20), date(2025, 7, 12))
    seen.stay("care_home", date(2025, 7, 12), None)
    assert seen.found("AIS-SSP-004") == {}


def test_pch_of_the_exit_month_is_reduced_before_the_exit(world: Maker) -> None:
    """What is owed in the month of exit is full from the exit day only."""
    seen = world().right("PCH").person("pch")
    for number in (1, 2, 3, 4, 7, 8, 9, 10, 11, 12):
        seen.paid(month(number), "1000.00", "PCH")
    seen.stay("hospital", date(2025, 4, 1), date(2025, 6, 16), source="pch")
    assert seen.found("AIS-SSP-004") == {"2025-06": "-550.00"}


def test_a_payment_already_cut_for_the_stay_is_silent(world: Maker) -> None:
    """Two days of thirty-one paid in December: nothing is left to take back."""
    seen = world().right(participation=Decimal(0), granted_amount=None).person()
    seen.stay("hospital", date(2025, 11, 3), None)
    seen.paid(month(11), "600.00").paid(month(12), "38.71")
    assert seen.found("AIS-HOS-001") == {}


def test_a_service_resumed_before_the_window_is_not_stopped(world: Maker) -> None:
    """A discharge of last year, paid since, says nothing of a month unpaid now."""
    seen = world().right().person().paid(date(2024, 12, 1), "585.53")
    seen.paid(month(2), "585.53")
    seen.stay("hospital", date(2024, 6, 1), date(2024, 11, 12))
    assert seen.found("AIS-SSP-004") == {}
