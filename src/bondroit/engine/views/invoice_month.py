"""View `invoice_month`: what a provider billed for a person in a month, and what was done."""

from collections.abc import Iterator

import polars as pl

from bondroit.engine.language.calendar import month_end, month_start
from bondroit.engine.parameters import Parameters
from bondroit.engine.views import declare
from bondroit.engine.views.billing_spans import billing_spans
from bondroit.engine.views.holders import with_holder
from bondroit.engine.views.invoice_opening import OPENING_COLUMNS, with_opening
from bondroit.engine.views.person_records import with_individual
from bondroit.engine.views.provider_facts import (
    PLACE,
    WIDE,
    element_of_help,
    in_scope,
    with_provider,
    with_subject,
)
from bondroit.engine.views.shared_columns import (
    FAR,
    HELP_FIRST,
    PAYER_SHARE,
    RECORDED_HOURS,
)
from bondroit.engine.views.shares import with_share
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.view import Pass, Scope, View
from bondroit.engine.views.visit_hours import hours_where, with_recorded
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

_PAID_KINDS = ("regular", "arrears", "advance")

COLUMNS = (
    declare.month("Mois de droit facturé.", ("invoice_lines", "payments")),
    declare.benefit("Prestation facturée.", ("invoice_lines", "payments"), codes=HELP_FIRST),
    declare.code("billing", "origine de la facturation", "invoice : lignes de facture ; payment : à défaut de toute ligne de ce prestataire ce mois-là, heures payées.", ("invoice_lines", "payments"), ("invoice", "payment"), "invoice"),
    declare.hours("invoiced_hours", "heures facturées", "Heures facturées, avoirs déduits.", ("invoice_lines", "payments"), "20.00"),
    declare.money("billed_amount", "montant facturé", "Montant facturé, participation comprise, avoirs déduits.", ("invoice_lines", "payments"), "480.00"),
    declare.money("unit_price", "prix de l'heure facturé", "Prix de l'heure facturé ; s'il varie dans le mois, montant divisé par les heures.", ("invoice_lines", "payments"), "24.00"),
    declare.hours("hours_over_tariff", "heures facturées au-dessus du tarif", "Heures des lignes dont le prix dépasse le tarif opposable de plus que la tolérance.", ("invoice_lines", "payments", "providers"), "0.00", none="0.00"),
    declare.money("excess_over_tariff", "montant facturé au-delà du tarif", "Sur ces heures, écart entre le prix facturé et le tarif opposable ; inconnu sans tarif.", ("invoice_lines", "payments", "providers"), "0.00", none="0.00"),
    declare.money("tariff", "tarif opposable", "Tarif de l'heure du prestataire en vigueur ce mois-là.", ("providers",), "24.00"),
    RECORDED_HOURS,
    PAYER_SHARE,
    declare.day("closed_on", "date de fermeture du prestataire", "Date de fermeture de l'établissement ; 31/12/9999 s'il est ouvert.", ("providers",), FAR, none=FAR),
    declare.flag("has_successor", "établissement repris", "L'établissement a un successeur connu.", ("providers",)),
    declare.money("billed_after_closing", "montant facturé après la fermeture", "Tout le montant d'un mois postérieur à la fermeture ; le mois de la fermeture, les heures des interventions postérieures au prix facturé.", ("invoice_lines", "payments", "visits", "providers"), "0.00", none="0.00"),
    *OPENING_COLUMNS,
)  # fmt: skip


def billed_lines(tables: TableSet) -> pl.LazyFrame:
    """Return every billed line on the record that holds the right.

    A line with a negative amount is a credit note: its hours are negative too. Where a
    provider sent no line for a month, the hours paid to it stand in.

    Returns:
        PLACE, billing, hours, unit_price (euros an hour), amount (euros), invoice_id.

    """
    lines = tables.frame("invoice_lines").select(
        *PLACE,
        "hours",
        "unit_price",
        "amount",
        "invoice_id",
        billing=pl.lit("invoice"),
    )
    sent = lines.select("provider_id", "month").unique()
    paid = (
        tables.frame("payments")
        .filter(
            (pl.col("payee") == "provider")
            & pl.col("payee_id").is_not_null()
            & pl.col("hours").is_not_null()
            & pl.col("unit_price").is_not_null()
            & pl.col("kind").is_in(_PAID_KINDS)
        )
        .with_columns(provider_id=pl.col("payee_id"))
        .join(sent, on=["provider_id", "month"], how="anti")
        .select(
            *PLACE,
            "hours",
            "unit_price",
            amount=(pl.col("hours").cast(WIDE) * pl.col("unit_price").cast(WIDE))
            .round(2, mode="half_away_from_zero")
            .cast(MONEY),
            invoice_id=pl.lit(None, pl.String),
            billing=pl.lit("payment"),
        )
    )
    hours = (
        pl.when(pl.col("amount") < 0).then(-pl.col("hours").abs()).otherwise("hours")
    )
    both = pl.concat([lines, paid], how="diagonal").with_columns(hours=hours)
    return with_holder(both, tables)


