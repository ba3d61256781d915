"""View `advance_month`: a flat advance, and what settled it since."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from bondroit.engine.parameters import Parameters
from bondroit.engine.views import declare
from bondroit.engine.views.covered import months_covered
from bondroit.engine.views.net_paid import live_payments
from bondroit.engine.views.person_records import with_individual
from bondroit.engine.views.provider_facts import with_subject
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.view import Pass, Scope, View
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

_KEY: Final = ("source", "person_id", "benefit", "element", "month")
_PROVED: Final = ("evidence_of_use",)
_YEAR: Final = 12

COLUMNS: Final = (
    declare.month("Mois de droit que l'avance paie.", ("payments",)),
    declare.benefit("Prestation avancée.", ("payments",), "PCH"),
    declare.money("advance_amount", "avance versée", "Avances du mois de droit, virements rejetés exclus.", ("payments", "bank_returns"), "600.00"),
    declare.count("months_elapsed", "mois écoulés", "Mois civils du mois de droit au jour de l'arrêté.", ("payments",), 1),
    declare.flag("settled", "avance régularisée", "Un paiement ordinaire, un rappel, une retenue ou une annulation du même mois, ou un justificatif qui le couvre ; inconnu sans paiement de ce genre ni fichier de justificatifs pour ce mois.", ("payments", *_PROVED)),
)  # fmt: skip


def build(tables: TableSet, _parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Give the months of the scope for which an advance was paid."""
    advances = held_frame(_advances(tables, scope))
    elapsed = (scope.as_of.year - pl.col("month").dt.year()) * _YEAR + (
        scope.as_of.month - pl.col("month").dt.month().cast(pl.Int32)
    )
    covered = months_covered(tables, "evidence_of_use", scope)
    nothing = pl.when(pl.col("month").is_in(covered)).then(statement=False)
    frame = (
        advances.join(
            _paid_after(advances, tables), on=list(_KEY), how="left", nulls_equal=True
        )
        .join(_proved(advances, tables), on=list(_KEY), how="left", nulls_equal=True)
        .with_columns(
            months_elapsed=elapsed.cast(pl.Int32),
            settled=pl.coalesce("followed", "proved", nothing),
            debtor=pl.lit("beneficiary"),
        )
        .drop("followed", "proved")
    )
    whole = with_individual(frame, tables)
    yield Pass(source="-", frame=with_subject(whole, *_KEY))


def _advances(tables: TableSet, scope: Scope) -> pl.LazyFrame:
    inside = pl.col("month").is_between(scope.first_month, scope.last_month)
    kind = (pl.col("kind") == "advance") & ~pl.col("returned")
    return (
        live_payments(tables)
        .filter(inside & kind & (pl.col("benefit") != "RSA"))
        .group_by(_KEY)
        .agg(
            advance_amount=pl.col("amount").sum().cast(MONEY),
            right_id=pl.col("right_id").min(),
        )
    )


def _paid_after(advances: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Return the months that another kind of payment settles."""
    others = tables.frame("payments").filter(pl.col("kind") != "advance")
    return (
        others.join(
            advances.select("source", "person_id").unique(),
            on=["source", "person_id"],
            how="semi",
        )
        .select(*_KEY, followed=pl.lit(value=True))
        .unique()
    )


def _proved(advances: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Return the months of advances that a justified period covers."""
    month = pl.col("month")
    who = ["source", "person_id", "benefit"]
    proofs = tables.frame("evidence_of_use").select(
        *who, "from_month", "to_month", proof_element="element"
    )
    same = pl.col("proof_element").is_null() | pl.col("element").eq_missing(
        pl.col("proof_element")
    )
    return (
        advances.select(_KEY)
        .join(proofs, on=who)
        .filter(same & month.is_between(pl.col("from_month"), pl.col("to_month")))
        .select(*_KEY, proved=pl.lit(value=True))
        .unique()
    )


ADVANCE_MONTH = View(
    name="advance_month",
    doc="Un mois de droit pour lequel une avance d'APA, de PCH ou d'ACTP a été versée.",
    columns=COLUMNS,
    needs=("payments",),
    build=build,
)
