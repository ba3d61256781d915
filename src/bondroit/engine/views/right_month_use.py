"""Columns of `right_month` on what the help paid for was used for."""

from datetime import date
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import each_month, months_later
from bondroit.engine.views import declare
from bondroit.engine.views.beside import beside
from bondroit.engine.views.column_groups import ColumnGroup, GroupInputs
from bondroit.engine.views.covered import months_covered
from bondroit.engine.views.holders import with_holder
from bondroit.engine.views.payment_months import payment_months
from bondroit.engine.views.right_versions import GROUP
from bondroit.engine.views.runs import run_of
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.use_followed import followed_months
from bondroit.engine.views.view import Scope
from bondroit.engine.views.visit_hours import hours_recorded
from bondroit.model.outputs import HOURS

_TABLES: Final = ("visits", "invoice_lines", "employments", "evidence_of_use")
_WIDE: Final = pl.Decimal(38, 12)
_BEFORE: Final = ("hours_1_before", "hours_2_before")
_PLACE: Final = ("person_id", "month")
_SOLD: Final = ("provider", "mandate")
_HIRED: Final = "direct"

_COLUMNS: Final = (
    declare.hours("hours_used", "heures faites", "Heures du mois : télégérées ou, si elles sont plus nombreuses, facturées, et heures déclarées des salariés ; inconnues sans fichier qui couvre le mois.", _TABLES, "24.00", none="0.00"),
    declare.hours("hours_used_3_months", "heures faites sur trois mois", "Les mêmes heures, sur ce mois et les deux précédents.", _TABLES, "72.00", none="0.00"),
    declare.count("unused_months", "mois payés sans aucune heure", "Mois payés de suite, celui-ci compris, sans heure payée, déclarée, facturée ni télégérée, et sans justificatif ; 0 si le mois en porte une trace.", ("payments", *_TABLES)),
)  # fmt: skip


def _add(rows: pl.LazyFrame, inputs: GroupInputs) -> pl.LazyFrame:
    name = f"use:{inputs.benefit}"
    used = inputs.people.once(name, inputs.source, lambda: _used(inputs))
    runs = inputs.people.once(
        f"unused:{inputs.benefit}", inputs.source, lambda: _unused(inputs, used)
    )
    followed = _followed(inputs, used)
    month = pl.col("month")
    known = _by_mode({mode: month.is_in(months) for mode, months in followed.items()})
    zero = pl.lit(0, _WIDE)
    traced = pl.col("traced").fill_null(value=False)
    paid = pl.col("net_paid") > 0
    run_known = _by_mode({mode: pl.col(f"run_{mode}") for mode in followed})
    near = _near(used, inputs.scope)
    return (
        beside(rows, near, _PLACE)
        .pipe(_with_months_before, near)
        .pipe(beside, runs, [*GROUP, "month"])
        .with_columns(
            hours_used=pl.when(known).then(pl.col("hours").fill_null(zero)).cast(HOURS),
            hours_used_3_months=pl.when(known)
            .then(pl.sum_horizontal(pl.col("hours", *_BEFORE).fill_null(zero)))
            .cast(HOURS),
            unused_months=pl.when(traced | ~paid | (pl.col("paid_hours") > 0))
            .then(0)
            .when(run_known)
            .then(pl.col("run"))
            .cast(pl.Int32),
        )
        .drop("hours", "traced", *_BEFORE, "run", *(f"run_{mode}" for mode in followed))
    )


def _near(used: pl.LazyFrame, scope: Scope) -> pl.LazyFrame:
    """Keep the months of a pass and those of the windows that end in them."""
    first = pl.lit(scope.first_month).dt.offset_by(f"-{len(_BEFORE)}mo")
    return held_frame(used.filter(pl.col("month").is_between(first, scope.last_month)))


def _with_months_before(rows: pl.LazyFrame, used: pl.LazyFrame) -> pl.LazyFrame:
    """Add the hours of the months before, those of the window of three."""
    for back, name in enumerate(_BEFORE, start=1):
        later = months_later(pl.col("month"), back)
        told = used.select("person_id", later, pl.col("hours").alias(name))
        rows = beside(rows, told, _PLACE)
    return rows


