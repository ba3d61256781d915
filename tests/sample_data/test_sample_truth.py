"""The planted truth: one euro once, errors and look-alikes, sums that agree."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from bondroit.sample_data.making import Sample
from bondroit.sample_data.months import MONTHS, age_on, month_of
from bondroit.sample_data.rsa import ZERO
from bondroit.sample_data.world import Truth

FAMILIES = (
    "DEC",
    "AGE",
    "HOS",
    "ETB",
    "CUM",
    "DBL",
    "EFF",
    "MNT",
    "PLA",
    "FAC",
    "TAR",
    "PAR",
    "PER",
    "RAP",
    "AID",
    "PRE",
    "SSP",
    "RES",
    "RSC",
)


def _place(one: Truth) -> tuple[str, str, str, str | None, date]:
    return (
        one.source,
        one.household_id or one.person_id,
        one.benefit,
        one.element,
        one.month,
    )


def test_a_right_month_carries_one_planted_row(sample: Sample) -> None:
    """No month of a right is planted twice, whatever the families."""
    repeated = [
        place
        for place, count in Counter(map(_place, sample.world.truth)).items()
        if count > 1
    ]
    assert repeated == []


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_has_errors(sample: Sample, family: str) -> None:
    """Each family has several months with an amount, in delivered months."""
    rows = [one for one in sample.world.truth if one.family == family and one.amount]
    assert len(rows) >= 3
    assert {one.month for one in rows} <= set(MONTHS) | {date(2025, 7, 1)}


def test_underpayments_are_negative(sample: Sample) -> None:
    """What was not paid has a minus sign; nothing else has but participations."""
    negative = {one.family for one in sample.world.truth if one.amount < 0}
    assert negative == {"SSP", "PAR"}
    assert all(one.amount <= 0 for one in sample.world.truth if one.family == "SSP")


def test_an_undue_amount_is_never_above_what_was_paid(sample: Sample) -> None:
    """Each planted overpayment of APA, PCH and ACTP fits in the payments of its month."""
    world = sample.world
    paid: Counter[tuple[str, str, str, str | None, date]] = Counter()
    for payments in world.payments.delivered().values():
        for one in payments:
            right = one.right
            key = (
                right.source,
                right.record.person_id,
                right.benefit,
                right.element,
                one.month,
            )
            paid[key] += int(one.amount * 100)
    for row in world.truth:
        if row.benefit != "RSA" and row.amount > 0:
            assert row.amount * 100 <= paid[_place(row)], row


def test_rsa_months_without_planted_error_pay_the_right(sample: Sample) -> None:
    """Ordinary households are paid their computed right, sometimes one month late."""
    for dossier in sample.world.households:
        if dossier.touched:
            continue
        for month in MONTHS:
            due = dossier.computed(month) if dossier.due(month) else ZERO
            assert dossier.paid(month) == due


def test_apa_at_home_is_opened_from_sixty(sample: Sample) -> None:
    """Nobody has APA before 60 but those planted so."""
    early = {one.person_id for one in sample.world.truth if one.family == "AGE"}
    for right in sample.world.rights:
        if right.benefit.startswith("APA") and right.record.person_id not in early:
            assert age_on(right.record.birth, right.start) >= 60


def test_payments_stop_after_a_death_unless_planted(sample: Sample) -> None:
    """No month after a death is paid, but those planted in the family DEC."""
    planted = {
        _place(one) for one in sample.world.truth if one.family == "DEC" and one.amount
    }
    for payments in sample.world.payments.delivered().values():
        for one in payments:
            death = one.right.record.person.death
            if death and one.month > month_of(death):
                right = one.right
                assert (
                    right.source,
                    right.record.person_id,
                    right.benefit,
                    right.element,
                    one.month,
                ) in planted


def test_a_planted_participation_costs_its_gap(sample: Sample) -> None:
    """The first planted participation of the family is 38.20 too low each month."""
    amounts = Counter(one.amount for one in sample.world.truth if one.family == "PAR")
    assert amounts[Decimal("38.20")] == 21


def test_a_worker_is_in_one_place_at_a_time_unless_planted(sample: Sample) -> None:
    """Visits of a worker never overlap, but those planted."""
    pairs = {right.right_id for pair in sample.world.pairs for right in pair[:2]}
    last: dict[str, tuple[object, object]] = {}
    for visit in sorted(
        sample.world.visits, key=lambda one: (one.worker_id, one.start)
    ):
        if visit.care.right.right_id in pairs:
            continue
        if visit.worker_id in last:
            assert visit.start >= last[visit.worker_id][0]  # type: ignore[operator]
        last[visit.worker_id] = (visit.end, None)
