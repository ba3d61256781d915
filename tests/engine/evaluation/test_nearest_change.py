"""The smallest change that would turn a clause or a rule, counted by hand."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bondroit.engine.compile import CompiledRule, compile_rules
from bondroit.engine.nearest_change import Turner
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import load_rules
from bondroit.engine.value_grid import nearest_step
from bondroit.engine.views.view import Type, View

if TYPE_CHECKING:
    from tests.engine.evaluation.conftest import Toy

Write = Callable[..., Path]
Turned = Callable[..., Turner]
WHEN = "when:\n"


@pytest.fixture
def turner(
    write_rule: Write, toy_view: View, toy_parameters: Parameters, toy: "Toy"
) -> Turned:
    """Return what turns the toy rule, with one more condition, on one row."""

    def made(clause: str | None = None, **values: object) -> Turner:
        swap = {} if clause is None else {WHEN: f'{WHEN}  essai: "{clause}"\n'}
        rules = load_rules([write_rule(swap=swap)])
        rule: CompiledRule = compile_rules(rules, {"toy": toy_view}, toy_parameters)[0]
        tables = toy.tables(toy.row("A", 3, **values))
        (part,) = toy_view.build(tables, toy_parameters, toy.scope)
        return Turner(rule, part.frame.collect(), toy_parameters)

    return made


@pytest.mark.parametrize(
    ("clause", "values", "column", "needed"),
    [
        ("net_paid > 2000", {}, "net_paid", Decimal("2000.01")),
        ("net_paid >= 2000", {}, "net_paid", Decimal("2000.00")),
        ("net_paid < 1000", {}, "net_paid", Decimal("999.99")),
        ("net_paid = 1000", {}, "net_paid", Decimal("1000.00")),
        ("net_paid <> 1646.5", {}, "net_paid", Decimal("1646.49")),
        ("net_paid * 2 > 4000", {}, "net_paid", Decimal("2000.01")),
        ("net_paid - $rsa_base < 900", {}, "net_paid", Decimal("1535.70")),
        ("days >= 31", {"days": 0}, "days", 31),
        ("days BETWEEN 10 AND 20", {"days": 5}, "days", 10),
        ("hours > 10.5", {"hours": Decimal("10.00")}, "hours", Decimal("10.51")),
        ("death_match = 'none'", {}, "death_match", "none"),
        ("death_match IN ('probable', 'none')", {}, "death_match", "none"),
        ("couple", {"couple": False}, "couple", True),
        ("NOT couple", {"couple": True}, "couple", False),
        ("rate < 0.5", {"rate": Decimal("0.8000")}, "rate", Decimal("0.4999")),
        (
            "months_between(date_of_death, month) > 3",
            {},
            "date_of_death",
            date(2024, 11, 30),
        ),
        ("month_end(date_of_death) > month", {}, "date_of_death", date(2025, 3, 1)),
        ("days > 5 AND net_paid > 0", {"days": 2}, "days", 6),
        ("days > 5 OR net_paid > 1700", {"days": 2}, "net_paid", Decimal("1700.01")),
        ("LEAST(net_paid, 3000) > 1800", {}, "net_paid", Decimal("1800.01")),
    ],
)
def test_one_value_at_the_limit(
    turner: Turned,
    clause: str,
    values: dict[str, object],
    column: str,
    needed: object,
) -> None:
    """The nearest value on the column's own grid, at the limit and not beyond."""
    found = turner(clause, **values)
    part = next(one for one in found.rule.clauses if one.clause.name == "essai")
    change = found.clause(0, part)
    assert change is not None
    assert (change.column, change.needed) == (column, needed)


def test_a_rule_that_fires_falls_silent_with_one_value(turner: Turned) -> None:
    """The exclusion it stands nearest to is enough."""
    turn = turner().rule_turn(0)
    assert turn is not None
    assert len(turn.changes) == 1


def test_two_conditions_that_fail_need_two_values(turner: Turned) -> None:
    """No single value is enough: the smallest of each, together."""
    turn = turner("days > 5", days=2, death_match="none").rule_turn(0)
    assert turn is not None
    assert [(one.column, one.needed) for one in turn.changes] == [
        ("days", 6),
        ("death_match", "certain"),
    ]
    assert turn.clauses == ("essai", "deces_certain")


def test_one_value_is_preferred_where_it_suffices(turner: Turned) -> None:
    """Two conditions on one column turn together."""
    turn = turner("net_paid > 1", net_paid=Decimal(0)).rule_turn(0)
    assert turn is not None
    assert [(one.column, one.needed) for one in turn.changes] == [
        ("net_paid", Decimal("1.01"))
    ]


def test_what_is_unknown_is_not_turned(turner: Turned) -> None:
    """Data is missing there: no threshold is near."""
    assert turner(net_paid=None).rule_turn(0) is None


@given(needed=st.integers(1, 60_000_000))
def test_a_search_stops_at_the_limit(needed: int) -> None:
    """Dense steps, doubling steps, then refined ones find the first that is enough."""

    def turning(steps: list[int]) -> list[int]:
        return [step for step in steps if step >= needed]

    assert nearest_step(Type.MONEY, turning) == needed


def test_a_search_that_finds_nothing_says_so() -> None:
    """Beyond what a column can reach, there is no nearest value."""
    assert nearest_step(Type.MONEY, lambda _: []) is None


def test_a_frame_is_left_as_it_is(turner: Turned) -> None:
    """Looking for a change changes nothing."""
    found = turner("days > 5", days=2)
    before = found.rows.clone()
    found.rule_turn(0)
    assert found.rows.equals(before)
    assert isinstance(found.rows, pl.DataFrame)
