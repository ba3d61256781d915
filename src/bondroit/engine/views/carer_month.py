"""View `carer_month`: one family carer of one beneficiary, in one month."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl

from bondroit.engine.language.calendar import month_end
from bondroit.engine.law.pch import carer_cap
from bondroit.engine.parameters import Parameters
from bondroit.engine.views import declare
from bondroit.engine.views.carer_load import (
    LOAD_COLUMNS,
    load_tariffs,
    with_load,
)
from bondroit.engine.views.covered import months_covered
from bondroit.engine.views.holders import with_holder
from bondroit.engine.views.net_paid import live_payments, net_paid
from bondroit.engine.views.person_records import with_individual
from bondroit.engine.views.provider_facts import HUMAN_HELP, in_scope, with_subject
from bondroit.engine.views.shared_columns import FAR
from bondroit.engine.views.shares import with_share
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.view import Pass, Scope, Type, View
from bondroit.model.outputs import HOURS, MONEY
from bondroit.model.table_set import TableSet

_PLACE = ("source", "person_id", "carer_id", "month")
_OWN_MODES = ("family_carer", "direct", "mandate")

COLUMNS = (
    declare.month("Mois de droit dédommagé.", ("payments",), date(2025, 5, 1)),
    declare.money("compensated_amount", "dédommagement versé", "Net versé à cet aidant pour ce bénéficiaire et ce mois.", ("payments", "bank_returns"), "600.00"),
    declare.hours("compensated_hours", "heures dédommagées", "Heures payées à cet aidant pour ce bénéficiaire et ce mois.", ("payments", "bank_returns"), "60.00"),
    declare.hours("carer_granted_hours", "heures accordées", "Heures d'aide humaine accordées ce mois-là, dédommagées ou salariées, tous droits ensemble.", ("rights",), "60.00"),
    declare.derived("hours_in_both", Type.HOURS, "heures payées deux fois", "Heures dédommagées et salariées au-delà des heures accordées, au plus les unes ou les autres.", ("payments", "employments", "rights"), typical=Decimal("0.00")),
    declare.flag("raised_cap", "plafond majoré", "Le droit porte un motif d'exception : le plafond majoré est retenu, au bénéfice du doute.", ("rights",)),
    declare.derived("compensation_cap", Type.MONEY, "plafond mensuel du dédommagement", "Plafond d'un aidant pour un bénéficiaire ce mois-là, majoré ou non.", ("rights",), typical=Decimal("1231.15")),
    declare.money("employed_amount", "salaire versé à l'aidant", "Salaire du même aidant, employé par le même bénéficiaire, ce mois-là.", ("employments",), "0.00", none="0.00"),
    declare.hours("employed_hours", "heures salariées de l'aidant", "Heures déclarées du même aidant pour le même bénéficiaire, ce mois-là.", ("employments",), "0.00", none="0.00"),
    declare.flag("employed", "aidant aussi salarié", "L'aidant est déclaré salarié du bénéficiaire ce mois-là ; inconnu sans fichier d'emploi couvrant le mois.", ("employments",)),
)  # fmt: skip


def _human_help(tables: TableSet, scope: Scope) -> pl.LazyFrame:
    """Return PCH element 1 payments of the scope, with the right they pay."""
    rights = (
        tables.frame("rights")
        .filter(pl.col("benefit") == "PCH")
        .select(
            "source",
            "right_id",
            "valid_from",
            right_until=pl.min_horizontal("valid_to", "end_date").fill_null(FAR),
            right_mode="delivery_mode",
            right_carer="carer_id",
            raised=pl.col("exception_code").is_not_null(),
        )
    )
    human = tables.frame("payments").filter(
        (pl.col("benefit") == "PCH")
        & (pl.col("element").is_null() | (pl.col("element") == HUMAN_HELP))
        & in_scope(scope.first_month, scope.last_month)
    )
    kept = replace(tables, frames={**tables.frames, "payments": human})
    paid = held_frame(live_payments(kept))
    payments = held_frame(
        with_share(
            paid.rename({"right_id": "paid_right", "element": "paid_element"}), tables
        )
        .with_columns(
            right_id=pl.coalesce("paid_right", "right_id"), element="paid_element"
        )
        .drop("paid_right", "paid_element", "payer_share")
    )
    versions = (
        payments.select("source", "right_id", "month")
        .unique()
        .join(rights, on=["source", "right_id"])
        .filter(pl.col("valid_from") <= month_end(pl.col("month")))
        .with_columns(running=pl.col("right_until") >= pl.col("month"))
        .sort("running", "valid_from", descending=True)
        .unique(["source", "right_id", "month"], keep="first", maintain_order=True)
        .drop("valid_from", "right_until", "running")
    )
    return payments.join(versions, on=["source", "right_id", "month"], how="left")


def _compensated(tables: TableSet, scope: Scope) -> pl.LazyFrame:
    """One row a _PLACE: what was paid, by which right, to whom."""
    to_carer = pl.col("payee") == "carer"
    family = pl.col("right_mode") == "family_carer"
    payments = held_frame(
        _human_help(tables, scope)
        .with_columns(
            carer_id=pl.when(to_carer)
            .then(pl.coalesce("payee_id", "right_carer"))
            .when(family)
            .then("right_carer")
        )
        .filter(pl.col("carer_id").is_not_null())
    )
    facts = payments.group_by(_PLACE).agg(
        raised_cap=pl.col("raised").any(ignore_nulls=False),
        right_id=pl.col("right_id").min(),
        element=pl.col("element").max(),
        debtor=pl.when(to_carer.all())
        .then(pl.lit("carer"))
        .otherwise(pl.lit("beneficiary")),
    )
    counted = payments.filter((pl.col("amount") > 0) & ~pl.col("returned"))
    price = pl.col("unit_price")
    hours = counted.group_by(_PLACE).agg(
        compensated_price=pl.when(price.min() == price.max()).then(price.max()),
        compensated_hours=pl.when(pl.col("hours").is_not_null().all())
        .then(pl.col("hours").sum())
        .cast(HOURS),
    )
    sums = net_paid(payments, _PLACE).select(*_PLACE, compensated_amount="net_paid")
    return sums.join(facts, on=list(_PLACE)).join(hours, on=list(_PLACE), how="left")


def _granted(tables: TableSet, months: pl.LazyFrame) -> pl.LazyFrame:
    """Return source, person_id, month, carer_granted_hours: open rights together.

    Args:
        tables: for the rights.
        months: source, person_id, month.

    """
    who = ["source", "person_id", "month"]
    human = pl.col("element").is_null() | (pl.col("element") == HUMAN_HELP)
    until = pl.min_horizontal("valid_to", "end_date").fill_null(FAR)
    hours = pl.col("granted_hours")
    return (
        tables.frame("rights")
        .filter((pl.col("benefit") == "PCH") & human & (pl.col("state") == "open"))
        .filter(pl.col("delivery_mode").is_in(_OWN_MODES))
        .with_columns(until=until)
        .join(months.unique(), on=["source", "person_id"])
        .filter(pl.col("valid_from") <= month_end(pl.col("month")))
        .filter(pl.col("until") >= pl.col("month"))
        .sort("valid_from", descending=True)
        .unique([*who, "right_id"], keep="first", maintain_order=True)
        .group_by(who)
        .agg(
            carer_granted_hours=pl.when(hours.is_not_null().all())
            .then(hours.sum())
            .cast(HOURS)
        )
    )


def _employed(tables: TableSet) -> pl.LazyFrame:
    work = tables.frame("employments").with_columns(benefit=pl.lit("PCH"))
    amount, hours = pl.col("paid_amount"), pl.col("declared_hours")
    return (
        with_holder(work, tables)
        .group_by(_PLACE)
        .agg(
            employed_amount=pl.when(amount.is_not_null().all()).then(amount.sum()),
            employed_hours=pl.when(hours.is_not_null().all()).then(hours.sum()),
            employed=pl.lit(value=True),
        )
    )


def derive(frame: pl.LazyFrame, parameters: Parameters, _scope: Scope) -> pl.LazyFrame:
    """Add `compensation_cap` and `hours_in_both`."""
    cap = carer_cap(pl.col("raised_cap"), pl.col("month"), parameters)
    paid, worked = pl.col("compensated_hours"), pl.col("employed_hours")
    beyond = paid + worked - pl.col("carer_granted_hours")
    known = beyond.is_not_null()
    both = pl.min_horizontal(paid, worked, beyond).clip(lower_bound=0)
    return frame.with_columns(
        compensation_cap=cap,
        hours_in_both=pl.when(known).then(both).cast(HOURS),
        **load_tariffs(parameters),
    )


def build(tables: TableSet, parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Give the carers' months."""
    covered = pl.col("month").is_in(months_covered(tables, "employments", scope))
    alone = pl.col("employed").is_null() & covered
    compensated = held_frame(_compensated(tables, scope))
    who = ["source", "person_id", "month"]
    frame = (
        compensated.join(_granted(tables, compensated.select(who)), on=who, how="left")
        .join(_employed(tables), on=list(_PLACE), how="left")
        .with_columns(
            employed_amount=pl.when(alone)
            .then(pl.lit(0, dtype=MONEY))
            .otherwise("employed_amount"),
            employed_hours=pl.when(alone)
            .then(pl.lit(0, dtype=HOURS))
            .otherwise("employed_hours"),
            employed=pl.when(alone).then(pl.lit(value=False)).otherwise("employed"),
            benefit=pl.lit("PCH"),
        )
    )
    loaded = with_load(with_individual(frame, tables), tables, covered)
    whole = derive(loaded, parameters, scope)
    yield Pass(source="-", frame=with_subject(whole, *_PLACE).drop("carer_id"))


CARER_MONTH = View(
    name="carer_month",
    doc="Un mois de dédommagement d'un aidant familial pour un bénéficiaire (PCH, aide humaine).",
    columns=(*COLUMNS, *LOAD_COLUMNS),
    needs=("payments",),
    build=build,
    derive=derive,
)
