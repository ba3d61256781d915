"""View `employment_month`: a helper employed by a beneficiary, in one month."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_end
from bondroit.engine.law.pch import tariff
from bondroit.engine.parameters import Parameters
from bondroit.engine.views import declare
from bondroit.engine.views.covered import months_covered
from bondroit.engine.views.holders import HOME_BENEFITS, with_holder
from bondroit.engine.views.net_paid import live_payments, net_paid
from bondroit.engine.views.person_records import with_individual
from bondroit.engine.views.provider_facts import HUMAN_HELP, with_subject
from bondroit.engine.views.shared_columns import MODE_OF_MONTH
from bondroit.engine.views.shares import with_share
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.view import Pass, Scope, Type, View
from bondroit.model.outputs import HOURS, MONEY
from bondroit.model.table_set import TableSet

LINKS: Final = ("spouse", "parent", "child", "other")
_PLACE: Final = ("source", "person_id", "benefit", "carer_id", "month")

COLUMNS: Final = (
    declare.month("Mois du salaire déclaré.", ("employments",)),
    declare.benefit("Prestation à domicile dont l'employeur est titulaire.", ("rights",), "PCH", codes=HOME_BENEFITS),
    declare.code("carer_link", "lien avec le bénéficiaire", "Lien du salarié avec le bénéficiaire : celui de la déclaration, sinon celui du droit qui nomme le même aidant.", ("employments", "rights"), LINKS, "other"),
    declare.money("salary", "salaire déclaré", "Salaires déclarés pour ce salarié, ce mois-là.", ("employments",), "450.00"),
    declare.hours("declared_hours", "heures déclarées", "Heures déclarées pour ce salarié, ce mois-là.", ("employments",), "30.00"),
    declare.money("net_paid", "montant net versé", "Net versé de la prestation (PCH : aide humaine) au bénéficiaire pour ce mois.", ("payments", "bank_returns"), "585.53", none="0.00"),
    MODE_OF_MONTH,
    declare.flag("exception_noted", "exception notée", "Le droit porte un motif d'exception (besoin d'aide totale et constante).", ("rights",), none=False),
    declare.rate("rate", "taux de prise en charge", "Taux de prise en charge de la PCH.", ("rights",), "1.0000"),
    declare.derived("employed_tariff", Type.MONEY, "tarif de l'emploi direct", "PCH : tarif horaire de l'emploi direct, ce mois-là."),
    declare.derived("carer_tariff", Type.MONEY, "tarif de l'aidant familial", "PCH : tarif horaire du dédommagement d'un aidant familial, ce mois-là."),
)  # fmt: skip


def derive(frame: pl.LazyFrame, parameters: Parameters, _scope: Scope) -> pl.LazyFrame:
    """Add the hourly tariffs of employment and of compensation."""
    month = pl.col("month")
    return frame.with_columns(
        employed_tariff=tariff(pl.lit("direct"), month, parameters),
        carer_tariff=tariff(pl.lit("family_carer"), month, parameters),
    )


def build(tables: TableSet, parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Give the months of employment of those who hold a right at home."""
    work = held_frame(
        pl.concat([_held_by(benefit, tables, scope) for benefit in HOME_BENEFITS])
    )
    placed = held_frame(
        with_share(work, tables).filter(pl.col("right_id").is_not_null())
    )
    frame = (
        placed.join(_versions(placed, tables), on=["source", "right_id", "month"])
        .join(
            _paid(tables, scope),
            on=["source", "person_id", "benefit", "month"],
            how="left",
        )
        .with_columns(
            carer_link=pl.coalesce(
                "carer_link",
                pl.when(pl.col("right_carer") == pl.col("carer_id")).then("right_link"),
            ),
            net_paid=pl.when(
                pl.col("month").is_in(months_covered(tables, "payments", scope))
            )
            .then(pl.col("net_paid").fill_null(pl.lit(0, MONEY)))
            .otherwise("net_paid"),
        )
    )
    whole = derive(with_individual(frame, tables), parameters, scope)
    yield Pass(
        source="-",
        frame=with_subject(whole, *_PLACE).drop("carer_id", "payer_share"),
    )


def _held_by(benefit: str, tables: TableSet, scope: Scope) -> pl.LazyFrame:
    """Sum the salaries of each helper and month, on the record of a benefit."""
    inside = pl.col("month").is_between(scope.first_month, scope.last_month)
    work = (
        tables.frame("employments").filter(inside).with_columns(benefit=pl.lit(benefit))
    )
    amount, hours = pl.col("paid_amount"), pl.col("declared_hours")
    link = pl.col("carer_link")
    return (
        with_holder(work, tables)
        .group_by(_PLACE)
        .agg(
            carer_link=pl.when(link.min() == link.max()).then(link.max()),
            salary=pl.when(amount.is_not_null().all()).then(amount.sum()).cast(MONEY),
            declared_hours=pl.when(hours.is_not_null().all())
            .then(hours.sum())
            .cast(HOURS),
        )
    )


def _versions(placed: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Return what the version in force in the month says of the help."""
    key = ["source", "right_id", "month"]
    versions = tables.frame("rights").select(
        "source",
        "right_id",
        "valid_from",
        "delivery_mode",
        "rate",
        right_carer="carer_id",
        right_link="carer_link",
        exception_noted=pl.col("exception_code").is_not_null(),
    )
    return (
        placed.select(key)
        .unique()
        .join(versions, on=["source", "right_id"])
        .filter(pl.col("valid_from") <= month_end(pl.col("month")))
        .sort("valid_from", descending=True)
        .unique(key, keep="first", maintain_order=True)
        .drop("valid_from")
    )


def _paid(tables: TableSet, scope: Scope) -> pl.LazyFrame:
    by = ("source", "person_id", "benefit", "month")
    human = pl.col("element").is_null() | (pl.col("element") == HUMAN_HELP)
    payments = live_payments(tables).filter(
        human
        & pl.col("benefit").is_in(HOME_BENEFITS)
        & pl.col("month").is_between(scope.first_month, scope.last_month)
    )
    return net_paid(payments, by).select(*by, "net_paid")


EMPLOYMENT_MONTH = View(
    name="employment_month",
    doc="Un salarié d'un bénéficiaire de l'APA à domicile ou de la PCH, et un mois.",
    columns=COLUMNS,
    needs=("employments", "rights"),
    build=build,
    derive=derive,
)
