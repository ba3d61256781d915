"""Payments of one source and benefit, summed by month of right."""

from datetime import date
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_end, months_later
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.covered import months_in
from bondroit.engine.views.identifiers import iban_is_valid
from bondroit.engine.views.net_paid import (
    GIVEN,
    PARTS,
    netted,
    part,
    parts,
    with_returns,
)
from bondroit.engine.views.once import once
from bondroit.engine.views.right_versions import GROUP, NO_ELEMENT, subject_id
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import HOURS, MONEY
from bondroit.model.table_set import TableSet

_BAD_IBANS: Final = "engine:bad_ibans"
"""Name, among the frames of a table set, of the wrong IBANs, found once."""
_ZERO: Final = pl.lit(0, dtype=MONEY)


def payment_months(
    tables: TableSet, source: str, benefit: str, scope: Scope, parameters: Parameters
) -> pl.LazyFrame:
    """Sum the payments of each month of right.

    Net amounts are those of `net_paid`.

    Args:
        tables: payments and bank returns.
        source: source of the payments.
        benefit: benefit paid.
        scope: months of right to keep.
        parameters: for the age from which arrears are late.

    Returns:
        GROUP, month, payer_person_id, net_paid, recovered (positive), regular_paid
        (regular and advance), arrears_paid, payment_count (regular and advance, not
        reversed), largest_payment, last_paid_on, late_arrears, unit_price,
        paid_hours, gir_paid, iban_valid, returned_amount (returned and not issued
        again; null without bank returns), returned_on.

    """
    rows = _payments(tables, source, benefit, scope).with_columns(
        _masked(parameters, scope)
    )
    return (
        rows.group_by(*GROUP, "month")
        .agg(
            pl.col(*_SUMMED).sum(),
            pl.col("person_id").min().alias("payer_person_id"),
            pl.col("given").max().alias("largest_payment"),
            pl.col("given_on").max().alias("last_paid_on"),
            _agreed("given_price").alias("unit_price"),
            _agreed("given_gir").alias("gir_paid"),
            pl.col("given_hours").count().alias("with_hours"),
            pl.col("undated").any(),
            pl.col("unissued_on").max().alias("returned_on"),
            pl.col("bad_iban").any(),
            pl.col("iban").count().alias("ibans"),
        )
        .pipe(_told, returns_known=tables.has("bank_returns"))
    )


_NET: Final = (
    "net_paid",
    "recovered",
    "regular_paid",
    "arrears_paid",
    "payment_count",
)
_SUMMED: Final = (
    *PARTS,
    "late_arrears",
    "given_hours",
    "cancelled_hours",
    "back_hours",
    "unissued",
)


def arrears_are_known(tables: TableSet, source: str, benefit: str) -> bool:
    """Whether the payments of a source tell arrears from regular payments.

    The monthly RSA flow of the payer gives one amount a month; only its financial
    flow, or a coverage of `arrears`, tells. Other benefits always do.
    """
    if benefit != "RSA":
        return True
    if tables.covers("arrears").filter(pl.col("source") == source).collect().height:
        return True
    told = (
        tables.frame("payments")
        .filter((pl.col("source") == source) & (pl.col("benefit") == benefit))
        .select((pl.col("kind") == "arrears").any())
        .collect()
    )
    return bool(told.item())


def with_known_arrears(
    rows: pl.LazyFrame, tables: TableSet, source: str, benefit: str, scope: Scope
) -> pl.LazyFrame:
    """Keep `arrears_paid` where the flow of the month tells arrears, null elsewhere.

    Months of RSA told by the monthly flow alone are unknown, even in a source that the
    financial flow tells in other months; arrears that were found remain.

    Args:
        rows: month and arrears_paid, of one source and benefit.
        tables: payments and coverage.
        source: source of the rows.
        benefit: benefit of the rows.
        scope: months of the rows.

    """
    if not arrears_are_known(tables, source, benefit):
        return rows.with_columns(pl.lit(None, MONEY).alias("arrears_paid"))
    spans = tables.covers("arrears").filter(pl.col("source") == source).collect()
    if benefit != "RSA" or spans.is_empty():
        return rows
    told = pl.col("month").is_in(months_in(spans, scope))
    found = told | (pl.col("arrears_paid") > 0)
    return rows.with_columns(arrears_paid=pl.when(found).then("arrears_paid"))


