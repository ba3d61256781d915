"""View `undue_month`: the second pass, on what was netted, about prescription and recovery.

Its builder reads the netted findings among the tables, under the name NETTED; without
them no row can be judged.
"""

from collections.abc import Iterator
from typing import Final

import polars as pl

from bondroit.engine.parameters import Parameters
from bondroit.engine.views import declare
from bondroit.engine.views.paid_months import KEY, SUBJECT_ID, paid_months, subject_id
from bondroit.engine.views.person_records import with_individual
from bondroit.engine.views.provider_facts import in_scope, with_subject
from bondroit.engine.views.recovery import (
    DEBT_KEY,
    aid,
    known_debts,
    located_debts,
    prescribed_on,
    thresholds,
)
from bondroit.engine.views.shared_columns import FAR, LONG_AGO
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.view import Pass, Scope, View
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

NETTED: Final = "netted_findings"
"""Name under which the netted findings (columns of FINDINGS) join the tables."""

COLUMNS = (
    declare.month("Mois de droit indu, ou mois d'une retenue.", ("payments",)),
    declare.benefit("Prestation versée.", ("payments",), "RSA"),
    declare.money("undue_amount", "trop-versé du mois", "Trop-versé du mois, compté une fois, toutes règles confondues.", ("payments",), "200.00", none="0.00"),
    declare.money("undue_total", "trop-versé encore réclamable", "Total du dossier pour cette aide : ni prescrit, ni déjà en indu, ni sans date de paiement.", ("payments", "debts"), "800.00", none="0.00"),
    declare.money("recovery_threshold", "seuil de recouvrement", "Seuil sous lequel l'aide n'est pas réclamée, au jour de l'examen ; 0 s'il n'y en a pas.", (), "77.00", none="0.00"),
    declare.number("days_to_prescription", "jours avant la prescription", "Jours entre l'examen et la prescription du dernier paiement du mois ; inconnus sans date de paiement.", ("payments",), 400),
    declare.flag("already_in_debt", "mois déjà en indu", "Le mois figure dans un indu déjà constaté de la même prestation.", ("debts",)),
    declare.money("retained_amount", "retenue sur le mois", "Sommes retenues sur le versement du mois.", ("payments",), "0.00", none="0.00"),
    declare.money("paid_before_recovery", "versement avant retenue", "Net versé du mois, retenues rajoutées.", ("payments",), "400.00"),
    declare.day("appeal_on", "date du recours", "Premier recours sur un indu de la même prestation ; 31/12/9999 s'il n'y en a pas.", ("debts",), FAR, none=FAR),
    declare.day("last_retained_on", "date de la dernière retenue", "Date de la dernière retenue sur le mois ; 01/01/1900 s'il n'y en a pas.", ("payments",), LONG_AGO, none=LONG_AGO),
)  # fmt: skip

_CASE = ("case_key", "aid")


def _undue(tables: TableSet) -> pl.LazyFrame:
    """One row a KEY and provider at fault: undue_amount."""
    at_fault = pl.when(pl.col("debtor") == "provider").then(pl.col("provider_id"))
    return (
        tables.frames[NETTED]
        .filter(pl.col("counted_amount") > 0)
        .with_columns(subject_id())
        .with_columns(provider_id=at_fault)
        .group_by(*KEY, "provider_id")
        .agg(
            undue_amount=pl.col("counted_amount").sum().cast(MONEY),
            person_id=pl.col("person_id").min(),
            household_id=pl.col("household_id").min(),
        )
    )


def _retentions(tables: TableSet) -> pl.LazyFrame:
    """One row a KEY with a retention on the person: last_retained_on, null if undated."""
    dated = pl.col("paid_on").is_not_null().all()
    return (
        tables.frame("payments")
        .filter(pl.col("kind") == "recovery")
        .with_columns(provider_id=pl.lit(None, pl.String))
        .with_columns(subject_id())
        .group_by(*KEY, "provider_id")
        .agg(
            last_retained_on=pl.when(dated).then(pl.col("paid_on").max()),
            kept_person=pl.col("person_id").min(),
            kept_household=pl.col("household_id").min(),
        )
    )


