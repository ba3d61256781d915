"""Columns of `right_month` on decisions that wait for their first payment, and peers."""

from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_start
from bondroit.engine.views import declare
from bondroit.engine.views.beside import beside
from bondroit.engine.views.column_groups import ColumnGroup, GroupInputs
from bondroit.engine.views.covered import unbroken_from
from bondroit.engine.views.payment_months import payment_months_covered
from bondroit.engine.views.right_versions import GROUP, NO_ELEMENT, subject_id
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import MONEY

_YEARS_BACK: Final = "-120mo"

_DECISION_COLUMNS: Final = (
    declare.number("days_since_decision", "jours depuis la décision", "Jours entre la décision et la date d'arrêté.", ("rights",), 400),
    declare.flag("ever_paid", "déjà payé", "Un paiement au moins a été fait, quel que soit le mois de droit ; inconnu si les paiements ne remontent pas à l'ouverture.", ("payments", "bank_returns"), typical=True),
)  # fmt: skip
_PEER_COLUMNS: Final = (
    declare.money("peer_median", "montant médian du groupe", "Montant net médian des mois payés du même mois, GIR et mode d'intervention.", ("payments", "rights"), "580.00"),
    declare.money("peer_deviation", "écart médian du groupe", "Médiane des écarts à cette médiane.", ("payments", "rights"), "60.00"),
    declare.count("peer_count", "effectif du groupe", "Mois payés de ce groupe.", ("payments", "rights"), 120),
)  # fmt: skip


def _add_decision(rows: pl.LazyFrame, inputs: GroupInputs) -> pl.LazyFrame:
    scope = inputs.people.scope
    first = pl.select(pl.lit(scope.first_month).dt.offset_by(_YEARS_BACK)).item()
    wide = Scope(first_month=first, last_month=scope.last_month, as_of=scope.as_of)
    known = unbroken_from(
        payment_months_covered(inputs.tables, inputs.source, wide), scope.last_month
    )
    paid = inputs.people.once(
        f"ever_paid:{inputs.benefit}", inputs.source, lambda: _ever_paid(inputs)
    )
    days = (pl.lit(scope.as_of) - pl.col("decision_date")).dt.total_days()
    told = month_start(pl.col("right_start")) >= pl.lit(known, pl.Date)
    return beside(rows, paid, GROUP).with_columns(
        days_since_decision=days.cast(pl.Int32),
        ever_paid=pl.when(pl.col("ever_paid"))
        .then(statement=True)
        .when(told)
        .then(statement=False),
    )


def _ever_paid(inputs: GroupInputs) -> pl.LazyFrame:
    """Return GROUP, ever_paid of those with a payment that the bank did not return."""
    returned = inputs.tables.frame("bank_returns").select("source", "payment_id")
    return (
        inputs.tables.frame("payments")
        .filter(
            (pl.col("source") == inputs.source)
            & (pl.col("benefit") == inputs.benefit)
            & (pl.col("amount") > 0)
        )
        .join(returned, on=["source", "payment_id"], how="anti")
        .select(subject_id(), pl.col("element").fill_null(NO_ELEMENT))
        .unique()
        .with_columns(ever_paid=pl.lit(value=True))
    )


def _add_peers(rows: pl.LazyFrame, _inputs: GroupInputs) -> pl.LazyFrame:
    """Compare each paid month with those of the same month, GIR and mode.

    Peers of a month are all in one pass, which holds whole months.
    """
    peers = ["month", "element", "gir", "delivery_mode"]
    amount = pl.when(pl.col("net_paid") > 0).then(pl.col("net_paid").cast(pl.Float64))
    rows = rows.with_columns(peer=amount, middle=amount.median().over(peers))
    gap = (pl.col("peer") - pl.col("middle")).abs()
    return rows.with_columns(
        peer_median=pl.col("middle").round(2).cast(MONEY),
        peer_deviation=gap.median().over(peers).round(2).cast(MONEY),
        peer_count=pl.col("peer").count().over(peers).cast(pl.Int32),
    ).drop("peer", "middle")


DECISION: Final = ColumnGroup(
    columns=_DECISION_COLUMNS,
    benefits=frozenset({"APA_HOME", "APA_FACILITY", "PCH", "ACTP"}),
    add=_add_decision,
)
"""How long ago the right was decided, and whether it was ever paid."""

PEERS: Final = ColumnGroup(
    columns=_PEER_COLUMNS,
    benefits=frozenset({"APA_HOME", "PCH"}),
    add=_add_peers,
)
"""Amounts of the same group: a plain statistic."""
