"""View `invoice_month`: what a provider billed for a person in a month, and what was done."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import polars as pl

from bondroit.engine.parameters import Parameters
from bondroit.engine.views.invoice_opening import OPENING_COLUMNS, with_opening
from bondroit.engine.views.person_records import with_holder, with_individual
from bondroit.engine.views.provider_facts import (
    NEVER,
    WIDE,
    billing_spans,
    element_of_help,
    in_scope,
    recorded_visits,
    with_provider,
    with_recorded,
    with_share,
    with_subject,
)
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.view import Pass, Scope, Type, View, ViewColumn
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

PLACE = ("source", "provider_id", "person_id", "benefit", "month")
_PAID_KINDS = ("regular", "arrears", "advance")

COLUMNS = (
    ViewColumn(
        name="month",
        type=Type.MONTH,
        typical=date(2025, 3, 1),
        label="mois de droit",
        doc="Mois de droit facturé.",
        tables=("invoice_lines", "payments"),
    ),
    ViewColumn(
        name="benefit",
        type=Type.CODE,
        codes=("APA_HOME", "PCH", "APA_FACILITY", "ACTP", "RSA"),
        typical="APA_HOME",
        label="prestation",
        doc="Prestation facturée.",
        tables=("invoice_lines", "payments"),
    ),
    ViewColumn(
        name="billing",
        type=Type.CODE,
        codes=("invoice", "payment"),
        typical="invoice",
        label="origine de la facturation",
        doc="invoice : lignes de facture ; payment : à défaut de toute ligne de ce prestataire ce mois-là, heures payées.",
        tables=("invoice_lines", "payments"),
    ),
    ViewColumn(
        name="invoiced_hours",
        type=Type.HOURS,
        typical=Decimal("20.00"),
        label="heures facturées",
        doc="Heures facturées, avoirs déduits.",
        tables=("invoice_lines", "payments"),
    ),
    ViewColumn(
        name="billed_amount",
        type=Type.MONEY,
        typical=Decimal("480.00"),
        label="montant facturé",
        doc="Montant facturé, participation comprise, avoirs déduits.",
        tables=("invoice_lines", "payments"),
    ),
    ViewColumn(
        name="unit_price",
        type=Type.MONEY,
        typical=Decimal("24.00"),
        label="prix de l'heure facturé",
        doc="Prix de l'heure facturé ; s'il varie dans le mois, montant divisé par les heures.",
        tables=("invoice_lines", "payments"),
    ),
    ViewColumn(
        name="hours_over_tariff",
        type=Type.HOURS,
        typical=Decimal("0.00"),
        none=Decimal("0.00"),
        label="heures facturées au-dessus du tarif",
        doc="Heures des lignes dont le prix dépasse le tarif opposable de plus que la tolérance.",
        tables=("invoice_lines", "payments", "providers"),
    ),
    ViewColumn(
        name="excess_over_tariff",
        type=Type.MONEY,
        typical=Decimal("0.00"),
        none=Decimal("0.00"),
        label="montant facturé au-delà du tarif",
        doc="Sur ces heures, écart entre le prix facturé et le tarif opposable ; inconnu sans tarif.",
        tables=("invoice_lines", "payments", "providers"),
    ),
    ViewColumn(
        name="tariff",
        type=Type.MONEY,
        typical=Decimal("24.00"),
        label="tarif opposable",
        doc="Tarif de l'heure du prestataire en vigueur ce mois-là.",
        tables=("providers",),
    ),
    ViewColumn(
        name="recorded_hours",
        type=Type.HOURS,
        typical=Decimal("20.00"),
        label="heures télégérées",
        doc="Heures des interventions enregistrées ; inconnues si le prestataire n'en a enregistré aucune ce mois-là.",
        tables=("visits",),
    ),
    ViewColumn(
        name="payer_share",
        type=Type.RATE,
        typical=Decimal("0.9"),
        label="part payée par le département",
        doc="APA : (plan − participation) / plan ; PCH : taux de prise en charge.",
        tables=("rights",),
    ),
    ViewColumn(
        name="closed_on",
        type=Type.DATE,
        typical=NEVER,
        none=NEVER,
        label="date de fermeture du prestataire",
        doc="Date de fermeture de l'établissement ; 31/12/9999 s'il est ouvert.",
        tables=("providers",),
    ),
    ViewColumn(
        name="has_successor",
        type=Type.FLAG,
        typical=False,
        label="établissement repris",
        doc="L'établissement a un successeur connu.",
        tables=("providers",),
    ),
    ViewColumn(
        name="billed_after_closing",
        type=Type.MONEY,
        typical=Decimal("0.00"),
        none=Decimal("0.00"),
        label="montant facturé après la fermeture",
        doc="Tout le montant d'un mois postérieur à la fermeture ; le mois de la fermeture, les heures des interventions postérieures au prix facturé.",
        tables=("invoice_lines", "payments", "visits", "providers"),
    ),
    *OPENING_COLUMNS,
)


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
    price = pl.col("unit_price").cast(WIDE)
    gap = price - pl.col("tariff").cast(WIDE)
    over = gap > parameters.expr("tolerance_tarif", pl.col("month"))
    hours = pl.col("hours").cast(WIDE)
    known = over.is_not_null().all() & pl.col("hours").is_not_null().all()
    total = pl.col("amount").sum()
    sum_hours = pl.when(pl.col("hours").is_not_null().all()).then(hours.sum())
    one_price = (price.n_unique() == 1) & price.is_not_null().all()
    return lines.group_by(PLACE).agg(
        billing=pl.col("billing").first(),
        invoiced_hours=sum_hours,
        billed_amount=total,
        unit_price=pl.when(one_price)
        .then(price.first())
        .otherwise(
            pl.when(sum_hours > 0)
            .then(total.cast(WIDE) / sum_hours)
            .round(2, mode="half_away_from_zero")
        ),
        hours_over_tariff=pl.when(known).then(hours.filter(over).sum()),
        excess_over_tariff=pl.when(known).then((hours * gap).filter(over).sum()),
        tariff=pl.col("tariff").first(),
        closed_on=pl.col("closed_on").first(),
        has_successor=pl.col("has_successor").first(),
    )


def _with_closing(months: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Add `billed_after_closing`."""
    place = [*PLACE]
    after = (
        recorded_visits(tables)
        .join(months.select(*PLACE, "closed_on"), on=place)
        .filter(pl.col("start").dt.date() > pl.col("closed_on"))
        .group_by(place)
        .agg(hours_after=pl.col("visit_hours").sum())
    )
    late = (
        pl.col("hours_after").fill_null(pl.lit(0, dtype=WIDE))
        * pl.col("unit_price").cast(WIDE)
    ).round(2, mode="half_away_from_zero")
    amount = (
        pl.when(pl.col("closed_on") < pl.col("month"))
        .then(pl.col("billed_amount").cast(WIDE))
        .when(pl.col("closed_on") > pl.col("month").dt.month_end())
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
