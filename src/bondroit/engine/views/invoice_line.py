"""View `invoice_line`: identical lines of one invoice month."""

from collections.abc import Iterator

import polars as pl

from bondroit.engine.parameters import Parameters
from bondroit.engine.views import declare
from bondroit.engine.views.billing_spans import billing_spans
from bondroit.engine.views.invoice_month import billed_lines
from bondroit.engine.views.person_records import with_individual
from bondroit.engine.views.provider_facts import (
    PLACE,
    WIDE,
    element_of_help,
    in_scope,
    with_subject,
)
from bondroit.engine.views.shared_columns import (
    HELP_FIRST,
    INVOICED_MONTH,
    PAYER_SHARE,
    RECORDED_HOURS,
)
from bondroit.engine.views.shares import with_share
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.view import Pass, Scope, View
from bondroit.engine.views.visit_hours import with_recorded
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

COLUMNS = (
    INVOICED_MONTH,
    declare.benefit("Prestation facturée.", ("invoice_lines",), codes=HELP_FIRST),
    declare.money("line_amount", "montant de la ligne", "Montant commun aux lignes rapprochées.", ("invoice_lines",), "240.00"),
    declare.number("lines", "lignes de ce montant", "Lignes de ce montant, avoirs non comptés.", ("invoice_lines",), 1),
    declare.count("extra_lines", "lignes en double", "Lignes de trop : mêmes heures et même prix, ou même numéro de facture, avoirs de même montant déduits.", ("invoice_lines",)),
    declare.hours("extra_hours_month", "heures en double sur le mois", "Heures de toutes les lignes en double du mois chez ce prestataire.", ("invoice_lines",), "0.00", none="0.00"),
    declare.money("extra_amount_month", "montant en double sur le mois", "Montant de toutes les lignes en double du mois chez ce prestataire.", ("invoice_lines",), "0.00", none="0.00"),
    declare.hours("invoiced_hours", "heures facturées sur le mois", "Heures facturées du mois, avoirs déduits.", ("invoice_lines",), "20.00"),
    RECORDED_HOURS,
    PAYER_SHARE,
)  # fmt: skip


def _groups(lines: pl.LazyFrame) -> pl.LazyFrame:
    """One row a PLACE and amount: lines, extra_lines, and the month's sums."""
    group = [*PLACE, "line_amount"]
    positive = lines.filter(pl.col("amount") > 0).with_columns(line_amount="amount")
    groups = held_frame(
        positive.group_by(group).agg(
            lines=pl.len().cast(pl.Int64), line_hours=pl.col("hours").max()
        )
    )
    several = positive.join(
        groups.filter(pl.col("lines") > 1), on=group, how="semi"
    ).pipe(held_frame)
    extra = pl.max_horizontal("extra_alike", "extra_numbered").fill_null(0) - pl.col(
        "credits"
    ).fill_null(0)
    alike = _beyond_first(several, "extra_alike", "hours", "unit_price")
    numbered = _beyond_first(several, "extra_numbered", "invoice_id")
    return (
        groups.join(alike, on=group, how="left")
        .join(numbered, on=group, how="left")
        .join(_credit_notes(lines), on=group, how="left")
        .with_columns(extra_lines=extra.clip(0))
        .drop("extra_alike", "extra_numbered", "credits")
    )


def _beyond_first(positive: pl.LazyFrame, name: str, *alike: str) -> pl.LazyFrame:
    """Count, by PLACE and amount, the lines after the first that agree on `alike`."""
    known = pl.all_horizontal(pl.col(alike).is_not_null())
    again = pl.when(known).then(pl.col("len").cast(pl.Int64) - 1).otherwise(0)
    return (
        positive.group_by(*PLACE, "line_amount", *alike)
        .len()
        .with_columns(again=again)
        .group_by(*PLACE, "line_amount")
        .agg(pl.col("again").sum().alias(name))
    )


def _credit_notes(lines: pl.LazyFrame) -> pl.LazyFrame:
    return (
        lines.filter(pl.col("amount") < 0)
        .with_columns(line_amount=-pl.col("amount"))
        .group_by(*PLACE, "line_amount")
        .agg(credits=pl.len().cast(pl.Int64))
    )


def _with_month(groups: pl.LazyFrame, lines: pl.LazyFrame) -> pl.LazyFrame:
    """Add what the duplicates of the month amount to, and the hours billed in all."""
    hours = pl.col("line_hours").cast(WIDE) * pl.col("extra_lines")
    amount = pl.col("line_amount").cast(WIDE) * pl.col("extra_lines")
    billed = lines.group_by(PLACE).agg(
        invoiced_hours=pl.when(pl.col("hours").is_not_null().all()).then(
            pl.col("hours").cast(WIDE).sum()
        )
    )
    doubtful = pl.col("line_hours").is_null() & (pl.col("extra_lines") > 0)
    extra = groups.group_by(PLACE).agg(
        extra_hours_month=pl.when(~doubtful.any()).then(hours.sum()),
        extra_amount_month=amount.sum().cast(MONEY),
    )
    return (
        groups.drop("line_hours")
        .join(extra, on=list(PLACE), how="left")
        .join(billed, on=list(PLACE), how="left")
    )


def duplicates(tables: TableSet, scope: Scope) -> pl.LazyFrame:
    """Return the months with lines billed twice, when most of them was not done.

    Args:
        tables: invoice_lines, visits, rights.
        scope: the months.

    Returns:
        PLACE, extra_amount_month, payer_share: one row a month of a provider and person.

    """
    lines = billed_lines(tables).filter(
        (pl.col("billing") == "invoice") & in_scope(scope.first_month, scope.last_month)
    )
    alike = [*PLACE, "amount"]
    twice = lines.group_by(alike).len().filter(pl.col("len") > 1).select(PLACE)
    kept = held_frame(lines.join(twice.unique(), on=list(PLACE), how="semi"))
    groups = held_frame(_with_month(held_frame(_groups(kept)), kept))
    extra = groups.filter(pl.col("extra_lines") > 0)
    done = pl.col("recorded_hours").fill_null(0)
    rest = pl.col("invoiced_hours") - pl.col("extra_hours_month") / 2
    return (
        with_share(held_frame(with_recorded(extra, tables)), tables)
        .filter(done <= rest)
        .select(*PLACE, "extra_amount_month", "payer_share")
        .unique()
    )


def build(tables: TableSet, _parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Give the amounts billed."""
    for span, kept in billing_spans(tables, scope):
        inside = in_scope(span.first_month, span.last_month)
        lines = held_frame(
            billed_lines(kept).filter((pl.col("billing") == "invoice") & inside)
        )
        groups = held_frame(_with_month(held_frame(_groups(lines)), lines))
        done = held_frame(with_recorded(groups, kept))
        frame = with_individual(with_share(done, kept), kept).with_columns(
            element_of_help(), debtor=pl.lit("provider")
        )
        yield Pass(source="-", frame=with_subject(frame, *PLACE, "line_amount"))


INVOICE_LINE = View(
    name="invoice_line",
    doc="Les lignes de facture de même montant d'un prestataire, pour une personne, une prestation et un mois.",
    columns=COLUMNS,
    needs=("invoice_lines",),
    build=build,
)
