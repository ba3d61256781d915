"""What a rule finds: subject, month, amount, debtor, in a fixed order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from bondroit.engine.evaluate import Evaluation
from bondroit.model.outputs import FINDINGS

if TYPE_CHECKING:
    from tests.engine.evaluation.conftest import Toy

Run = Callable[..., Evaluation]


def test_what_fires_becomes_a_finding(run: Run, toy: "Toy") -> None:
    """Subject, month, amount, sentence and debtor are filled; the rest is null."""
    findings = run(toy.tables(toy.row("A", 3), toy.row("A", 1))).findings

    assert findings.schema == pl.Schema(FINDINGS)
    (row,) = findings.to_dicts()
    assert (row["rule_id"], row["rule_version"]) == ("TOY-DEC-001", 1)
    assert (row["person_id"], row["month"]) == ("A", date(2025, 3, 1))
    assert row["amount"] == Decimal("1646.50")
    assert row["counted_amount"] is None
    assert row["debtor"] == "beneficiary"
    assert row["explanation"] == (
        "1\u202f646,50\u00a0€ versés pour mars\u00a02025, "
        "alors que le décès date du 14\u00a0janvier\u00a02025."
    )


def test_only_the_months_of_the_scope_are_judged(run: Run, toy: "Toy") -> None:
    """Rows before and after the window are left out."""
    scope = replace(
        toy.scope, first_month=date(2025, 3, 1), last_month=date(2025, 4, 1)
    )
    rows = [toy.row("A", month) for month in (2, 3, 4, 5)]

    findings = run(toy.tables(*rows), scope=scope).findings

    assert findings["month"].to_list() == [date(2025, 3, 1), date(2025, 4, 1)]


def test_an_amount_that_cannot_be_computed_leaves_the_finding(
    run: Run, toy: "Toy"
) -> None:
    """The rule fires with a null amount rather than none or zero."""
    swap = {"amount: net_paid": "amount: net_paid * hours / days"}

    findings = run(toy.tables(toy.row("A", 3, hours=Decimal(1), days=0)), swap).findings

    assert findings["amount"].to_list() == [None]


def test_halves_are_rounded_up_once(run: Run, toy: "Toy") -> None:
    """0,005 becomes one cent more, away from zero."""
    swap = {"amount: net_paid": "amount: net_paid / 100"}

    findings = run(toy.tables(toy.row("A", 3)), swap).findings

    assert findings["amount"].to_list() == [Decimal("16.47")]


@pytest.mark.parametrize(
    ("debtor", "expected"),
    [
        ("provider", "provider"),
        ("CASE WHEN couple THEN 'carer' ELSE 'facility' END", "facility"),
    ],
)
def test_a_rule_may_say_who_received_the_money(
    run: Run, toy: "Toy", debtor: str, expected: str
) -> None:
    """A code, or an expression over the row."""
    swap = {"amount: net_paid": f"amount: net_paid\ndebtor: {debtor}"}

    findings = run(toy.tables(toy.row("A", 3, couple=False)), swap).findings

    assert findings["debtor"].to_list() == [expected]


def test_the_order_of_rows_changes_nothing(run: Run, toy: "Toy") -> None:
    """Same rows in another order and other passes give the same frames."""
    rows = [
        toy.row(person, month, source=source)
        for source in ("apa", "pch")
        for person in "ABC"
        for month in (2, 3, 5)
    ]
    rows += [toy.row("D", 3, net_paid=None, source="pch")]

    forward, backward = run(toy.tables(*rows)), run(toy.tables(*reversed(rows)))

    assert len(forward.findings) == 18
    assert forward.findings["finding_id"].n_unique() == 18
    assert forward.findings.drop("evidence").equals(backward.findings.drop("evidence"))
    assert forward.unknowns.equals(backward.unknowns)


def test_an_individual_is_named_from_the_matching(run: Run, toy: "Toy") -> None:
    """The individual of the record is joined where the view gave none."""
    individuals = pl.LazyFrame(
        {"source": ["apa"], "person_id": ["A"], "individual_id": ["I1"]}
    )
    tables = replace(toy.tables(toy.row("A", 3)), individuals=individuals)

    assert run(tables).findings["individual_id"].to_list() == ["I1"]
