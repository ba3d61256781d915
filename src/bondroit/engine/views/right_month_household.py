"""Facts of RSA households for `right_month`: survivors, and the right on three scales."""

from typing import Final

import polars as pl

from bondroit.engine.law.rounding import Scale
from bondroit.engine.law.rsa import (
    applied_deduction,
    flat_amount,
    housing_flat,
    right,
)
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.beside import beside
from bondroit.engine.views.right_month_people import PeopleFacts
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import MONEY

_KEY: Final = ("household_id", "month")
_MONTH: Final = pl.col("month")
_COMPOSITION: Final = ("month", "adults", "children", "increased")
_NAMES: Final = {
    Scale.CURRENT: "household_right",
    Scale.PREVIOUS: "household_right_previous",
    Scale.FOLLOWING: "household_right_next",
}


def with_household(
    rows: pl.LazyFrame,
    people: PeopleFacts,
    source: str,
    benefit: str,
    scope: Scope,
) -> pl.LazyFrame:
    """Add surviving_adults, household_state, computed_right and the right recomputed on three scales.

    Args:
        rows: household_id, month.
        people: facts of persons, with the tables and the parameters.
        source: source of the rows.
        benefit: benefit of the rows; other than RSA, nothing applies.
        scope: months of the rows.

    """
    if benefit != "RSA":
        return rows.with_columns(
            pl.lit(0, pl.Int32).alias("surviving_adults"),
            pl.lit("none").alias("household_state"),
            pl.lit(None, MONEY).alias("computed_right"),
            *(pl.lit(None, MONEY).alias(name) for name in _NAMES.values()),
        )
    rights = _rights(people, source, scope)
    survivors = people.survivors(source, scope)
    return beside(rows, survivors, _KEY).pipe(beside, rights, _KEY)


def _rights(people: PeopleFacts, source: str, scope: Scope) -> pl.LazyFrame:
    """Return household_id, month, household_state, computed_right, rights recomputed.

    Unknown where a child is shared: its part does not stand in the household's counts.
    """
    inside = (pl.col("source") == source) & _MONTH.is_between(
        scope.first_month, scope.last_month
    )
    shared = (
        people.tables.frame("household_members")
        .filter(inside & (pl.col("share") < 1))
        .select(*_KEY, shared=pl.lit(value=True))
        .unique()
    )
    households = people.tables.frame("households").filter(inside)
    scales = _scales(households, people.parameters)
    return (
        households.join(shared, on=_KEY, how="left")
        .join(scales, on=list(_COMPOSITION), how="left", nulls_equal=True)
        .select(
            *_KEY,
            pl.col("state").alias("household_state"),
            "computed_right",
            *(
                pl.when(pl.col("shared").is_null())
                .then(_right(people.parameters, scale))
                .alias(name)
                for scale, name in _NAMES.items()
            ),
        )
    )


def _scales(households: pl.LazyFrame, parameters: Parameters) -> pl.LazyFrame:
    """Return the flat amount and full housing deduction of each composition and month.

    A département has a few hundred compositions: the formulas run on them, not on
    every household of every month.

    Returns:
        _COMPOSITION, then for each scale `flat_<scale>` and `full_<scale>`.

    """
    adults, children = pl.col("adults"), pl.col("children")
    raised = pl.col("increased")
    return held_frame(
        households.select(_COMPOSITION)
        .unique()
        .with_columns(
            expr
            for scale in _NAMES
            for expr in (
                flat_amount(adults, children, raised, _MONTH, parameters, scale).alias(
                    f"flat_{scale}"
                ),
                housing_flat(adults + children, _MONTH, parameters, scale).alias(
                    f"full_{scale}"
                ),
            )
        )
    )


def _right(parameters: Parameters, scale: Scale) -> pl.Expr:
    fulls = tuple(pl.col(f"full_{other}") for other in _NAMES)
    deduction = applied_deduction(
        pl.col("housing_deduction"), fulls, pl.col(f"full_{scale}")
    )
    return right(
        pl.col(f"flat_{scale}"), deduction, pl.col("resources"), _MONTH, parameters
    )
