"""Rows of VRSB0801 -> RSA rights, one row a version, and payments of the month.

Choices where the flow and the texts leave one:

- The right opens on the first day of the month of the claim (DTDEMRSA; CASF L262-18),
  or earlier where a line of payment begins earlier (DDNATDRO).
- One file tells the state of the day, so each household gets the versions that the
  file implies (open since the start, suspended since the month of DDSUSDRORSA or
  DDSUSVERSRSA, closed since the day after the end) and always one that begins with the
  month of the flow, which says what is known of that month.
- A claim that awaits its decision (state 0) has no right yet: no row. A refused one has
  one row, `refused`.
- `end_date` is the last day due. The right stops on the first day of the month in which
  its conditions cease (CASF R262-35): a closing dated inside a month (DTCLORSA) ends
  the right on the eve of that month; a closing dated the last day of a month is taken
  as that last day due; with a suspension for death (DG, DH) the month stays due to its
  last day. Without a closing date, state 5 ends with the month of the flow, state 6
  with the month before.
- A payment is what a line of département money says was last paid for the month of the
  flow (MTRSAVERS with DTDERRSAVERS in that month), while the right is payable: not in
  states 0, 1 and 6, nor in state 5 after the end, where lines are regularisations.
"""

from datetime import date, timedelta

import polars as pl

from bondroit.sources.cnaf.codes import DEATH_SUSPENSIONS, DEPARTEMENT_BENEFITS
from bondroit.sources.cnaf.vrsb_tables import (
    MONEY,
    Frames,
    day,
    holders,
    money,
    position,
)

_FIRST_DAY = date(1900, 1, 1)
_LAST_DAY = date(2099, 1, 1)
_SUSPENDED = ("3", "4")
_CLOSED = ("5", "6")
_MAIN_SUSPENSION = {"3": "SuspensionDroit", "4": "SuspensionVersement"}


def rights(data: Frames) -> pl.DataFrame:
    """Return the versions of each right, in the table rights."""
    facts = _facts(data)
    versions = pl.concat(
        [
            _refused(facts),
            _open(facts, data.month),
            _suspended(facts, data.month),
            _closed(facts, data.month),
        ]
    ).unique(["foyer", "valid_from"], keep="last", maintain_order=True)
    after = pl.col("valid_from").shift(-1).over("foyer", order_by="valid_from")
    return (
        versions.with_columns((after - timedelta(days=1)).alias("valid_to"))
        .join(facts, on="foyer")
        .sort("foyer", "valid_from")
        .select(
            pl.col("household_id").alias("right_id"),
            "valid_from",
            "valid_to",
            pl.lit("RSA").alias("benefit"),
            "person_id",
            "household_id",
            day("DTDEMRSA").alias("claim_date"),
            pl.when(pl.col("state") == "refused")
            .then(day("DTREFURSA"))
            .alias("decision_date"),
            "start_date",
            "end_date",
            "state",
            "reason",
            position(),
        )
    )


def payments(data: Frames) -> tuple[pl.DataFrame, int]:
    """Return the table payments for the month of the flow.

    Returns:
        the payments, one row a nature of benefit, and how many lines dated in the
        month were left out because the right was not payable.

    """
    facts = _facts(data)
    paid = data.lines.filter(
        pl.col("NATPF").is_in(DEPARTEMENT_BENEFITS)
        & pl.col("MTRSAVERS").is_not_null()
        & (day("DTDERRSAVERS").dt.truncate("1mo") == data.month)
    ).join(facts, on="foyer")
    payable = pl.col("ETATDOSRSA").is_in(["2", *_SUSPENDED]) | (
        (pl.col("ETATDOSRSA") == "5") & (pl.col("end_date") >= data.month)
    )
    kept = paid.filter(payable)
    month = f"{data.month:%Y-%m}"
    rows = kept.group_by("foyer", "household_id", "NATPF", maintain_order=True).agg(
        pl.col("person_id", "third_party").first(),
        money("MTRSAVERS").sum().cast(MONEY).alias("amount"),
    )
    return rows.select(
        pl.format("{}:{}:{}", "household_id", "NATPF", pl.lit(month)).alias(
            "payment_id"
        ),
        pl.lit("RSA").alias("benefit"),
        pl.col("household_id").alias("right_id"),
        "person_id",
        "household_id",
        pl.lit(data.month).alias("month"),
        "amount",
        pl.lit("regular").alias("kind"),
        pl.when(pl.col("third_party").is_null())
        .then(pl.lit("beneficiary"))
        .alias("payee"),
        position(),
    ), paid.height - kept.height


def _plausible(value: pl.Expr) -> pl.Expr:
    return pl.when(value.is_between(_FIRST_DAY, _LAST_DAY)).then(value)


