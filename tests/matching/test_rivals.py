"""Doubtful probabilities agree with how often such pairs have a better rival."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from bondroit.matching.decide import compete
from bondroit.matching.rivals import steepened

_BOTH = ("who", "what")


def _pairs(doubtful: float, beaten: int, count: int = 200) -> pl.DataFrame:
    """Return doubtful pairs, some beside the sure pair of their left record."""
    rows = [(n, n, doubtful, 0.5, 0.5) for n in range(count)]
    rows += [(n, count + n, 0.9999, 0.5, 0.5) for n in range(beaten)]
    names = ["who", "what", "probability", "c_who", "c_what"]
    return pl.DataFrame(rows, schema=names, orient="row")


def _doubtful(found: pl.DataFrame) -> float:
    return float(found.filter(pl.col("who") == pl.col("what"))["probability"][0])


@pytest.mark.parametrize(
    ("beaten", "low", "high"),
    [
        (0, 0.65, 0.85),  # none has a rival: hardly any is false
        (75, 0.40, 0.60),  # half are false, three out of four of these have a rival
        (150, 0.05, 0.15),  # as many as if all were false
    ],
)
def test_doubtful_pairs_are_worth_what_their_rivals_leave(
    beaten: int, low: float, high: float
) -> None:
    """The more of them have a better rival, the less each is worth before sharing."""
    assert low <= _doubtful(steepened(_pairs(0.6, beaten), _BOTH)) <= high


def test_sure_pairs_are_left_as_they_are() -> None:
    """From 0.999 up, decoys alone speak."""
    before = _pairs(0.999, 150)
    assert_frame_equal(steepened(before, _BOTH), before)


def test_likely_pairs_without_any_better_rival_are_worth_a_little_more() -> None:
    """The correction fades: 0.95 moves less than 0.9, and order is kept."""
    moved = [_doubtful(steepened(_pairs(chance, 0), _BOTH)) for chance in (0.9, 0.95)]
    assert 0.9 < moved[0] < moved[1] < 0.98


def test_without_known_shares_nothing_changes() -> None:
    """Written weights give no share of records whose answer is known."""
    before = _pairs(0.6, 150).drop("c_who", "c_what")
    assert_frame_equal(steepened(before, _BOTH), before)
    assert steepened(_pairs(0.6, 0).clear(), _BOTH).is_empty()


def test_a_few_pairs_move_probabilities_little() -> None:
    """One doubtful pair with a rival says nothing of the others."""
    alone = _doubtful(steepened(_pairs(0.6, 1, count=1), _BOTH))
    assert alone == pytest.approx(
        _doubtful(steepened(_pairs(0.6, 0, count=1), _BOTH)), abs=0.1
    )


def test_the_order_of_rows_changes_no_digit() -> None:
    """Shuffled rows end with the same probabilities, shared among rivals."""
    pairs = _pairs(0.6, 75)
    whole = compete(pairs, _BOTH).sort("who", "what")
    shuffled = pairs.sample(fraction=1.0, shuffle=True, seed=5)
    again = compete(shuffled, _BOTH).sort("who", "what")
    assert_frame_equal(again, whole, check_exact=True)
