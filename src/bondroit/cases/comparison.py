"""What two sets of netted findings say differently: people, months and euros."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl

from bondroit.cases.backtest import Euros, euros
from bondroit.engine.views.paid_months import subject_id
from bondroit.model.outputs import MONEY

BY_RULE: Final[dict[str, pl.DataType]] = {
    "rule_id": pl.String(),
    "gained": pl.Int64(),
    "lost": pl.Int64(),
    "changed": pl.Int64(),
    "before": MONEY,
    "after": MONEY,
}
BY_SUBJECT: Final[dict[str, pl.DataType]] = {
    "source": pl.String(),
    "subject_id": pl.String(),
    "benefit": pl.String(),
    "change": pl.String(),
    "before": MONEY,
    "after": MONEY,
    "rules": pl.List(pl.String()),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What changed from one set of findings to another.

    Attributes:
        before: euros counted before.
        after: euros counted after.
        people_gained: subjects with a finding only after.
        people_lost: subjects with a finding only before.
        people_changed: subjects of both with other findings or euros.
        by_rule: columns of BY_RULE, rules with a difference, signed euros counted.
        by_subject: columns of BY_SUBJECT, largest difference first; `change` is
            `gained`, `lost` or `changed`; euros are signed.

    """

    before: Euros
    after: Euros
    people_gained: int
    people_lost: int
    people_changed: int
    by_rule: pl.DataFrame
    by_subject: pl.DataFrame

    @property
    def none(self) -> bool:
        """Whether nothing changed for anyone."""
        return self.by_rule.is_empty() and self.by_subject.is_empty()

    @property
    def overpaid_more(self) -> Decimal:
        """Overpaid euros after, less those before."""
        return self.after.overpaid - self.before.overpaid


def compare(old: pl.DataFrame, new: pl.DataFrame) -> Effect:
    """Compare findings, finding by finding: an id says rule, subject, month and row.

    Args:
        old: netted findings, columns of FINDINGS.
        new: the same, after.

    """
    both = _paired(old, new)
    subjects = _by_subject(both)
    counts = dict(subjects["change"].value_counts().iter_rows())
    return Effect(
        before=euros(old),
        after=euros(new),
        people_gained=counts.get("gained", 0),
        people_lost=counts.get("lost", 0),
        people_changed=counts.get("changed", 0),
        by_rule=_by_rule(both),
        by_subject=subjects,
    )


def _paired(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Return one row a finding of either side, with both amounts."""
    keys = ["finding_id", "rule_id", "source", "subject_id", "benefit"]
    zero = pl.lit(0, dtype=MONEY)

    def side(frame: pl.DataFrame, name: str) -> pl.DataFrame:
        return frame.with_columns(subject_id()).select(
            *keys,
            pl.lit(value=True).alias(f"in_{name}"),
            pl.col("amount").alias(f"amount_{name}"),
            pl.col("counted_amount").fill_null(zero).alias(name),
        )

    return (
        side(old, "before")
        .join(side(new, "after"), on=keys, how="full", coalesce=True, nulls_equal=True)
        .with_columns(
            pl.col("in_before", "in_after").fill_null(value=False),
            pl.col("before", "after").fill_null(zero),
        )
        .with_columns(
            gained=pl.col("in_after") & ~pl.col("in_before"),
            lost=pl.col("in_before") & ~pl.col("in_after"),
            changed=pl.col("in_before")
            & pl.col("in_after")
            & pl.col("amount_before").ne_missing(pl.col("amount_after")),
        )
    )


def _by_rule(both: pl.DataFrame) -> pl.DataFrame:
    return (
        both.group_by("rule_id")
        .agg(
            pl.col("gained", "lost", "changed").sum().cast(pl.Int64),
            pl.col("before", "after").sum().cast(MONEY),
        )
        .filter(
            (pl.col("gained") + pl.col("lost") + pl.col("changed") > 0)
            | (pl.col("before") != pl.col("after"))
        )
        .select(list(BY_RULE))
        .sort("rule_id")
    )


def _by_subject(both: pl.DataFrame) -> pl.DataFrame:
    differs = (
        pl.col("gained")
        | pl.col("lost")
        | pl.col("changed")
        | (pl.col("before") != pl.col("after"))
    )
    return (
        both.group_by("source", "subject_id", "benefit")
        .agg(
            pl.col("in_before", "in_after").any(),
            pl.col("before", "after").sum().cast(MONEY),
            differs=differs.any(),
            rules=pl.col("rule_id").filter(differs).unique().sort(),
        )
        .filter("differs")
        .with_columns(
            change=pl.when(~pl.col("in_before"))
            .then(pl.lit("gained"))
            .when(~pl.col("in_after"))
            .then(pl.lit("lost"))
            .otherwise(pl.lit("changed"))
        )
        .sort(
            (pl.col("after") - pl.col("before")).abs(),
            "source",
            "subject_id",
            "benefit",
            descending=[True, False, False, False],
            nulls_last=True,
        )
        .select(list(BY_SUBJECT))
    )
