"""Columns of `right_month` on the proofs of use received, and periods controlled."""

from typing import Final

import polars as pl

from bondroit.engine.language.calendar import (
    each_month,
    month_start,
    months_between,
    months_later,
)
from bondroit.engine.views import declare
from bondroit.engine.views.beside import beside
from bondroit.engine.views.column_groups import ColumnGroup, GroupInputs
from bondroit.engine.views.covered import months_covered, unbroken_from
from bondroit.engine.views.holders import with_holder
from bondroit.engine.views.payment_months import (
    payment_months,
    payment_months_covered,
)
from bondroit.engine.views.right_versions import GROUP, NO_ELEMENT
from bondroit.engine.views.shared_columns import LONG_AGO
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import MONEY

_PROOFS: Final = ("evidence_of_use",)
_BOTH: Final = ("evidence_of_use", "payments", "bank_returns")
_HUMAN_HELP: Final = "1"
_YEARS_BACK: Final = "-120mo"

_COLUMNS: Final = (
    declare.day("control_from", "début de la période contrôlée", "Premier mois de la période de contrôle d'effectivité qui contient ce mois ; des périodes qui se chevauchent n'en font qu'une.", _PROOFS, LONG_AGO, none=LONG_AGO),
    declare.day("control_to", "fin de la période contrôlée", "Dernier mois de cette période.", _PROOFS, LONG_AGO, none=LONG_AGO),
    declare.money("control_paid", "versé sur la période contrôlée", "Net versé sur cette période ; inconnu si les paiements ne la couvrent pas toute.", _BOTH, "0.00", none="0.00"),
    declare.money("control_justified", "justifié sur la période contrôlée", "Dépenses justifiées sur cette période.", _PROOFS, "0.00", none="0.00"),
    declare.day("last_proof_month", "dernier mois justifié", "Dernier mois pour lequel une dépense est justifiée, même après ce mois ; date lointaine si aucun.", _PROOFS, LONG_AGO, none=LONG_AGO),
    declare.count("months_unproven", "mois sans justificatif", "Mois écoulés, celui-ci compris, depuis le dernier mois justifié ou, à défaut, depuis le premier versement connu.", _BOTH),
    declare.number("months_elapsed", "mois écoulés", "Mois écoulés de ce mois à la date d'arrêté.", (), 6),
)  # fmt: skip


def _add(rows: pl.LazyFrame, inputs: GroupInputs) -> pl.LazyFrame:
    proofs = inputs.people.once(
        f"proofs:{inputs.benefit}", inputs.source, lambda: _proofs(inputs)
    )
    periods = inputs.people.once(
        f"controls:{inputs.benefit}", inputs.source, lambda: _periods(inputs, proofs)
    )
    paid = inputs.people.once(
        f"first_paid:{inputs.benefit}", inputs.source, lambda: _first_paid(inputs)
    )
    covered = pl.col("month").is_in(
        months_covered(
            inputs.tables, "evidence_of_use", inputs.people.scope, inputs.source
        )
    )
    last = proofs.group_by(GROUP).agg(last_proof_month=pl.col("to_month").max())
    place = [*GROUP, "month"]
    rows = (
        beside(rows, _by_month(periods, inputs.scope), place)
        .pipe(beside, last, GROUP)
        .pipe(beside, _proven(rows, proofs), place)
        .pipe(beside, paid, GROUP)
    )
    since = pl.max_horizontal("proven_to", months_later(pl.col("first_paid"), -1))
    zero = pl.lit(0, MONEY)
    none = pl.col("control_from").is_null()
    return rows.with_columns(
        control_from=pl.when(~none | covered).then(
            pl.col("control_from").fill_null(LONG_AGO)
        ),
        control_to=pl.when(~none | covered).then(
            pl.col("control_to").fill_null(LONG_AGO)
        ),
        control_paid=pl.when(~none).then("control_paid").when(covered).then(zero),
        control_justified=pl.when(~none)
        .then("control_justified")
        .when(covered)
        .then(zero),
        last_proof_month=pl.when(
            pl.col("last_proof_month").is_not_null() | covered
        ).then(pl.col("last_proof_month").fill_null(LONG_AGO)),
        months_unproven=pl.when(covered)
        .then(months_between(since, pl.col("month")))
        .clip(lower_bound=0),
        months_elapsed=months_between(
            pl.col("month"), pl.lit(inputs.people.scope.as_of)
        ),
    ).drop("proven_to", "first_paid")


