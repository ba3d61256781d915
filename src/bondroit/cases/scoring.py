"""The frames of a score: keys found, planted and both (see `score`)."""

from typing import Final

import polars as pl

from bondroit.engine.views.paid_months import SUBJECT_ID, subject_id
from bondroit.model.outputs import MONEY

PLACE: Final = ("source", SUBJECT_ID, "benefit", "element", "month")
KEY: Final = (*PLACE, "sign")


def planted_frame(truth: pl.DataFrame) -> pl.DataFrame:
    """Add `subject_id` and `sign` (1, -1, 0 for a look-alike) to the truth."""
    household = pl.when(pl.col("benefit") == "RSA").then(pl.col("household_id"))
    subject = pl.coalesce(household, "person_id", "household_id")
    sign = pl.col("amount").cast(pl.Float64).sign().cast(pl.Int8)
    return truth.with_columns(subject.alias(SUBJECT_ID), sign=sign)


def found_frame(findings: pl.DataFrame, planted: pl.DataFrame) -> pl.DataFrame:
    """Return one row a KEY and family: `found`, euros without sign.

    What was found on a planted counterpart stands on the planted side.
    """
    return _on_the_planted_side(_found(findings), planted.filter(pl.col("sign") != 0))


def _found(findings: pl.DataFrame) -> pl.DataFrame:
    """One row a key and family: `found`, without sign."""
    amount = pl.col("counted_amount")
    return (
        findings.filter(amount != 0)
        .with_columns(
            subject_id(),
            family=_family(),
            sign=pl.when(amount > 0).then(1).otherwise(-1).cast(pl.Int8),
        )
        .group_by(*KEY, "family")
        .agg(found=amount.abs().sum().cast(MONEY))
    )


def _family() -> pl.Expr:
    parts = pl.col("rule_id").str.split("-")
    middle = parts.list.get(1, null_on_oob=True)
    return pl.when(parts.list.len() > 2).then(middle).otherwise(parts.list.first())  # noqa: PLR2004 - prefix, family, number


def _on_the_planted_side(found: pl.DataFrame, planted: pl.DataFrame) -> pl.DataFrame:
    """Move what was found on a counterpart to the side planted, if that one is bare."""
    side = pl.concat_str(["source", SUBJECT_ID, "benefit"], separator=":")
    bare = planted.join(found, on=list(KEY), how="anti", nulls_equal=True)
    moves = (
        bare.filter(pl.col("counterpart").is_not_null())
        .sort(*KEY)
        .unique(["counterpart", "month", "sign"], keep="first", maintain_order=True)
        .select(
            "counterpart",
            "month",
            "sign",
            *(pl.col(name).alias(f"to_{name}") for name in PLACE[:4]),
        )
    )
    here = planted.select(KEY).unique().with_columns(planted_here=pl.lit(value=True))
    joined = (
        found.with_columns(side=side)
        .join(here, on=list(KEY), how="left", nulls_equal=True)
        .join(
            moves,
            left_on=["side", "month", "sign"],
            right_on=["counterpart", "month", "sign"],
            how="left",
        )
    )
    moved = pl.col("to_source").is_not_null() & pl.col("planted_here").is_null()
    return (
        joined.with_columns(
            pl.when(moved)
            .then(pl.col(f"to_{name}"))
            .otherwise(pl.col(name))
            .alias(name)
            for name in PLACE[:4]
        )
        .group_by(*KEY, "family")
        .agg(pl.col("found").sum())
    )


def key_frame(found: pl.DataFrame, planted: pl.DataFrame) -> pl.DataFrame:
    """One row a key: found, planted and overlap, in euros."""
    left = found.group_by(KEY).agg(pl.col("found").sum())
    right = (
        planted.filter(pl.col("sign") != 0)
        .group_by(KEY)
        .agg(planted=pl.col("amount").abs().max())
    )
    both = left.join(right, on=list(KEY), how="full", coalesce=True, nulls_equal=True)
    return both.with_columns(
        pl.col("found", "planted").fill_null(pl.lit(0, dtype=MONEY))
    ).with_columns(overlap=pl.min_horizontal("found", "planted"))


def lookalikes(planted: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    """Return the planted zeros: family, flagged."""
    fired = (
        findings.filter(pl.col("amount") != 0)
        .with_columns(subject_id(), family=_family())
        .select(*PLACE, "family")
        .unique()
    )
    other = planted.filter(pl.col("sign") != 0).select(PLACE).unique()
    zeros = planted.filter(pl.col("sign") == 0).select(*PLACE, "family").unique()
    join = {"on": list(PLACE), "nulls_equal": True}
    own = zeros.join(
        fired, on=[*PLACE, "family"], how="semi", nulls_equal=True
    ).with_columns(flagged=pl.lit(value=True))
    any_rule = (
        zeros.join(other, how="anti", **join)  # type: ignore[arg-type]
        .join(fired.select(PLACE).unique(), how="semi", **join)  # type: ignore[arg-type]
        .with_columns(flagged=pl.lit(value=True))
    )
    flags = pl.concat([own, any_rule]).unique()
    return zeros.join(
        flags, on=[*PLACE, "family"], how="left", nulls_equal=True
    ).with_columns(pl.col("flagged").fill_null(value=False))
