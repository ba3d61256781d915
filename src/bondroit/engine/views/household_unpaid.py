"""Months in a row with an RSA right open and computed, and nothing paid."""

from typing import Final

import polars as pl

from bondroit.engine.law.rsa import flat_amount, right
from bondroit.engine.parameters import WIDE, Parameters
from bondroit.engine.views.household_notable import rows_of
from bondroit.engine.views.household_people import KEY
from bondroit.engine.views.net_paid import live_payments, net_paid
from bondroit.engine.views.payment_months import payment_months_covered
from bondroit.engine.views.runs import run_of
from bondroit.engine.views.view import Scope
from bondroit.model.table_set import TableSet

OPEN: Final = "2"
"""State of a household whose right is open and payable."""


def months_unpaid(
    tables: TableSet, parameters: Parameters, source: str, scope: Scope
) -> pl.LazyFrame:
    """Count, for each unpaid month, the unpaid months in a row around it.

    Args:
        tables: households, payments, bank returns and their coverage.
        parameters: for the amount under which nothing is paid.
        source: source of the households.
        scope: the months looked at.

    Returns:
        household_id, month, months_unpaid: months where nothing is paid, alone.

    """
    covered = payment_months_covered(tables, source, scope)
    least = parameters.expr("rsa_seuil_non_versement", pl.col("month"))
    due = _due(parameters).cast(WIDE) >= least
    waiting = rows_of(tables, "households", [source], scope).filter(
        (pl.col("state") == OPEN) & due & pl.col("month").is_in(covered)
    )
    unpaid = (
        waiting.select(KEY)
        .join(paid_household_months(tables, source, scope), on=KEY, how="anti")
        .with_columns(run=run_of(["household_id"]))
    )
    runs = unpaid.group_by("household_id", "run").agg(
        months_unpaid=pl.len().cast(pl.Int32)
    )
    return unpaid.join(runs, on=["household_id", "run"]).select(*KEY, "months_unpaid")


def _due(parameters: Parameters) -> pl.Expr:
    """Return the right computed by the payer or, where it is not told, by the formula."""
    month = pl.col("month")
    composition = (pl.col("adults"), pl.col("children"), pl.col("increased"))
    flat = flat_amount(*composition, month, parameters)
    deduction, resources = pl.col("housing_deduction"), pl.col("resources")
    own = right(flat, deduction, resources, month, parameters)
    return pl.coalesce("computed_right", own)


def paid_household_months(tables: TableSet, source: str, scope: Scope) -> pl.LazyFrame:
    """Return the months where something was paid, retentions put back.

    A payment is enough, save in the months with a cancellation or a bank return,
    which alone are summed.
    """
    payments = (
        live_payments(tables)
        .filter(pl.col("source") == source)
        .filter(pl.col("benefit") == "RSA")
        .filter(pl.col("month").is_between(scope.first_month, scope.last_month))
    )
    undone = pl.col("returned") | (pl.col("kind") == "cancellation")
    troubled = payments.filter(undone).select(KEY).unique()
    plain = (
        payments.filter(pl.col("amount") > 0)
        .select(KEY)
        .join(troubled, on=KEY, how="anti")
    )
    summed = (
        net_paid(payments.join(troubled, on=KEY, how="semi"), ["source", *KEY])
        .filter(pl.col("paid_before_recovery") != 0)
        .select(KEY)
    )
    return pl.concat([plain, summed])
