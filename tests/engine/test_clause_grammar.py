"""The grammar of clauses: what binds tighter, what is refused, where, in which words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bondroit.engine.language.parsing import MAX_DEPTH, MAX_NESTED, parse
from bondroit.engine.language.syntax import ClauseError, Node, Op
from bondroit.engine.language.tokens import KEYWORDS, REFUSED
from bondroit.engine.views.catalogue import VIEWS

_FORMS = {
    Op.NULL: "NULL",
    Op.NOT: "(NOT {0})",
    Op.NEGATE: "(- {0})",
    Op.IS_NULL: "({0} IS NULL)",
    Op.BETWEEN: "({0} BETWEEN {1} AND {2})",
    Op.AND: "({0} AND {1})",
    Op.OR: "({0} OR {1})",
    Op.COMPARE: "({0} {value} {1})",
    Op.ARITHMETIC: "({0} {value} {1})",
    Op.COLUMN: "{value}",
    Op.PARAMETER: "${value}",
    Op.NUMBER: "{value:f}",
}


def shown(node: Node) -> str:
    """Return a tree with every parenthesis written out."""
    args = [shown(arg) for arg in node.args]
    if node.op in _FORMS:
        return _FORMS[node.op].format(*args, value=node.value)
    listed = {
        Op.TEXT: "'" + str(node.value).replace("'", "''") + "'",
        Op.TRUTH: str(node.value).upper(),
        Op.IN: f"({''.join(args[:1])} IN ({', '.join(args[1:])}))",
        Op.CALL: f"{node.value}({', '.join(args)})",
        Op.CASE: _case(args),
    }
    return listed[node.op]


def _case(args: list[str]) -> str:
    pairs = zip(args[::2], args[1::2], strict=False)
    branches = " ".join(f"WHEN {when} THEN {then}" for when, then in pairs)
    other = f" ELSE {args[-1]}" if len(args) % 2 else ""
    return f"CASE {branches}{other} END"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a OR b AND NOT c", "(a OR (b AND (NOT c)))"),
        ("a AND b AND c", "((a AND b) AND c)"),
        ("NOT a = 1", "(NOT (a = 1))"),
        ("NOT NOT a", "(NOT (NOT a))"),
        ("a - 1 - 2 * -b / 3", "((a - 1) - ((2 * (- b)) / 3))"),
        ("a+1>=b AND a!=2", "(((a + 1) >= b) AND (a <> 2))"),
        ("a BETWEEN 1 AND 2 AND b", "((a BETWEEN 1 AND 2) AND b)"),
        ("a not between 1 and 2 + 3", "(NOT (a BETWEEN 1 AND (2 + 3)))"),
        ("a NOT IN ('x', 'it''s')", "(NOT (a IN ('x', 'it''s')))"),
        ("a IS NOT NULL OR b IS NULL", "((NOT (a IS NULL)) OR (b IS NULL))"),
        ("(a > 1) = (b > .50)", "((a > 1) = (b > 0.50))"),
        ("Age(born, month) < $limit", "(age(born, month) < $limit)"),
        ("case when a then 1 else 2 end = 1", "(CASE WHEN a THEN 1 ELSE 2 END = 1)"),
        ("CASE WHEN a THEN b END", "CASE WHEN a THEN b END"),
        ("a =\n true", "(a = TRUE)"),
    ],
)
def test_signs_bind_as_in_sql(text: str, tree: str) -> None:
    """The tree of a clause is the one that SQL gives it."""
    assert shown(parse(text)) == tree


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("a > ", 4, "the clause is not SQL: it stops too early"),
        ("a > 1 b", 7, "the clause is not SQL near 'b'"),
        ("a = = 1", 5, "the clause is not SQL near '='"),
        ("a BETWEEN 1 2", 13, "the clause is not SQL near '2'"),
        ("a = 1 = 2", 7, "the clause is not SQL near '='"),
        ("(a, b) = 1", 3, "the clause is not SQL near ','"),
        ("a LIKE 'R%'", 3, "LIKE is not allowed in a clause"),
        ("a IN (select 1)", 7, "SELECT is not allowed in a clause"),
        ("sum(a) OVER (b)", 8, "OVER is not allowed in a clause"),
        ("current_date > a", 1, "CURRENT_DATE is not allowed in a clause"),
        ("a::int > 1", 2, "':' is not allowed in a clause"),
        ("t.a > 1", 2, "'.' is not allowed in a clause"),
        ("a % 2 = 0", 3, "'%' is not allowed in a clause"),
        ("a \x07", 3, "'U+0007' is not allowed in a clause"),
        ('"a" > 1', 1, "a name stands in double quotes"),
        ("a = 'x", 5, "a quote is not closed"),
        ("a > 1 -- note", 7, "a comment stands in the clause"),
        ("a /* note */ > 1", 3, "a comment stands in the clause"),
        ("a > 1; b", 6, "';' ends no clause"),
        ("a > 1e5", 5, "'1e5' is not a plain number"),
        ("a > 1.2.3", 5, "'1.2.3' is not a plain number"),
        ("a > 1234567890123", 5, "is not a plain number"),
        ("a > ١", 5, "is not a plain number"),
        ("a > $", 5, "'$' names no parameter"),
        ("a IS TRUE", 1, "IS is only for NULL"),
        ("a IN ()", 1, "IN lists no value"),
        ("CASE a WHEN 1 THEN 2 END", 1, "CASE compares a value"),
        ("CASE WHEN a THEN 1", 19, "it stops too early"),
        (" " * 4 + "a AND" + "\n", 10, "it stops too early"),
        ("a > 1" + " AND a > 1" * MAX_DEPTH, 1, "the clause is too deeply nested"),
        ("(" * 40 + "a" + ")" * 40, MAX_NESTED + 1, "the clause is too deeply nested"),
        ("NOT " * 150 + "a", 1, "the clause is too deeply nested"),
        ("a" * 4001, 1, "the clause is over 4000 characters"),
    ],
)
def test_what_is_outside_the_grammar_is_told_at_its_place(
    text: str, place: int, what: str
) -> None:
    """One sentence says what stands where it should not, at its character."""
    with pytest.raises(ClauseError) as told:
        parse(text)

    assert what in told.value.what
    assert told.value.start + 1 == place


_leaf = st.one_of(
    st.sampled_from(["paid", "month", "$limit", "TRUE", "NULL", "'it''s'", "'é <'"]),
    st.decimals(0, 999, places=2).map(lambda value: f"{Decimal(value):f}"),
)


def _branches(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from(["=", "<>", "<=", "+", "-", "*", "/", "AND", "OR"])
    two = st.tuples(part, signs, part).map(lambda one: f"({' '.join(one)})")
    call = st.lists(part, min_size=1, max_size=3).map(", ".join)
    forms = (
        "(NOT {0})", "(- {0})", "({0} IS NULL)", "({0} BETWEEN {1} AND {2})",
        "({0} IN ({1}, {2}))", "CASE WHEN {0} THEN {1} ELSE {2} END", "CASE WHEN {0} THEN {1} END",
    )  # fmt: skip
    three = st.tuples(st.sampled_from(forms), part, part, part)
    return st.one_of(
        two, call.map("age({})".format), three.map(lambda one: one[0].format(*one[1:]))
    )


@given(st.recursive(_leaf, _branches, max_leaves=12))
def test_a_tree_written_out_is_read_again(text: str) -> None:
    """A clause with all its parentheses says the same tree; each part has its place."""
    tree = parse(text)

    assert shown(tree) == text
    assert all(0 <= part.start < len(text) for part in tree.walk())


def test_no_column_is_a_word_of_the_grammar() -> None:
    """Every documented column can be written in a clause."""
    names = {column.name.upper() for view in VIEWS.values() for column in view.columns}

    assert names.isdisjoint(KEYWORDS | REFUSED)
    assert all(parse(name.lower()).op is Op.COLUMN for name in names)