def payment_months_covered(tables: TableSet, source: str, scope: Scope) -> list[date]:
    """Return the months of the scope that the payments of a source cover."""
    spans = tables.covers("payments").filter(pl.col("source") == source).collect()
    return months_in(spans, scope)


def _payments(
    tables: TableSet, source: str, benefit: str, scope: Scope
) -> pl.LazyFrame:
    """Return the payments of the pass, told returned or not, with a bad IBAN or not."""
    payments = tables.frame("payments").filter(
        (pl.col("source") == source)
        & (pl.col("benefit") == benefit)
        & pl.col("month").is_between(scope.first_month, scope.last_month)
    )
    named = payments.with_columns(subject_id(), pl.col("element").fill_null(NO_ELEMENT))
    return with_returns(named, tables).pipe(_with_bad_ibans, tables)


def _with_bad_ibans(payments: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Tell the payments whose IBAN is wrong: seldom any, and then nothing is joined."""
    iban = pl.col("iban")
    bad = once(
        tables,
        _BAD_IBANS,
        lambda: (
            tables.frame("payments")
            .filter(iban.is_not_null())
            .select(iban.unique())
            .filter(~iban_is_valid(iban))
        ),
    ).collect()
    if bad.is_empty():
        return payments.with_columns(bad_iban=pl.lit(value=False))
    marked = bad.lazy().with_columns(bad_iban=pl.lit(value=True))
    return payments.join(marked, on="iban", how="left").with_columns(
        pl.col("bad_iban").fill_null(value=False)
    )


def _masked(parameters: Parameters, scope: Scope) -> list[pl.Expr]:
    """Return the parts of each payment to sum, and what is told of it."""
    kind, amount, hours = pl.col("kind"), pl.col("amount"), pl.col("hours")
    returned = pl.col("returned")
    given = kind.is_in(list(GIVEN)) & ~returned
    unissued = returned & ~pl.col("reissued")
    months = parameters.value("delai_arrerages", scope.last_month)
    late_from = month_end(months_later(pl.col("month"), int(months or 0)))
    late = (kind == "arrears") & ~returned & (pl.col("paid_on") > late_from)
    no_hours = pl.lit(0, dtype=HOURS)

    def hours_of(which: pl.Expr, name: str) -> pl.Expr:
        return pl.when(which).then(hours.abs()).otherwise(no_hours).alias(name)

    return [
        *parts(),
        part(late, amount, "late_arrears"),
        part(unissued, amount, "unissued"),
        pl.when(given).then(amount).alias("given"),
        pl.when(given).then("paid_on").alias("given_on"),
        pl.when(given).then("unit_price").alias("given_price"),
        pl.when(given).then("gir").alias("given_gir"),
        pl.when(given).then(hours).alias("given_hours"),
        hours_of(kind == "cancellation", "cancelled_hours"),
        hours_of(returned, "back_hours"),
        (given & pl.col("paid_on").is_null()).alias("undated"),
        pl.when(unissued).then("returned_on").alias("unissued_on"),
    ]


def _agreed(name: str) -> pl.Expr:
    """Return the value of the payments of a month, null where they disagree."""
    least, most = pl.col(name).min(), pl.col(name).max()
    return pl.when(least == most).then(most)


def _told(sums: pl.LazyFrame, *, returns_known: bool) -> pl.LazyFrame:
    """Net the sums, and tell what came back and was not issued again.

    Without any register of returns, what was sent back is unknown, not nothing.
    """
    net = netted()
    issued_again = pl.col("undated") | (
        pl.col("last_paid_on") >= pl.col("returned_on")
    ).fill_null(value=False)
    hours = pl.col("given_hours") - (
        pl.col("cancelled_hours") - pl.col("back_hours")
    ).clip(lower_bound=0)
    return sums.select(
        *GROUP,
        "month",
        "payer_person_id",
        *(net[name].alias(name) for name in _NET),
        "largest_payment",
        "last_paid_on",
        "late_arrears",
        "unit_price",
        pl.when(pl.col("with_hours") > 0).then(hours).cast(HOURS).alias("paid_hours"),
        "gir_paid",
        pl.when("bad_iban")
        .then(statement=False)
        .when(pl.col("ibans") > 0)
        .then(statement=True)
        .alias("iban_valid"),
        pl.when(pl.lit(value=not returns_known))
        .then(None)
        .when(issued_again)
        .then(_ZERO)
        .otherwise("unissued")
        .cast(MONEY)
        .alias("returned_amount"),
        "returned_on",
    )
