"""Metrics of history, findings and cases, made by polars for the suites to judge."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES

_VOLUMES: dict[str, pl.DataType] = {
    "table": pl.String(),
    "source": pl.String(),
    "rows": pl.Int64(),
    "usual_rows": pl.Float64(),
    "ratio": pl.Float64(),
    "amount": pl.Float64(),
    "usual_amount": pl.Float64(),
    "amount_ratio": pl.Float64(),
}
METRICS: Mapping[str, tuple[str, ...]] = {
    "volumes": tuple(_VOLUMES),
    "findings": ("rule_id", "findings", "previous_findings", "share", "ratio"),
    "cases": (
        "cases",
        "overpaid",
        "underpaid",
        "recoverable",
        "previous_cases",
        "ratio",
        "inconsistent",
    ),
}
"""Columns of each frame of metrics, by name of its suite."""

_GROUPS = ("source", "month", "n", "total")

LATE = frozenset({"resources"})
"""Tables whose months are those of the reference quarter, never the run's."""


def volume_metrics(tables: TableSet, month: date) -> pl.DataFrame:
    """Compare a month of right with the median of the three before it.

    A month before counts where its source delivered it: arrears of this month alone say
    nothing of what is usual.

    Args:
        tables: tables of the window, with their coverage.
        month: the month of the run.

    Returns:
        One row a table and source: rows, usual_rows, ratio, amount, usual_amount,
        amount_ratio; ratios are null when nothing came before.

    """
    frames = [
        _volumes(name, frame, tables.covers(name), month)
        for name, frame in sorted(tables.frames.items())
        if TABLES[name].month_column == "month" and name not in LATE
    ]
    if not frames:
        return pl.DataFrame(schema=_VOLUMES)
    return pl.concat(pl.collect_all(frames)).sort("table", "source")


def _volumes(
    name: str, frame: pl.LazyFrame, covers: pl.LazyFrame, month: date
) -> pl.LazyFrame:
    money = "amount" if any(c.name == "amount" for c in TABLES[name].columns) else None
    amount = pl.col(money).cast(pl.Float64).sum() if money else pl.lit(None, pl.Float64)
    first = pl.lit(month).dt.offset_by("-3mo")
    monthly = (
        frame.filter(pl.col("month").is_between(first, pl.lit(month)))
        .group_by("source", "month")
        .agg(pl.len().cast(pl.Int64).alias("n"), amount.alias("total"))
    )
    here = pl.col("month") == month
    served = monthly.join(covers, on="source").filter(
        pl.col("month") >= pl.col("covers_from").fill_null(first),
        pl.col("month") <= pl.col("covers_to").fill_null(pl.lit(month)),
    )
    usual = pl.concat([monthly.filter(here), served.filter(~here).select(_GROUPS)])
    return (
        usual.group_by("source")
        .agg(
            pl.col("n").filter(here).sum().alias("rows"),
            pl.col("n").filter(~here).median().alias("usual_rows"),
            pl.col("total").filter(here).sum().alias("amount"),
            pl.col("total").filter(~here).median().alias("usual_amount"),
        )
        .select(
            pl.lit(name).alias("table"),
            "source",
            "rows",
            "usual_rows",
            (pl.col("rows") / pl.col("usual_rows")).alias("ratio"),
            pl.col("amount") if money else pl.lit(None, pl.Float64).alias("amount"),
            pl.col("usual_amount"),
            pl.when(pl.col("usual_amount") > 0)
            .then(pl.col("amount") / pl.col("usual_amount"))
            .alias("amount_ratio"),
        )
        .cast(pl.Schema(_VOLUMES))
    )


def outside(rows: pl.DataFrame, column: str, low: float, high: float) -> list[str]:
    """Return the table and source of each volume outside two bounds."""
    found = rows.filter(~pl.col(column).is_between(low, high)).sort("table", "source")
    return [
        f"{row['table']} de {row['source']} ({row[column]:.2f} fois)".replace(".", ",")
        for row in found.iter_rows(named=True)
    ]


def finding_metrics(
    findings: pl.DataFrame, previous: pl.DataFrame | None, judged: int
) -> pl.DataFrame:
    """Count what each rule found, beside the previous run.

    Args:
        findings: findings of this run.
        previous: findings of the previous run, None for the first.
        judged: number of right-months paid in the window.

    Returns:
        One row a rule: rule_id, findings, share (of right-months), previous_findings,
        ratio.

    """
    counts = findings.group_by("rule_id").agg(pl.len().cast(pl.Int64).alias("findings"))
    before = (
        pl.DataFrame(schema={"rule_id": pl.String, "previous_findings": pl.Int64})
        if previous is None
        else previous.group_by("rule_id").agg(
            pl.len().cast(pl.Int64).alias("previous_findings")
        )
    )
    return (
        counts.join(before, on="rule_id", how="left")
        .with_columns(
            (pl.col("findings") / max(judged, 1)).alias("share"),
            (pl.col("findings") / pl.col("previous_findings")).alias("ratio"),
        )
        .sort("rule_id")
    )


def case_metrics(cases: pl.DataFrame, previous: pl.DataFrame | None) -> pl.DataFrame:
    """Count cases and euros, beside the previous run.

    Returns:
        One row: cases, overpaid, underpaid, recoverable, previous_cases, ratio,
        inconsistent (cases whose recoverable part is above what was overpaid).

    """
    over = pl.col("recoverable") > pl.col("overpaid")
    before = None if previous is None else previous.height
    return cases.select(
        pl.len().cast(pl.Int64).alias("cases"),
        pl.col("overpaid").sum().cast(pl.Float64),
        pl.col("underpaid").sum().cast(pl.Float64),
        pl.col("recoverable").sum().cast(pl.Float64),
        pl.lit(before, pl.Int64).alias("previous_cases"),
        (pl.len() / pl.lit(before, pl.Int64)).alias("ratio"),
        over.fill_null(value=False).sum().cast(pl.Int64).alias("inconsistent"),
    )
