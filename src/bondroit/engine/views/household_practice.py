"""Whether the files of RSA households mark the increase, and deduct by persons."""

from dataclasses import replace
from typing import Final

import polars as pl

from bondroit.engine.law.rsa import (
    flat_amount,
    housing_flat,
    is_full_deduction,
    other_deduction,
    right,
)
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.household_notable import rows_of
from bondroit.engine.views.household_people import KEY
from bondroit.engine.views.payment_months import payment_months
from bondroit.engine.views.practice import mostly
from bondroit.engine.views.view import Scope
from bondroit.model.table_set import TableSet

PRACTICES: Final = (
    "increase_practised",
    "deduction_practised",
    "payment_practised",
    "age_practised",
)
_BACK: Final = "-11mo"
_OPEN: Final = "2"
_GAP: Final = "ecart_recalcul"
_LARGEST: Final = 3


def practices(
    tables: TableSet,
    parameters: Parameters,
    source: str,
    scope: Scope,
    ages: pl.LazyFrame,
) -> dict[str, bool | None]:
    """Return PRACTICES of a source, looked for where a rule reads them.

    Args:
        tables: households.
        parameters: dated parameters.
        source: the source.
        scope: the months, and the columns read.
        ages: KEY, children_under_three, where there are any.

    """
    found: dict[str, bool | None] = dict.fromkeys(PRACTICES)
    raises, deducts, pays, grown = PRACTICES
    if scope.reads((raises,)):
        found[raises] = increase_practised(tables, parameters, source, scope, ages)
    if scope.reads((deducts,)):
        found[deducts] = deduction_practised(tables, parameters, source, scope)
    if scope.reads((pays,)):
        found[pays] = payment_practised(tables, parameters, source, scope)
    if scope.reads((grown,)):
        found[grown] = age_practised(tables, parameters, source, scope, ages)
    return found


def increase_practised(
    tables: TableSet,
    parameters: Parameters,
    source: str,
    scope: Scope,
    ages: pl.LazyFrame,
) -> bool | None:
    """Tell whether most lone adults who may have the increase are given it.

    Args:
        tables: households.
        parameters: dated parameters.
        source: the source.
        scope: the months.
        ages: KEY, children_under_three, where there are any.

    """
    young = pl.col("children_under_three").fill_null(0) > 0
    alone = (
        rows_of(tables, "households", [source], scope)
        .filter(pl.col("adults") == 1)
        .join(ages.select(*KEY, "children_under_three"), on=KEY, how="left")
        .filter(young | pl.col("pregnant").fill_null(value=False))
        .group_by("household_id")
        .agg(pl.col("increased").any())
    )
    return mostly(alone, pl.col("increased"), parameters, scope.last_month)


def deduction_practised(
    tables: TableSet, parameters: Parameters, source: str, scope: Scope
) -> bool | None:
    """Tell whether most whole deductions of several persons are those of the household."""
    month, stated = pl.col("month"), pl.col("housing_deduction")
    persons = (pl.col("adults") + pl.col("children")).cast(pl.Int32)

    def whole(count: pl.Expr) -> pl.Expr:
        return stated == housing_flat(count, month, parameters)

    fewer = pl.any_horizontal(
        whole(pl.lit(number, pl.Int32)) & (persons > number)
        for number in range(1, _LARGEST)
    )
    several = (
        rows_of(tables, "households", [source], scope)
        .filter(persons > 1)
        .select("household_id", own=whole(persons), fewer=fewer)
        .filter(pl.col("own") | pl.col("fewer"))
        .group_by("household_id")
        .agg(pl.col("own").any())
    )
    return mostly(several, pl.col("own"), parameters, scope.last_month)


def payment_practised(
    tables: TableSet, parameters: Parameters, source: str, scope: Scope
) -> bool | None:
    """Tell whether most households are paid what their own resources leave them.

    Those without resources say nothing: every month of the last year of the others
    is compared, and a household follows when most of its months do.
    """
    first = pl.select(pl.lit(scope.last_month).dt.offset_by(_BACK)).item()
    year = replace(scope, first_month=max(first, scope.first_month))
    paid = payment_months(tables, source, "RSA", year, parameters).select(
        "month", "net_paid", household_id="subject_id"
    )
    month, stated = pl.col("month"), pl.col("housing_deduction")
    adults, children = pl.col("adults"), pl.col("children")
    full = housing_flat(adults + children, month, parameters)
    flat = flat_amount(adults, children, pl.col("increased"), month, parameters)
    known = (
        rows_of(tables, "households", [source], year)
        .filter((pl.col("state") == _OPEN) & (pl.col("resources") > 0))
        .with_columns(_full=full, _flat=flat)
        .with_columns(_is_full=is_full_deduction(stated, [pl.col("_full")]))
    )
    deduction = other_deduction(stated, pl.col("_is_full"), pl.col("_full"))
    due = right(pl.col("_flat"), deduction, pl.col("resources"), month, parameters)
    near = (pl.col("net_paid") - pl.col("_due")).abs() <= parameters.expr(_GAP, month)
    told = (
        known.with_columns(_due=due)
        .join(paid.filter(pl.col("net_paid") > 0), on=list(KEY))
        .with_columns(near=near)
        .group_by("household_id")
        .agg(good=pl.col("near").sum() * 2 >= pl.col("near").count())
    )
    return mostly(told, pl.col("good"), parameters, scope.last_month)


def age_practised(
    tables: TableSet,
    parameters: Parameters,
    source: str,
    scope: Scope,
    ages: pl.LazyFrame,
) -> bool | None:
    """Tell whether most households without a child or pregnancy have an adult of age.

    Args:
        tables: households.
        parameters: dated parameters.
        source: the source.
        scope: the months.
        ages: KEY, adults_under_age, where there are any.

    """
    adults, children = pl.col("adults"), pl.col("children")
    alone = (
        rows_of(tables, "households", [source], scope)
        .filter(
            (pl.col("state") == _OPEN)
            & (adults > 0)
            & (children == 0)
            & ~pl.col("pregnant").fill_null(value=False)
        )
        .join(ages.select(*KEY, "adults_under_age"), on=KEY, how="left")
        .select("household_id", grown=pl.col("adults_under_age").fill_null(0) < adults)
        .group_by("household_id")
        .agg(pl.col("grown").all())
    )
    return mostly(alone, pl.col("grown"), parameters, scope.last_month)
