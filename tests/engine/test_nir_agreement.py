"""A NIR beside the sex and the birth that a record tells."""

from datetime import date

import polars as pl
import pytest

from bondroit.engine.views.identifiers import nir_agrees_with_birth, nir_agrees_with_sex


def sex_agrees(nir: str | None, sex: str | None) -> object:
    """Return whether one number agrees with a sex."""
    frame = pl.DataFrame(
        {"n": [nir], "s": [sex]}, schema={"n": pl.String, "s": pl.String}
    )
    return frame.select(nir_agrees_with_sex(pl.col("n"), pl.col("s"))).item()


def birth_agrees(nir: str | None, birth: date | None, precision: str | None) -> object:
    """Return whether one number agrees with a birth."""
    schema = {"n": pl.String, "b": pl.Date, "p": pl.String}
    frame = pl.DataFrame({"n": [nir], "b": [birth], "p": [precision]}, schema=schema)
    told = nir_agrees_with_birth(pl.col("n"), pl.col("b"), pl.col("p"))
    return frame.select(told).item()


@pytest.mark.parametrize(
    ("nir", "sex", "expected"),
    [
        ("2550814168025", "F", True),
        ("1550814168025", "F", False),
        ("1550814168025", "M", True),
        ("2550814168025", None, None),
        (None, "F", None),
        ("8550814168025", "M", None),
    ],
)
def test_the_first_digit_and_the_sex(
    nir: str | None, sex: str | None, expected: object
) -> None:
    """Waiting numbers and unknown values tell nothing."""
    assert sex_agrees(nir, sex) is expected


@pytest.mark.parametrize(
    ("nir", "birth", "precision", "expected"),
    [
        ("2550814168025", date(1955, 8, 3), "day", True),
        ("2550814168025", date(1955, 9, 3), "day", False),
        ("2550814168025", date(1956, 8, 3), "day", False),
        ("2550814168025", date(1955, 9, 1), "year", True),
        ("2550814168025", date(1956, 9, 1), "year", False),
        ("2553114168025", date(1955, 9, 3), "day", True),
        ("2555014168025", date(1955, 9, 3), None, True),
        ("2050814168025", date(2005, 8, 3), "day", True),
        ("2050814168025", date(1905, 8, 3), "day", True),
        ("2550814168025", None, "day", None),
        (None, date(1955, 8, 3), "day", None),
    ],
)
def test_the_year_and_month_of_birth(
    nir: str | None, birth: date | None, precision: str | None, expected: object
) -> None:
    """Presumed months agree with any; a year alone is compared alone."""
    assert birth_agrees(nir, birth, precision) is expected
