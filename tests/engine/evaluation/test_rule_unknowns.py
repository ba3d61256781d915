"""What a rule cannot judge, and what was missing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from bondroit.engine.evaluate import Evaluation
from bondroit.model.outputs import UNKNOWNS
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
