"""Quarters and means of RSA households, as the view tells them."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.engine.household_month.conftest import Homes, Row

MAY = date(2025, 5, 1)
NOTHING = Decimal(0)


def test_quarters_that_no_declaration_covers(homes: "Homes") -> None:
    """A declaration older than the quarter's last month covers nothing, a later does."""
    quarter = {"reference_from": date(2025, 1, 1), "reference_to": date(2025, 3, 31)}
    early, late = date(2025, 1, 4), date(2025, 4, 3)
    rows = [
        homes.household("f1", date(2025, rank, 1), declared_on=early, **quarter)
        for rank in (5, 6, 7)
    ]
    rows += [
        homes.household(
            "f2",
            date(2025, rank, 1),
            declared_on=late if rank > 5 else early,
            **quarter,
        )
        for rank in (5, 6, 7)
    ]
    rows += [homes.household("f3", declared_on=None, **quarter)]
    rows += [homes.household("f4", declared_on=date(2025, 3, 1), **quarter)]
    tables = homes.tables(households=rows, payments=[])
    seen = {
        name: homes.one(tables, name)["months_undeclared"]
        for name in ("f1", "f2", "f3", "f4")
    }
    assert seen == {"f1": 3, "f2": 0, "f3": None, "f4": 0}


def test_quarter_that_begins_too_late(homes: "Homes") -> None:
    """All months of right on a quarter too near are told, with the law's quarter."""
    wrong = {"reference_from": date(2025, 2, 1), "reference_to": date(2025, 4, 30)}
    good = {"reference_from": date(2025, 1, 1), "reference_to": date(2025, 3, 31)}
    told = [
        {
            "source": "rsa",
            "person_id": "p1",
            "month": date(2025, rank, 1),
            "nature": "001",
            "origin": "declared",
            "amount": Decimal(amount),
        }
        for rank, amount in ((1, 900), (2, 300), (3, 300), (4, 300))
    ]
    rows = [homes.household(month=date(2025, rank, 1), **wrong) for rank in (5, 6)]
    rows += [homes.household("f2", **good), homes.household("f3", payer="MSA", **wrong)]
    tables = homes.tables(
        households=rows,
        household_members=[
            homes.member("p1", "claimant", month=date(2025, rank, 1)) for rank in (5, 6)
        ],
        payments=[],
        people=[homes.person("p1")],
        resources=told,
    )
    june = homes.one(tables, month=date(2025, 6, 1))
    assert homes.one(tables)["reference_gap"] == june["reference_gap"] == 1
    assert june["due_quarter_resources"] == Decimal(500)
    assert june["right_on_due_quarter"] == Decimal("146.52")
    assert homes.one(tables, "f2")["reference_gap"] == 0
    assert homes.one(tables, "f3")["reference_gap"] is None


def means(homes: "Homes", *told: tuple[str, str, int], **facts: object) -> "Row":
    """Return the row of May of a household with resources (nature, origin, amount)."""
    rows = [
        {
            "source": "rsa",
            "person_id": "p1",
            "month": date(2025, rank, 1),
            "nature": nature,
            "origin": origin,
            "amount": Decimal(amount),
        }
        for nature, origin, amount in told
        for rank in range(1, 4)
    ]
    quarter = {"reference_from": date(2025, 1, 1), "reference_to": date(2025, 3, 31)}
    return homes.one(
        homes.tables(
            households=[homes.household(**quarter, **facts)],
            household_members=[homes.member("p1", "claimant")],
            payments=[],
            people=[homes.person("p1")],
            resources=rows,
        )
    )


def test_means_by_who_tells_them(homes: "Homes") -> None:
    """What a third party tells is apart from what is declared, nature by nature."""
    row = means(
        homes,
        ("000", "declared", 0),
        ("001", "third_party", 100),
        ("AAH", "third_party", 300),
    )
    assert row["third_party_quarter"] == Decimal(1200)
    assert row["third_party_resources"] == Decimal(400)
    assert row["declared_resources"] == NOTHING
    assert row["aah_resources"] == Decimal(300)
    assert row["right_with_aah"] == Decimal("346.52")
    assert row["right_with_third_party"] == Decimal("246.52")


def test_means_declared_are_not_told_twice(homes: "Homes") -> None:
    """An AAH told by both sides is not missing; help of relatives is what is declared."""
    row = means(
        homes,
        ("AAH", "third_party", 300),
        ("AAH", "declared", 300),
        ("203", "declared", 60),
        resources=Decimal(360),
    )
    assert row["aah_resources"] == NOTHING
    assert row["relatives_help"] == Decimal(60)
    assert row["right_without_relatives_help"] == Decimal("346.52")
    assert row["quarter_started_on"] == MAY


def test_means_nobody_tells(homes: "Homes") -> None:
    """Without any third party the sums are unknown; with one that is silent, zero."""
    alone = means(homes, ("001", "declared", 100))
    assert alone["third_party_quarter"] is None
    assert alone["pensions_known"] == NOTHING
    nobody = means(homes)
    assert nobody["relatives_help"] is None


def test_year_told_by_third_parties(homes: "Homes") -> None:
    """Twelve months on both sides are compared; eleven are not."""

    def told(count: int) -> "Row":
        rows = [
            {
                "source": "rsa",
                "person_id": "p1",
                "month": date(2024, rank, 1),
                "nature": "001",
                "origin": origin,
                "amount": Decimal(amount),
            }
            for origin, amount in (("declared", 100), ("third_party", 250))
            for rank in range(1, count + 1)
        ]
        quarter = {
            "reference_from": date(2024, 9, 1),
            "reference_to": date(2024, 11, 30),
        }
        month = date(2025, 1, 1)
        tables = homes.tables(
            households=[homes.household(month=month, **quarter)],
            household_members=[homes.member("p1", "claimant", month=month)],
            payments=[],
            people=[homes.person("p1")],
            resources=rows,
        )
        return homes.one(tables, month=month)

    assert told(12)["year_gap"] == Decimal(1800)
    assert told(12)["year_declared"] == Decimal(1200)
    assert told(11)["year_gap"] is None


@pytest.mark.parametrize(
    ("deduction", "expected"), [("77.58", 1), ("155.16", 2), ("192.02", 3), ("140", 0)]
)
def test_persons_of_the_deduction(
    homes: "Homes", deduction: str, expected: int
) -> None:
    """A full deduction names the persons it is for; any other names nobody."""
    row = homes.one(
        homes.tables(
            households=[
                homes.household(children=3, housing_deduction=Decimal(deduction))
            ],
            payments=[],
        )
    )
    assert row["deduction_persons"] == expected
    assert row["full_housing_deduction"] == Decimal("192.02")
