"""Clauses: what is read, what is refused and where, what it gives."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bondroit.engine.language.checking import check
from bondroit.engine.language.compiling import compile_tree
from bondroit.engine.language.parsing import parse
from bondroit.engine.language.syntax import ClauseError, Kind, Shape

COLUMNS = {
    "month": Shape(Kind.MONTH),
    "death_month": Shape(Kind.MONTH),
    "birth_date": Shape(Kind.DATE),
    "end_date": Shape(Kind.DATE),
    "seen_at": Shape(Kind.DATETIME),
    "net_paid": Shape(Kind.MONEY),
    "plan": Shape(Kind.MONEY),
    "hours": Shape(Kind.HOURS),
    "rate": Shape(Kind.RATE),
    "days": Shape(Kind.INTEGER),
    "couple": Shape(Kind.FLAG),
    "benefit": Shape(Kind.CODE, ("RSA", "APA_HOME", "PCH")),
    "death_match": Shape(Kind.CODE, ("certain", "none")),
    "carer_id": Shape(Kind.CODE),
    "other_id": Shape(Kind.CODE),
}
ROW = {
    "month": date(2025, 3, 1),
    "death_month": None,
    "birth_date": date(2000, 2, 29),
    "end_date": date(2025, 1, 31),
    "seen_at": None,
    "net_paid": Decimal("646.52"),
    "plan": Decimal("0.00"),
    "hours": Decimal("12.50"),
    "rate": Decimal("0.8000"),
    "days": 7,
    "couple": None,
    "benefit": "RSA",
    "death_match": None,
    "carer_id": "A1",
    "other_id": "A2",
}
SCHEMA = {
    "month": pl.Date,
    "death_month": pl.Date,
    "birth_date": pl.Date,
    "end_date": pl.Date,
    "seen_at": pl.Datetime("us"),
    "net_paid": pl.Decimal(12, 2),
    "plan": pl.Decimal(12, 2),
    "hours": pl.Decimal(9, 2),
    "rate": pl.Decimal(5, 4),
    "days": pl.Int32,
    "couple": pl.Boolean,
    "benefit": pl.String,
    "death_match": pl.String,
    "carer_id": pl.String,
    "other_id": pl.String,
}


def problems(text: str) -> list[ClauseError]:
    """Return what is wrong in a clause."""
    try:
        tree = parse(text)
    except ClauseError as error:
        return [error]
    return check(tree, COLUMNS, {"rsa_base"})[1]


def value(text: str) -> object:
    """Return what a clause gives on ROW."""
    tree, wrong = check(parse(text), COLUMNS, {"rsa_base"})
    assert wrong == []
    base = pl.lit(Decimal("646.52"), dtype=pl.Decimal(38, 12))
    expr = compile_tree(tree, lambda _name: base)
    return pl.DataFrame([ROW], schema=SCHEMA).select(expr.alias("value")).item()


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("net_paid > 'a'", 12, "amount in euros is compared with a text"),
        ("month > 3", 9, "month is compared with a number"),
        ("benefit = 'RAS'", 11, "unknown code 'RAS' (the list is RSA, APA_HOME, PCH)"),
        ("benefit IN ('RSA', 'ASP')", 20, "unknown code 'ASP'"),
        ("COALESCE(death_match, 'nonne') = 'certain'", 23, "unknown code 'nonne'"),
        ("netpaid > 1", 1, "unknown column 'netpaid'"),
        ("couple AND nett_paid > 1", 12, "unknown column 'nett_paid'"),
        ("net_paid > $rsa_bas", 12, "unknown parameter '$rsa_bas'"),
        ("agee(birth_date, month) > 3", 1, "unknown function 'agee'"),
        ("SUM(net_paid) > 1", 1, "unknown function 'sum'"),
        ("carer_id = 'A1'", 12, "an identifier is compared with a text"),
        ("net_paid > hours", 12, "compared with a number of hours"),
        ("net_paid * plan > 1", 1, "has no meaning"),
        ("month + 1 > death_month", 1, "has no meaning"),
        ("couple AND net_paid", 12, "stands for a condition"),
        ("benefit > 'PCH'", 1, "a code has no order"),
        ("net_paid = NULL", 1, "a comparison with NULL is never true"),
        ("month = '2025-13-01'", 9, "'2025-13-01' is not a date"),
        ("month = '20250301'", 9, "'20250301' is not a date"),
        ("CASE WHEN couple THEN 1 ELSE 'a' END = 1", 30, "stand for one value"),
        ("ROUND(net_paid, days) > 0", 17, "round is given a whole number"),
        ("age(net_paid, month) > 3", 5, "age is given an amount"),
        ("net_paid > 1e5", 12, "not a plain number"),
    ],
)
def test_a_wrong_type_is_refused_at_its_place(
    text: str, place: int, words: str
) -> None:
    """Each error says what it is at the character where it stands."""
    found = [(error.start + 1, error.what) for error in problems(text)]

    assert len(found) == 1
    assert found[0][0] == place
    assert words in found[0][1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "net_paid >",
        "net_paid > 1 foo",
        "net_paid IN (SELECT 1)",
        "CAST(net_paid AS INT) > 1",
        "net_paid::int > 1",
        "COUNT(*) > 1",
        "ROW_NUMBER() OVER () = 1",
        "SUM(net_paid) OVER (PARTITION BY month) > 1",
        "payments.net_paid > 1",
        '"net_paid" > 1',
        "net_paid > 1 -- enough",
        "net_paid > 1; DROP TABLE payments",
        "benefit LIKE 'R%'",
        "CASE benefit WHEN 'RSA' THEN 1 END = 1",
        "couple IS TRUE",
        "'open",
        "CURRENT_DATE > month",
        "(" * 900 + "couple" + ")" * 900,
    ],
)
def test_what_is_outside_the_subset_is_refused(text: str) -> None:
    """Aggregates, windows, casts, subqueries and broken text never compile."""
    with pytest.raises(ClauseError):
        parse(text)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Random text gives a tree or a ClauseError, nothing else."""
    try:
        starts = [node.start for node in parse(text).walk()]
    except ClauseError as error:
        starts = [error.start]

    assert all(0 <= start <= len(text) for start in starts)


