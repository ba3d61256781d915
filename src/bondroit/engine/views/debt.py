"""View `debt`: one row a debt already found, beside what was paid and what was due."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import each_month, month_start
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.debt_columns import COLUMNS
from bondroit.engine.views.debt_facts import (
    DEBT,
    arrears_in_year,
    covered_months,
    debt_months,
    recomputed,
)
from bondroit.engine.views.paid_months import SUBJECT_ID, paid_months
from bondroit.engine.views.person_records import with_individual
from bondroit.engine.views.provider_facts import in_scope, with_subject
from bondroit.engine.views.recovery import located_debts
from bondroit.engine.views.view import ROW_KEY, SUBJECT, Pass, Scope, View
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

_SAME: Final = ("source", SUBJECT_ID, "benefit")
_YEAR: Final = "-12mo"


def build(tables: TableSet, parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Yield the debts whose last month is judged, in one pass."""
    debts = _debts(tables).collect()
    if debts.is_empty():
        return
    rows = debts.lazy()
    pairs = _earlier(rows).collect().lazy()
    frame = (
        rows.filter(in_scope(scope.first_month, scope.last_month))
        .join(_overlaps(pairs), on=DEBT, how="left")
        .join(_paid(rows, pairs, tables), on=DEBT, how="left")
        .join(recomputed(rows, tables, parameters), on=DEBT, how="left")
        .join(_in_year(rows), on=DEBT, how="left")
        .join(arrears_in_year(rows, tables), on=DEBT, how="left")
        .with_columns(
            pl.col("earlier_debts", "common_months").fill_null(0),
            pl.col("same_as_earlier", "another_cause").fill_null(value=False),
            claimed_together=(
                pl.col("debt_amount") + pl.col("earlier_amount").fill_null(0)
            ).cast(MONEY),
        )
        .pipe(with_individual, tables)
    )
    names = [column.name for column in COLUMNS if column.name not in SUBJECT]
    whole = with_subject(frame, "source", "debt_id", SUBJECT_ID, "from_month")
    yield Pass(source="-", frame=whole.select(*SUBJECT, ROW_KEY, *names))


def _debts(tables: TableSet) -> pl.LazyFrame:
    """Return the debts on the record that was paid, numbered in order of creation."""
    first, last = (month_start(pl.col(name)) for name in ("from_month", "to_month"))
    reason = pl.col("reason").str.slice(0, 1).is_in(["4", "7"])
    return (
        located_debts(tables)
        .with_columns(
            from_month=first,
            month=last,
            debt_amount=pl.col("initial_amount"),
            remitted=pl.col("remission_on").is_not_null(),
            computation_reason=reason,
        )
        .filter(pl.col("from_month") <= pl.col("month"))
        .sort(*_SAME, "created_on", "debt_id", "from_month", nulls_last=True)
        .with_row_index("debt_rank")
    )


def _earlier(debts: pl.LazyFrame) -> pl.LazyFrame:
    """Pair each debt with the earlier ones that claim a month of its own."""
    other = debts.select(
        *_SAME,
        other_rank="debt_rank",
        other_from="from_month",
        other_to="month",
        other_amount="debt_amount",
        other_nature="nature",
    )
    return debts.join(other, on=list(_SAME)).filter(
        (pl.col("other_rank") < pl.col("debt_rank"))
        & (pl.col("other_from") <= pl.col("month"))
        & (pl.col("other_to") >= pl.col("from_month"))
    )


def _overlaps(pairs: pl.LazyFrame) -> pl.LazyFrame:
    """Return DEBT and what the earlier debts of its months say."""
    same = (
        (pl.col("other_from") == pl.col("from_month"))
        & (pl.col("other_to") == pl.col("month"))
        & (pl.col("other_amount") == pl.col("debt_amount"))
        & pl.col("other_nature").eq_missing(pl.col("nature"))
    )
    common = (
        pairs.pipe(
            each_month,
            pl.max_horizontal("from_month", "other_from"),
            pl.min_horizontal("month", "other_to"),
            "of",
        )
        .select(*DEBT, "of")
        .group_by(DEBT)
        .agg(common_months=pl.col("of").n_unique().cast(pl.Int32))
    )
    return (
        pairs.group_by(DEBT)
        .agg(
            earlier_debts=pl.len().cast(pl.Int32),
            same_as_earlier=same.any(),
            earlier_amount=pl.col("other_amount").sum(),
        )
        .join(common, on=DEBT)
    )


def _paid(debts: pl.LazyFrame, pairs: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Return DEBT, paid_in_months: over the months of the debt and the earlier ones."""
    others = pairs.select(*DEBT, *_SAME, from_month="other_from", month="other_to")
    own = debts.select(*DEBT, *_SAME, "from_month", "month")
    months = debt_months(pl.concat([own, others])).unique()
    paid = (
        paid_months(tables, debts.select("source", SUBJECT_ID))
        .lazy()
        .group_by(*_SAME, of="month")
        .agg(pl.col("paid_before_recovery").sum())
    )
    known = covered_months(tables, debts)
    amount = pl.col("paid_before_recovery")
    silent = pl.when(pl.col("covered")).then(pl.lit(0, MONEY))
    return (
        months.join(paid, on=[*_SAME, "of"], how="left")
        .join(known, on=["source", "of"], how="left")
        .with_columns(amount=pl.coalesce(amount, silent))
        .group_by(DEBT)
        .agg(
            paid_in_months=pl.when(pl.col("amount").is_not_null().all())
            .then(pl.col("amount").sum())
            .cast(MONEY)
        )
    )


def _in_year(debts: pl.LazyFrame) -> pl.LazyFrame:
    """Return DEBT, debts_in_year: null where the debt is not dated."""
    dated = debts.filter(pl.col("created_on").is_not_null())
    others = dated.select(*_SAME, other_on="created_on")
    after = pl.col("other_on") > pl.col("created_on").dt.offset_by(_YEAR)
    return (
        dated.join(others, on=list(_SAME))
        .filter(after & (pl.col("other_on") <= pl.col("created_on")))
        .group_by(DEBT)
        .agg(debts_in_year=pl.len().cast(pl.Int32))
    )


DEBT_VIEW: Final = View(
    name="debt",
    doc="Un indu déjà constaté, à côté de ce qui a été versé et de ce qui était dû sur ses mois.",
    columns=COLUMNS,
    needs=("debts",),
    build=build,
)
