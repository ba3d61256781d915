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
from bondroit.engine.views.right_month_people import PeopleFacts
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import MONEY

_KEY: Final = ("household_id", "month")
_MONTH: Final = pl.col("month")
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
    return rows.join(people.survivors(source, scope), on=_KEY, how="left").join(
        rights, on=_KEY, how="left"
    )


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
    return (
        people.tables.frame("households")
        .filter(inside)
        .join(shared, on=_KEY, how="left")
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


def _right(parameters: Parameters, scale: Scale) -> pl.Expr:
    adults, children = pl.col("adults"), pl.col("children")
    flat = flat_amount(adults, children, pl.col("increased"), _MONTH, parameters, scale)
    fulls = tuple(
        housing_flat(adults + children, _MONTH, parameters, other) for other in _NAMES
    )
    deduction = applied_deduction(
        pl.col("housing_deduction"),
        fulls,
        housing_flat(adults + children, _MONTH, parameters, scale),
    )
    return right(flat, deduction, pl.col("resources"), _MONTH, parameters)