def _rows(tables: TableSet, scope: Scope) -> pl.LazyFrame:
    """Undue months and months of a retention, with what was paid."""
    no_money = pl.lit(0, dtype=MONEY)
    retained = pl.when(pl.col("provider_id").is_null()).then("retained")
    undated = pl.col("kept_person").is_not_null() & pl.col("last_retained_on").is_null()
    undue = held_frame(
        _undue(tables)
        .join(
            _retentions(tables),
            on=[*KEY, "provider_id"],
            how="full",
            coalesce=True,
            nulls_equal=True,
        )
        .filter(in_scope(scope.first_month, scope.last_month))
    )
    paid = paid_months(tables, undue).lazy()
    return (
        undue.join(paid, on=list(KEY), how="left", nulls_equal=True)
        .with_columns(
            person_id=pl.coalesce("person_id", "kept_person"),
            household_id=pl.coalesce("household_id", "kept_household"),
            undue_amount=pl.col("undue_amount").fill_null(no_money),
            retained_amount=retained.fill_null(no_money),
            last_retained_on=pl.when(~undated).then(
                pl.col("last_retained_on").fill_null(LONG_AGO)
            ),
        )
        .drop("kept_person", "kept_household", "retained", "net_paid")
    )


def _with_debts(rows: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Add `already_in_debt` and `appeal_on`; unknown without the debts."""
    known = pl.lit(value=tables.has("debts"))
    appeals = (
        located_debts(tables)
        .filter(pl.col("appeal_on").is_not_null())
        .group_by("source", SUBJECT_ID, "benefit")
        .agg(appealed=pl.col("appeal_on").min())
    )
    return (
        rows.join(known_debts(tables).lazy(), on=list(DEBT_KEY), how="left")
        .join(appeals, on=["source", SUBJECT_ID, "benefit"], how="left")
        .with_columns(
            already_in_debt=pl.when(known).then(
                pl.col("in_debt").fill_null(value=False)
            ),
            appeal_on=pl.when(known).then(pl.col("appealed").fill_null(FAR)),
        )
        .drop("in_debt", "appealed")
    )


def _with_total(
    rows: pl.LazyFrame, parameters: Parameters, scope: Scope
) -> pl.LazyFrame:
    """Add the delay, and the case's total for the aid with its threshold."""
    until = prescribed_on(parameters, scope.as_of)
    days = (until - pl.lit(scope.as_of)).dt.total_days()
    household = pl.concat_str("source", SUBJECT_ID, separator=":")
    case_key = (
        pl.when(pl.col("provider_id").is_not_null())
        .then(pl.col("provider_id"))
        .when(pl.col("benefit") == "RSA")
        .then(household)
        .otherwise(pl.col("individual_id"))
    )
    claimable = (pl.col("days_to_prescription") > 0) & ~pl.col(
        "already_in_debt"
    ).fill_null(value=False)
    limit = pl.lit(0, dtype=MONEY)
    for name, (value, _) in sorted(thresholds(parameters, scope.as_of).items()):
        limit = (
            pl.when(pl.col("aid") == name)
            .then(pl.lit(value, dtype=MONEY))
            .otherwise(limit)
        )
    return (
        rows.with_columns(days_to_prescription=days, case_key=case_key, aid=aid())
        .with_columns(
            undue_total=pl.col("undue_amount")
            .filter(claimable)
            .sum()
            .over(_CASE)
            .cast(MONEY),
            recovery_threshold=limit,
        )
        .drop("last_paid_on", *_CASE)
    )


def build(tables: TableSet, parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Give the undue and retained months, in one pass."""
    debtor = pl.when(pl.col("provider_id").is_not_null()).then(pl.lit("provider"))
    frame = _with_total(
        with_individual(_with_debts(_rows(tables, scope), tables), tables),
        parameters,
        scope,
    ).with_columns(debtor=debtor.otherwise(pl.lit("beneficiary")))
    whole = with_subject(frame, *KEY, "provider_id").drop(SUBJECT_ID)
    yield Pass(source="-", frame=whole)


UNDUE_MONTH = View(
    name="undue_month",
    doc="Un mois où un trop-versé a été compté, ou une retenue faite : second examen, après le décompte.",
    columns=COLUMNS,
    needs=("payments", NETTED),
    build=build,
)
