"""Whether the files of RSA households mark the increase, and deduct by persons."""

from typing import Final

import polars as pl

from bondroit.engine.law.rsa import housing_flat
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.household_notable import rows_of
from bondroit.engine.views.household_people import KEY
from bondroit.engine.views.practice import mostly
from bondroit.engine.views.view import Scope
from bondroit.model.table_set import TableSet

PRACTICES: Final = ("increase_practised", "deduction_practised")
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
    raises, deducts = PRACTICES
    if scope.reads((raises,)):
        found[raises] = increase_practised(tables, parameters, source, scope, ages)
    if scope.reads((deducts,)):
        found[deducts] = deduction_practised(tables, parameters, source, scope)
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