def _used(inputs: GroupInputs) -> pl.LazyFrame:
    """Return person_id, month, hours, traced: what was done, bought or proved."""
    own = pl.col("source") == inputs.source
    benefit = pl.col("benefit") == inputs.benefit
    tables = inputs.tables
    visits = hours_recorded(tables).filter(own & benefit)
    lines = with_holder(tables.frame("invoice_lines"), tables).filter(own & benefit)
    work = with_holder(
        tables.frame("employments").with_columns(benefit=pl.lit(inputs.benefit)), tables
    ).filter(own)
    proofs = with_holder(tables.frame("evidence_of_use"), tables).filter(
        own & benefit & (pl.col("justified_amount") > 0)
    )
    proved = proofs.filter(pl.col("from_month") <= pl.col("to_month")).pipe(
        each_month, pl.col("from_month"), pl.col("to_month")
    )
    nothing = pl.lit(0, _WIDE)
    parts = [
        visits.select(*_PLACE, visit=pl.col("visit_hours").cast(_WIDE)),
        lines.select(*_PLACE, line=pl.col("hours").cast(_WIDE)),
        work.select(*_PLACE, work=pl.col("declared_hours").cast(_WIDE)),
        proved.select(*_PLACE),
    ]
    done = pl.max_horizontal("visit", "line")
    return (
        pl.concat(parts, how="diagonal")
        .with_columns(pl.col("visit", "line", "work").fill_null(nothing))
        .group_by(_PLACE)
        .agg(pl.col("visit", "line", "work").sum())
        .select(
            *_PLACE,
            hours=(done + pl.col("work")).round(2, mode="half_away_from_zero"),
            traced=pl.lit(value=True),
        )
    )


def _unused(inputs: GroupInputs, used: pl.LazyFrame) -> pl.LazyFrame:
    """Return GROUP, month, run: months paid in a row without a trace.

    `run_provider`, `run_mandate` and `run_direct` tell whether the files that should
    show the use of each mode follow it every month of the run.
    """
    scope = inputs.people.scope
    followed = _followed(inputs, used)
    months = (
        payment_months(
            inputs.payments_of(_without_hours(inputs)),
            inputs.source,
            inputs.benefit,
            scope,
            inputs.parameters,
        )
        .filter(
            (pl.col("net_paid") > 0)
            & ~(pl.col("paid_hours") > 0).fill_null(value=False)
        )
        .select(*GROUP, "month")
        .join(
            used.select("month", subject_id="person_id"),
            on=["subject_id", "month"],
            how="anti",
        )
        .with_columns(
            spell=run_of(GROUP),
        )
    )
    spell = [*GROUP, "spell"]
    return months.select(
        *GROUP,
        "month",
        run=pl.len().over(spell).cast(pl.Int32),
        **{
            f"run_{mode}": pl.col("month").is_in(kept).all().over(spell)
            for mode, kept in followed.items()
        },
    )


def _by_mode(known: dict[str, pl.Expr]) -> pl.Expr:
    """Return the answer of the mode of the right; other modes have that of `direct`."""
    mode = pl.col("delivery_mode")
    answer = known[_HIRED]
    for name in _SOLD:
        answer = pl.when(mode == name).then(known[name]).otherwise(answer)
    return answer


def _followed(inputs: GroupInputs, used: pl.LazyFrame) -> dict[str, list[date]]:
    """Return, by mode, the months followed: by invoices and visits, or employments."""
    told = inputs.people.once(
        f"followed:{inputs.benefit}", inputs.source, lambda: _modes(inputs, used)
    ).collect()
    return {
        mode: told.filter(pl.col("mode") == mode)["month"].to_list()
        for mode in (*_SOLD, _HIRED)
    }


def _modes(inputs: GroupInputs, used: pl.LazyFrame) -> pl.LazyFrame:
    """Return mode, month: the months in which the files follow a mode."""
    sold, hired = (
        {
            month
            for table in tables
            for month in months_covered(
                inputs.tables, table, inputs.people.scope, inputs.source
            )
        }
        for tables in (("visits", "invoice_lines"), ("employments",))
    )
    files = {**dict.fromkeys(_SOLD, sold), _HIRED: hired}
    return pl.concat(
        pl.LazyFrame(
            {"month": followed_months(inputs, used, (mode,), months)},
            {"month": pl.Date()},
        ).with_columns(mode=pl.lit(mode))
        for mode, months in files.items()
    )


def _without_hours(inputs: GroupInputs) -> pl.LazyFrame:
    """Return the persons paid once at least without any hour."""
    bare = (pl.col("amount") > 0) & (pl.col("hours").fill_null(0) <= 0)
    return inputs.payments_of(bare).frame("payments").select("person_id")


USE: Final = ColumnGroup(
    columns=_COLUMNS,
    benefits=frozenset({"APA_HOME", "PCH"}),
    add=_add,
)
"""What was done with the help paid for."""
