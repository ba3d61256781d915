"""What the département pays of an hour, at which price, and who provides it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import polars as pl

from bondroit.engine.views.person_records import with_benefit, with_holder
from bondroit.engine.views.shared_columns import FAR
from bondroit.engine.views.spans import held_frame, spans
from bondroit.engine.views.view import SUBJECT, Scope
from bondroit.model.table_set import TableSet

WIDE = pl.Decimal(38, 12)
HUMAN_HELP = "1"
PLACE = ("source", "provider_id", "person_id", "benefit", "month")
"""A provider at a person's home, in one month."""

SECONDS_AN_HOUR = 3600
_HOLDER = ("source", "person_id", "benefit")
RECORDED = "engine:recorded_visits"
"""Name, among the frames of a table set, of what `recorded_visits` found once."""

_RECORDED_COLUMNS = (
    "source",
    "person_id",
    "provider_id",
    "benefit",
    "month",
    "start",
    "visit_hours",
)


def with_share(frame: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Add `payer_share`, `right_id` and `element` of the right in force in the month.

    The share is (plan - participation) / plan for APA, the rate for PCH; null when a
    part is unknown. The version in force in the month wins, open before suspended, the
    latest one; without any, the nearest earlier one.

    Args:
        frame: source, person_id, benefit, month and others.
        tables: rights.

    """
    keys = held_frame(frame.select(*_HOLDER, "month").unique())
    rights = (
        tables.frame("rights")
        .filter(pl.col("element").is_null() | (pl.col("element") == HUMAN_HELP))
        .filter(pl.col("state").is_in(["open", "suspended", "closed"]))
    )
    until = pl.min_horizontal("valid_to", "end_date").fill_null(FAR)
    plan = pl.col("plan_amount").cast(WIDE)
    net = plan - pl.col("participation").cast(WIDE)
    share = (
        pl.when(pl.col("benefit") == "PCH")
        .then(pl.col("rate").cast(WIDE))
        .when(plan > 0)
        .then(net / plan)
    )
    place = [*_HOLDER, "month"]
    found = held_frame(
        keys.join(
            rights.with_columns(until=until, payer_share=share).select(
                *_HOLDER,
                "right_id",
                "element",
                "payer_share",
                "valid_from",
                "until",
                open=pl.col("state") == "open",
            ),
            on=list(_HOLDER),
        )
        .filter(pl.col("valid_from") <= pl.col("month").dt.month_end())
        .with_columns(running=pl.col("until") >= pl.col("month"))
    )
    several = held_frame(
        found.group_by(place).len().filter(pl.col("len") > 1).select(place)
    )
    best = (
        found.join(several, on=place, how="semi")
        .sort(
            "running",
            "open",
            "valid_from",
            "right_id",
            descending=[True, True, True, False],
        )
        .unique(place, keep="first", maintain_order=True)
    )
    only = found.join(several, on=place, how="anti")
    chosen = pl.concat([only, best]).select(
        *place, "right_id", "element", "payer_share"
    )
    return frame.join(chosen, on=[*_HOLDER, "month"], how="left")


def with_provider(frame: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Add `tariff` in force in the row's month, `closed_on` and `has_successor`.

    When the tariff changes within a month, the highest holds: the doubt benefits the
    provider. The closing is that of the last version. A provider that is not listed is
    unknown.

    Args:
        frame: provider_id, month and others.
        tables: providers.

    """
    versions = tables.frame("providers")
    keys = frame.select("provider_id", "month").unique()
    tariffs = (
        keys.join(
            versions.select("provider_id", "valid_from", "valid_to", "tariff"),
            on="provider_id",
        )
        .filter(
            (pl.col("valid_from") <= pl.col("month").dt.month_end())
            & (pl.col("valid_to").fill_null(FAR) >= pl.col("month"))
        )
        .group_by("provider_id", "month")
        .agg(
            tariff=pl.when(pl.col("tariff").is_not_null().all()).then(
                pl.col("tariff").max()
            )
        )
    )
    closings = (
        versions.sort("valid_from")
        .unique("provider_id", keep="last", maintain_order=True)
        .select(
            "provider_id",
            closed_on=pl.col("closed_on").fill_null(FAR),
            has_successor=pl.col("successor_id").is_not_null(),
        )
    )
    return frame.join(tariffs, on=["provider_id", "month"], how="left").join(
        closings, on="provider_id", how="left"
    )


def recorded_visits(tables: TableSet) -> pl.LazyFrame:
    """Return the visits with their month, hours and the record that holds the right."""
    if tables.has(RECORDED):
        return tables.frame(RECORDED)
    seconds = (pl.col("end") - pl.col("start")).dt.total_seconds()
    visits = tables.frame("visits").filter(pl.col("end") >= pl.col("start"))
    return with_holder(with_benefit(visits, tables), tables).with_columns(
        month=pl.col("start").dt.date().dt.month_start(),
        visit_hours=seconds.cast(WIDE) / SECONDS_AN_HOUR,
    )


def with_recorded(frame: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Add `recorded_hours`, null when the provider recorded no visit that month.

    Visits whose benefit is unknown count for each benefit of the person.

    Args:
        frame: source, person_id, provider_id, benefit, month and others.
        tables: visits.

    """
    visits = recorded_visits(tables)
    equipped = visits.select(
        "provider_id", "month", equipped=pl.lit(value=True)
    ).unique()
    place = ["source", "person_id", "provider_id", "month"]
    named = (
        visits.filter(pl.col("benefit").is_not_null())
        .group_by(*place, "benefit")
        .agg(named_hours=pl.col("visit_hours").sum())
    )
    unnamed = (
        visits.filter(pl.col("benefit").is_null())
        .group_by(place)
        .agg(unnamed_hours=pl.col("visit_hours").sum())
    )
    zero = pl.lit(0, dtype=WIDE)
    total = pl.col("named_hours").fill_null(zero) + pl.col("unnamed_hours").fill_null(
        zero
    )
    return (
        frame.join(named, on=[*place, "benefit"], how="left")
        .join(unnamed, on=place, how="left")
        .join(equipped, on=["provider_id", "month"], how="left")
        .with_columns(
            recorded_hours=pl.when("equipped").then(
                total.round(2, mode="half_away_from_zero")
            )
        )
        .drop("named_hours", "unnamed_hours", "equipped")
    )


def with_subject(frame: pl.LazyFrame, *key: str) -> pl.LazyFrame:
    """Complete the SUBJECT columns that a frame lacks, and its `row_key`."""
    held = frame.collect_schema().names()
    absent = [
        pl.lit(None, dtype).alias(name)
        for name, dtype in SUBJECT.items()
        if name not in held
    ]
    parts = [pl.col(name).cast(pl.String).fill_null("-") for name in key]
    return frame.with_columns(*absent, row_key=pl.concat_str(parts, separator="|"))


def in_scope(first: date, last: date) -> pl.Expr:
    """Return whether `month` is one of the months judged."""
    return pl.col("month").is_between(first, last)


def element_of_help() -> pl.Expr:
    """Return the element of the right; without any, `1` for PCH, none elsewhere."""
    bare = (pl.col("benefit") == "PCH") & pl.col("right_id").is_null()
    helped = pl.when(bare).then(pl.lit(HUMAN_HELP)).otherwise("element")
    return helped.alias("element")


def billing_spans(tables: TableSet, scope: Scope) -> Iterator[tuple[Scope, TableSet]]:
    """Cut the scope in spans of a bounded number of billed rows.

    Yields:
        A span, and the tables with only its payments, invoice lines and visits: what
        is billed and done in a month depends on no other month. Visits are on the
        record that holds the right already.

    """
    rows = sum(
        tables.frame(name).select(pl.len()).collect().item()
        for name in ("payments", "invoice_lines")
    )
    for span in spans(scope, rows):
        inside = in_scope(span.first_month, span.last_month)
        started = pl.col("start").dt.date().dt.month_start()
        during = started.is_between(span.first_month, span.last_month)
        wanted = {"payments": inside, "invoice_lines": inside, "visits": during}
        frames = {
            name: frame.filter(wanted[name]) if name in wanted else frame
            for name, frame in tables.frames.items()
        }
        visits = recorded_visits(replace(tables, frames=frames))
        frames[RECORDED] = held_frame(visits.select(_RECORDED_COLUMNS))
        yield span, replace(tables, frames=frames)
