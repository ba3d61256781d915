"""Twins who share a given name: bounded where neither decoys nor a number speak."""

from datetime import date

import polars as pl
import pytest

from bondroit.matching.waterfall import Step, explain_pair
from bondroit.matching.weights import Prior

_BASE: dict[str, object] = {
    "birth_name": "LE GUILLOUZIC",
    "sex": "F",
    "birth_date": date(1938, 4, 7),
    "birth_place": "45234",
}


def _steps(left: dict[str, object], right: dict[str, object]) -> list[Step]:
    rows = [pl.DataFrame([_BASE | one]) for one in (left, right)]
    return explain_pair(rows[0], rows[1], Prior(share=0.5, size=5_000))


@pytest.mark.parametrize(
    ("left", "right", "most"),
    [
        ({"first_names": "ODILE JEANNE"}, {"first_names": "MARIE JEANNE"}, 0.6),
        ({"first_names": "JEANNE"}, {"first_names": "MARIE JEANNE"}, 1.0),
        (
            {"first_names": "ODILE JEANNE LOUISE"},
            {"first_names": "MARIE ANNE JEANNE"},
            0.6,
        ),
        (
            {"first_names": "ODILE JEANNE", "nir": "2380445234123"},
            {"first_names": "MARIE JEANNE", "nir": "2380445234123"},
            1.0,
        ),
        (
            {"first_names": "ODILE JEANNE", "birth_date": date(1938, 4, 8)},
            {"first_names": "MARIE JEANNE"},
            1.0,
        ),
    ],
)
def test_twins_who_share_a_given_name_are_for_a_person_to_judge(
    left: dict[str, object], right: dict[str, object], most: float
) -> None:
    """One birth date, one name, two first names: a certified number alone says more."""
    bounds = [
        step.probability for step in _steps(left, right) if step.field == "ceiling"
    ]
    assert bounds == ([] if most == 1.0 else [most])
