"""Ages, ties and the past of RSA households, as the view tells them."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.engine.household_month.conftest import Homes, Row

MAY = date(2025, 5, 1)


def months(first: int, last: int) -> list[date]:
    """Return months of 2025."""
    return [date(2025, rank, 1) for rank in range(first, last + 1)]


@pytest.mark.parametrize(
    ("column", "role", "birth", "precision", "expected"),
    [
        ("adults_under_age", "claimant", date(2000, 6, 1), "day", 1),
        ("adults_under_age", "claimant", date(2000, 5, 31), "day", 0),
        ("adults_under_age", "claimant", date(2000, 1, 1), "year", 0),
        ("adults_under_age", "child", date(2010, 1, 1), "day", 0),
        ("adults_of_pension_age", "claimant", date(1960, 5, 1), "day", 1),
        ("adults_of_pension_age", "claimant", date(1960, 5, 2), "day", 0),
        ("children_under_three", "child", date(2022, 5, 1), "day", 1),
        ("children_under_three", "child", date(2022, 4, 30), "day", 0),
        ("children_under_three", "child", date(2022, 1, 1), "year", None),
        ("children_under_three", "child", date(2023, 1, 1), "year", 1),
        ("children_under_three", "other", date(2023, 1, 1), "day", 0),
    ],
)
def test_ages_near_a_limit(
    homes: "Homes",
    column: str,
    role: str,
    birth: date,
    precision: str,
    expected: int | None,
) -> None:
    """The month of the birthday is on the good side, and doubt is never guessed."""
    row = homes.one(
        homes.tables(
            households=[homes.household()],
            household_members=[homes.member("p1", role)],
            payments=[],
            people=[homes.person("p1", birth, birth_date_precision=precision)],
        )
    )
    assert row[column] == expected


def test_ages_of_who_is_not_known(homes: "Homes") -> None:
    """A member whom no file of people knows makes the counts unknown, no member none."""
    tables = homes.tables(
        households=[homes.household(), homes.household("f2")],
        household_members=[homes.member("p1", "claimant")],
        payments=[],
        people=[],
    )
    for household in ("f1", "f2"):
        row = homes.one(tables, household)
        assert row["adults_under_age"] is None
        assert row["adults_of_pension_age"] is None
    assert homes.one(tables)["children_under_three"] == 0
    assert homes.one(tables, "f2")["children_under_three"] is None


def test_members_listed_but_not_counted(homes: "Homes") -> None:
    """A spouse and a child in the file are told even when they are not counted."""
    row = homes.one(
        homes.tables(
            households=[homes.household()],
            household_members=[
                homes.member("p1", "claimant"),
                homes.member("p2", "spouse", counted=False),
                homes.member("p3", "child", counted=False),
            ],
            payments=[],
            people=[homes.person(one) for one in ("p1", "p2", "p3")],
        )
    )
    assert (row["uncounted_adults"], row["uncounted_children"]) == (1, 1)


def test_months_in_a_row(homes: "Homes") -> None:
    """Months increased or expecting are counted until this one; a plain one resets."""
    rows = [
        homes.household(month=month, increased=True, pregnant=month.month > 2)
        for month in months(1, 5)
    ]
    other = [
        homes.household("f2", month, increased=month.month != 3, pregnant=None)
        for month in months(1, 5)
    ]
    tables = homes.tables(households=[*rows, *other], payments=[])
    assert homes.one(tables)["increased_months"] == 5
    assert homes.one(tables)["pregnant_months"] == 3
    assert homes.one(tables, "f2")["increased_months"] == 2
    assert homes.one(tables, "f2", date(2025, 3, 1))["increased_months"] == 0
    assert homes.one(tables, "f2")["pregnant_months"] is None


def test_months_at_zero_before_a_payment(homes: "Homes") -> None:
    """Open months without right nor payment are counted just before the next one."""
    nothing = Decimal(0)
    rows = [
        homes.household(month=month, state="4", computed_right=nothing)
        for month in months(1, 4)
    ]
    tables = homes.tables(
        households=[*rows, homes.household()],
        payments=[homes.payment("300.00")],
    )
    assert homes.one(tables)["zero_months_before"] == 4
    assert homes.one(tables, month=date(2025, 4, 1))["zero_months_before"] == 0


def test_adult_claiming_elsewhere(homes: "Homes") -> None:
    """A spouse here who claims elsewhere is told here, with what is paid there."""
    tables = homes.tables(
        households=[homes.household(adults=2), homes.household("f2")],
        household_members=[
            homes.member("p1", "claimant"),
            homes.member("p2", "spouse"),
            homes.member("p3", "claimant", "f2"),
        ],
        payments=[homes.payment("900.00"), homes.payment("646.52", "f2")],
        people=[homes.person(one) for one in ("p1", "p2", "p3")],
        individuals=[
            {"source": "rsa", "person_id": one, "individual_id": other}
            for one, other in (("p1", "i1"), ("p2", "i2"), ("p3", "i2"))
        ],
    )
    row = homes.one(tables)
    assert row["adults_counted_elsewhere"] == 1
    assert row["paid_elsewhere"] == Decimal("646.52")
    assert row["counterpart"] == "rsa:f2:RSA"
    assert row["right_without_adults_elsewhere"] == Decimal("646.52")
    assert homes.one(tables, "f2")["adults_counted_elsewhere"] == 0


def neighbours(homes: "Homes", second: str) -> list["Row"]:
    """Return two adults and a child, whose second adult lives at an address."""
    first = {"address": "12, rue des Lilas apt 3", "postcode": "45000"}
    return [
        homes.person("p1", **first),
        homes.person("p2", address=second, postcode="45000"),
        homes.person("c1", **first),
        homes.person("c2", **first),
    ]


@pytest.mark.parametrize(
    ("address", "expected"),
    [("12 RUE DES LILAS, APT 3", True), ("14 rue des Lilas", False)],
)
def test_child_listed_by_a_neighbour(
    homes: "Homes", address: str, *, expected: bool
) -> None:
    """Two lone adults at one address who list the same child are told; apart, not."""
    tables = homes.tables(
        households=[homes.household(), homes.household("f2")],
        household_members=[
            homes.member("p1", "claimant"),
            homes.member("c1", "child"),
            homes.member("p2", "claimant", "f2"),
            homes.member("c2", "child", "f2", counted=False),
        ],
        payments=[],
        people=neighbours(homes, address),
        individuals=[
            {"source": "rsa", "person_id": one, "individual_id": other}
            for one, other in (("p1", "a"), ("p2", "b"), ("c1", "c"), ("c2", "c"))
        ],
    )
    assert homes.one(tables)["child_listed_by_neighbour"] is expected


def test_signs_of_a_shared_life(homes: "Homes") -> None:
    """A shared account and a spouse as carer make two signs, once they last."""
    account = {"iban": "FR7699000000000000000000042", "payee": "beneficiary"}
    paid = [homes.payment("600.00", month=month, **account) for month in months(3, 5)]
    other = [
        homes.payment(
            "400.00",
            None,
            month,
            benefit="PCH",
            source="pch",
            person_id="x2",
            payment_id=f"x{month:%m}",
            **account,
        )
        for month in months(3, 5)
    ]
    place = {"address": "1 rue Haute", "postcode": "45000"}
    right = {
        "source": "pch",
        "right_id": "r1",
        "valid_from": date(2025, 1, 1),
        "benefit": "PCH",
        "element": "1",
        "person_id": "x1",
        "start_date": date(2025, 1, 1),
        "state": "open",
        "carer_link": "spouse",
    }
    people = [
        homes.person("p1", **place),
        {**homes.person("x1", **place), "source": "pch"},
        {**homes.person("x2", **place), "source": "pch"},
    ]
    individuals = [
        {"source": "rsa", "person_id": "p1", "individual_id": "a"},
        {"source": "pch", "person_id": "x1", "individual_id": "a"},
        {"source": "pch", "person_id": "x2", "individual_id": "b"},
    ]
    tables = homes.tables(
        households=[homes.household(month=month) for month in months(1, 5)],
        household_members=[
            homes.member("p1", "claimant", month=month) for month in months(1, 5)
        ],
        payments=[*paid, *other],
        rights=[right],
        people=people,
        individuals=individuals,
    )
    assert homes.one(tables)["shared_life_signs"] == 2
    assert homes.one(tables, month=date(2025, 2, 1))["shared_life_signs"] == 1


def test_children_listed_among_individuals_alone_have_no_known_age(
    homes: "Homes",
) -> None:
    """A member whom individuals name and people do not leaves young children unknown."""
    tables = homes.tables(
        households=[homes.household(children=1)],
        household_members=[
            homes.member("p1", "claimant"),
            homes.member("c1", "child"),
        ],
        people=[homes.person("p1")],
        payments=[homes.payment("600.00")],
        individuals=[
            {"source": "rsa", "person_id": name, "individual_id": name}
            for name in ("p1", "c1")
        ],
    )
    assert homes.one(tables)["children_under_three"] is None