def _facts(data: Frames) -> pl.DataFrame:
    """Return one row a household: its dates, normalised, and who holds the right."""
    first_line = data.lines.group_by("foyer").agg(
        _plausible(day("DDNATDRO"))
        .filter(pl.col("NATPF").is_in(DEPARTEMENT_BENEFITS))
        .min()
        .dt.truncate("1mo")
        .alias("first_line")
    )
    claim = day("DTDEMRSA").dt.truncate("1mo")
    return (
        data.dossiers.join(holders(data), on="foyer", how="left")
        .join(first_line, on="foyer", how="left")
        .join(_suspension(data), on="foyer", how="left")
        .with_columns(
            pl.min_horizontal(claim, "first_line").alias("start_date"),
            _end_date(data.month),
        )
    )


def _suspension(data: Frames) -> pl.DataFrame:
    """Return foyer, suspended_since (a first day), suspension (its code), death.

    The earliest one of the kind that the state names, else of the other kind.
    """
    told = data.suspensions.join(
        data.dossiers.select("foyer", "ETATDOSRSA"), on="foyer"
    ).with_columns(
        (
            pl.col("kind")
            == pl.col("ETATDOSRSA").replace_strict(
                _MAIN_SUSPENSION, default=None, return_dtype=pl.String
            )
        )
        .fill_null(value=False)
        .alias("main"),
        _plausible(day("since")).dt.truncate("1mo").alias("suspended_since"),
    )
    death = told.group_by("foyer").agg(
        pl.col("reason").is_in(DEATH_SUSPENSIONS).any().alias("death")
    )
    return (
        told.sort(
            "foyer", ~pl.col("main"), "suspended_since", "reason", nulls_last=True
        )
        .unique("foyer", keep="first", maintain_order=True)
        .select("foyer", "suspended_since", pl.col("reason").alias("suspension"))
        .join(death, on="foyer")
    )


def _end_date(month: date) -> pl.Expr:
    closing = _plausible(day("DTCLORSA"))
    whole = (closing == closing.dt.month_end()) | pl.col("death").fill_null(value=False)
    told = (
        pl.when(whole)
        .then(closing.dt.month_end())
        .otherwise(closing.dt.month_start() - timedelta(days=1))
    )
    eve = pl.lit(month - timedelta(days=1))
    assumed = (
        pl.when(pl.col("ETATDOSRSA") == "5")
        .then(pl.lit(month).dt.month_end())
        .otherwise(eve)
    )
    return (
        pl.when(pl.col("ETATDOSRSA").is_in(_CLOSED))
        .then(pl.coalesce(told, assumed))
        .alias("end_date")
    )


def _version(
    facts: pl.DataFrame, since: pl.Expr, state: str, reason: pl.Expr | None = None
) -> pl.DataFrame:
    motive = pl.lit(None, pl.String) if reason is None else reason
    return facts.select(
        "foyer",
        since.cast(pl.Date).alias("valid_from"),
        pl.lit(state).alias("state"),
        motive.alias("reason"),
    )


def _refused(facts: pl.DataFrame) -> pl.DataFrame:
    refused = facts.filter(pl.col("ETATDOSRSA") == "1")
    return _version(refused, pl.col("start_date"), "refused", pl.col("MOTIREFURSA"))


def _open(facts: pl.DataFrame, month: date) -> pl.DataFrame:
    """Return the versions during which the right was open: from its start, and now."""
    start = pl.col("start_date")
    until = (
        pl.when(pl.col("ETATDOSRSA").is_in(_SUSPENDED))
        .then(_suspended_from(month) - timedelta(days=1))
        .otherwise(pl.col("end_date"))
    )
    had = pl.col("ETATDOSRSA").is_in(["2", *_SUSPENDED, *_CLOSED])
    lasted = facts.filter(had & (until.is_null() | (until >= start)))
    still = lasted.filter((until.is_null() | (until >= month)) & (start < month))
    return pl.concat(
        [_version(lasted, start, "open"), _version(still, pl.lit(month), "open")]
    )


def _suspended_from(month: date) -> pl.Expr:
    """Return the first day of the suspension, the flow's month when it is not told."""
    return pl.max_horizontal(
        pl.col("suspended_since").fill_null(month), pl.col("start_date")
    )


def _suspended(facts: pl.DataFrame, month: date) -> pl.DataFrame:
    suspended = facts.filter(pl.col("ETATDOSRSA").is_in(_SUSPENDED))
    since, reason = _suspended_from(month), pl.col("suspension")
    now = suspended.filter(since < month)
    return pl.concat(
        [
            _version(suspended, since, "suspended", reason),
            _version(now, pl.lit(month), "suspended", reason),
        ]
    )


def _closed(facts: pl.DataFrame, month: date) -> pl.DataFrame:
    closed = facts.filter(pl.col("ETATDOSRSA").is_in(_CLOSED))
    since = pl.max_horizontal(
        pl.col("end_date") + timedelta(days=1), pl.col("start_date")
    )
    now, reason = closed.filter(since < month), pl.col("MOTICLORSA")
    return pl.concat(
        [
            _version(closed, since, "closed", reason),
            _version(now, pl.lit(month), "closed", reason),
        ]
    )
