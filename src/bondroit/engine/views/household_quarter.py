"""The reference quarter of an RSA household: its declaration, its dates, its reviews."""

from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_start, months_between, months_later
from bondroit.engine.law.rounding import half_up, to_cents, to_money, whole
from bondroit.engine.law.rsa import reference_month
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.household_people import FAMILY_BENEFITS, KEY
from bondroit.engine.views.view import Scope
from bondroit.model.table_set import TableSet

QUARTER: Final = ("household_id", "reference_from")
_MONTHS: Final = 3
_SHIFT: Final = "rsa_periode_reference_ressources_caf"


def undeclared(tables: TableSet, source: str, scope: Scope) -> pl.LazyFrame:
    """Count the months of a quarter of right that no declaration covers.

    A declaration made before the last month of its reference quarter began cannot tell
    that quarter. The latest one known in any month of the quarter of right is taken, so
    that a file one month late changes nothing.

    Returns:
        KEY, months_undeclared (of the quarter of right, those seen): only where no
        declaration covers the quarter.

    """
    late = pl.col("declared_on") < month_start(pl.col("reference_to"))
    rows = _rows(tables, source, scope)
    suspects = rows.filter(late).select(QUARTER).unique()
    quarters = rows.join(suspects, on=QUARTER, how="semi").select(
        *KEY, "reference_from", "reference_to", "declared_on"
    )
    uncovered = (
        quarters.group_by(QUARTER)
        .agg(
            months_undeclared=pl.len().cast(pl.Int32),
            late=pl.col("declared_on").max()
            < month_start(pl.col("reference_to").max()),
        )
        .filter("late")
    )
    return quarters.join(uncovered, on=QUARTER).select(*KEY, "months_undeclared")


def too_recent(
    tables: TableSet, parameters: Parameters, source: str, scope: Scope
) -> pl.LazyFrame:
    """Find the quarters that begin later than the law's, for CAF households.

    Seen in a month nearer to its reference quarter than the review allows; the whole
    quarter of right is then computed on the wrong months.

    Returns:
        KEY, reference_gap (months too recent), due_quarter_resources (euros a month:
        resources of the law's quarter and family benefits of the month; null where a
        month of it has no row of resources).

    """
    month, start = pl.col("month"), pl.col("reference_from")
    shift = whole(parameters, _SHIFT, month, 0).cast(pl.Int32)
    gap = shift - months_between(start, month)
    rows = _rows(tables, source, scope).filter(pl.col("payer") == "CAF")
    wrong = (
        rows.with_columns(reference_gap=gap)
        .filter(pl.col("reference_gap") > 0)
        .group_by(QUARTER)
        .agg(pl.col("reference_gap").max(), first_month=pl.col("month").min())
        .with_columns(
            due_from=reference_month(pl.col("first_month"), "CAF", parameters)
        )
    )
    found = rows.join(wrong, on=QUARTER).filter(month >= pl.col("first_month"))
    return (
        found.select(*KEY, "reference_gap", "due_from")
        .pipe(_with_resources, tables, source)
        .drop("due_from")
    )


def review_ranks(
    tables: TableSet, source: str, households: pl.LazyFrame, scope: Scope
) -> pl.LazyFrame:
    """Number the reference quarters of some households: KEY, review (1, 2, ...)."""
    return (
        tables.frame("households")
        .filter(
            (pl.col("source") == source)
            & (pl.col("month") <= scope.last_month)
            & pl.col("reference_from").is_not_null()
        )
        .join(households, on="household_id", how="semi")
        .select(
            *KEY,
            review=pl.col("reference_from")
            .rank("dense")
            .over("household_id")
            .cast(pl.Int32),
        )
    )


def quarter_starts(
    tables: TableSet, source: str, households: pl.LazyFrame
) -> pl.LazyFrame:
    """Return the first month of right of each reference quarter of some households.

    Returns:
        household_id, reference_from, quarter_started_on.

    """
    return (
        tables.frame("households")
        .filter((pl.col("source") == source) & pl.col("reference_from").is_not_null())
        .join(households, on="household_id", how="semi")
        .group_by(QUARTER)
        .agg(quarter_started_on=pl.col("month").min())
    )


def _rows(tables: TableSet, source: str, scope: Scope) -> pl.LazyFrame:
    return tables.frame("households").filter(
        (pl.col("source") == source)
        & pl.col("month").is_between(scope.first_month, scope.last_month)
    )


def _with_resources(rows: pl.LazyFrame, tables: TableSet, source: str) -> pl.LazyFrame:
    """Add what the members declared in the law's quarter, family benefits included."""
    members = (
        tables.frame("household_members")
        .filter((pl.col("source") == source) & pl.col("counted"))
        .select(*KEY, "person_id")
    )
    told = tables.frame("resources").filter(
        (pl.col("source") == source) & (pl.col("origin") == "declared")
    )
    told = told.select("person_id", "nature", "amount", of="month")
    family = pl.col("nature") == FAMILY_BENEFITS
    last = months_later(pl.col("due_from"), _MONTHS - 1)
    inside = pl.col("of").is_between(pl.col("due_from"), last) & ~family
    now = (pl.col("of") == pl.col("month")) & family
    total = pl.col("amount").filter(inside).sum()
    seen = pl.col("of").filter(inside).n_unique()
    mean = to_money(half_up(to_cents(total), _MONTHS))
    sums = (
        rows.join(members, on=KEY)
        .join(told, on="person_id")
        .group_by(KEY)
        .agg(
            mean=pl.when(seen == _MONTHS).then(mean),
            family=pl.col("amount").filter(now).sum(),
        )
    )
    return (
        rows.join(sums, on=KEY, how="left")
        .with_columns(due_quarter_resources=pl.col("mean") + pl.col("family"))
        .drop("mean", "family")
    )
