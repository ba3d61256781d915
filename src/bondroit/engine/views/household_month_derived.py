"""Rights of an RSA household recomputed: as it stands, on other scales, without some."""

from typing import Final

import polars as pl

from bondroit.engine.law.rounding import Scale
from bondroit.engine.law.rsa import (
    flat_amount,
    housing_flat,
    is_full_deduction,
    other_deduction,
    right,
)
from bondroit.engine.parameters import Parameters
from bondroit.engine.shared import Shared
from bondroit.engine.views.household_more_derived import more_rights
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import MONEY

_MONTH: Final = pl.col("month")
_SCALES: Final = {
    "expected_right": Scale.CURRENT,
    "expected_right_previous": Scale.PREVIOUS,
    "expected_right_next": Scale.FOLLOWING,
}
_FULL: Final = "_full_deduction_"
_FLAT: Final = "_flat_"
_IS_FULL: Final = "_full_deduction_applied"


def derive(frame: pl.LazyFrame, parameters: Parameters, _scope: Scope) -> pl.LazyFrame:
    """Add the derived columns to the base columns of `household_month`.

    Stages keep each expression small: a value used several times is a column.
    """
    shared = Shared()
    parameters = parameters.sharing(shared)
    columns = _scale_columns(parameters)
    counted = shared.add_to(frame).with_columns(
        (pl.col("adults") - pl.col("deceased_adults")).alias("surviving_adults"),
        (pl.col("deceased_adults") + pl.col("deceased_children")).alias(
            "deceased_members"
        ),
        *columns,
    )
    fulls = (pl.col(_FULL + scale) for scale in Scale)
    full = is_full_deduction(pl.col("housing_deduction"), fulls)
    counted = counted.with_columns(full.alias(_IS_FULL))
    rights = [
        pl.col(_FLAT + Scale.CURRENT).alias("flat_amount"),
        *(_as_it_stands(parameters, name, scale) for name, scale in _SCALES.items()),
        *_without_some(parameters),
    ]
    counted = shared.add_to(counted).with_columns(rights)
    more = more_rights(parameters, _FULL + Scale.CURRENT, _IS_FULL)
    counted = shared.add_to(counted).with_columns(more)
    return shared.drop_from(counted).select(pl.exclude(f"^({_FULL}|{_FLAT}).*$"))


def _without_some(parameters: Parameters) -> list[pl.Expr]:
    return [
        _without(
            parameters,
            "right_without_deceased",
            adults="deceased_adults",
            children="deceased_children",
            resources="deceased_resources",
        ),
        _without(
            parameters,
            "right_without_overage",
            children="overage_dependants",
            resources="overage_resources",
        ),
        _without(
            parameters,
            "right_without_shared_children",
            children="children_counted_elsewhere",
            shared="shared_children_elsewhere",
            resources="elsewhere_resources",
        ),
    ]


def _scale_columns(parameters: Parameters) -> list[pl.Expr]:
    persons = pl.col("adults") + pl.col("children")
    composition = (pl.col("adults"), pl.col("children"), pl.col("increased"), _MONTH)
    return [
        column
        for scale in Scale
        for column in (
            housing_flat(persons, _MONTH, parameters, scale).alias(_FULL + scale),
            flat_amount(*composition, parameters, scale).alias(_FLAT + scale),
        )
    ]


def _as_it_stands(parameters: Parameters, name: str, scale: Scale) -> pl.Expr:
    """Return the right of the household's own composition on one scale."""
    deduction = _deduction(pl.col(_FULL + scale))
    due = right(
        pl.col(_FLAT + scale), deduction, pl.col("resources"), _MONTH, parameters
    )
    return pl.when(pl.col("shared_children") == 0).then(due).cast(MONEY).alias(name)


def _without(
    parameters: Parameters,
    name: str,
    *,
    children: str,
    resources: str,
    adults: str | None = None,
    shared: str | None = None,
) -> pl.Expr:
    """Return the right once some members and their own resources are taken off.

    Null where nobody leaves, where no adult stays, and where a child in shared
    custody stays.
    """
    gone = pl.col(adults) if adults else pl.lit(0, pl.Int32)
    grown = pl.col("adults") - gone
    young = (pl.col("children") - pl.col(children)).clip(lower_bound=0)
    flat = flat_amount(grown, young, pl.col("increased"), _MONTH, parameters)
    full = parameters.share(
        ("full deduction", name),
        lambda: housing_flat(grown + young, _MONTH, parameters),
    )
    deduction = _deduction(full)
    rest = (pl.col("resources") - pl.col(resources)).clip(lower_bound=0)
    still_shared = pl.col("shared_children") - (pl.col(shared) if shared else 0)
    leaving = gone + pl.col(children) > 0
    due = right(flat, deduction, rest, _MONTH, parameters)
    return (
        pl.when(leaving & (grown > 0) & (still_shared == 0))
        .then(due)
        .cast(MONEY)
        .alias(name)
    )


def _deduction(full: pl.Expr) -> pl.Expr:
    return other_deduction(pl.col("housing_deduction"), pl.col(_IS_FULL), full)
