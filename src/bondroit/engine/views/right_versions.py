"""Versions of rights: when each one runs, and which one speaks for a month."""

from typing import Final

import polars as pl

from bondroit.engine.language.calendar import each_month, month_end, month_start
from bondroit.engine.views.shared_columns import FAR
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.view import Scope
from bondroit.model.table_set import TableSet

NO_ELEMENT: Final = ""
GROUP: Final = ("subject_id", "element")
"""Whose right it is, inside one source and benefit: household (RSA) or person."""

DETAILS: Final = (
    "right_id",
    "person_id",
    "household_id",
    "claim_date",
    "decision_date",
    "notified_on",
    "review_date",
    "gir",
    "plan_amount",
    "participation",
    "granted_amount",
    "granted_hours",
    "annualised",
    "rate",
    "delivery_mode",
    "facility_id",
    "dismissal",
    "couple",
    "resources",
    "urgent",
    "exception_code",
)
_FAR_RANK: Final = 1 << 33
_REFUSED, _LATER, _EARLIER, _SUSPENDED, _OPEN = range(5)


def subject_id() -> pl.Expr:
    """Return the household of RSA, the person of any other benefit."""
    household = pl.when(pl.col("benefit") == "RSA").then(pl.col("household_id"))
    return pl.coalesce(household, "person_id").alias("subject_id")


def right_versions(tables: TableSet, source: str, benefit: str) -> pl.LazyFrame:
    """Return the versions of the rights of one source and benefit.

    A version runs from its `valid_from` (the first one from the opening, when the
    decision came later) to the eve of the next one, inside the right.

    Returns:
        DETAILS, subject_id, element (never null), valid_from, `version` (its rank in
        time), right_state, right_start, right_end (last day due, far date for none),
        `runs_from`, `runs_to` (empty interval when it never runs), `seen_from`,
        `seen_to` (months of which it may speak, beyond those where it runs).
        Claim and notification are the first ones of the right: a revision does not
        make earlier months undue.

    """
    ending = _over_right(pl.col("end_date").last())
    last_state = _over_right(pl.col("state").last())
    last_from = pl.col("valid_from").max().over("right_id")
    return (
        tables.frame("rights")
        .filter((pl.col("source") == source) & (pl.col("benefit") == benefit))
        .with_columns(
            subject_id(),
            pl.col("element").fill_null(NO_ELEMENT),
            pl.col("claim_date").min().over("right_id"),
            pl.col("notified_on").min().over("right_id"),
            right_start=pl.col("start_date").min().over("right_id"),
            right_end=pl.coalesce(
                ending,
                pl.when(last_state == "closed").then(last_from.dt.offset_by("-1d")),
                pl.lit(FAR),
            ),
            next_from=_over_right(pl.col("valid_from").shift(-1)),
            next_state=_over_right(pl.col("state").shift(-1)),
            first=pl.col("valid_from") == pl.col("valid_from").min().over("right_id"),
        )
        .pipe(_running)
        .pipe(_with_renewal)
        .sort("valid_from", "right_id")
        .with_row_index("version")
        .with_columns(pl.col("version").cast(pl.Int64), right_state=_state())
        .select(
            *DETAILS,
            *GROUP,
            "valid_from",
            "version",
            "right_state",
            "right_start",
            "right_end",
            "renewed",
            "runs_from",
            "runs_to",
            "seen_from",
            "seen_to",
        )
    )


