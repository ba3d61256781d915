"""Compiled clauses against an independent interpreter, on random rows."""

from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

import polars as pl
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bondroit.engine.language.checking import check
from bondroit.engine.language.compiling import compile_tree
from bondroit.engine.language.parsing import parse
from bondroit.engine.language.syntax import Kind, Node, Op, Shape

COLUMNS = {
    "paid": Shape(Kind.MONEY),
    "due": Shape(Kind.MONEY),
    "days": Shape(Kind.INTEGER),
    "gir": Shape(Kind.INTEGER),
    "open": Shape(Kind.FLAG),
    "couple": Shape(Kind.FLAG),
    "kind": Shape(Kind.CODE, ("a", "b")),
    "start": Shape(Kind.DATE),
    "month": Shape(Kind.MONTH),
}
SCHEMA = {
    "paid": pl.Decimal(12, 2),
    "due": pl.Decimal(12, 2),
    "days": pl.Int32,
    "gir": pl.Int32,
    "open": pl.Boolean,
    "couple": pl.Boolean,
    "kind": pl.String,
    "start": pl.Date,
    "month": pl.Date,
}
EXACT = Context(prec=80)
TINY = Decimal("1e-12")
MOST_MONTHS = 32_767

_money = st.integers(-500, 500).map(lambda cents: Decimal(cents) / 100)
_days = st.dates(date(2023, 12, 25), date(2024, 3, 5))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "paid": st.none() | _money,
            "due": st.none() | _money,
            "days": st.none() | st.integers(-3, 3),
            "gir": st.none() | st.integers(1, 3),
            "open": st.none() | st.booleans(),
            "couple": st.none() | st.booleans(),
            "kind": st.sampled_from([None, "a", "b"]),
            "start": st.none() | _days,
            "month": st.none() | _days.map(lambda day: day.replace(day=1)),
        }
    ),
    min_size=1,
    max_size=8,
)

_number = st.sampled_from(["0", "1", "2", "0.05", "1.5"])
_count = st.deferred(
    lambda: (
        st.sampled_from(["days", "gir", "2"])
        | st.tuples(_count, st.sampled_from("+-*"), _count).map(
            "({0[0]} {0[1]} {0[2]})".format
        )
        | _day.map("days_between(start, {})".format)
        | _day.map("months_between({}, month)".format)
        | _day.map("age(start, {})".format)
        | st.tuples(_test, _count).map("CASE WHEN {0[0]} THEN {0[1]} ELSE 1 END".format)
    )
)
_amount = st.deferred(
    lambda: (
        st.sampled_from(["paid", "due"])
        | st.tuples(_amount, st.sampled_from("+-"), _amount).map(
            "({0[0]} {0[1]} {0[2]})".format
        )
        | st.tuples(_amount, st.sampled_from("*/"), _count).map(
            "({0[0]} {0[1]} {0[2]})".format
        )
        | _amount.map("ROUND({}, 1)".format)
        | _amount.map("ABS({})".format)
        | st.tuples(_amount, _amount).map("LEAST({0[0]}, {0[1]})".format)
        | st.tuples(_amount, _amount).map("GREATEST({0[0]}, {0[1]}, 1)".format)
        | st.tuples(_amount, _number).map("COALESCE({0[0]}, {0[1]})".format)
        | st.tuples(_test, _amount).map("CASE WHEN {0[0]} THEN {0[1]} END".format)
    )
)
_day = st.deferred(
    lambda: (
        st.sampled_from(["start", "month", "'2024-02-29'"])
        | _count.map("add_months(start, {})".format)
        | st.sampled_from(["month_start(start)", "month_end(month)", "start + 1"])
    )
)
_order = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
_test = st.deferred(
    lambda: (
        st.sampled_from(
            [
                "open",
                "couple = TRUE",
                "kind = 'a'",
                "kind IN ('a', 'b')",
                "paid IS NULL",
            ]
        )
        | st.tuples(_amount, _order, _amount | _number).map(" ".join)
        | st.tuples(_count, _order, _count).map(" ".join)
        | _day.map("{} > month".format)
        | st.tuples(_amount, _number, _amount).map(
            "{0[0]} BETWEEN {0[1]} AND {0[2]}".format
        )
        | st.tuples(_count, _count).map("{0[0]} NOT IN (1, {0[1]})".format)
        | st.tuples(_test, st.sampled_from(["AND", "OR"]), _test).map(
            "({0[0]} {0[1]} {0[2]})".format
        )
        | _test.map("NOT ({})".format)
    )
)


LONGEST = 160
"""Signs of a clause: far more than a person writes."""


