"""Two records of one file that stand for one individual."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from bondroit.engine.views.registered_pair import REGISTERED_PAIR
from bondroit.model.outputs import MATCHES

if TYPE_CHECKING:
    from tests.engine.provider_views.conftest import Billing

Row = dict[str, object]
MARCH, MAY = date(2025, 3, 1), date(2025, 5, 1)
NIR, OTHER = "2400145234012", "2400145234013"


def payment(person: str, amount: str, **given: object) -> Row:
    """Return a payment of APA at home for March 2025."""
    return {
        "source": "apa", "payment_id": f"{person}{amount}{given}", "month": MARCH,
        "benefit": "APA_HOME", "person_id": person, "amount": Decimal(amount),
        "kind": "regular", **given,
    }  # fmt: skip


def pairs(
    billing: "Billing",
    *payments: Row,
    nirs: tuple[str | None, str | None] = (NIR, NIR),
    linked: bool = True,
    band: str | None = None,
    benefit: str = "APA_HOME",
    source: str = "apa",
) -> list[Row]:
    """Return the view over two records of rights p1 and p2."""
    people = [
        {**billing.person("p1"), "nir": nirs[0]},
        {**billing.person("p2"), "nir": nirs[1], "source": source},
    ]
    rights = [
        billing.right(benefit=benefit),
        billing.right(right_id="D2", person_id="p2", benefit=benefit, source=source),
    ]
    tables = billing.tables(rights=rights, people=people, payments=list(payments))
    individuals = pl.LazyFrame(
        {
            "source": ["apa", source],
            "person_id": ["p1", "p2"],
            "individual_id": ["i1", "i1" if linked else "i2"],
        }
    )
    match: Row = {
        "left_source": "apa", "left_id": "p2", "right_source": source, "right_id": "p1",
        "right_table": "people", "band": band,
    }  # fmt: skip
    rows = [{**dict.fromkeys(MATCHES), **match}] if band else []
    matches = pl.LazyFrame(rows, schema=MATCHES)
    return billing.built(
        REGISTERED_PAIR, replace(tables, individuals=individuals, matches=matches)
    )


@pytest.mark.parametrize(
    ("second", "person"), [("300.00", "p2"), ("500.00", "p1"), ("400.00", "p2")]
)
def test_the_smaller_payment_is_the_subject(
    billing: "Billing", second: str, person: str
) -> None:
    """Both records are paid for the month; a tie is put on the second number."""
    (row,) = pairs(billing, payment("p1", "400.00"), payment("p2", second))
    other = "p1" if person == "p2" else "p2"
    assert (row["person_id"], row["month"]) == (person, MARCH)
    assert row["counterpart"] == f"apa:{other}:APA_HOME"
    amounts = sorted([Decimal("400.00"), Decimal(second)])
    assert [row["paid"], row["other_paid"]] == amounts


@pytest.mark.parametrize(
    "second",
    [
        [payment("p2", "300.00", month=MAY)],
        [payment("p2", "300.00", benefit="PCH", element="1")],
        [payment("p2", "300.00"), payment("p2", "-300.00", kind="cancellation")],
        [],
    ],
)
def test_no_month_paid_to_both_leaves_one_row(
    billing: "Billing", second: list[Row]
) -> None:
    """The pair is shown once, in the last month, without euros."""
    (row,) = pairs(billing, payment("p1", "400.00"), *second)
    assert (row["month"], row["paid"], row["other_paid"]) == (date(2025, 6, 1), 0, 0)


@pytest.mark.parametrize(
    ("nirs", "linked", "band", "expected"),
    [
        ((NIR, NIR), True, None, (True, "probable")),
        ((NIR, NIR), False, None, (True, "none")),
        ((NIR, None), True, "certain", (None, "certain")),
        ((NIR, OTHER), True, "probable", (False, "probable")),
        (("7400145234012", "7400145234012"), True, None, (None, "probable")),
    ],
)
def test_what_makes_two_records_one_person(
    billing: "Billing",
    nirs: tuple[str | None, str | None],
    linked: bool,  # noqa: FBT001
    band: str | None,
    expected: tuple[object, str],
) -> None:
    """The NIR, not a waiting number, or what the matching said of the pair."""
    (row,) = pairs(billing, nirs=nirs, linked=linked, band=band)
    assert (row["same_nir"], row["match_band"]) == expected


def test_records_that_are_no_pair(billing: "Billing") -> None:
    """Two persons, two files, or the RSA, where a person has a number a household."""
    assert pairs(billing, nirs=(NIR, OTHER), linked=False) == []
    assert pairs(billing, source="pch") == []
    assert pairs(billing, benefit="RSA") == []