def _months(tables: TableSet, parameters: Parameters, scope: Scope) -> pl.LazyFrame:
    """One row a PLACE, with what was billed above the tariff."""
    inside = in_scope(scope.first_month, scope.last_month)
    lines = with_provider(held_frame(billed_lines(tables).filter(inside)), tables)
    price, hours = pl.col("unit_price").cast(WIDE), pl.col("hours").cast(WIDE)
    gap = price - pl.col("tariff").cast(WIDE)
    over = gap > parameters.expr("tolerance_tarif", pl.col("month"))
    priced = lines.with_columns(
        price=price,
        hours=hours,
        over=over,
        hours_over=pl.when(over).then(hours),
        excess=pl.when(over).then(hours * gap),
    )
    told = pl.col("hours").is_not_null().all()
    known = pl.col("over").is_not_null().all() & told
    total, sum_hours = pl.col("amount").sum(), pl.col("hours").sum()
    one_price = (pl.col("price").min() == pl.col("price").max()) & pl.col(
        "price"
    ).is_not_null().all()
    return priced.group_by(PLACE).agg(
        billing=pl.col("billing").first(),
        invoiced_hours=pl.when(told).then(sum_hours),
        billed_amount=total,
        unit_price=pl.when(one_price)
        .then(pl.col("price").first())
        .otherwise(
            pl.when(told & (sum_hours > 0))
            .then(total.cast(WIDE) / sum_hours)
            .round(2, mode="half_away_from_zero")
        ),
        hours_over_tariff=pl.when(known).then(pl.col("hours_over").sum()),
        excess_over_tariff=pl.when(known).then(pl.col("excess").sum()),
        tariff=pl.col("tariff").first(),
        closed_on=pl.col("closed_on").first(),
        has_successor=pl.col("has_successor").first(),
    )


def _with_closing(months: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Add `billed_after_closing`."""
    place = [*PLACE]
    closing = month_start(pl.col("closed_on")) == pl.col("month")
    after = hours_where(
        months.filter(closing).select(*PLACE, "closed_on"),
        tables,
        pl.col("start").dt.date() > pl.col("closed_on"),
        "hours_after",
    )
    late = (
        pl.col("hours_after").fill_null(pl.lit(0, dtype=WIDE))
        * pl.col("unit_price").cast(WIDE)
    ).round(2, mode="half_away_from_zero")
    amount = (
        pl.when(pl.col("closed_on") < pl.col("month"))
        .then(pl.col("billed_amount").cast(WIDE))
        .when(pl.col("closed_on") > month_end(pl.col("month")))
        .then(pl.lit(0, dtype=WIDE))
        .when(pl.col("closed_on").is_not_null())
        .then(late)
    )
    return (
        months.join(after, on=place, how="left")
        .with_columns(billed_after_closing=amount)
        .drop("hours_after")
    )


def build(tables: TableSet, parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Give the invoiced months."""
    for span, kept in billing_spans(tables, scope):
        months = held_frame(_months(kept, parameters, span))
        opened = with_opening(_with_closing(months, kept), kept)
        done = held_frame(with_recorded(opened, kept))
        frame = with_individual(with_share(done, kept), kept).with_columns(
            element_of_help(), debtor=pl.lit("provider")
        )
        yield Pass(source="-", frame=with_subject(frame, *PLACE))


INVOICE_MONTH = View(
    name="invoice_month",
    doc="Un mois facturé par un prestataire pour une personne et une prestation.",
    columns=COLUMNS,
    needs=("rights",),
    build=build,
)
