"""View `arrears_payment`: one payment of arrears, all the months it pays together."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import polars as pl

from bondroit.engine.parameters import Parameters
from bondroit.engine.views import declare
from bondroit.engine.views.net_paid import live_payments
from bondroit.engine.views.paid_months import SUBJECT_ID
from bondroit.engine.views.payment_months import arrears_are_known
from bondroit.engine.views.person_records import with_individual
from bondroit.engine.views.provider_facts import in_scope, with_subject
from bondroit.engine.views.view import Pass, Scope, View
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

_GROUP: Final = ("source", SUBJECT_ID, "benefit", "element")
_BATCH: Final = (*_GROUP, "together")
_PAYMENTS: Final = ("payments", "bank_returns")
_ONE_OFF: Final = ("2", "3", "5")
"""Elements of PCH paid once: aids, works, animals."""

COLUMNS: Final = (
    declare.month("Dernier mois de droit que le rappel paie.", _PAYMENTS, date(2025, 5, 1), label="dernier mois du rappel"),
    declare.benefit("Prestation versée.", _PAYMENTS, "RSA"),
    declare.money("arrears_amount", "montant du rappel", "Somme des rappels versés le même jour, virements rejetés exclus ; sans date de paiement, ceux d'un mois de droit.", _PAYMENTS, "900.00"),
    declare.number("months_paid", "mois du rappel", "Nombre de mois de droit que ce rappel paie.", _PAYMENTS, 2),
    declare.money("monthly_amount", "mensualité la plus haute", "Plus haut versement ordinaire de la même prestation, tous mois connus ; 0 si aucun.", _PAYMENTS, "450.00", none="0.00"),
    declare.flag("one_off", "aide ponctuelle", "Élément de PCH payé en une fois (aide technique, aménagement, aide animalière).", _PAYMENTS),
)  # fmt: skip


def build(tables: TableSet, _parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Yield the arrears of the sources that tell them, one row a payment day."""
    rows = live_payments(tables).filter(~pl.col("returned"))
    told = _telling(tables)
    arrears = (
        rows.filter((pl.col("kind") == "arrears") & (pl.col("amount") > 0))
        .join(told, on=["source", "benefit"], how="semi")
        .with_columns(_subject(), together=pl.coalesce("paid_on", "month"))
        .group_by(_BATCH)
        .agg(
            pl.col("month").max(),
            pl.col("person_id").min(),
            pl.col("household_id").min(),
            arrears_amount=pl.col("amount").sum().cast(MONEY),
            months_paid=pl.col("month").n_unique().cast(pl.Int32),
        )
        .filter(in_scope(scope.first_month, scope.last_month))
    )
    monthly = (
        rows.filter(pl.col("kind") == "regular")
        .with_columns(_subject())
        .join(
            arrears.select(_GROUP).unique(),
            on=list(_GROUP),
            how="semi",
            nulls_equal=True,
        )
        .group_by(_GROUP)
        .agg(monthly_amount=pl.col("amount").max())
    )
    frame = (
        arrears.join(monthly, on=list(_GROUP), how="left", nulls_equal=True)
        .with_columns(
            pl.col("monthly_amount").fill_null(pl.lit(0, MONEY)),
            provider_id=pl.lit(None, pl.String),
            one_off=(pl.col("benefit") == "PCH")
            & pl.col("element").is_in(_ONE_OFF).fill_null(value=False),
        )
        .pipe(with_individual, tables)
    )
    whole = with_subject(frame, *_BATCH).drop(SUBJECT_ID, "together")
    yield Pass(source="-", frame=whole)


def _subject() -> pl.Expr:
    household = pl.when(pl.col("benefit") == "RSA").then(pl.col("household_id"))
    return pl.coalesce(household, "person_id").alias(SUBJECT_ID)


def _telling(tables: TableSet) -> pl.LazyFrame:
    """Return source, benefit of the files that tell arrears from regular payments."""
    pairs = tables.frame("payments").select("source", "benefit").unique().collect()
    kept = [
        pair
        for pair in pairs.iter_rows()
        if arrears_are_known(tables, pair[0], pair[1])
    ]
    return pl.LazyFrame(kept, schema=pairs.schema, orient="row")


ARREARS_PAYMENT: Final = View(
    name="arrears_payment",
    doc="Un rappel : les mois de droit qu'un même versement paie à un foyer (RSA) ou à une personne.",
    columns=COLUMNS,
    needs=("payments",),
    build=build,
)
