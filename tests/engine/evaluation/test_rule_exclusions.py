"""What a rule looked at and set aside, listed by the same evaluation."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from bondroit.engine.evaluate import Evaluation
from bondroit.model.outputs import EXPLAINED

if TYPE_CHECKING:
    from tests.engine.evaluation.conftest import Toy

Run = Callable[..., Evaluation]


def test_what_an_exclusion_silenced_is_listed_with_its_clause(
    run: Run, toy: "Toy"
) -> None:
    """Only rows on which all of `when` holds, inside the scope and the benefits."""
    rows = [
        toy.row("A", 3),
        toy.row("B", 3, net_paid=Decimal(0), individual_id="I-B"),
        toy.row("C", 3, net_paid=Decimal(0), death_match="possible"),
        toy.row("D", 3, net_paid=Decimal(0), date_of_death=None),
        toy.row("E", 3, net_paid=None),
        toy.row("F", 3, net_paid=Decimal(0), benefit="PCH"),
        {**toy.row("G", 3, net_paid=Decimal(0)), "month": date(2026, 3, 1)},
    ]

    evaluation = run(toy.tables(*rows))

    assert evaluation.findings["person_id"].to_list() == ["A"]
    assert evaluation.explained.schema == pl.Schema(EXPLAINED)
    assert evaluation.explained.select(
        "rule_id", "person_id", "individual_id", "benefit", "month", "clause"
    ).rows() == [
        ("TOY-DEC-001", "B", "I-B", "APA_HOME", date(2025, 3, 1), "deja_repris")
    ]


def test_rows_of_one_subject_and_month_are_listed_once(run: Run, toy: "Toy") -> None:
    """Two rows that only their key tells apart say one thing to an auditor."""
    rows = [
        toy.row("A", 3, net_paid=Decimal(0), row_key=key) for key in ("first", "second")
    ]

    assert run(toy.tables(*rows)).explained.height == 1


def test_the_order_of_rows_does_not_change_what_is_listed(run: Run, toy: "Toy") -> None:
    """The list is sorted: the same rows, read backwards, give the same frame."""
    rows = [
        toy.row(person, month, net_paid=Decimal(0))
        for person in "CAB"
        for month in (4, 2, 3)
    ]

    first = run(toy.tables(*rows)).explained
    again = run(toy.tables(*reversed(rows))).explained

    assert first.height == len(rows)
    assert first.equals(again)
