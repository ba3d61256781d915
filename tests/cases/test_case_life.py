"""A case from month to month: its name, its state, its end."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from bondroit.model.table_set import TableSet

if TYPE_CHECKING:
    from tests.cases.conftest import Desk

RECENT, LAST = date(2025, 3, 1), date(2025, 6, 1)


def paid_thrice(desk: "Desk") -> TableSet:
    """Return the payments of an old, a recent and the last month."""
    days = {
        date(2023, 3, 1): date(2023, 4, 5),
        RECENT: date(2025, 4, 5),
        LAST: date(2025, 6, 25),
    }
    payments = [desk.payment(month, day) for month, day in days.items()]
    return desk.table_set({"payments": payments})


def test_a_case_lives_from_month_to_month(desk: "Desk") -> None:
    """A case keeps its name and first day, ends once with nothing left to claim."""
    given = paid_thrice(desk)
    first = desk.cases([desk.finding(RECENT, "100")], given)
    assert first["state"].to_list() == ["new"]
    earlier = first.with_columns(first_seen=pl.lit(date(2025, 5, 31)))
    again = desk.cases([desk.finding(LAST, "50")], given, earlier)
    assert again["case_id"].to_list() == first["case_id"].to_list()
    assert again.select("state", "first_seen", "last_seen").row(0) == (
        "continuing", date(2025, 5, 31), date(2025, 6, 30),
    )  # fmt: skip
    ended = desk.cases([], given, again)
    assert ended.select("state", "overpaid", "recoverable").row(0) == (
        "ended", Decimal(0), Decimal(0),
    )  # fmt: skip
    assert desk.cases([], given, ended).is_empty()


def test_a_case_is_recognised_when_individuals_are_linked_anew(desk: "Desk") -> None:
    """A record that joins the individual, even a smaller one, does not rename the case."""
    before = desk.table_set({}, [("apa", "p1", "i1")])
    first = desk.cases([desk.finding(RECENT, "100")], before)
    after = desk.table_set({}, [("aaa", "x9", "i7"), ("apa", "p1", "i7")])
    moved = [desk.finding(RECENT, "100", individual_id="i7")]
    again = desk.cases(moved, after, first)
    assert again["case_id"].to_list() == first["case_id"].to_list()
    assert again["state"].to_list() == ["continuing"]
    without = desk.cases(moved, after)
    assert without["case_id"].to_list() != first["case_id"].to_list()


def test_an_individual_split_in_two_keeps_one_name_each(desk: "Desk") -> None:
    """Of two parts of a former case one keeps its name, the other gets its own."""
    both = [desk.finding(RECENT, "100"), desk.finding(RECENT, "80", person_id="p2")]
    together = desk.table_set({}, [("apa", "p1", "i1"), ("apa", "p2", "i1")])
    first = desk.cases(both, together)
    apart = desk.table_set({}, [("apa", "p1", "i1"), ("apa", "p2", "i2")])
    split = [both[0], desk.finding(RECENT, "80", person_id="p2", individual_id="i2")]
    cases = desk.cases(split, apart, first)
    named = dict(cases.select("individual_id", "case_id").iter_rows())
    assert named["i1"] == first["case_id"].item()
    assert named["i2"] != named["i1"]


def test_the_order_of_rows_changes_nothing(desk: "Desk") -> None:
    """The same findings in another order give the same cases."""
    findings = [
        desk.finding(RECENT, "100"),
        desk.finding(LAST, "100", debtor="carer"),
        desk.finding(RECENT, "70", person_id="p2", individual_id="i2"),
        desk.household_finding(RECENT, "90"),
    ]
    given = paid_thrice(desk)
    straight = desk.cases(findings, given)
    assert desk.cases(findings[::-1], given).equals(straight)
