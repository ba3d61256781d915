"""Rights, suspensions, retroactivity and repeated payments, from tables."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from bondroit.engine.views import spans
from bondroit.engine.views.view import Scope

JANUARY, FEBRUARY, MARCH, APRIL, MAY = (date(2025, month, 1) for month in range(1, 6))
Maker = Callable[[], Any]


def test_payments_after_the_end_are_undue(world: Maker) -> None:
    """The month of the end is due, later months are not."""
    seen = world().right(end_date=date(2025, 2, 10)).person()
    for month in (JANUARY, FEBRUARY, MARCH):
        seen.paid(month, "585.53")
    assert seen.found("AIS-PER-002") == {"2025-03": "585.53"}


def test_a_closed_version_ends_the_right_that_has_no_end_date(world: Maker) -> None:
    """A right without an end date ends on the eve of its closing."""
    seen = world().right(right_id="r").person().paid(MARCH, "585.53")
    seen.right(right_id="r", valid_from=date(2025, 2, 15), state="closed")
    assert seen.found("AIS-PER-002") == {"2025-03": "585.53"}


@pytest.mark.parametrize("start", [date(2025, 2, 11), date(2025, 3, 20)])
def test_a_renewal_makes_later_months_due(world: Maker, start: date) -> None:
    """Another open right of the benefit in the month silences the end of the first."""
    seen = world().right(end_date=date(2025, 2, 10)).person().paid(MARCH, "585.53")
    seen.right(start_date=start, valid_from=start)
    assert seen.found("AIS-PER-002") == {}
    assert seen.found("AIS-PER-003") == {}


def test_another_element_does_not_prolong_a_right(world: Maker) -> None:
    """The right of element 2 says nothing of element 1."""
    seen = world().right("PCH", end_date=date(2025, 1, 31)).person("pch")
    seen.right("PCH", element="2").paid(MARCH, "1000.00", "PCH")
    assert seen.found("AIS-PER-002") == {"2025-03": "1000.00"}


def test_payments_before_the_opening_are_undue(world: Maker) -> None:
    """The month of opening is due, earlier ones are not, except in an emergency."""
    late = {"start_date": date(2025, 3, 12), "valid_from": date(2025, 3, 12)}
    seen = world().right(**late).person()
    urgent = world().right(**late, urgent=True).person()
    for month in (FEBRUARY, MARCH):
        seen.paid(month, "585.53")
        urgent.paid(month, "585.53")
    assert seen.found("AIS-PER-003") == {"2025-02": "585.53"}
    assert urgent.found("AIS-PER-003") == {}


def test_a_late_decision_does_not_shift_the_opening(world: Maker) -> None:
    """A first version valid after the opening covers the right from its opening."""
    seen = world().right(valid_from=date(2025, 3, 12)).person().paid(FEBRUARY, "585.53")
    assert seen.found("AIS-PER-003") == {}


def test_a_suspension_must_cover_the_whole_month(world: Maker) -> None:
    """Suspended from 10 February to 31 March: March alone is undue."""
    seen = world().person()
    seen.right(right_id="r", valid_to=date(2025, 2, 9))
    seen.right(
        right_id="r",
        valid_from=date(2025, 2, 10),
        valid_to=date(2025, 3, 31),
        state="suspended",
    )
    seen.right(right_id="r", valid_from=date(2025, 4, 1))
    for month in (JANUARY, FEBRUARY, MARCH, APRIL):
        seen.paid(month, "585.53")
    assert seen.found("AIS-PER-004") == {"2025-03": "585.53"}
    assert seen.found("AIS-PER-002") == {}


def test_versions_without_an_end_are_ended_by_the_next_one(world: Maker) -> None:
    """An open version without `valid_to` does not hide the suspension after it."""
    seen = world().person().right(right_id="r")
    seen.right(right_id="r", valid_from=date(2025, 2, 1), state="suspended")
    seen.paid(MARCH, "585.53")
    assert seen.found("AIS-PER-004") == {"2025-03": "585.53"}


def test_months_before_the_notification_are_undue_at_home(world: Maker) -> None:
    """APA at home starts in the month of notification; a revision changes nothing."""
    seen = world().person()
    seen.right(
        right_id="r",
        notified_on=date(2025, 3, 3),
        start_date=JANUARY,
        valid_from=JANUARY,
    )
    seen.right(
        right_id="r",
        notified_on=date(2025, 5, 2),
        start_date=JANUARY,
        valid_from=date(2025, 4, 1),
    )
    for month in (FEBRUARY, MARCH, APRIL):
        seen.paid(month, "585.53")
    assert seen.found("AIS-PER-006") == {"2025-02": "585.53"}


def test_a_renewal_claimed_late_is_not_retroactive(world: Maker) -> None:
    """A right that follows another one without a gap may be claimed later."""
    seen = world().person("pch").right("PCH", end_date=date(2025, 2, 28))
    late = {"start_date": MARCH, "valid_from": MARCH, "claim_date": date(2025, 5, 2)}
    seen.right("PCH", **late).paid(MARCH, "1000.00", "PCH")
    alone = world().person("pch").right("PCH", **late).paid(MARCH, "1000.00", "PCH")
    assert seen.found("AIS-PER-006") == {}
    assert alone.found("AIS-PER-006") == {"2025-03": "1000.00"}


def test_arrears_of_more_than_two_years_are_relevant(world: Maker) -> None:
    """Arrears paid more than 24 months after the month of right are shown."""
    seen = world().right(start_date=date(2022, 1, 1), notified_on=date(2022, 1, 1))
    seen.person()
    old = {"kind": "arrears", "paid_on": date(2027, 4, 2)}
    seen.paid(FEBRUARY, "100.00", **old)
    seen.paid(APRIL, "100.00", **old)
    assert seen.found("AIS-PER-006") == {"2025-02": "100.00"}


def test_a_month_paid_twice_is_undue_above_what_is_due(world: Maker) -> None:
    """Two payments of the due amount: one is undue; two halves: none."""
    seen = world().right().person().paid(MARCH, "585.53").paid(MARCH, "585.53")
    seen.paid(APRIL, "300.00", payee="beneficiary").paid(
        APRIL, "285.53", payee="provider"
    )
    assert seen.found("AIS-PER-001") == {"2025-03": "585.53"}


@pytest.mark.parametrize("cancelled", [False, True])
def test_a_reissued_transfer_is_not_paid_twice(world: Maker, cancelled: object) -> None:
    """A rejected transfer counts 0 once, with or without its cancellation."""
    seen = world().right().person().paid(MARCH, "585.53").paid(MARCH, "585.53")
    if cancelled:
        seen.paid(MARCH, "-585.53", kind="cancellation")
    seen.add(
        "bank_returns",
        {
            "source": "apa",
            "payment_id": "p1",
            "returned_on": date(2025, 4, 2),
            "reissued_payment_id": "p2",
        },
    )
    for rule in ("AIS-PER-001", "AIS-PLA-002", "AIS-SSP-013"):
        assert seen.found(rule) == {}


def test_a_double_payment_recovered_is_silent(world: Maker) -> None:
    """What was taken back is no longer overpaid."""
    seen = world().right().person().paid(MARCH, "585.53").paid(MARCH, "585.53")
    seen.paid(MARCH, "-585.53", kind="recovery")
    assert seen.found("AIS-PER-001") == {}


def test_arrears_of_a_month_already_paid(world: Maker) -> None:
    """Arrears on a full month are undue, a complement is not."""
    seen = world().right().person()
    seen.paid(MARCH, "585.53").paid(MARCH, "585.53", kind="arrears")
    seen.paid(APRIL, "500.00").paid(APRIL, "85.53", kind="arrears")
    assert seen.found("AIS-RAP-002") == {"2025-03": "585.53"}


def test_arrears_are_unknown_where_the_flow_never_tells_them(world: Maker) -> None:
    """The monthly RSA flow alone cannot show arrears."""
    seen = world().household(("a", "claimant"))
    assert seen.found("AIS-RAP-002") == {}
    assert seen.unknown("AIS-RAP-002") == 4


def test_a_rejected_transfer_never_issued_again_is_owed(world: Maker) -> None:
    """After fifteen days, what the bank sent back is owed."""
    seen = world().right().person().paid(MARCH, "585.53").paid(APRIL, "585.53")
    for payment, day in (("p1", date(2025, 4, 9)), ("p2", date(2025, 12, 16))):
        seen.add(
            "bank_returns",
            {"source": "apa", "payment_id": payment, "returned_on": day},
        )
    assert seen.found("AIS-SSP-013") == {"2025-03": "-585.53"}


def test_a_later_payment_of_the_month_is_a_reissue(world: Maker) -> None:
    """Another payment of the month after the rejection settles it."""
    seen = world().right().person().paid(MARCH, "585.53")
    seen.paid(MARCH, "585.53", kind="arrears", paid_on=date(2025, 5, 20))
    seen.add(
        "bank_returns",
        {"source": "apa", "payment_id": "p1", "returned_on": date(2025, 4, 9)},
    )
    assert seen.found("AIS-SSP-013") == {}


def test_a_rejection_after_a_death_is_no_debt(world: Maker) -> None:
    """An account closed by a death is an innocent explanation."""
    seen = world().right().person(death_date=date(2025, 4, 1)).paid(MARCH, "585.53")
    seen.add(
        "bank_returns",
        {"source": "apa", "payment_id": "p1", "returned_on": date(2025, 4, 9)},
    )
    assert seen.found("AIS-SSP-013") == {}


def test_an_invalid_iban_is_told_without_an_amount(world: Maker) -> None:
    """A wrong key is told; a right one, with spaces, is not."""
    seen = world().right().person()
    seen.paid(MARCH, "585.53", iban="FR76 3000 6000 0112 3456 7890 189")
    seen.paid(APRIL, "585.53", iban="FR7630006000011234567890188")
    seen.paid(MAY, "585.53")
    assert seen.found("AIS-IBN-001") == {"2025-04": "None"}


def test_a_nir_with_a_wrong_key_is_told_of_the_person(world: Maker) -> None:
    """A wrong key fires; a provisional number and a good key do not."""
    seen = world()
    seen.person(person_id="1", nir="2550814168025", nir_key="39")
    seen.person(person_id="2", nir="2550814168025", nir_key="38")
    seen.person(person_id="3", nir="7550814168025", nir_key="11")
    seen.person(person_id="4", nir="255081416802A", nir_key="11")
    seen.person(person_id="5", nir="2550814168025")
    found = seen.judge("AIS-IDN-001")
    assert found.findings["person_id"].sort().to_list() == ["1", "4"]
    assert found.findings["amount"].to_list() == [None, None]
    assert seen.unknown("AIS-IDN-001") == 1


def test_amounts_below_the_threshold(world: Maker) -> None:
    """A small month fires, a month made small by a retention does not."""
    seen = world().right().person().paid(MARCH, "20.00").paid(APRIL, "585.53")
    seen.paid(APRIL, "-565.53", kind="recovery")
    assert seen.found("AIS-MNT-004") == {"2025-03": "20.00"}


def test_a_right_in_no_file_leaves_periods_unknown(world: Maker) -> None:
    """Without any table of rights, nothing is concluded of periods."""
    seen = world().person().paid(MARCH, "585.53")
    assert seen.unknown("AIS-PER-002") == 1
    assert seen.rows["payments"][0]["amount"] == Decimal("585.53")


def test_a_suspended_household_is_not_payable(world: Maker) -> None:
    """The state of the RSA household in the month tells a suspension."""
    seen = world().household(("a", "claimant"))
    for month, state in ((FEBRUARY, "2"), (MARCH, "4")):
        seen.add(
            "households",
            {
                "source": "rsa",
                "household_id": "h",
                "month": month,
                "payer": "CAF",
                "state": state,
            },
        )
    assert seen.found("AIS-PER-004") == {"2025-03": "568.94"}


def test_cutting_the_scope_in_passes_changes_nothing(
    world: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Passes of a few months each find what one pass over the scope finds."""
    scope = Scope(
        first_month=date(2023, 6, 1),
        last_month=date(2025, 12, 1),
        as_of=date(2025, 12, 31),
    )
    seen = world().person().right(end_date=date(2024, 11, 30))
    seen.scope = scope
    for month in pl.date_range(scope.first_month, scope.last_month, "3mo", eager=True):
        seen.paid(month, "585.53").paid(month, "10.00")
    rules = ("AIS-PER-001", "AIS-PER-002", "AIS-PER-003", "AIS-PLA-002")
    whole = seen.judge(*rules)
    monkeypatch.setattr(spans, "ROWS_A_PASS", 5)
    cut = seen.judge(*rules)
    assert whole.findings.height > 0
    assert cut.findings.equals(whole.findings)
    assert cut.unknowns.equals(whole.unknowns)
