"""View `invoice_history`: an invoiced month and the ones before it, beside the plan."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from bondroit.engine.parameters import Parameters
from bondroit.engine.views import declare
from bondroit.engine.views.billing_spans import billing_spans
from bondroit.engine.views.holders import with_holder
from bondroit.engine.views.person_records import with_individual
from bondroit.engine.views.provider_facts import (
    PLACE,
    WIDE,
    element_of_help,
    with_subject,
)
from bondroit.engine.views.shared_columns import INVOICED_MONTH, RECORDED_HOURS
from bondroit.engine.views.shares import with_share
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.version_facts import with_version
from bondroit.engine.views.view import Pass, Scope, View
from bondroit.engine.views.visit_hours import with_recorded
from bondroit.model.table_set import TableSet

MONTHS: Final = "factures_egales_mois"
_RUN: Final = (*PLACE[:-1], "run")
_YEAR: Final = 12
_RATE: Final = pl.Decimal(5, 4)
_HIGHEST: Final = 9.9999

COLUMNS: Final = (
    INVOICED_MONTH,
    declare.benefit("Prestation facturée.", ("invoice_lines",)),
    declare.hours("invoiced_hours", "heures facturées", "Heures facturées, avoirs déduits.", ("invoice_lines",), "20.00"),
    declare.hours("granted_hours", "heures accordées", "Heures mensuelles accordées par la version en vigueur ce mois-là.", ("rights",), "24.00"),
    RECORDED_HOURS,
    declare.count("months_at_plan", "mois facturés au plan", "Mois de suite, jusqu'à celui-ci, où les heures facturées sont exactement celles du plan.", ("invoice_lines", "rights")),
    declare.rate("recorded_variation", "variation des heures télégérées", "Sur les derniers de ces mois (paramètre factures_egales_mois), écart type des heures télégérées divisé par leur moyenne ; 0 quand ils sont moins nombreux, au plus 9,9999.", ("visits", "invoice_lines"), "0.0000", none="0.0000"),
)  # fmt: skip


def build(tables: TableSet, parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Give the invoiced months of the scope, each with those before it."""
    parts = [held_frame(_months(kept)) for _, kept in billing_spans(tables, scope)]
    months = with_version(
        with_share(held_frame(pl.concat(parts)), tables), tables, "granted_hours"
    )
    length = int(parameters.value(MONTHS, scope.last_month) or 1)
    frame = with_individual(
        _with_history(held_frame(months), length), tables
    ).with_columns(element_of_help(), debtor=pl.lit("provider"))
    yield Pass(source="-", frame=with_subject(frame, *PLACE).drop("payer_share"))


def _months(tables: TableSet) -> pl.LazyFrame:
    """Return the hours invoiced and recorded, one row a PLACE."""
    hours = pl.when(pl.col("amount") < 0).then(-pl.col("hours").abs())
    lines = with_holder(
        tables.frame("invoice_lines").select(
            *PLACE, hours=hours.otherwise(pl.col("hours"))
        ),
        tables,
    )
    total = pl.when(pl.col("hours").is_not_null().all()).then(pl.col("hours").sum())
    return with_recorded(
        held_frame(lines.group_by(PLACE).agg(invoiced_hours=total)), tables
    )


def _with_history(months: pl.LazyFrame, length: int) -> pl.LazyFrame:
    """Add the run of months at the plan, and how the recorded hours vary in it."""
    day = pl.col("month").dt
    index = day.year().cast(pl.Int64) * _YEAR + day.month().cast(pl.Int64)
    place = list(PLACE[:-1])
    equal = (pl.col("invoiced_hours") == pl.col("granted_hours")) & (
        pl.col("invoiced_hours") > 0
    )
    marked = months.with_columns(equal=equal)
    runs = (
        marked.filter("equal")
        .sort(PLACE)
        .with_columns(run=index - pl.int_range(pl.len()).over(place))
    )
    hours = pl.col("recorded_hours").cast(pl.Float64)
    last = {"sums": hours, "squares": hours * hours, "told": hours.is_not_null()}
    sums = {
        name: value.rolling_sum(length, min_samples=length).over(_RUN)
        for name, value in last.items()
        if name != "told"
    }
    spread = length * pl.col("squares") / (pl.col("sums") * pl.col("sums")) - 1
    variation = pl.when(pl.col("sums") > 0).then(
        spread.clip(lower_bound=0).sqrt().clip(upper_bound=_HIGHEST)
    )
    known = runs.with_columns(
        **sums, months_at_plan=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over(_RUN)
    ).select(
        *PLACE,
        "months_at_plan",
        recorded_variation=pl.when(pl.col("months_at_plan") < length)
        .then(pl.lit(0, _RATE))
        .otherwise(variation.round(4).cast(_RATE)),
    )
    apart = pl.col("equal").is_not_null() & ~pl.col("equal")
    return (
        marked.join(known, on=list(PLACE), how="left")
        .with_columns(
            months_at_plan=pl.when(apart).then(0).otherwise("months_at_plan"),
            recorded_variation=pl.when(apart)
            .then(pl.lit(0, _RATE))
            .otherwise("recorded_variation"),
            recorded_hours=pl.col("recorded_hours").cast(WIDE),
        )
        .drop("equal")
    )


INVOICE_HISTORY = View(
    name="invoice_history",
    doc="Un mois facturé par lignes de facture, pour une personne et une prestation, et ceux d'avant, face au plan.",
    columns=COLUMNS,
    needs=("invoice_lines", "rights"),
    build=build,
)
