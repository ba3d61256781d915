"""Any frame of persons is matched soundly: odd names, identical rows, many of them."""

from datetime import date

import polars as pl
import pytest

from bondroit.matching.linking import match_frames


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame(
            {
                "person_id": ["1", "2"],
                "birth_name": ["A", "B"],
                "first_names": ["C", "C"],
            }
        ),
        pl.DataFrame(
            {
                "person_id": ["1", "2"],
                "birth_name": [None, None],
                "birth_date": [None, None],
            },
            schema={
                "person_id": pl.String,
                "birth_name": pl.String,
                "birth_date": pl.Date,
            },
        ),
        pl.DataFrame(
            {
                "person_id": ["1", "2"],
                "birth_name": ["محمد" * 3, "😀"],
                "first_names": ["X" * 10_000, "X"],
            }
        ),
        pl.DataFrame(schema={"person_id": pl.String, "birth_name": pl.String}),
    ],
)
def test_odd_files_give_a_sound_answer(frame: pl.DataFrame) -> None:
    """One-letter, empty, endless or foreign names neither fail nor match."""
    assert match_frames(frame, None).is_empty()
    assert (
        match_frames(frame, frame.with_columns(person_id=pl.col("person_id") + "x"))
        .filter(pl.col("band") == "certain")
        .is_empty()
    )


def test_only_identical_rows_are_taken_as_one() -> None:
    """Among different people, the one row that is written twice is the one found."""
    rows = pl.DataFrame(
        {
            "person_id": ["1", "2", "3", "4"],
            "birth_name": ["MOREAU", "KERVELLA", "MOREAU", "BRUNET"],
            "first_names": ["PAUL", "ODILE", "PAUL", "LUC"],
            "birth_date": [date(1950, 3, 9)] * 4,
        }
    )
    found = match_frames(rows, None)
    assert found.select("left_id", "right_id").rows() == [("1", "3")]


def test_thousands_of_identical_rows_stay_bounded() -> None:
    """Identical rows are linked to their first, not each to each."""
    rows = pl.DataFrame({"person_id": [f"{n:05d}" for n in range(5_000)]}).with_columns(
        birth_name=pl.lit("MARTIN"),
        first_names=pl.lit("JEAN"),
        birth_date=date(1950, 1, 1),
        birth_place=pl.lit("45234"),
    )
    assert match_frames(rows, None).height == 4_999
    numbered = rows.with_columns(
        nir=pl.lit("15001452341") + (pl.int_range(pl.len()) % 90 + 10).cast(pl.String)
    )
    assert (
        match_frames(numbered, None).filter(pl.col("band") == "certain").height >= 4_910
    )
