"""The solver of clauses never calls impossible what a row makes true."""

from itertools import product

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bondroit.engine.language.checking import check
from bondroit.engine.language.logic import cases, formula, group
from bondroit.engine.language.parsing import parse
from bondroit.engine.language.syntax import Kind, Node, Shape

COLUMNS = {
    "days": Shape(Kind.INTEGER),
    "hours": Shape(Kind.INTEGER),
    "match": Shape(Kind.CODE, ("certain", "probable", "none")),
    "couple": Shape(Kind.FLAG),
}
ROWS = pl.DataFrame(
    list(
        product(
            (None, -1, 0, 1, 2),
            (None, 0, 1),
            (None, "certain", "probable", "none"),
            (None, True, False),
        )
    ),
    schema={
        "days": pl.Int32,
        "hours": pl.Int32,
        "match": pl.String,
        "couple": pl.Boolean,
    },
    orient="row",
)
ATOMS = st.sampled_from(
    [
        "days > 0", "days <= 0", "days = 1", "days <> 1", "days BETWEEN 0 AND 1",
        "days < hours", "hours >= days", "days = hours", "match = 'certain'",
        "match IN ('certain', 'none')", "match <> 'none'", "couple", "couple = FALSE",
        "days IS NULL", "couple IS NOT NULL", "1 > 0", "days > days",
    ]
)  # fmt: skip
CLAUSES = st.recursive(
    ATOMS,
    lambda part: st.one_of(
        st.tuples(part, st.sampled_from(["AND", "OR"]), part).map(
            lambda three: f"({' '.join(three)})"
        ),
        part.map(lambda text: f"(NOT {text})"),
    ),
    max_leaves=6,
)


def typed(text: str) -> Node:
    """Return the typed tree of a clause without fault."""
    tree, problems = check(parse(text), COLUMNS, ())
    assert problems == []
    return tree


def ever(text: str) -> bool:
    """Whether a row of ROWS makes the clause true."""
    return ROWS.sql(f"SELECT * FROM self WHERE {text}").height > 0  # noqa: S608 - our own text


@given(CLAUSES)
def test_what_a_row_makes_true_is_possible(text: str) -> None:
    """«Never true» and «always true» are said of nothing that a row contradicts."""
    tree = typed(text)

    if cases(formula(tree)) == []:
        assert not ever(text)
    if cases(formula(tree, positive=False)) == []:
        assert not ever(f"NOT ({text})")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("days < hours", "hours > days", True),
        ("NOT (days < hours)", "days >= hours", True),
        ("NOT (days = 1 OR couple)", "days <> 1 AND NOT couple", True),
        ("days BETWEEN 0 AND 1", "days >= 0 AND 1 >= days", True),
        ("match IN ('none', 'certain')", "match IN ('certain', 'none')", True),
        ("match <> 'none'", "match IN ('certain', 'probable')", True),
        ("couple = FALSE", "NOT couple", True),
        ("days + hours > 1", "hours + days > 1", True),
        ("days - hours > 1", "hours - days > 1", False),
        ("days < hours", "days <= hours", False),
    ],
)
def test_one_normal_form_for_all_writings(
    one: str,
    other: str,
    same: bool,  # noqa: FBT001 - a table of cases
) -> None:
    """Equivalent clauses have one form; others keep theirs."""
    forms = [group([formula(typed(text))], every=True) for text in (one, other)]

    assert (forms[0] == forms[1]) is same
