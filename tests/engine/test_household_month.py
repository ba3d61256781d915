"""The view of RSA households: payments, composition, deaths, ages, doubles, unpaid."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from bondroit.engine.parameters import Parameters
from bondroit.engine.views.household_month import HOUSEHOLD_MONTH
from bondroit.engine.views.view import ROW_KEY, SUBJECT, Scope
from bondroit.model.outputs import COVERAGE, INDIVIDUALS
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES
from bondroit.resources import shipped

PARAMETERS = Parameters.load([shipped("rules") / "parameters"])
SCOPE = Scope(
    first_month=date(2025, 1, 1), last_month=date(2025, 8, 1), as_of=date(2025, 8, 31)
)
MAY = date(2025, 5, 1)
ALONE = Decimal("646.52")
Row = dict[str, object]


def household(household_id: str = "f1", month: date = MAY, **facts: object) -> Row:
    """Return a lone adult without resources nor housing deduction."""
    return {
        "source": "rsa",
        "household_id": household_id,
        "month": month,
        "payer": "CAF",
        "state": "2",
        "increased": False,
        "adults": 1,
        "children": 0,
        "resources": Decimal(0),
        "housing_deduction": Decimal(0),
        "flat_amount": ALONE,
        "computed_right": ALONE,
        **facts,
    }


def member(
    person_id: str,
    role: str,
    household_id: str = "f1",
    month: date = MAY,
    **facts: object,
) -> Row:
    """Return a counted member."""
    return {
        "source": "rsa",
        "household_id": household_id,
        "month": month,
        "person_id": person_id,
        "role": role,
        "counted": True,
        **facts,
    }


def payment(
    amount: str, household_id: str = "f1", month: date = MAY, **facts: object
) -> Row:
    """Return a regular payment of the month, paid the month after."""
    return {
        "source": "rsa",
        "payment_id": f"{household_id}-{month:%Y%m}-{amount}",
        "benefit": "RSA",
        "person_id": "p1",
        "household_id": household_id,
        "month": month,
        "amount": Decimal(amount),
        "kind": "regular",
        "paid_on": date(2025, 9, 5),
        **facts,
    }


def person(person_id: str, birth: date = date(1985, 6, 15), **facts: object) -> Row:
    """Return a synthetic person."""
    return {"source": "rsa", "person_id": person_id, "birth_date": birth, **facts}


def table_set(
    *, source: str = "rsa", individuals: list[Row] | None = None, **rows: list[Row]
) -> TableSet:
    """Return tables whose payments cover the whole scope."""
    frames = {
        name: pl.DataFrame(some, schema=TABLES[name].schema).lazy()
        for name, some in rows.items()
    }
    coverage = pl.DataFrame(
        [("payments", source, SCOPE.first_month, date(2025, 8, 31))],
        schema=COVERAGE,
        orient="row",
    )
    linked = None
    if individuals is not None:
        linked = pl.DataFrame(individuals, schema=INDIVIDUALS).lazy()
    return TableSet(frames=frames, coverage=coverage, individuals=linked)


def view(tables: TableSet) -> pl.DataFrame:
    """Return the whole view, sorted."""
    passes = HOUSEHOLD_MONTH.build(tables, PARAMETERS, SCOPE)
    frames = [one.frame.collect() for one in passes]
    return pl.concat(frames).sort("household_id", "month")


def one(tables: TableSet, household_id: str = "f1", month: date = MAY) -> Row:
    """Return one row of the view."""
    wanted = (pl.col("household_id") == household_id) & (pl.col("month") == month)
    return view(tables).filter(wanted).row(0, named=True)


def test_plain_household() -> None:
    """A household paid its right: everything agrees, nothing is unknown."""
    row = one(
        table_set(
            households=[household()],
            household_members=[member("p1", "claimant")],
            payments=[payment("646.52")],
            people=[person("p1", death_date=None), person("p9", death_date=MAY)],
        )
    )
    assert row["net_paid"] == row["flat_amount"] == row["expected_right"] == ALONE
    assert row["expected_right_previous"] == Decimal("635.71")
    assert row["expected_right_next"] == Decimal("651.69")
    assert row["member_death_match"] == "none"
    assert row["surviving_adults"] == 1
    assert row["overage_dependants"] == 0
    assert row["children_counted_elsewhere"] == 0
    assert row["months_unpaid"] == 0
    assert row["person_id"] == "p1"
    assert row["individual_id"] == "rsa:p1"
    assert row[ROW_KEY] == "rsa|f1|2025-05"


def test_every_column_is_there_once() -> None:
    """A pass holds subject, key and the documented columns, with their types."""
    frame = view(table_set(households=[household()], payments=[]))
    names = [column.name for column in HOUSEHOLD_MONTH.columns]
    assert set(frame.columns) == {*SUBJECT, ROW_KEY, *names}
    assert frame.schema["net_paid"] == pl.Decimal(12, 2)
    assert frame.schema["months_unpaid"] == pl.Int32


def test_payment_of_an_unknown_household() -> None:
    """A payment without a household keeps its row; its composition is unknown."""
    row = one(table_set(households=[], payments=[payment("300.00", "f7")]), "f7")
    assert row["net_paid"] == Decimal(300)
    assert row["flat_amount"] is None
    assert row["state"] is None
    assert row["overage_dependants"] is None
    assert row["member_death_match"] is None


def test_month_outside_the_payments() -> None:
    """Nothing is paid in a covered month; outside, the payment is unknown."""
    tables = table_set(households=[household()], payments=[])
    assert one(tables)["net_paid"] == 0
    other = table_set(source="other", households=[household()], payments=[])
    assert one(other)["net_paid"] is None
    assert one(other)["months_unpaid"] is None


def test_composition_from_the_members() -> None:
    """Counts that the file leaves empty come from its members."""
    row = one(
        table_set(
            households=[household(adults=None, children=None)],
            household_members=[
                member("p1", "claimant"),
                member("p2", "spouse"),
                member("p3", "child"),
                member("p4", "child", counted=False),
            ],
            payments=[],
        )
    )
    assert (row["adults"], row["children"]) == (2, 1)
    assert row["flat_amount"] == Decimal("1163.74")


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
    role: str,
    died: date,
    adults: int,
    children: int,
    survivors: int,
    without: str | None,
) -> None:
    """A member counted after the month of death leaves the recomputed right."""
    row = one(
        table_set(
            households=[household(adults=adults, children=children)],
            household_members=[member("p1", "claimant"), member("p2", role)],
            payments=[payment("900.00")],
            people=[person("p1"), person("p2", death_date=died)],
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


def test_death_takes_its_resources_and_its_part_of_the_deduction() -> None:
    """The dead spouse's own resources leave; a full deduction stays full."""
    quarter = {"reference_from": date(2025, 1, 1), "reference_to": date(2025, 3, 31)}
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
    row = one(
        table_set(
            households=[
                household(
                    adults=2,
                    resources=Decimal(400),
                    housing_deduction=Decimal("155.16"),
                    **quarter,
                )
            ],
            household_members=[member("p1", "claimant"), member("p2", "spouse")],
            payments=[payment("414.62")],
            people=[person("p1"), person("p2", death_date=date(2025, 3, 9))],
            resources=earned,
        )
    )
    assert row["expected_right"] == Decimal("414.62")
    assert row["deceased_resources"] == Decimal("100.00")
    assert row["right_without_deceased"] == Decimal("646.52") - Decimal("77.58") - 300


