"""Where the rows behind a finding are: natural keys of each table, for findings only."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import polars as pl

from bondroit.engine.language.calendar import month_end, month_start, months_later
from bondroit.engine.subjects import RANK, Subjects
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES

RECENT_DAYS = 92
"""Stays that ended up to three months before the month are shown too."""
RESOURCE_MONTHS = 6
"""Resources of the month and of the five before: what a reference quarter can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """How the rows of one table are found.

    Attributes:
        table: the table.
        subjects: which subject rows to start from.
        on: columns shared by subjects and table, equal.
        keep: which joined rows to keep; subject columns are prefixed `s_`.
        monthly: whether the rows are those of the subject's month, where it has one.

    """

    table: str
    subjects: Callable[[Subjects], pl.LazyFrame]
    on: tuple[str, ...]
    keep: pl.Expr | None = None
    monthly: bool = False


def _same_or_any(name: str) -> pl.Expr:
    """Keep rows equal to the subject, or all where the subject names none."""
    wanted = pl.col(f"s_{name}")
    return wanted.is_null() | wanted.eq_missing(pl.col(name))


_MONTH_END = month_end(pl.col("s_month"))
_ALIVE = pl.col("s_month").is_null() | (
    (pl.col("valid_from") <= _MONTH_END)
    & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= pl.col("s_month")))
)
_DECIDED = pl.col("s_month").is_null() | (pl.col("valid_from") <= _MONTH_END)
_BENEFIT = _same_or_any("benefit") & _same_or_any("element")
_PAID = _BENEFIT & _same_or_any("payment_id")
_NEAR = pl.col("s_month").is_null() | (
    (pl.col("start_date") <= _MONTH_END)
    & (
        pl.col("end_date").is_null()
        | (pl.col("end_date") >= pl.col("s_month").dt.offset_by(f"-{RECENT_DAYS}d"))
    )
)
_QUARTER = pl.col("s_month").is_null() | pl.col("month").is_between(
    months_later(pl.col("s_month"), 1 - RESOURCE_MONTHS), pl.col("s_month")
)
_PERIOD = pl.col("s_month").is_null() | pl.col("s_month").is_between(
    pl.col("from_month"), pl.col("to_month")
)

_HOUSEHOLD = ("source", "household_id")
_PERSON = ("source", "person_id")

LOOKUPS: tuple[Lookup, ...] = (
    Lookup(
        table="payments",
        subjects=Subjects.households,
        on=_HOUSEHOLD,
        keep=_PAID,
        monthly=True,
    ),
    Lookup(
        table="payments",
        subjects=Subjects.persons,
        on=_PERSON,
        keep=_PAID,
        monthly=True,
    ),
    Lookup(
        table="rights",
        subjects=Subjects.households,
        on=_HOUSEHOLD,
        keep=_BENEFIT & _DECIDED,
    ),
    Lookup(
        table="rights", subjects=Subjects.persons, on=_PERSON, keep=_BENEFIT & _DECIDED
    ),
    Lookup(table="people", subjects=Subjects.members, on=_PERSON),
    Lookup(
        table="households",
        subjects=Subjects.households,
        on=_HOUSEHOLD,
        monthly=True,
    ),
    Lookup(
        table="household_members",
        subjects=Subjects.households,
        on=_HOUSEHOLD,
        monthly=True,
    ),
    Lookup(table="resources", subjects=Subjects.members, on=_PERSON, keep=_QUARTER),
    Lookup(
        table="stays", subjects=Subjects.stays, on=("source", "stay_id"), keep=_NEAR
    ),
    Lookup(table="deaths", subjects=Subjects.deaths, on=("source", "death_id")),
    Lookup(
        table="visits",
        subjects=Subjects.persons,
        on=_PERSON,
        keep=_same_or_any("provider_id")
        & (
            pl.col("s_month").is_null()
            | (month_start(pl.col("start").dt.date()) == pl.col("s_month"))
        ),
    ),
    Lookup(
        table="invoice_lines",
        subjects=Subjects.persons,
        on=_PERSON,
        keep=_same_or_any("provider_id") & _same_or_any("benefit"),
        monthly=True,
    ),
    Lookup(
        table="providers", subjects=Subjects.providers, on=("provider_id",), keep=_ALIVE
    ),
    Lookup(
        table="facility_tariffs",
        subjects=Subjects.facilities,
        on=("facility_id",),
        keep=_ALIVE,
    ),
    Lookup(
        table="employments",
        subjects=Subjects.persons,
        on=_PERSON,
        monthly=True,
    ),
    Lookup(
        table="bank_returns",
        subjects=Subjects.payments,
        on=("source", "payment_id"),
    ),
    Lookup(
        table="evidence_of_use",
        subjects=Subjects.persons,
        on=_PERSON,
        keep=_BENEFIT & _PERIOD,
    ),
    Lookup(
        table="debts",
        subjects=Subjects.households,
        on=_HOUSEHOLD,
        keep=_same_or_any("benefit") & _PERIOD,
    ),
    Lookup(
        table="debts",
        subjects=Subjects.persons,
        on=_PERSON,
        keep=_same_or_any("benefit") & _PERIOD,
    ),
    Lookup(table="controls", subjects=Subjects.households, on=_HOUSEHOLD),
    Lookup(
        table="anomalies",
        subjects=Subjects.households,
        on=_HOUSEHOLD,
        monthly=True,
    ),
)
"""Every table that evidence can name, with the natural keys that lead to its rows."""


