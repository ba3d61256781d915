"""Columns of `right_month` on PCH elements 2 to 5 over their period of attribution."""

from datetime import date
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_start
from bondroit.engine.law.rounding import to_cents, to_money
from bondroit.engine.views import declare
from bondroit.engine.views.beside import beside
from bondroit.engine.views.column_groups import ColumnGroup, GroupInputs
from bondroit.engine.views.covered import unbroken_from
from bondroit.engine.views.payment_months import (
    payment_months,
    payment_months_covered,
)
from bondroit.engine.views.right_versions import GROUP
from bondroit.engine.views.view import Scope

REFORM: Final = date(2022, 1, 1)
"""First month of the periods of ten years: rights opened before keep theirs."""

_TABLES: Final = ("payments", "bank_returns", "rights")
_PERIOD: Final = "pch_periode_attribution"

_COLUMNS: Final = (
    declare.money("paid_in_period", "versé sur la période", "PCH, éléments 2 à 5 : net versé, de l'ouverture du premier droit ouvert depuis 2022 à ce mois, dans la limite de la période d'attribution ; au moins ce montant quand la période n'est pas toute couverte.", _TABLES, "1200.00"),
    declare.count("months_paid_in_period", "mois payés sur la période", "PCH, éléments 2 à 5 : mois de droit payés sur cette période.", _TABLES, 12),
    declare.flag("period_covered", "période couverte", "PCH, éléments 2 à 5 : les paiements reçus couvrent la période jusqu'à ce mois.", _TABLES, typical=True),
)  # fmt: skip


def _add(rows: pl.LazyFrame, inputs: GroupInputs) -> pl.LazyFrame:
    """Sum the payments of rights opened since the reform, up to each month."""
    last = inputs.scope.last_month
    since = Scope(first_month=REFORM, last_month=last, as_of=inputs.scope.as_of)
    rights = (
        inputs.versions.filter(
            (pl.col("right_start") >= REFORM) & ~pl.col("element").is_in(["", "1"])
        )
        .group_by(GROUP)
        .agg(opened=month_start(pl.col("right_start").min()))
    )
    paid = (
        payment_months(
            inputs.payments_of(pl.col("element").is_in(list("2345"))),
            inputs.source,
            inputs.benefit,
            since,
            inputs.parameters,
        )
        .join(rights, on=list(GROUP))
        .filter(pl.col("month") >= pl.col("opened"))
        .select(*GROUP, "month", paid="net_paid")
    )
    months = inputs.parameters.value(_PERIOD, last)
    span = f"{int(months)}mo" if months else "1mo"
    rolled = (
        paid.sort(*GROUP, "month")
        .rolling("month", period=span, group_by=list(GROUP))
        .agg(
            cents=to_cents(pl.col("paid")).sum(),
            months_paid_in_period=(pl.col("paid") > 0).sum().cast(pl.Int32),
        )
        .select(
            *GROUP,
            "month",
            "months_paid_in_period",
            paid_in_period=to_money(pl.col("cents")),
        )
    )
    known = payment_months_covered(inputs.tables, inputs.source, since)
    first = unbroken_from(known, last)
    return (
        beside(rows, rights, GROUP)
        .pipe(beside, rolled, [*GROUP, "month"])
        .with_columns(period_covered=pl.col("opened") >= pl.lit(first, pl.Date))
        .drop("opened")
    )


PERIODS: Final = ColumnGroup(
    columns=_COLUMNS,
    benefits=frozenset({"PCH"}),
    feeds=("period_ceiling", "paid_above_ceiling"),
    add=_add,
)
"""What elements 2 to 5 paid over the years."""
