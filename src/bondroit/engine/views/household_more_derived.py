"""Rights of an RSA household recomputed on another status, other adults, other means."""

from typing import Final

import polars as pl

from bondroit.engine.law.rounding import half_up, to_cents, to_money
from bondroit.engine.law.rsa import flat_amount, housing_flat, other_deduction, right
from bondroit.engine.parameters import Parameters
from bondroit.model.outputs import MONEY

_MONTH: Final = pl.col("month")
_QUARTER: Final = 3
_YEAR: Final = 12
_HELP: Final = "rsa_aides_des_proches_comptees"
_LARGEST: Final = 3
"""Persons from which the full housing deduction grows no more."""


def more_rights(parameters: Parameters, full: str, is_full: str) -> list[pl.Expr]:
    """Return the columns derived from the rarer facts.

    Args:
        parameters: dated parameters.
        full: column of the full housing deduction of the composition.
        is_full: column that says whether the full deduction is applied.

    """
    applied = other_deduction(
        pl.col("housing_deduction"), pl.col(is_full), pl.col(full)
    )
    stated = (pl.col("adults"), pl.col("children"))

    def due(name: str, flat: pl.Expr, resources: pl.Expr) -> pl.Expr:
        amount = right(flat, applied, resources, _MONTH, parameters)
        whole = pl.col("shared_children") == 0
        return pl.when(whole).then(amount).cast(MONEY).alias(name)

    def flat_if(*, increased: bool) -> pl.Expr:
        status = pl.lit(increased)
        return flat_amount(*stated, status, _MONTH, parameters)

    def with_more(name: str, more: pl.Expr) -> pl.Expr:
        changed = (pl.col("resources") + more).clip(lower_bound=0)
        return due(name, pl.col("flat_amount"), changed)

    own = pl.col("resources")
    return [
        pl.col(full).alias("full_housing_deduction"),
        _persons_deducted(parameters),
        due("right_not_increased", flat_if(increased=False), own),
        due("right_increased", flat_if(increased=True), own),
        _without(
            parameters,
            is_full,
            "right_without_away",
            "away_adults",
            pl.col("away_resources"),
        ),
        _without(
            parameters,
            is_full,
            "right_without_adults_elsewhere",
            "adults_counted_elsewhere",
            pl.lit(0, MONEY),
        ),
        _mean(pl.col("third_party_quarter"), _QUARTER).alias("third_party_resources"),
        parameters.expr(_HELP, pl.coalesce("quarter_started_on", "month"))
        .cast(pl.Decimal(5, 4))
        .alias("relatives_help_share"),
        with_more(
            "right_with_third_party", _mean(pl.col("third_party_quarter"), _QUARTER)
        ),
        with_more("right_with_aah", pl.col("aah_resources")),
        with_more("right_with_pension", pl.col("pension_resources")),
        with_more("right_without_relatives_help", -pl.col("relatives_help")),
        with_more(
            "right_with_year_gap", _mean(pl.col("year_gap").clip(lower_bound=0), _YEAR)
        ),
        due(
            "right_on_due_quarter",
            pl.col("flat_amount"),
            pl.col("due_quarter_resources"),
        ),
    ]


def _mean(total: pl.Expr, months: int) -> pl.Expr:
    return to_money(half_up(to_cents(total), months))


def _persons_deducted(parameters: Parameters) -> pl.Expr:
    """Return the persons of whom the deduction applied is the full one, 0 for none."""
    stated = pl.col("housing_deduction")
    nothing = pl.lit(0, pl.Int32)
    count: pl.Expr = pl.when(stated.is_not_null()).then(nothing)
    for persons in range(1, _LARGEST + 1):
        same = stated == housing_flat(pl.lit(persons, pl.Int32), _MONTH, parameters)
        count = pl.when(same).then(pl.lit(persons, pl.Int32)).otherwise(count)
    return count.alias("deduction_persons")


def _without(
    parameters: Parameters, is_full: str, name: str, gone: str, resources: pl.Expr
) -> pl.Expr:
    """Return the right without some adults nor their resources; 0 if none stays."""
    grown = pl.col("adults") - pl.col(gone)
    children = pl.col("children")
    flat = flat_amount(grown, children, pl.col("increased"), _MONTH, parameters)
    full = parameters.share(
        ("full deduction", name),
        lambda: housing_flat(grown + children, _MONTH, parameters),
    )
    deduction = other_deduction(pl.col("housing_deduction"), pl.col(is_full), full)
    rest = (pl.col("resources") - resources).clip(lower_bound=0)
    due = right(flat, deduction, rest, _MONTH, parameters)
    some = pl.col(gone) > 0
    return (
        pl.when(some & (grown <= 0))
        .then(pl.lit(0, MONEY))
        .when(some & (pl.col("shared_children") == 0))
        .then(due)
        .cast(MONEY)
        .alias(name)
    )
