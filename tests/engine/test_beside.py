"""Facts set beside rows: what a left join gives, in the order of the rows."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from bondroit.engine.views.beside import beside

NUMBERS = st.one_of(st.none(), st.integers(0, 5))


@given(
    rows=st.lists(st.tuples(NUMBERS, NUMBERS), max_size=12),
    facts=st.dictionaries(st.tuples(NUMBERS, NUMBERS), st.integers(), max_size=8),
)
def test_beside_is_a_left_join_that_keeps_the_order(
    rows: list[tuple[int | None, int | None]],
    facts: dict[tuple[int | None, int | None], int],
) -> None:
    """The rows come back in their order, each with its fact, null keys with none."""
    left = pl.LazyFrame(
        [(*pair, place) for place, pair in enumerate(rows)],
        schema={"a": pl.Int64, "b": pl.Int64, "place": pl.Int64},
        orient="row",
    )
    right = pl.LazyFrame(
        [(*pair, fact % 1000) for pair, fact in facts.items()],
        schema={"a": pl.Int64, "b": pl.Int64, "fact": pl.Int64},
        orient="row",
    )
    joined = left.join(right, on=["a", "b"], how="left").sort("place").collect()
    assert_frame_equal(beside(left, right, ["a", "b"]).collect(), joined)


def test_two_facts_for_one_key_are_refused() -> None:
    """A fact told twice would make two rows of one: it stops the run instead."""
    rows = pl.LazyFrame({"a": [1, 2]})
    facts = pl.LazyFrame({"a": [1, 1], "fact": [3, 4]})
    with pytest.raises(pl.exceptions.ComputeError):
        beside(rows, facts, "a")
