"""Who a case is about, how severe it is, and which comes first."""

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from bondroit.cases.assembly import case_of_findings
from bondroit.model.outputs import FINDINGS

if TYPE_CHECKING:
    from tests.cases.conftest import Desk

RECENT, LAST = date(2025, 3, 1), date(2025, 6, 1)


def test_one_case_an_individual_a_household_a_provider(desk: "Desk") -> None:
    """Records of one individual meet; RSA and provider faults stand apart."""
    findings = [
        desk.finding(RECENT, "100"),
        desk.finding(
            RECENT, "50", source="pch", person_id="q1", benefit="PCH", element="1"
        ),
        desk.household_finding(RECENT, "90"),
        desk.finding(
            RECENT, "70", debtor="provider", provider_id="S1", rule_id="AIS-TAR-001"
        ),
        desk.finding(
            RECENT,
            "70",
            debtor="provider",
            provider_id="S1",
            person_id="p2",
            individual_id="i2",
        ),
    ]
    given = desk.table_set(
        {}, [("apa", "p1", "i1"), ("pch", "q1", "i1"), ("apa", "p2", "i2")]
    )
    cases = desk.cases(findings, given)
    found = {
        row["kind"]: (
            row["individual_id"],
            row["household_id"],
            row["provider_id"],
            row["benefits"],
            row["members"],
        )
        for row in cases.to_dicts()
    }
    assert cases.height == 3
    assert found == {
        "agent": ("i1", None, None, ["APA_HOME", "PCH"], ["apa:p1", "pch:q1"]),
        "signalement": ("i1", "h1", None, ["RSA"], ["rsa:h1"]),
        "provider": (None, None, "S1", ["APA_HOME"], ["S1"]),
    }
    owned = case_of_findings(pl.DataFrame(findings, schema=FINDINGS), cases)
    by_case = dict(owned.group_by("case_id").len().iter_rows())
    kinds = dict(cases.select("case_id", "kind").iter_rows())
    assert {kinds[case]: rows for case, rows in by_case.items()} == {
        "agent": 2,
        "signalement": 1,
        "provider": 2,
    }


def test_a_case_takes_the_highest_severity_and_the_main_debtor(desk: "Desk") -> None:
    """Severity is the maximum of the rules; the debtor is who owes most."""
    findings = [
        desk.finding(RECENT, "10", rule_id="AIS-PRS-001"),
        desk.finding(RECENT, "100", debtor="carer"),
        desk.finding(LAST, "20"),
    ]
    (case,) = desk.cases(findings, desk.table_set({})).to_dicts()
    assert (case["severity"], case["debtor"]) == ("high", "carer")
    assert case["rules"] == ["AIS-MNT-005", "AIS-PRS-001"]
    assert (case["first_month"], case["last_month"]) == (RECENT, LAST)


def test_cases_are_ranked_by_euros_then_by_urgency(desk: "Desk") -> None:
    """Most recoverable first; at equal euros, the first to be prescribed."""
    people = ("p1", "p2", "p3")
    findings = [
        desk.finding(RECENT, amount, person_id=one, individual_id=one)
        for one, amount in zip(people, ("100", "100", "300"), strict=True)
    ]
    days = (date(2025, 4, 20), date(2025, 4, 2), date(2025, 4, 20))
    payments = [
        desk.payment(RECENT, day, person_id=one)
        for one, day in zip(people, days, strict=True)
    ]
    cases = desk.cases(findings, desk.table_set({"payments": payments}))
    assert cases["individual_id"].to_list() == ["p3", "p2", "p1"]
    assert cases["next_prescription"].to_list()[1] == date(2027, 4, 2)
