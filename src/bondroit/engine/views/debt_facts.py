"""Facts of debts: what their months were paid, what was due, what arrears followed."""

from dataclasses import replace
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import each_month
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.debt_households import explained_months
from bondroit.engine.views.paid_months import SUBJECT_ID
from bondroit.engine.views.payment_months import (
    arrears_are_known,
    payment_months_covered,
)
from bondroit.engine.views.right_month import RIGHT_MONTH
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

DEBT: Final = ["debt_rank"]
"""Number of a debt among those of a run."""

_SAME: Final = ("source", SUBJECT_ID, "benefit")
_YEAR: Final = "-12mo"
_CUT: Final = ("hospital_days_after_delay", "hospital_days_reduced", "care_home_days")
"""Days of a month that a stay makes undue or reduced."""


def debt_months(debts: pl.LazyFrame) -> pl.LazyFrame:
    """Repeat each debt for every month it claims: DEBT, source, subject, benefit, of."""
    return debts.pipe(each_month, pl.col("from_month"), pl.col("month"), "of").select(
        *DEBT, *_SAME, "of"
    )


def covered_months(tables: TableSet, debts: pl.LazyFrame) -> pl.LazyFrame:
    """Return source, of, covered: the months whose payments are known."""
    scope = _scope(debts)
    sources = debts.select(pl.col("source").unique().sort()).collect().to_series()
    rows = [
        (source, month, True)
        for source in sources.to_list()
        for month in payment_months_covered(tables, source, scope)
    ]
    schema = {"source": pl.String, "of": pl.Date, "covered": pl.Boolean}
    return pl.LazyFrame(rows, schema=schema, orient="row")


def recomputed(
    debts: pl.LazyFrame, tables: TableSet, parameters: Parameters
) -> pl.LazyFrame:
    """Recompute what was undue in the months of each debt.

    Returns:
        DEBT, recomputed_undue (euros; null where a month is not known), another_cause.

    """
    months = _right_months(debts, tables, parameters)
    known = covered_months(tables, debts)
    rsa = pl.col("benefit") == "RSA"
    due = pl.when(rsa).then("household_right").otherwise("expected_due")
    paid = pl.col("paid_before_recovery")
    nothing = pl.lit(0, MONEY)
    undue = (
        pl.when(paid <= 0)
        .then(nothing)
        .otherwise((paid - due).clip(lower_bound=0))
        .cast(MONEY)
    )
    stays = pl.any_horizontal(pl.col(name) > 0 for name in _CUT)
    cut = pl.any_horizontal(
        told.fill_null(value=False)
        for told in (stays, pl.col("holder_dead"), pl.col("member_cause"))
    )
    summed = (
        months.with_columns(undue=undue, cut=cut)
        .group_by(*_SAME, of="month")
        .agg(
            undue=pl.when(pl.col("undue").is_not_null().all()).then(
                pl.col("undue").sum()
            ),
            cut=pl.col("cut").any(),
            listed=pl.lit(value=True),
        )
    )
    silent = pl.when(pl.col("covered") & pl.col("listed").is_null()).then(nothing)
    return (
        debt_months(debts)
        .join(summed, on=[*_SAME, "of"], how="left")
        .join(known, on=["source", "of"], how="left")
        .with_columns(undue=pl.coalesce("undue", silent))
        .group_by(DEBT)
        .agg(
            recomputed_undue=pl.when(pl.col("undue").is_not_null().all())
            .then(pl.col("undue").sum())
            .cast(MONEY),
            another_cause=pl.col("cut").any(),
        )
    )


def arrears_in_year(debts: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Count the days arrears were paid in the twelve months that end with each debt.

    Returns:
        DEBT, arrears_in_year: null where the debt is not dated or the source of the
        payments does not tell arrears.

    """
    pairs = debts.select("source", "benefit").unique().collect()
    told = [
        pair
        for pair in pairs.iter_rows()
        if arrears_are_known(tables, pair[0], pair[1])
    ]
    telling = pl.LazyFrame(told, schema=pairs.schema, orient="row")
    household = pl.when(pl.col("benefit") == "RSA").then(pl.col("household_id"))
    paid = (
        tables.frame("payments")
        .filter((pl.col("kind") == "arrears") & pl.col("paid_on").is_not_null())
        .select(
            "source",
            "benefit",
            "paid_on",
            pl.coalesce(household, "person_id").alias(SUBJECT_ID),
        )
        .unique()
    )
    dated = debts.filter(pl.col("created_on").is_not_null()).join(
        telling, on=["source", "benefit"], how="semi"
    )
    end = pl.col("created_on")
    inside = (pl.col("paid_on") > end.dt.offset_by(_YEAR)) & (pl.col("paid_on") <= end)
    return (
        dated.select(*DEBT, *_SAME, "created_on")
        .join(paid, on=list(_SAME), how="left")
        .group_by(DEBT)
        .agg(arrears_in_year=inside.fill_null(value=False).sum().cast(pl.Int32))
    )


def _right_months(
    debts: pl.LazyFrame, tables: TableSet, parameters: Parameters
) -> pl.LazyFrame:
    """Return the months of right of who has a debt: paid, due, days of stay, death."""
    wanted = debts.select("source", SUBJECT_ID).unique()
    kept = {
        name: held_frame(
            tables.frame(name).join(
                wanted.rename({SUBJECT_ID: key}), on=["source", key], how="semi"
            )
        )
        for name, key in (
            ("households", "household_id"),
            ("household_members", "household_id"),
        )
    }
    for name in ("payments", "rights"):
        subject = pl.coalesce(
            pl.when(pl.col("benefit") == "RSA").then(pl.col("household_id")),
            "person_id",
        )
        kept[name] = held_frame(
            tables.frame(name)
            .with_columns(subject.alias(SUBJECT_ID))
            .join(wanted, on=["source", SUBJECT_ID], how="semi")
            .drop(SUBJECT_ID)
        )
    few = replace(tables, frames={**tables.frames, **kept})
    members = explained_months(few, parameters, _scope(debts)).with_columns(
        member_cause=pl.lit(value=True)
    )
    names = ("paid_before_recovery", "expected_due", "household_right", "holder_dead")
    held = pl.coalesce(
        pl.when(pl.col("benefit") == "RSA").then(pl.col("household_id")), "person_id"
    )
    parts = [
        part.frame.select(
            "source", "benefit", "month", held.alias(SUBJECT_ID), *names, *_CUT
        ).collect()
        for part in RIGHT_MONTH.build(few, parameters, _scope(debts))
    ]
    if not parts:
        schema = {
            "source": pl.String(),
            "benefit": pl.String(),
            "month": pl.Date(),
            SUBJECT_ID: pl.String(),
            **dict.fromkeys(names[:3], MONEY),
            "holder_dead": pl.Boolean(),
            **dict.fromkeys(_CUT, pl.Int32()),
            "member_cause": pl.Boolean(),
        }
        return pl.LazyFrame(schema=schema)
    return (
        pl.concat(parts)
        .lazy()
        .join(
            members.rename({"of": "month"}),
            on=["source", "benefit", "month", SUBJECT_ID],
            how="left",
        )
    )


def _scope(debts: pl.LazyFrame) -> Scope:
    """Return the months from the first to the last one that debts claim."""
    bounds = debts.select(
        first=pl.col("from_month").min(), last=pl.col("month").max()
    ).collect()
    first, last = bounds.row(0)
    return Scope(first_month=first, last_month=last, as_of=last)