def short(clauses: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return the clauses that a person could write."""
    return clauses.filter(lambda text: len(text) <= LONGEST)


def interpret(node: Node, row: dict[str, object]) -> object:  # noqa: PLR0911 - one answer an operator
    """Return what a part of a clause says of one row; None is unknown."""
    match node.op:
        case Op.COLUMN:
            return row[str(node.value)]
        case Op.NUMBER | Op.TEXT | Op.TRUTH | Op.DATE:
            return node.value
        case Op.IS_NULL:
            return interpret(node.args[0], row) is None
        case Op.CASE:
            return _case(list(node.args), row)
    values = [interpret(arg, row) for arg in node.args]
    match node.op:
        case Op.AND:
            return False if False in values else (None if None in values else True)
        case Op.OR:
            return True if True in values else (None if None in values else False)
        case Op.IN:
            answers = [_compare("=", values[0], other) for other in values[1:]]
            return True if True in answers else (None if None in answers else False)
        case Op.BETWEEN:
            sides = [
                _compare(">=", values[0], values[1]),
                _compare("<=", values[0], values[2]),
            ]
            return False if False in sides else (None if None in sides else True)
    if node.value == "coalesce":
        return next((value for value in values if value is not None), None)
    return None if None in values else _known(node, values)


def _case(args: list[Node], row: dict[str, object]) -> object:
    while len(args) > 1:
        condition = interpret(args[0], row)
        if condition is None:
            return None
        if condition:
            return interpret(args[1], row)
        args = args[2:]
    return interpret(args[0], row) if args else None


def _known(node: Node, values: list) -> object:
    match node.op:
        case Op.NOT:
            return not values[0]
        case Op.NEGATE:
            return -values[0]
        case Op.COMPARE:
            return _compare(str(node.value), *values)
        case Op.ARITHMETIC:
            return _arithmetic(str(node.value), *values)
    return _call(str(node.value), *values)


def _compare(order: str, left: object, right: object) -> bool | None:
    if left is None or right is None:
        return None
    answers = {"=": left == right, "<>": left != right}
    if order in answers:
        return answers[order]
    return {
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[order]


def _arithmetic(operator: str, left: object, right: object) -> object:
    if isinstance(left, date):
        return left + timedelta(days=int(right))
    if operator in {"+", "-"}:
        return left + right if operator == "+" else left - right
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    if operator == "/" and right == 0:
        return None
    one, other = Decimal(left), Decimal(right)
    exact = EXACT.multiply(one, other) if operator == "*" else EXACT.divide(one, other)
    return exact.quantize(TINY, ROUND_HALF_EVEN, EXACT)


def _call(name: str, *values: object) -> object:  # noqa: C901, PLR0911 - one answer a function
    first = values[0]
    match name:
        case "least":
            return min(values)
        case "greatest":
            return max(values)
        case "abs":
            return abs(first)
        case "round":
            return first.quantize(Decimal("0.1"), ROUND_HALF_UP, EXACT)
        case "days_between":
            return (values[1] - first).days
        case "months_between":
            return _months(values[1]) - _months(first)
        case "age":
            on = values[1]
            return (
                on.year - first.year - ((on.month, on.day) < (first.month, first.day))
            )
        case "month_start":
            return first.replace(day=1)
        case "month_end":
            return _of_month(_months(first), 31)
    assert name == "add_months"
    if abs(int(values[1])) > MOST_MONTHS:
        return None
    return _of_month(_months(first) + int(values[1]), first.day)


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _of_month(months: int, day: int) -> date:
    """Return a day of a month, its last one at most."""
    assume(1 <= months // 12 < 9999)
    first = date(months // 12, months % 12 + 1, 1)
    following = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    return first + timedelta(days=min(day, (following - first).days) - 1)


def run(text: str, rows: list[dict[str, object]]) -> tuple[Node, list[object]]:
    """Return the typed tree of a clause, and what it gives on each row."""
    tree, wrong = check(parse(text), COLUMNS, ())
    assert wrong == []
    expr = compile_tree(tree, lambda _name: pl.lit(None))
    return tree, pl.DataFrame(rows, schema=SCHEMA).with_columns(out=expr)[
        "out"
    ].to_list()


@settings(max_examples=150, deadline=None)
@given(text=short(_test), rows=ROWS)
def test_a_condition_is_what_the_interpreter_says(
    text: str, rows: list[dict[str, object]]
) -> None:
    """True, false and unknown agree row by row."""
    tree, answers = run(text, rows)

    assert [interpret(tree, row) for row in rows] == answers


@settings(max_examples=100, deadline=None)
@given(text=short(_amount), rows=ROWS)
def test_an_amount_is_what_the_interpreter_says(
    text: str, rows: list[dict[str, object]]
) -> None:
    """Amounts agree to the twelfth decimal."""
    tree, answers = run(text, rows)

    assert [interpret(tree, row) for row in rows] == answers


@settings(max_examples=50, deadline=None)
@given(text=short(_day), rows=ROWS)
def test_a_date_is_what_the_interpreter_says(
    text: str, rows: list[dict[str, object]]
) -> None:
    """Dates shifted by days and months agree."""
    tree, answers = run(f"COALESCE({text}, month)", rows)

    assert [interpret(tree, row) for row in rows] == answers
