"""What rules would have brought on months already paid, and how much is new."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import polars as pl

from bondroit.cases.grouping import case_groups
from bondroit.cases.netting import net_findings
from bondroit.engine.views.paid_months import KEY, subject_id
from bondroit.model.outputs import MONEY

RECENT_MONTHS: Final = 12
"""Months over which the flow of new cases is averaged."""

MONTHLY: Final[dict[str, pl.DataType]] = {
    "month": pl.Date(),
    "findings": pl.Int64(),
    "overpaid": MONEY,
    "underpaid": MONEY,
    "new_cases": pl.Int64(),
}
OVERLAP: Final[dict[str, pl.DataType]] = {
    "rule_id": pl.String(),
    "months": pl.Int64(),
    "euros": MONEY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Euros:
    """Counted euros both ways, both positive."""

    overpaid: Decimal
    underpaid: Decimal

    @property
    def all(self) -> Decimal:
        """Both together."""
        return self.overpaid + self.underpaid


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """Figures of some rules on months already paid.

    Attributes:
        findings: how many.
        people: distinct individuals, households of the RSA or providers.
        months: distinct months of right of those.
        counted: euros of these rules alone, each counted once.
        new: what they add to the euros that other rules count.
        overlap: columns of OVERLAP: months that another rule finds too, most euros first.
        monthly: columns of MONTHLY, every month of the span; `new_cases` are those of
            subjects that no other rule opens, in the first month found.
        cases: cases to open at first, all months together.
        new_cases: those among them that no other rule opens.
        a_month: new cases a month, averaged over the last RECENT_MONTHS.

    """

    findings: int
    people: int
    months: int
    counted: Euros
    new: Euros
    overlap: pl.DataFrame
    monthly: pl.DataFrame
    cases: int
    new_cases: int
    a_month: Decimal

    @property
    def share_found(self) -> Decimal | None:
        """Share of the euros that other rules find already; None without euros."""
        if not self.counted.all:
            return None
        return (1 - self.new.all / self.counted.all).quantize(Decimal("0.001"))


def backtest(
    own: pl.DataFrame,
    others: pl.DataFrame,
    paid: pl.DataFrame,
    months: Collection[date],
) -> Backtest:
    """Count what rules find, alone and beside the others.

    Args:
        own: findings of the rules that are tried, columns of FINDINGS.
        others: findings of the rules already in force.
        paid: columns of PAID, of the subjects of both.
        months: months of right judged.

    """
    alone, before = net_findings(own, paid), net_findings(others, paid)
    together = euros(net_findings(pl.concat([own, others]), paid))
    had = euros(before)
    opened = _first_months(own, others)
    monthly = _monthly(alone, opened, months)
    recent = monthly["new_cases"].tail(RECENT_MONTHS)
    return Backtest(
        findings=own.height,
        people=_subjects(own).n_unique(),
        months=own.with_columns(subject_id()).select(KEY).n_unique(),
        counted=euros(alone),
        new=Euros(
            overpaid=together.overpaid - had.overpaid,
            underpaid=together.underpaid - had.underpaid,
        ),
        overlap=_overlap(alone, before),
        monthly=monthly,
        cases=opened.height,
        new_cases=opened.filter("new").height,
        a_month=_mean(recent),
    )


def euros(counted: pl.DataFrame) -> Euros:
    """Add up `counted_amount`, both ways apart."""
    amount = pl.col("counted_amount").fill_null(pl.lit(0, dtype=MONEY))
    over, under = counted.select(
        over=amount.filter(amount > 0).sum(), under=-amount.filter(amount < 0).sum()
    ).row(0)
    return Euros(overpaid=Decimal(over), underpaid=Decimal(under))


def _subjects(findings: pl.DataFrame) -> pl.DataFrame:
    person = pl.concat_str("source", subject_id(), separator=":")
    return findings.select(pl.coalesce("individual_id", person).alias("subject"))


def _first_months(own: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Return each case: kind, group, its first month, whether nobody else opens it."""
    known = case_groups(others).select("kind", "group").unique()
    return (
        case_groups(own)
        .group_by("kind", "group")
        .agg(first=pl.col("month").min())
        .join(known.with_columns(known=True), on=["kind", "group"], how="left")
        .with_columns(new=pl.col("known").is_null())
    )


def _monthly(
    alone: pl.DataFrame, opened: pl.DataFrame, months: Collection[date]
) -> pl.DataFrame:
    """Return one row a month judged, columns of MONTHLY."""
    amount, zero = pl.col("counted_amount"), pl.lit(0, dtype=MONEY)
    said = alone.group_by("month").agg(
        findings=pl.len(),
        overpaid=amount.filter(amount > 0).sum(),
        underpaid=-amount.filter(amount < 0).sum(),
    )
    first = opened.filter("new").group_by(month="first").agg(new_cases=pl.len())
    return (
        pl.DataFrame({"month": sorted(months)}, schema={"month": pl.Date()})
        .join(said, on="month", how="left")
        .join(first, on="month", how="left")
        .select(
            "month",
            pl.col("findings").fill_null(0).cast(pl.Int64),
            pl.col("overpaid").cast(MONEY).fill_null(zero),
            pl.col("underpaid").cast(MONEY).fill_null(zero),
            pl.col("new_cases").fill_null(0).cast(pl.Int64),
        )
        .sort("month")
    )


def _overlap(alone: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Return, by other rule, the months found by both and the euros they agree on."""
    mine = _by_month(alone).rename({"amount": "own"}).drop("rule_id")
    mine = mine.group_by(*KEY, "sign").agg(own=pl.col("own").max())
    theirs = _by_month(before)
    return (
        theirs.join(mine, on=[*KEY, "sign"], nulls_equal=True)
        .group_by("rule_id")
        .agg(
            months=pl.struct(KEY).n_unique().cast(pl.Int64),
            euros=pl.min_horizontal("own", "amount").sum().cast(MONEY),
        )
        .select(list(OVERLAP))
        .sort("euros", "months", "rule_id", descending=[True, True, False])
    )


def _by_month(findings: pl.DataFrame) -> pl.DataFrame:
    """Return the largest amount a rule gives a month, both ways apart."""
    amount = pl.col("amount").fill_null(pl.lit(0, dtype=MONEY))
    return (
        findings.with_columns(subject_id(), sign=amount.sign().cast(pl.Int8))
        .group_by("rule_id", *KEY, "sign")
        .agg(amount=amount.abs().max())
    )


def _mean(counts: pl.Series) -> Decimal:
    if counts.is_empty():
        return Decimal(0)
    return (Decimal(int(counts.sum())) / len(counts)).quantize(Decimal("0.1"))
