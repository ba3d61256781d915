"""View `provider_month`: a provider and a month, all the persons it helps together."""

from collections.abc import Iterator
from functools import reduce
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_end, month_start
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.months_back import months_before
from bondroit.engine.views.net_paid import live_payments, net_paid
from bondroit.engine.views.provider_facts import with_subject
from bondroit.engine.views.provider_month_columns import COLUMNS
from bondroit.engine.views.shared_columns import FAR
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.view import Pass, Scope, View
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

_KEY: Final = ("provider_id", "month")
_QUARTER: Final = 3


def build(tables: TableSet, _parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Give the months in which a provider was paid, billed or made visits."""
    paid = live_payments(tables).filter(
        (pl.col("payee") == "provider") & pl.col("payee_id").is_not_null()
    )
    paid = paid.with_columns(provider_id=pl.col("payee_id"))
    parts = [_paid(paid), _accounts(paid, tables), _billed(tables), _visits(tables)]
    whole = reduce(
        lambda left, right: left.join(right, on=list(_KEY), how="full", coalesce=True),
        [held_frame(part) for part in parts],
    )
    inside = pl.col("month").is_between(scope.first_month, scope.last_month)
    zero, none = pl.lit(0, MONEY), pl.lit(0, pl.Int32)
    frame = _with_register(held_frame(whole.filter(inside)), tables).with_columns(
        pl.col("paid_amount").fill_null(zero),
        pl.col("billed_amount").fill_null(zero),
        pl.col("visits_3_months").fill_null(none),
        manual_3_months=pl.when(pl.col("visits_3_months").is_null())
        .then(none)
        .otherwise("manual_3_months"),
        debtor=pl.lit("provider"),
    )
    yield Pass(source="-", frame=with_subject(frame, *_KEY))


def _paid(paid: pl.LazyFrame) -> pl.LazyFrame:
    return net_paid(paid, _KEY).select(*_KEY, paid_amount="net_paid")


def _accounts(paid: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Tell whether the accounts credited in a month are new, and listed."""
    credited = held_frame(
        paid.filter((pl.col("amount") > 0) & pl.col("iban").is_not_null())
        .select(*_KEY, "iban")
        .unique()
    )
    since = pl.col("month").min()
    listed = (
        tables.frame("providers")
        .filter(pl.col("iban").is_not_null())
        .select("provider_id", "iban", listed=pl.lit(value=True))
        .unique()
    )
    known = listed.select("provider_id", told=pl.lit(value=True)).unique()
    return (
        credited.with_columns(
            opened=since.over("provider_id", "iban"), first=since.over("provider_id")
        )
        .join(listed, on=["provider_id", "iban"], how="left")
        .join(known, on="provider_id", how="left")
        .group_by(_KEY)
        .agg(
            new_account=(
                (pl.col("opened") == pl.col("month"))
                & (pl.col("first") < pl.col("month"))
            ).any(),
            account_listed=pl.when(pl.col("told").any()).then(
                pl.col("listed").fill_null(value=False).all()
            ),
        )
    )


def _billed(tables: TableSet) -> pl.LazyFrame:
    lines = tables.frame("invoice_lines")
    return lines.group_by(_KEY).agg(billed_amount=pl.col("amount").sum())


def _visits(tables: TableSet) -> pl.LazyFrame:
    """Count the visits of three months, and those not clocked as they were made.

    Where nothing was ever clocked, how visits were noted is unknown.
    """
    clocked = (
        pl.col("clocked_start").is_not_null() & pl.col("clocked_end").is_not_null()
    )
    months = (
        tables.frame("visits")
        .select(
            "provider_id",
            month=month_start(pl.col("start").dt.date()),
            clocked=clocked.cast(pl.Int32),
            manual=(~clocked | pl.col("adjustment").is_not_null()).cast(pl.Int32),
        )
        .group_by(_KEY)
        .agg(pl.len().cast(pl.Int32).alias("visits"), pl.col("clocked", "manual").sum())
    )
    window = months_before(held_frame(months), ["provider_id"], _QUARTER)
    return (
        window.group_by(_KEY)
        .agg(pl.col("visits", "clocked", "manual").sum())
        .select(
            *_KEY,
            visits_3_months="visits",
            manual_3_months=pl.when(pl.col("clocked") > 0).then("manual"),
        )
    )


def _with_register(months: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Add what the versions of the register in force in the month say.

    A provider authorised on part of the month is authorised.
    """
    versions = tables.frame("providers").select(
        "provider_id", "valid_from", "valid_to", "authorised", "delivery_mode"
    )
    mode = pl.col("delivery_mode")
    told = (
        months.select(_KEY)
        .join(versions, on="provider_id")
        .filter(
            (pl.col("valid_from") <= month_end(pl.col("month")))
            & (pl.col("valid_to").fill_null(FAR) >= pl.col("month"))
        )
        .group_by(_KEY)
        .agg(
            authorised=pl.col("authorised").any(ignore_nulls=False),
            delivery_mode=pl.when(mode.min() == mode.max()).then(mode.max()),
        )
    )
    return months.join(told, on=list(_KEY), how="left")


PROVIDER_MONTH = View(
    name="provider_month",
    doc="Un prestataire et un mois, toutes personnes aidées réunies ; les constats ne portent sur aucune personne.",
    columns=COLUMNS,
    needs=("providers",),
    build=build,
)
