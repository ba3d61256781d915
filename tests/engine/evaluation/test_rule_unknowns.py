"""What a rule cannot judge, and what was missing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from bondroit.engine.evaluate import Evaluation
from bondroit.model.outputs import COVERAGE, UNKNOWNS
from bondroit.model.table_set import TableSet

if TYPE_CHECKING:
    from tests.engine.evaluation.conftest import Toy

Run = Callable[..., Evaluation]


def test_what_cannot_be_judged_is_counted_with_what_is_missing(
    run: Run, toy: "Toy"
) -> None:
    """A null names its column, or its table when that was not delivered."""
    rows = [
        toy.row("A", 3, net_paid=None),
        toy.row("B", 3, net_paid=None),
        toy.row("C", 4, date_of_death=None),
        toy.row("D", 3, date_of_death=None, net_paid=Decimal(0)),
        toy.row("E", 3, date_of_death=None, benefit="PCH"),
    ]

    evaluation = run(toy.tables(*rows, bank_returns=toy.table("bank_returns")))

    assert evaluation.findings.is_empty()
    assert evaluation.unknowns.schema == pl.Schema(UNKNOWNS)
    found = evaluation.unknowns.select("month", "missing", "rows").rows()
    assert found == [
        (date(2025, 3, 1), "net_paid", 2),
        (date(2025, 4, 1), "deaths", 1),
    ]


def test_a_parameter_without_a_value_is_unknown(run: Run, toy: "Toy") -> None:
    """A gap names the parameter and is never the value before."""
    scope = replace(toy.scope, last_month=date(2026, 3, 1))
    rows = [toy.row("A", 3), {**toy.row("B", 3), "month": date(2026, 2, 1)}]

    evaluation = run(
        toy.tables(*rows), {"net_paid <= 0": "net_paid <= $tolerance"}, scope
    )

    assert evaluation.findings["person_id"].to_list() == ["A"]
    assert evaluation.unknowns["missing"].to_list() == ["tolerance"]


def test_a_missing_table_makes_its_rules_unknown(run: Run) -> None:
    """Without a table its view needs, a rule says so and finds nothing."""
    evaluation = run(TableSet(frames={}))

    assert evaluation.findings.is_empty()
    assert evaluation.unknowns.rows() == [
        ("TOY-DEC-001", None, None, None, "payments", 0)
    ]


def _covered(tables: TableSet, *spans: tuple[str, str, int, int]) -> TableSet:
    """Add what tables cover: table, source, first and last month of 2025."""
    rows = [
        (table, source, date(2025, first, 1), date(2025, last, 28))
        for table, source, first, last in spans
    ]
    coverage = pl.DataFrame(rows, schema=COVERAGE, orient="row")
    return replace(tables, coverage=coverage)


@pytest.mark.parametrize(
    ("row", "covers", "missing"),
    [
        pytest.param(
            {"date_of_death": None},
            [("deaths", "insee", 1, 6)],
            "death_month",
            id="covered: the column itself",
        ),
        pytest.param(
            {"date_of_death": None},
            [("deaths", "insee", 1, 2)],
            "deaths",
            id="a register that stops before",
        ),
        pytest.param(
            {"net_paid": None},
            [("payments", "apa", 1, 2), ("payments", "pch", 1, 6)],
            "payments",
            id="another source's payments do not count",
        ),
        pytest.param(
            {"net_paid": None},
            [("payments", "apa", 1, 6), ("deaths", "insee", 1, 2)],
            "bank_returns",
            id="payments cover the month: the table that is not there",
        ),
        pytest.param(
            {"net_paid": None, "date_of_death": None},
            [("payments", "apa", 1, 2), ("deaths", "insee", 1, 2)],
            "deaths",
            id="two are missing: the first that the rule reads",
        ),
        pytest.param(
            {"net_paid": None, "death_match": None},
            [("payments", "apa", 1, 6)],
            "death_match",
            id="the first that the rule reads has no table of its own",
        ),
    ],
)
def test_the_table_that_is_really_missing_is_named(
    run: Run,
    toy: "Toy",
    row: dict[str, object],
    covers: list[tuple[str, str, int, int]],
    missing: str,
) -> None:
    """A null names the table that does not cover the month, else the absent one."""
    tables = toy.tables(toy.row("A", 3, **row), deaths=toy.table("deaths"))

    evaluation = run(_covered(tables, *covers))

    assert evaluation.unknowns["missing"].to_list() == [missing]


def test_a_null_that_decides_nothing_is_not_blamed(run: Run, toy: "Toy") -> None:
    """A column that an alternative made useless is not what is missing."""
    either = "death_match = 'certain' OR days > 0"
    rows = [toy.row("A", 3, days=None, date_of_death=None)]

    evaluation = run(
        toy.tables(*rows, deaths=toy.table("deaths")),
        {"death_match = 'certain'": either},
    )

    assert evaluation.unknowns["missing"].to_list() == ["death_month"]
