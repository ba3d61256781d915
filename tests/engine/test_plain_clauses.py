"""Ordinary clauses get from their own grammar the very tree that sqlglot gives."""

import inspect
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator

import pytest
import sqlglot.parser
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot.tokens import Tokenizer

from bondroit.engine.language import plain_parsing
from bondroit.engine.language.functions import FUNCTIONS
from bondroit.engine.language.parsing import parse
from bondroit.engine.language.plain_parsing import parse_plainly
from bondroit.engine.language.sql_parsing import parse_sql
from bondroit.engine.language.syntax import ClauseError, Node
from bondroit.engine.rule_files import load_rules
from bondroit.engine.views.catalogue import VIEWS
from bondroit.resources import shipped

_PARTS = (
    "paid", "due", "month", "couple", "kind", "$rsa_base", "12", "0.50", "'RSA'", "'é'",
    "'it''s'", "''", "TRUE", "false", "NULL", "AND", "or", "NOT", "IS", "IS NOT NULL",
    "IN", "IN ('a', 'b')", "NOT IN (1)", "BETWEEN", "BETWEEN 1 AND 2", "=", "<>", "!=",
    "<", "<=", ">", ">=", "+", "-", "*", "/", "(", ")", ",", "CASE", "WHEN", "THEN",
    "ELSE", "END", "CASE WHEN couple THEN 1 ELSE 2 END", "age(due, month)", "coalesce(",
    "least(1, 2)", "ROUND(paid, 2)", "abs(paid)", "add_months(due, 1)", "\n", "interval",
    "paid = 1", "couple", "-1", "1e5", "Paid", "x", "\\", "--", "|", ";",
)  # fmt: skip
_FORMS = (
    "{w} = 1", "{w}", "NOT {w}", "{w} IS NULL", "{w} NOT IN ({w}, 'q')", "-{w} < {w} * {w}",
    "b BETWEEN {w} AND {w} AND ({w} + 1 > 2 OR {w})", "abs({w}) = {w} - {w} / ({w})",
    "CASE WHEN {w} THEN {w} ELSE {w} END = ${w}", "least({w}, b, {w}) <> coalesce(b, {w})",
)  # fmt: skip


def _sql(text: str) -> Node | None:
    try:
        return parse_sql(text)
    except ClauseError:
        return None


def _clauses() -> Iterator[str]:
    for rule in load_rules([shipped("rules")]):
        yield from (clause.text for clause in (*rule.when, *rule.unless))
        yield from (text for text in (rule.amount, rule.debtor) if text)


def _words() -> set[str]:
    """Return the words that sqlglot may know, and the columns of views."""
    tables = (
        getattr(sqlglot.parser.Parser, name) for name in dir(sqlglot.parser.Parser)
    )
    keys = [
        key
        for table in (*tables, Tokenizer.KEYWORDS)
        if isinstance(table, Iterable) and not isinstance(table, str)
        for key in table
        if isinstance(key, str)
    ]
    source = inspect.getsource(sqlglot.parser)
    keys += re.findall(r'"([A-Za-z_ ]+)"', source)
    found = {
        word for key in keys for word in re.findall(r"[a-z][a-z0-9_]*", key.lower())
    }
    return found | {column.name for view in VIEWS.values() for column in view.columns}


def test_every_clause_of_the_catalogue_is_read_the_same() -> None:
    """The tree, its values and the offset of each part; none is left to sqlglot."""
    clauses = set(_clauses())

    assert {text: parse_plainly(text) for text in clauses} == {
        text: _sql(text) for text in clauses
    }
    assert len(clauses) > 300


@settings(max_examples=400)
@given(parts=st.lists(st.sampled_from(_PARTS), max_size=14), spaces=st.booleans())
def test_any_mix_of_parts_is_read_the_same_or_left(
    parts: list[str], *, spaces: bool
) -> None:
    """What the grammar accepts, sqlglot accepts, as the same tree."""
    text = (" " if spaces else "").join(parts)
    plain = parse_plainly(text)

    assert plain is None or plain == _sql(text)


@pytest.mark.parametrize("form", _FORMS)
def test_no_word_means_more_to_sqlglot_than_a_column(form: str) -> None:
    """Whatever sqlglot reads otherwise in some place is a special word."""
    wrong = []
    words = _words()
    for word in sorted(words):
        text = form.format(w=word)
        plain = parse_plainly(text)
        if plain is not None and plain != _sql(text):
            wrong.append(word)

    assert wrong == []
    assert len(words) > 1000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "paid = = 1",
        "paid = 1 = 2",
        "NOT NOT couple",
        "- -1 > paid",
        "paid > 1e5",
        "Paid > 1",
        "paid > 1 -- note",
        "sum(paid) > 1",
        "abs(paid, due) > 1",
        "kind = 'it''s'",
        "CASE paid WHEN 1 THEN 2 END = 2",
        "kind IN ()",
        "paid > (1, 2)",
        "((((((((((paid))))))))))",
        " AND ".join(["couple"] * 100),
        "select = 1",
    ],
)
def test_what_is_not_ordinary_is_left_to_sqlglot(text: str) -> None:
    """It says what is wrong, or accepts what is seldom written."""
    assert parse_plainly(text) is None


def test_all_functions_are_known_with_what_they_need() -> None:
    """A call with too few or too many values is left; the others are read the same."""
    for name, function in FUNCTIONS.items():
        for count in range(5):
            text = f"{name}({', '.join(['a1', 'b', 'c', 'd'][:count])}) = 1"
            plain = parse_plainly(text)
            fits = function.least <= count <= (function.most or 4)
            assert (plain is not None) is fits, text
            assert plain is None or plain == _sql(text)


def test_rules_are_checked_without_importing_sqlglot() -> None:
    """It costs a start as much as a third of polars."""
    code = (
        "import sys; from bondroit.engine.workbench import lint_lines;"
        "assert lint_lines([])[1]; sys.exit('sqlglot' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", code], check=False)  # noqa: S603 - our own
    assert ended.returncode == 0


def test_a_clause_that_is_left_is_read_or_refused_by_sqlglot() -> None:
    """`parse` asks the grammar first, sqlglot second."""
    assert parse("kind = 'it''s'") == parse_sql("kind = 'it''s'")
    with pytest.raises(ClauseError, match="is not SQL"):
        parse("paid = = 1")
    assert {"interval", "select", "symmetric"} <= plain_parsing.SPECIAL
