"""What a family carer is paid for over all the people they help, in a month."""

from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_end
from bondroit.engine.law.pch import carer_tariff
from bondroit.engine.parameters import Parameters
from bondroit.engine.views import declare
from bondroit.engine.views.shared_columns import DAYS_IN_MONTH
from bondroit.engine.views.view import Type
from bondroit.model.outputs import HOURS
from bondroit.model.table_set import TableSet

_CARER: Final = ("source", "carer_id", "month")

LOAD_COLUMNS: Final = (
    declare.money("compensated_price", "prix de l'heure dédommagée", "Prix de l'heure payé à l'aidant ; inconnu si les paiements du mois diffèrent.", ("payments",), "4.78"),
    declare.number("beneficiaries", "personnes aidées", "Bénéficiaires pour lesquels cet aidant est dédommagé ce mois-là.", ("payments",), 1),
    declare.hours("hours_for_all", "heures dédommagées en tout", "Heures payées à cet aidant ce mois-là, tous bénéficiaires réunis.", ("payments", "bank_returns"), "60.00"),
    declare.hours("employed_hours_for_all", "heures salariées en tout", "Heures salariées déclarées pour cet aidant ce mois-là, tous employeurs du fichier réunis.", ("employments",), "0.00", none="0.00"),
    declare.derived("plain_tariff", Type.MONEY, "tarif de l'aidant familial", "Tarif horaire de l'aidant familial, ce mois-là."),
    declare.derived("raised_tariff", Type.MONEY, "tarif en cas de cessation d'activité", "Tarif horaire de l'aidant qui a cessé ou réduit son activité, ce mois-là."),
    DAYS_IN_MONTH,
)  # fmt: skip


def with_load(frame: pl.LazyFrame, tables: TableSet, covered: pl.Expr) -> pl.LazyFrame:
    """Add what the carer is paid for in all.

    Args:
        frame: source, person_id, carer_id, month, compensated_hours.
        tables: employments.
        covered: whether a register of employments covers the row's month.

    """
    hours = pl.col("declared_hours")
    work = (
        tables.frame("employments")
        .group_by("carer_id", "month")
        .agg(work=pl.when(hours.is_not_null().all()).then(hours.sum()).cast(HOURS))
    )
    own = pl.col("compensated_hours")
    known = own.is_not_null().all().over(_CARER)
    nobody = pl.col("employs").is_null() & covered
    return (
        frame.join(
            work.with_columns(employs=pl.lit(value=True)),
            on=["carer_id", "month"],
            how="left",
        )
        .with_columns(
            beneficiaries=pl.col("individual_id")
            .n_unique()
            .over(_CARER)
            .cast(pl.Int32),
            hours_for_all=pl.when(known).then(own.sum().over(_CARER)).cast(HOURS),
            employed_hours_for_all=pl.when(nobody)
            .then(pl.lit(0, HOURS))
            .otherwise("work"),
        )
        .drop("work", "employs")
    )


def load_tariffs(parameters: Parameters) -> dict[str, pl.Expr]:
    """Return the derived columns: both tariffs of a carer, the days of the month."""
    month = pl.col("month")
    return {
        "plain_tariff": carer_tariff(pl.lit(value=False), month, parameters),
        "raised_tariff": carer_tariff(pl.lit(value=True), month, parameters),
        "days_in_month": month_end(month).dt.day().cast(pl.Int32),
    }