def right_months(versions: pl.LazyFrame, scope: Scope) -> pl.LazyFrame:
    """Return what the rights say of each month of the scope.

    The version of a month is the latest one that runs in it, open before suspended;
    else the nearest earlier one, else the nearest later one.

    Returns:
        GROUP, month, `version`, `first_day` and `last_day` of the month on which a
        right runs (null when none does), `running_versions`, `suspended_days`,
        `open_rights`. A row a month of the scope for each group that has a right.

    """
    runs = (
        pl.col("runs")
        & (pl.col("runs_from") <= month_end(pl.col("month")))
        & (pl.col("runs_to") >= pl.col("month"))
    )
    first = pl.max_horizontal("runs_from", "month")
    last = pl.min_horizontal("runs_to", month_end(pl.col("month")))
    suspended = runs & (pl.col("right_state") == "suspended")
    is_open = runs & (pl.col("right_state") == "open")
    level = (
        pl.when(is_open)
        .then(_OPEN)
        .when(suspended)
        .then(_SUSPENDED)
        .when(pl.col("right_state") == "refused")
        .then(_REFUSED)
        .when(pl.col("seen_from") <= month_end(pl.col("month")))
        .then(_EARLIER)
        .otherwise(_LATER)
        .cast(pl.Int64)
    )
    rank = pl.col("version")
    nearest = pl.when(level == _LATER).then(_FAR_RANK - 1 - rank).otherwise(rank)
    best = pl.col("best")
    lone = pl.len().over(*GROUP) == 1
    told = (
        _by_month(versions.with_columns(lone=lone), scope)
        .select(
            *GROUP,
            "month",
            "lone",
            best=level * _FAR_RANK + nearest,
            first_day=pl.when(runs).then(first),
            last_day=pl.when(runs).then(last),
            running_versions=runs.cast(pl.Int32),
            suspended_days=pl.when(suspended)
            .then((last - first).dt.total_days() + 1)
            .otherwise(0)
            .cast(pl.Int32),
            open_rights=is_open.cast(pl.Int32),
        )
        .pipe(held_frame)
    )
    # NOTE: the only version of a group speaks alone: its months need no group.
    settled = (
        told.filter(~pl.col("lone"))
        .group_by(*GROUP, "month")
        .agg(
            best.max(),
            pl.col("first_day").min(),
            pl.col("last_day").max(),
            pl.col("running_versions", "suspended_days", "open_rights").sum(),
        )
    )
    alone = told.filter("lone").drop("lone")
    return (
        pl.concat([alone, settled])
        .with_columns(
            version=pl.when(best // _FAR_RANK == _LATER)
            .then(_FAR_RANK - 1 - best % _FAR_RANK)
            .otherwise(best % _FAR_RANK)
        )
        .drop("best")
    )


def whole_month_rights(versions: pl.LazyFrame, scope: Scope) -> pl.LazyFrame:
    """Add up the rights of one group that run together through whole months.

    The hours of PCH are granted mode by mode: two rights of one element, side by side,
    make one payment of the month.

    Returns:
        GROUP, month, `rights_together` (2 or more), their `granted_amount` and
        `granted_hours` in all (null when one is unknown), `one_mode` (their common
        mode, null when modes differ).

    """
    months = pl.col("runs") & (
        (pl.col("runs_from") <= pl.col("month"))
        & (pl.col("runs_to") >= month_end(pl.col("month")))
    )
    several = pl.col("right_id").n_unique().over(*GROUP) > 1
    mode = pl.col("delivery_mode")
    return (
        _by_month(versions.filter(several), scope)
        .filter(months & (pl.col("right_state") == "open"))
        .group_by(*GROUP, "month")
        .agg(
            pl.len().cast(pl.Int32).alias("rights_together"),
            *(
                pl.when(pl.col(name).null_count() == 0)
                .then(pl.col(name).sum())
                .alias(name)
                for name in ("granted_amount", "granted_hours")
            ),
            pl.when(mode.min() == mode.max()).then(mode.max()).alias("one_mode"),
        )
        .filter(pl.col("rights_together") > 1)
    )


def _with_renewal(rights: pl.LazyFrame) -> pl.LazyFrame:
    """Tell the rights that follow another one of the group without a gap."""
    reached = pl.col("right_end").cum_max().shift(1).over(GROUP, order_by="right_start")
    firsts = (
        rights.filter(pl.col("first") & (pl.col("state") != "refused"))
        .select(*GROUP, "right_id", "right_start", "right_end")
        .with_columns(renewed=(reached >= pl.col("right_start").dt.offset_by("-1d")))
        .select("right_id", pl.col("renewed").fill_null(value=False))
    )
    return rights.join(firsts, on="right_id", how="left").with_columns(
        pl.col("renewed").fill_null(value=False)
    )


def _over_right(value: pl.Expr) -> pl.Expr:
    """Compute over the versions of each right, in their order."""
    return value.over("right_id", order_by="valid_from")


def _running(rights: pl.LazyFrame) -> pl.LazyFrame:
    """Add the interval on which each version runs, and the months it may speak of."""
    lone_closed = (pl.col("state") == "closed") & pl.col("first")
    opens = (
        pl.when("first")
        .then(pl.min_horizontal("valid_from", "right_start"))
        .otherwise("valid_from")
    )
    superseded = (
        pl.when(pl.col("next_state") == "closed")
        .then("right_end")
        .otherwise(pl.col("next_from").dt.offset_by("-1d"))
    )
    kept = pl.when(pl.col("state") != "closed").then("valid_to")
    return rights.with_columns(
        runs_from=pl.max_horizontal(opens, "right_start"),
        runs_to=pl.min_horizontal(kept, superseded, "right_end"),
        seen_from=opens,
        seen_to=pl.col("next_from").fill_null(FAR),
        runs=pl.col("state").is_in(["open", "suspended"]) | lone_closed,
    ).with_columns(
        runs_to=pl.when("runs")
        .then("runs_to")
        .otherwise(pl.col("runs_from").dt.offset_by("-1d"))
    )


def _state() -> pl.Expr:
    """Return the state, a right known by its closing alone having been open before."""
    ran = pl.col("runs") & (pl.col("state") == "closed")
    return pl.when(ran).then(pl.lit("open")).otherwise("state")


def _by_month(versions: pl.LazyFrame, scope: Scope) -> pl.LazyFrame:
    """Repeat each version for every month of the scope of which it may speak."""
    earliest = pl.col("valid_from").min().over(*GROUP)
    begins = (
        pl.when(pl.col("valid_from") == earliest)
        .then(pl.lit(scope.first_month))
        .otherwise(month_start(pl.col("seen_from")))
    )
    return (
        versions.with_columns(
            first_month=pl.max_horizontal(begins, pl.lit(scope.first_month)),
            last_month=pl.min_horizontal(
                month_start(pl.col("seen_to")), pl.lit(scope.last_month)
            ),
            runs=pl.col("runs_from") <= pl.col("runs_to"),
        )
        .filter(pl.col("first_month") <= pl.col("last_month"))
        .pipe(each_month, pl.col("first_month"), pl.col("last_month"))
    )
