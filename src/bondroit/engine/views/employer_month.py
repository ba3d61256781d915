"""View `employer_month`: what an employer is paid, beside what it declares."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from bondroit.engine.law.pch import tariff
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.covered import months_covered
from bondroit.engine.views.employer_month_columns import COLUMNS
from bondroit.engine.views.holders import HOME_BENEFITS, with_holder
from bondroit.engine.views.months_back import months_before
from bondroit.engine.views.net_paid import GIVEN, live_payments, net_paid
from bondroit.engine.views.person_records import with_individual
from bondroit.engine.views.provider_facts import HUMAN_HELP, WIDE, with_subject
from bondroit.engine.views.shares import with_share
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.version_facts import with_version
from bondroit.engine.views.view import Pass, Scope, View
from bondroit.model.outputs import HOURS, MONEY
from bondroit.model.table_set import TableSet

_WHO: Final = ("source", "person_id", "benefit")
_KEY: Final = (*_WHO, "month")
_YEAR: Final = 12
_SUMMED: Final = ("net_paid", "paid_hours", "declared_hours", "salary")


def build(tables: TableSet, parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Give the paid months of those who declare a salary in some month."""
    work = held_frame(_declared(tables))
    who = held_frame(work.select(_WHO).unique())
    paid = held_frame(_paid(tables, who))
    placed = with_version(
        with_share(paid, tables), tables, "delivery_mode", "rate"
    ).pipe(_with_hours, parameters)
    months = held_frame(_beside(placed, work, tables, scope))
    inside = pl.col("month").is_between(scope.first_month, scope.last_month)
    frame = (
        months.filter(inside)
        .join(_year(months), on=list(_KEY), how="left")
        .pipe(with_individual, tables)
        .with_columns(debtor=pl.lit("beneficiary"))
    )
    yield Pass(source="-", frame=with_subject(frame, *_KEY).drop("payer_share", "rate"))


def _declared(tables: TableSet) -> pl.LazyFrame:
    """Sum what each holder of a right at home declares in a month."""
    holders = tables.frame("rights").select(_WHO).unique()
    parts = [
        with_holder(
            tables.frame("employments").with_columns(benefit=pl.lit(benefit)), tables
        )
        for benefit in HOME_BENEFITS
    ]

    def total(name: str, dtype: pl.DataType) -> pl.Expr:
        value = pl.col(name)
        return pl.when(value.is_not_null().all()).then(value.sum()).cast(dtype)

    return (
        pl.concat(parts)
        .join(holders, on=list(_WHO), how="semi")
        .group_by(_KEY)
        .agg(
            declared_hours=total("declared_hours", HOURS),
            salary=total("paid_amount", MONEY),
        )
    )


def _paid(tables: TableSet, who: pl.LazyFrame) -> pl.LazyFrame:
    """Sum the payments of each month, and the hours they tell."""
    human = pl.col("element").is_null() | (pl.col("element") == HUMAN_HELP)
    payments = held_frame(
        live_payments(tables)
        .filter(human & pl.col("benefit").is_in(HOME_BENEFITS))
        .join(who, on=list(_WHO), how="semi")
    )
    given = pl.col("kind").is_in(list(GIVEN)) & ~pl.col("returned")
    told = pl.col("hours").filter(given)
    hours = payments.group_by(_KEY).agg(
        told_hours=pl.when(told.is_not_null().all()).then(told.sum()).cast(HOURS)
    )
    net = net_paid(payments, _KEY).select(*_KEY, "net_paid")
    return net.join(hours, on=list(_KEY), how="left").filter(pl.col("net_paid") > 0)


def _with_hours(months: pl.LazyFrame, parameters: Parameters) -> pl.LazyFrame:
    """Add the hours paid; PCH payments that tell none buy hours at the tariff."""
    price = tariff(pl.lit("direct"), pl.col("month"), parameters)
    bought = pl.col("net_paid").cast(WIDE) / (price * pl.col("rate")).cast(WIDE)
    counted = pl.when(pl.col("benefit") == "PCH").then(
        bought.round(2, mode="half_away_from_zero").cast(HOURS)
    )
    return months.with_columns(paid_hours=pl.coalesce("told_hours", counted)).drop(
        "told_hours"
    )


def _beside(
    paid: pl.LazyFrame, work: pl.LazyFrame, tables: TableSet, scope: Scope
) -> pl.LazyFrame:
    """Join the declarations of each paid month: nothing where they are covered."""
    window = Scope(
        first_month=scope.first_month.replace(year=scope.first_month.year - 1),
        last_month=scope.last_month,
        as_of=scope.as_of,
    )
    silent = pl.col("declares").is_null() & pl.col("month").is_in(
        months_covered(tables, "employments", window)
    )
    return paid.join(
        work.with_columns(declares=pl.lit(1, pl.Int32)), on=list(_KEY), how="left"
    ).with_columns(
        declared_hours=pl.when(silent)
        .then(pl.lit(0, HOURS))
        .otherwise("declared_hours"),
        salary=pl.when(silent).then(pl.lit(0, MONEY)).otherwise("salary"),
        declares=pl.when(silent).then(0).otherwise("declares").cast(pl.Int32),
    )


def _year(months: pl.LazyFrame) -> pl.LazyFrame:
    """Sum each month and the eleven before; unknown as soon as one is."""
    window = months_before(
        months.select(*_KEY, *_SUMMED, "declares"), list(_WHO), _YEAR
    )

    def total(name: str, dtype: pl.DataType) -> pl.Expr:
        value = pl.col(name)
        return pl.when(value.is_not_null().all()).then(value.sum()).cast(dtype)

    return window.group_by(_KEY).agg(
        net_paid_12=total("net_paid", MONEY),
        salary_12=total("salary", MONEY),
        paid_hours_12=total("paid_hours", HOURS),
        declared_hours_12=total("declared_hours", HOURS),
        months_paid_12=pl.len().cast(pl.Int32),
        months_declared_12=total("declares", pl.Int32()),
    )


EMPLOYER_MONTH = View(
    name="employer_month",
    doc="Un mois payé à un bénéficiaire de l'APA à domicile ou de la PCH dont au moins un salaire est déclaré.",
    columns=COLUMNS,
    needs=("employments", "payments", "rights"),
    build=build,
)