def origin_rows(
    subjects: Subjects, tables: TableSet, wanted: Collection[str]
) -> Mapping[str, pl.DataFrame]:
    """Return, for each wanted table, the rows behind each finding.

    Args:
        subjects: whom the findings are about.
        tables: the tables of the run.
        wanted: names of tables; one that was not delivered has no row.

    Returns:
        By table: rank of the finding, `keys` and `files` (lists of strings, sorted).

    """
    sides: dict[Callable[[Subjects], pl.LazyFrame], pl.DataFrame] = {}
    found: dict[str, list[pl.LazyFrame]] = {}
    for lookup in LOOKUPS:
        if lookup.table in wanted and tables.has(lookup.table):
            if lookup.subjects not in sides:
                told = lookup.subjects(subjects).collect(engine="streaming")
                sides[lookup.subjects] = told
            rows = _rows(lookup, sides[lookup.subjects], tables)
            found.setdefault(lookup.table, []).extend(rows)
    names = list(found)
    frames = pl.collect_all(
        [_listed(pl.concat(found[name])) for name in names], engine="streaming"
    )
    return dict(zip(names, frames, strict=True))


def _rows(
    lookup: Lookup, subjects: pl.DataFrame, tables: TableSet
) -> list[pl.LazyFrame]:
    """Return rank, key and file of every row of one lookup, in one frame or two.

    Rows of the subject's month are joined by it too: a person's findings would
    otherwise each meet all their months.
    """
    on = list(lookup.on)
    if not lookup.monthly:
        return [_joined(lookup, subjects, on, tables)]
    dated = pl.col("month").is_not_null()
    return [
        _joined(lookup, subjects.filter(dated), [*on, "month"], tables),
        _joined(lookup, subjects.filter(~dated), on, tables),
    ]


def _joined(
    lookup: Lookup, left: pl.DataFrame, on: list[str], tables: TableSet
) -> pl.LazyFrame:
    right = tables.frame(lookup.table)
    if "source" in on:
        right = right.filter(pl.col("source").is_in(left["source"].unique().implode()))
    left = left.rename(
        {name: f"s_{name}" for name in left.columns if name not in {*on, RANK}}
    )
    joined = right.join(left.lazy(), on=on, how="inner")
    if lookup.keep is not None:
        joined = joined.filter(lookup.keep)
    key = TABLES[lookup.table].key
    return joined.select(
        RANK,
        key=pl.concat_str(
            pl.lit(lookup.table),
            *(pl.col(name).cast(pl.String).fill_null("") for name in key),
            separator="/",
        ),
        file=pl.concat_str(
            pl.col("source_file"),
            pl.col("source_position").fill_null(""),
            separator="#",
        ),
    )


def _listed(rows: pl.LazyFrame) -> pl.LazyFrame:
    return rows.group_by(RANK).agg(
        keys=pl.col("key").unique().sort(),
        files=pl.col("file").drop_nulls().unique().sort(),
    )