def test_deaths_unknown_without_a_register() -> None:
    """Where no file tells deaths, nothing is said of the members."""
    row = one(
        table_set(
            households=[household()],
            household_members=[member("p1", "claimant")],
            payments=[],
            people=[person("p1")],
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
def test_overage_dependant(birth: date, precision: str | None, overage: int) -> None:
    """The limit is reached on the first day of the month, doubt keeps silent."""
    row = one(
        table_set(
            households=[household(children=1)],
            household_members=[member("p1", "claimant"), member("p2", "child")],
            payments=[payment("969.78")],
            people=[
                person("p1", date(1970, 1, 1)),
                person("p2", birth, birth_date_precision=precision),
            ],
        )
    )
    assert row["overage_dependants"] == overage
    assert row["right_without_overage"] == (ALONE if overage else None)


def test_age_of_an_unknown_person() -> None:
    """A dependant in no file of persons leaves the count unknown."""
    row = one(
        table_set(
            households=[household(children=1)],
            household_members=[member("p1", "claimant"), member("p2", "child")],
            payments=[],
            people=[person("p1")],
        )
    )
    assert row["overage_dependants"] is None


def double(first: str | None, second: str | None, **facts: object) -> pl.DataFrame:
    """Return two households that count one child, with these shares."""
    shares = [None if one_ is None else Decimal(one_) for one_ in (first, second)]
    linked = [
        {"source": "rsa", "person_id": name, "individual_id": who}
        for name, who in (("p1", "i1"), ("p2", "i2"), ("c1", "kid"), ("c2", "kid"))
    ]
    return view(
        table_set(
            households=[
                household("f1", children=1),
                household("f2", children=1, **facts),
                household("f1", date(2025, 4, 1), children=1),
            ],
            household_members=[
                member("p1", "claimant", "f1"),
                member("c1", "child", "f1", share=shares[0]),
                member("c1", "child", "f1", date(2025, 4, 1), share=shares[0]),
                member("p2", "claimant", "f2"),
                member("c2", "child", "f2", share=shares[1]),
            ],
            payments=[payment("969.78", "f1"), payment("969.78", "f2")],
            people=[person(one_) for one_ in ("p1", "p2", "c1", "c2")],
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
    first: str | None, second: str | None, expected: list[int | None]
) -> None:
    """The household that added the child last holds the finding, above one share."""
    frame = double(first, second)
    assert frame["children_counted_elsewhere"].to_list() == expected
    if expected[1]:
        row = frame.row(1, named=True)
        assert row["counterpart"] == "rsa:f1:RSA"
        assert row["right_without_shared_children"] == ALONE


def test_child_of_a_closed_household() -> None:
    """A household whose right is closed counts nobody."""
    frame = double("1", "1", state="5")
    assert frame["children_counted_elsewhere"].to_list() == [0, 0]


def test_shared_child_leaves_the_right_unknown() -> None:
    """A child in shared custody has no whole part: the law's right is unknown."""
    row = one(
        table_set(
            households=[household(children=1)],
            household_members=[
                member("p1", "claimant"),
                member("p2", "child", share=Decimal("0.5")),
            ],
            payments=[payment("800.00")],
        )
    )
    assert row["shared_children"] == 1
    assert row["expected_right"] is None
    assert row["flat_amount"] == Decimal("969.78")


def months(*numbers: int) -> list[date]:
    """Return first days of months of 2025."""
    return [date(2025, number, 1) for number in numbers]


def test_unpaid_months_in_a_row() -> None:
    """A month is counted with its unpaid neighbours; a retention is a payment."""
    paid = [
        payment("646.52", month=date(2025, 1, 1)),
        payment("646.52", month=date(2025, 4, 1)),
        payment("646.52", month=date(2025, 6, 1)),
        payment("-646.52", month=date(2025, 6, 1), kind="recovery"),
    ]
    frame = view(
        table_set(
            households=[household(month=month) for month in months(1, 2, 3, 4, 5, 6)],
            payments=paid,
        )
    )
    assert frame["months_unpaid"].to_list() == [0, 2, 2, 0, 1, 0]


def test_returned_payment_is_unpaid() -> None:
    """A payment sent back by the bank counts nothing, and breaks no row of months."""
    sent = payment("646.52", month=date(2025, 3, 1))
    frame = view(
        table_set(
            households=[household(month=month) for month in months(2, 3)],
            payments=[sent],
            bank_returns=[
                {
                    "source": "rsa",
                    "payment_id": sent["payment_id"],
                    "returned_on": date(2025, 4, 10),
                }
            ],
        )
    )
    assert frame["net_paid"].to_list() == [0, 0]
    assert frame["months_unpaid"].to_list() == [2, 2]


@pytest.mark.parametrize(
    "facts",
    [{"state": "4"}, {"computed_right": Decimal("5.99")}, {"computed_right": None}],
)
def test_nothing_to_pay(facts: dict[str, object]) -> None:
    """A suspended right, a right under six euros or an unknown one is not unpaid."""
    frame = view(
        table_set(
            households=[household(month=month, **facts) for month in months(2, 3)],
            payments=[],
        )
    )
    assert frame["months_unpaid"].to_list() == [0, 0]


def test_unpaid_row_crosses_the_start_of_the_scope() -> None:
    """December and January make two months, although only January is judged."""
    tables = table_set(
        households=[
            household(month=month) for month in (date(2024, 12, 1), date(2025, 1, 1))
        ],
        payments=[],
    )
    wide = TableSet(
        frames=tables.frames,
        coverage=tables.coverage.with_columns(covers_from=pl.lit(date(2024, 1, 1))),
    )
    assert view(wide)["months_unpaid"].to_list() == [2]
