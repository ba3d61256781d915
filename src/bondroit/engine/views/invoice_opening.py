"""What is billed for the days before a provider was created, for `invoice_month`."""

from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_end, month_start
from bondroit.engine.views import declare
from bondroit.engine.views.provider_facts import PLACE, WIDE
from bondroit.engine.views.shared_columns import LONG_AGO
from bondroit.engine.views.visit_hours import hours_where
from bondroit.model.table_set import TableSet

OPENING_COLUMNS: Final = (
    declare.day("opened_on", "date de création du prestataire", "Date de création de l'établissement ; date ancienne si le répertoire n'en dit pas.", ("providers",), LONG_AGO, none=LONG_AGO),
    declare.flag("has_predecessor", "reprise d'un établissement", "Un autre établissement du répertoire a celui-ci pour successeur.", ("providers",), none=False),
    declare.money("billed_before_opening", "montant facturé avant la création", "Tout le montant d'un mois antérieur à la création ; le mois de la création, les heures des interventions antérieures au prix facturé.", ("invoice_lines", "payments", "visits", "providers"), "0.00", none="0.00"),
)  # fmt: skip


def with_opening(months: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Add OPENING_COLUMNS; null for a provider that is not listed.

    The creation is the earliest date that the versions of the register tell.

    Args:
        months: source, provider_id, person_id, benefit, month, billed_amount and
            unit_price.
        tables: providers and visits.

    """
    versions = tables.frame("providers")
    openings = versions.group_by("provider_id").agg(
        opened_on=pl.col("opened_on").min().fill_null(LONG_AGO)
    )
    taken = (
        versions.select(provider_id="successor_id", has_predecessor=pl.lit(value=True))
        .drop_nulls()
        .unique()
    )
    placed = months.join(openings, on="provider_id", how="left").join(
        taken, on="provider_id", how="left"
    )
    place = list(PLACE)
    created = month_start(pl.col("opened_on")) == pl.col("month")
    early = hours_where(
        placed.filter(created).select(*PLACE, "opened_on"),
        tables,
        pl.col("start").dt.date() < pl.col("opened_on"),
        "hours_before",
    )
    before = pl.col("hours_before").fill_null(pl.lit(0, dtype=WIDE)) * pl.col(
        "unit_price"
    ).cast(WIDE)
    amount = (
        pl.when(pl.col("opened_on") > month_end(pl.col("month")))
        .then(pl.col("billed_amount").cast(WIDE))
        .when(pl.col("opened_on") <= pl.col("month"))
        .then(pl.lit(0, dtype=WIDE))
        .when(pl.col("opened_on").is_not_null())
        .then(before.round(2, mode="half_away_from_zero"))
    )
    listed = pl.col("opened_on").is_not_null()
    return (
        placed.join(early, on=place, how="left")
        .with_columns(
            billed_before_opening=amount,
            has_predecessor=pl.when(listed).then(
                pl.col("has_predecessor").fill_null(value=False)
            ),
        )
        .drop("hours_before")
    )