_TOKENS = st.sampled_from(
    [
        "net_paid",
        "month",
        "(",
        ")",
        ",",
        "=",
        "<>",
        "<",
        ">",
        "AND",
        "OR",
        "NOT",
        "IN",
        "BETWEEN",
        "IS",
        "NULL",
        "CASE",
        "WHEN",
        "THEN",
        "ELSE",
        "END",
        "1",
        "2.5",
        "'RSA'",
        "$rsa_base",
        "age",
        "round",
        "coalesce",
        "+",
        "-",
        "*",
        "/",
        ".",
        ";",
        "[",
        "]",
        "::",
        "->",
    ]
)


@settings(deadline=None)
@given(st.lists(_TOKENS, max_size=14).map(" ".join))
def test_any_mix_of_words_is_read_or_refused(text: str) -> None:
    """Words of the language in any order never crash the reader nor the checker."""
    for error in problems(text):
        assert error.what


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("month > '2025-02-28'", True),
        ("month > death_month", None),
        ("month > death_month AND net_paid < 0", False),
        ("month > death_month OR net_paid > 0", True),
        ("NOT month > death_month", None),
        ("death_month IS NULL", True),
        ("COALESCE(death_month, '9999-12-01') > month", True),
        ("COALESCE(death_match, 'none') = 'none'", True),
        ("net_paid BETWEEN 646.52 AND 700", True),
        ("benefit NOT IN ('APA_HOME', 'PCH')", True),
        ("days IN (6, 7)", True),
        ("net_paid = $rsa_base", True),
        ("carer_id <> other_id", True),
        ("CASE WHEN couple THEN 1 ELSE 2 END = 2", None),
        ("CASE WHEN net_paid < 0 THEN 1 END = 1", None),
        ("LEAST(net_paid, plan, 3) = 0", True),
        ("GREATEST(month, death_month) > '2000-01-01'", None),
        ("age(birth_date, '2025-02-28')", 24),
        ("age(birth_date, '2025-03-01')", 25),
        ("age(birth_date, '2024-02-29')", 24),
        ("months_between(end_date, month)", 2),
        ("months_between(month, end_date)", -2),
        ("days_between(end_date, month)", 29),
        ("month_end(month)", date(2025, 3, 31)),
        ("month_start(end_date)", date(2025, 1, 1)),
        ("add_months(end_date, 1)", date(2025, 2, 28)),
        ("add_months(end_date, -days)", date(2024, 6, 30)),
        ("add_months(end_date, days * 100000)", None),
        ("end_date + 1 < month", True),
        ("end_date - days", date(2025, 1, 24)),
        ("ABS(-days)", 7),
        ("net_paid / plan > 1", None),
        ("ROUND(net_paid / 8, 2)", Decimal("80.82")),
        ("ROUND(-net_paid / 8, 2)", Decimal("-80.82")),
        ("net_paid * days / 31", Decimal("145.988387096774")),
        ("hours * plan + hours * net_paid * rate", Decimal("6465.2")),
        ("days / 2", Decimal("3.5")),
    ],
)
def test_a_clause_gives_what_sql_says_with_null_as_unknown(
    text: str, expected: object
) -> None:
    """Numbers are exact, halves go away from zero, a null is never an answer."""
    assert value(text) == expected
