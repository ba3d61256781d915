"""Members of a household: deaths, ages, children counted twice."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

if TYPE_CHECKING:
    from tests.engine.household_month.conftest import Homes

MAY = date(2025, 5, 1)
ALONE = Decimal("646.52")


@pytest.mark.parametrize(
    ("role", "died", "adults", "children", "survivors", "without"),
    [
        ("spouse", date(2025, 4, 30), 2, 1, 1, "969.78"),
        ("child", date(2025, 2, 3), 2, 1, 2, "969.78"),
        ("spouse", date(2025, 5, 1), 2, 1, 2, None),
        ("claimant", date(2025, 4, 30), 1, 0, 0, None),
    ],
)
def test_deceased_member(
    homes: "Homes",
    role: str,
    died: date,
    adults: int,
    children: int,
    survivors: int,
    without: str | None,
) -> None:
    """A member counted after the month of death leaves the recomputed right."""
    row = homes.one(
        homes.tables(
            households=[homes.household(adults=adults, children=children)],
            household_members=[
                homes.member("p1", "claimant"),
                homes.member("p2", role),
            ],
            payments=[homes.payment("900.00")],
            people=[homes.person("p1"), homes.person("p2", death_date=died)],
        )
    )
    assert row["surviving_adults"] == survivors
    expected = None if without is None else Decimal(without)
    assert row["right_without_deceased"] == expected
    if died < MAY:
        assert row["member_death_match"] == "certain"
        assert row["date_of_death"] == died
    else:
        assert row["member_death_match"] == "none"


def test_death_takes_its_resources_and_its_part_of_the_deduction(
    homes: "Homes",
) -> None:
    """The dead spouse's own resources leave; a full deduction stays full."""
    earned = [
        {
            "source": "rsa",
            "person_id": "p2",
            "month": date(2025, number, 1),
            "nature": nature,
            "origin": origin,
            "amount": Decimal(amount),
        }
        for number, nature, origin, amount in (
            (1, "001", "declared", "90.00"),
            (1, "001", "third_party", "120.00"),
            (2, "001", "declared", "180.00"),
            (3, "PF", "declared", "500.00"),
            (4, "001", "declared", "999.00"),
        )
    ]
    row = homes.one(
        homes.tables(
            households=[
                homes.household(
                    adults=2,
                    resources=Decimal(400),
                    housing_deduction=Decimal("155.16"),
                    reference_from=date(2025, 1, 1),
                    reference_to=date(2025, 3, 31),
                )
            ],
            household_members=[
                homes.member("p1", "claimant"),
                homes.member("p2", "spouse"),
            ],
            payments=[homes.payment("414.62")],
            people=[
                homes.person("p1"),
                homes.person("p2", death_date=date(2025, 3, 9)),
            ],
            resources=earned,
        )
    )
    assert row["expected_right"] == Decimal("414.62")
    assert row["deceased_resources"] == Decimal("100.00")
    assert row["right_without_deceased"] == Decimal("646.52") - Decimal("77.58") - 300


def test_deaths_unknown_without_a_register(homes: "Homes") -> None:
    """Where no file tells deaths, nothing is said of the members."""
    row = homes.one(
        homes.tables(
            households=[homes.household()],
            household_members=[homes.member("p1", "claimant")],
            payments=[],
            people=[homes.person("p1")],
        )
    )
    assert row["member_death_match"] is None
    assert row["deceased_members"] is None


@pytest.mark.parametrize(
    ("birth", "precision", "overage"),
    [
        (date(2000, 5, 1), "day", 1),
        (date(2000, 5, 2), "day", 0),
        (date(2000, 4, 30), None, 1),
        (date(2000, 4, 1), "month", 1),
        (date(2000, 5, 1), "month", 0),
        (date(2000, 1, 1), "year", 0),
        (date(1999, 1, 1), "year", 1),
    ],
)
def test_overage_dependant(
    homes: "Homes", birth: date, precision: str | None, overage: int
) -> None:
    """The limit is reached on the first day of the month, doubt keeps silent."""
    row = homes.one(
        homes.tables(
            households=[homes.household(children=1)],
            household_members=[
                homes.member("p1", "claimant"),
                homes.member("p2", "child"),
            ],
            payments=[homes.payment("969.78")],
            people=[
                homes.person("p1", date(1970, 1, 1)),
                homes.person("p2", birth, birth_date_precision=precision),
            ],
        )
    )
    assert row["overage_dependants"] == overage
    assert row["right_without_overage"] == (ALONE if overage else None)


def test_age_of_an_unknown_person(homes: "Homes") -> None:
    """A dependant in no file of persons leaves the count unknown."""
    row = homes.one(
        homes.tables(
            households=[homes.household(children=1)],
            household_members=[
                homes.member("p1", "claimant"),
                homes.member("p2", "child"),
            ],
            payments=[],
            people=[homes.person("p1")],
        )
    )
    assert row["overage_dependants"] is None


def double(
    homes: "Homes", first: str | None, second: str | None, **facts: object
) -> pl.DataFrame:
    """Return two households that count one child, with these shares."""
    shares = [None if one_ is None else Decimal(one_) for one_ in (first, second)]
    linked: list[dict[str, object]] = [
        {"source": "rsa", "person_id": name, "individual_id": who}
        for name, who in (("p1", "i1"), ("p2", "i2"), ("c1", "kid"), ("c2", "kid"))
    ]
    return homes.view(
        homes.tables(
            households=[
                homes.household("f1", children=1),
                homes.household("f2", MAY, children=1, **facts),
                homes.household("f1", date(2025, 4, 1), children=1),
            ],
            household_members=[
                homes.member("p1", "claimant", "f1"),
                homes.member("c1", "child", "f1", share=shares[0]),
                homes.member("c1", "child", "f1", date(2025, 4, 1), share=shares[0]),
                homes.member("p2", "claimant", "f2"),
                homes.member("c2", "child", "f2", share=shares[1]),
            ],
            payments=[homes.payment("969.78", "f1"), homes.payment("969.78", "f2")],
            people=[homes.person(one_) for one_ in ("p1", "p2", "c1", "c2")],
            individuals=linked,
        )
    ).filter(pl.col("month") == MAY)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("1", "1", [0, 1]),
        ("1", None, [0, 1]),
        ("0.5", "0.5", [0, 0]),
        ("0.5", "0.6", [0, 1]),
        (None, None, [0, None]),
        ("0.5", None, [0, None]),
    ],
)
def test_child_counted_twice(
    homes: "Homes", first: str | None, second: str | None, expected: list[int | None]
) -> None:
    """The household that added the child last holds the finding, above one share."""
    frame = double(homes, first, second)
    assert frame["children_counted_elsewhere"].to_list() == expected
    if expected[1]:
        row = frame.row(1, named=True)
        assert row["counterpart"] == "rsa:f1:RSA"
        assert row["right_without_shared_children"] == ALONE


def test_child_of_a_closed_household(homes: "Homes") -> None:
    """A household whose right is closed counts nobody."""
    frame = double(homes, "1", "1", state="5")
    assert frame["children_counted_elsewhere"].to_list() == [0, 0]
