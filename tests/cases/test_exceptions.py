"""Findings set aside by an exception: which, for how long, and with what trace."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from bondroit.cases.exceptions import SET_ASIDE, set_aside, unused
from bondroit.cases.grouping import case_groups, case_members, name_cases
from bondroit.engine.overlay import RuleException
from bondroit.model.outputs import FINDINGS
from bondroit.model.table_set import TableSet

DAY = date(2025, 5, 31)
TABLES = TableSet(frames={})


def finding(name: str, rule: str, **given: object) -> dict[str, object]:
    """Return a finding of ten euros on someone's month."""
    return {
        **dict.fromkeys(FINDINGS),
        "finding_id": name,
        "rule_id": rule,
        "benefit": "APA_HOME",
        "source": "apa",
        "month": date(2025, 5, 1),
        "amount": Decimal("10.00"),
        "debtor": "beneficiary",
        **given,
    }


FOUND = pl.DataFrame(
    [
        finding("a", "X-A-001", person_id="p1", individual_id="i1"),
        finding("b", "X-A-001", person_id="p2", individual_id="i2"),
        finding("c", "X-B-001", person_id="p1", individual_id="i1"),
        finding("d", "X-A-001", household_id="h1", benefit="RSA"),
        finding("e", "X-A-001", person_id="p3", provider_id="S1", debtor="provider"),
    ],
    schema=FINDINGS,
)


def exception(key: str, rule: str = "X-A-001", **given: date) -> RuleException:
    """Return an exception in force."""
    days = {"start": date(2025, 1, 1), "expires": date(2025, 12, 31), **given}
    return RuleException(
        rule_id=rule, key=key, reason="vu", author="Service", place="x:1:1", **days
    )


def case_id(name: str) -> str:
    """Return the id of the case that a finding belongs to."""
    grouped = case_groups(FOUND)
    names = name_cases(case_members(grouped, TABLES), None)
    found = grouped.join(names, on=["kind", "group"])
    value: str = found.filter(pl.col("finding_id") == name)["case_id"].item()
    return value


@pytest.mark.parametrize(
    ("key", "taken"),
    [
        ("apa:p1", ["a"]),
        ("apa:p2", ["b"]),
        ("pch:p1", []),
        ("apa:h1", ["d"]),
        ("provider:S1", ["e"]),
        ("case of a", ["a"]),
        ("case of e", ["e"]),
        ("nothing", []),
    ],
)
def test_an_exception_takes_what_it_names_and_nothing_else(
    key: str, taken: list[str]
) -> None:
    """A person, a household, a provider or a case is named; other rules stay."""
    name = case_id(key[-1]) if key.startswith("case") else key
    named = exception(name)

    done = set_aside(FOUND, [named], TABLES, None, DAY)

    assert done.aside["finding_id"].to_list() == taken
    assert sorted([*done.kept["finding_id"], *taken]) == list("abcde")
    assert done.aside.schema == pl.Schema(SET_ASIDE)
    assert done.kept.schema == pl.Schema(FINDINGS)
    assert unused([named], done.aside, DAY) == ([] if taken else [named])


@pytest.mark.parametrize(
    ("start", "expires", "holds"),
    [
        (date(2025, 1, 1), DAY, True),
        (DAY, DAY, True),
        (date(2025, 6, 1), date(2025, 12, 31), False),
        (date(2024, 1, 1), date(2025, 5, 30), False),
    ],
)
def test_an_exception_holds_between_its_days(
    start: date,
    expires: date,
    holds: bool,  # noqa: FBT001 - a table of cases
) -> None:
    """Both ends are included; outside, the finding is shown again."""
    one = exception("apa:p1", start=start, expires=expires)

    done = set_aside(FOUND, [one], TABLES, None, DAY)

    assert done.aside.height == int(holds)


def test_what_is_set_aside_keeps_its_trace() -> None:
    """Reason, author and end stand beside the whole finding, once."""
    twice = [exception("apa:p1"), exception(case_id("a"), expires=date(2025, 6, 1))]

    done = set_aside(FOUND, twice, TABLES, None, DAY)

    (row,) = done.aside.to_dicts()
    assert row["amount"] == Decimal("10.00")
    assert row["counted_amount"] is None
    assert (row["exception_reason"], row["exception_author"]) == ("vu", "Service")
    assert row["exception_expires"] == date(2025, 12, 31)