def _proofs(inputs: GroupInputs) -> pl.LazyFrame:
    """Return GROUP, from_month, to_month, justified_amount of the proofs received."""
    human = _HUMAN_HELP if inputs.benefit == "PCH" else ""
    received = pl.col("received_on").is_null() | (
        pl.col("received_on") <= inputs.people.scope.as_of
    )
    return (
        with_holder(inputs.tables.frame("evidence_of_use"), inputs.tables)
        .filter(
            (pl.col("source") == inputs.source)
            & (pl.col("benefit") == inputs.benefit)
            & (pl.col("from_month") <= pl.col("to_month"))
            & received
        )
        .select(
            pl.col("element").fill_null(human),
            month_start(pl.col("from_month", "to_month")),
            "justified_amount",
            subject_id="person_id",
        )
    )


def _periods(inputs: GroupInputs, proofs: pl.LazyFrame) -> pl.LazyFrame:
    """Merge overlapping periods, and sum what was justified and paid over each."""
    keys = list(GROUP)
    reached = pl.col("to_month").cum_max().shift(1).over(keys)
    merged = (
        proofs.sort(*keys, "from_month", "to_month")
        .with_columns(new=(pl.col("from_month") > reached).fill_null(value=True))
        .with_columns(number=pl.col("new").cast(pl.Int32).cum_sum().over(keys))
        .group_by(*keys, "number")
        .agg(
            control_from=pl.col("from_month").min(),
            control_to=pl.col("to_month").max(),
            control_justified=pl.col("justified_amount").sum().cast(MONEY),
        )
    )
    scope = inputs.people.scope
    first = pl.lit(scope.first_month).dt.offset_by(_YEARS_BACK)
    wide = Scope(
        first_month=pl.select(first).item(),
        last_month=scope.last_month,
        as_of=scope.as_of,
    )
    proven = proofs.select(person_id="subject_id")
    paid = payment_months(
        inputs.payments_of(proven),
        inputs.source,
        inputs.benefit,
        wide,
        inputs.parameters,
    ).select(*GROUP, "month", "net_paid")
    sums = (
        merged.join(paid, on=keys)
        .filter(pl.col("month").is_between("control_from", "control_to"))
        .group_by(*keys, "number")
        .agg(control_paid=pl.col("net_paid").sum().cast(MONEY))
    )
    known = unbroken_from(
        payment_months_covered(inputs.tables, inputs.source, wide), scope.last_month
    )
    inside = (pl.col("control_from") >= pl.lit(known, pl.Date)) & (
        pl.col("control_to") <= scope.last_month
    )
    return merged.join(sums, on=[*keys, "number"], how="left").with_columns(
        control_paid=pl.when(inside)
        .then(pl.col("control_paid").fill_null(0))
        .cast(MONEY)
    )


def _by_month(periods: pl.LazyFrame, scope: Scope) -> pl.LazyFrame:
    first = pl.max_horizontal("control_from", pl.lit(scope.first_month))
    last = pl.min_horizontal("control_to", pl.lit(scope.last_month))
    return periods.drop("number").filter(first <= last).pipe(each_month, first, last)


def _proven(rows: pl.LazyFrame, proofs: pl.LazyFrame) -> pl.LazyFrame:
    """Return GROUP, month, proven_to: the last proven month not after each month."""
    until = pl.min_horizontal("to_month", "month")
    return (
        rows.select(*GROUP, "month")
        .join(proofs.filter(pl.col("justified_amount") > 0), on=list(GROUP))
        .filter(pl.col("from_month") <= pl.col("month"))
        .group_by(*GROUP, "month")
        .agg(proven_to=until.max())
    )


def _first_paid(inputs: GroupInputs) -> pl.LazyFrame:
    """Return GROUP, first_paid: the first month of right paid, as far as known."""
    return (
        inputs.payments_of(pl.col("amount") > 0)
        .frame("payments")
        .group_by(
            pl.col("element").fill_null(NO_ELEMENT), subject_id=pl.col("person_id")
        )
        .agg(first_paid=pl.col("month").min())
    )


EVIDENCE: Final = ColumnGroup(
    columns=_COLUMNS,
    benefits=frozenset({"APA_HOME", "PCH"}),
    add=_add,
)
"""Proofs of use, and the periods they were asked for."""
