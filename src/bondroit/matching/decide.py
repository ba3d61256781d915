"""Bands, and the choice of one where the world has only one."""

import numpy as np
import polars as pl

from bondroit.matching.rivals import steepened

CERTAIN, PROBABLE, POSSIBLE = 0.999, 0.95, 0.5
"""Lowest probability of each band. A death is certain only from 0.999."""

KEPT = 0.01
"""Pairs under it cannot weigh in any decision."""

CLOSE_SECOND = 8.0
"""A rival within that ratio of odds is shown as possible too, never hidden."""

_ODDS_LIMIT = 1e-12
_DECIMALS = 10


def band(probability: pl.Expr) -> pl.Expr:
    """Return the band of a probability; whatever is shown below is «possible»."""
    return (
        pl.when(probability >= CERTAIN)
        .then(pl.lit("certain"))
        .when(probability >= PROBABLE)
        .then(pl.lit("probable"))
        .otherwise(pl.lit("possible"))
        .alias("band")
    )


def shown(scored: pl.DataFrame) -> pl.DataFrame:
    """Keep the pairs that reach a band."""
    return scored.filter(pl.col("probability") >= POSSIBLE)


def compete(scored: pl.DataFrame, groups: tuple[str, ...]) -> pl.DataFrame:
    """Share the probability among rivals, where each group has at most one answer.

    The odds of a couple (who, what) are those of its best pair. Rivals divide them:
    odds / (1 + sum of the odds of the others), once a group; a tie therefore ends at one
    half at most: possible, for a person to judge. Where a group has no rival although a
    stranger would probably have had one (`c_who`, `c_what`: the share of records
    whose answer is known), the odds rise by as much; how often doubtful pairs have
    rivals first corrects what they are worth (`rivals.py`).

    Args:
        scored: pairs with `probability` and the two group columns `who` and `what`;
            maybe `c_who` and `c_what`.
        groups: the columns whose values have one answer only: `who`, `what` or both.

    Returns:
        The pairs, in their order, with their final probability, `before` (without rivals),
        `margin` (over the best rival, before sharing) and `close` (no rival is much better).

    """
    needed = ("who", "what", "probability", "c_who", "c_what")
    asked = scored.select(name for name in needed if name in scored.columns)
    asked = steepened(asked, groups).with_row_index("at")
    lone = (pl.len().over("who") == 1) & (pl.len().over("what") == 1)
    alone = asked.select(lone).to_series()
    settled = [
        _unrivalled(asked.filter(alone), groups),
        _rivalled(asked.filter(~alone), groups),
    ]
    return scored.with_columns(pl.concat(settled).sort("at").drop("at"))


def _unrivalled(scored: pl.DataFrame, groups: tuple[str, ...]) -> pl.DataFrame:
    chance = pl.col("probability").clip(_ODDS_LIMIT, 1 - _ODDS_LIMIT)
    odds = chance / (1 - chance)
    for group in groups:
        if f"c_{group}" in scored.columns:
            odds = odds / (1 - pl.col(f"c_{group}"))
    raised = pl.max_horizontal("probability", odds / (1 + odds))
    return scored.select(
        "at",
        raised.round(_DECIMALS).alias("probability"),
        pl.col("probability").alias("before"),
        pl.lit(value=True).alias("close"),
        pl.col("probability").alias("margin"),
    )


def _rivalled(scored: pl.DataFrame, groups: tuple[str, ...]) -> pl.DataFrame:
    chance = pl.col("probability").clip(_ODDS_LIMIT, 1 - _ODDS_LIMIT)
    known = [f"c_{group}" for group in groups if f"c_{group}" in scored.columns]
    scored = scored.with_columns((chance / (1 - chance)).alias("odds"))
    scored, couples = _couples(scored, ["odds", *known])
    final, close, second = pl.col("odds"), pl.lit(value=True), pl.lit(0.0)
    for group in groups:
        best = pl.col("odds").max().over(group)
        ranked = couples.sort(group, "odds")
        ranked = ranked.with_columns(pl.col("odds").shift(1).alias("under"))
        couples = ranked.with_columns(
            pl.when(pl.len().over(group) > 1)
            .then((pl.col("odds").sum().over(group) - pl.col("odds")).clip(0.0))
            .otherwise(0.0)
            .alias(f"others_{group}"),
            best.alias(f"best_{group}"),
            pl.when(pl.col("odds") < best)
            .then(best)
            .otherwise(pl.col("under").last().over(group))
            .alias(f"rival_{group}"),
            (pl.len().over(group) > 1).alias(f"several_{group}"),
        )
        others = pl.col(f"others_{group}")
        expected = pl.col(f"c_{group}") if f"c_{group}" in known else pl.lit(0.0)
        final = final / (1 + others) / (1 - expected / (1 + others))
        close = close & (pl.col("odds") * CLOSE_SECOND >= pl.col(f"best_{group}"))
        rival = (
            pl.when(f"several_{group}").then(pl.col(f"rival_{group}")).otherwise(0.0)
        )
        second = pl.max_horizontal(second, rival)
    settled = couples.sort("couple").select(
        (final / (1 + final)).alias("final"),
        close.alias("close"),
        (second / (1 + second)).alias("second"),
    )
    shared = pl.concat([scored, settled[scored["couple"]]], how="horizontal")
    own = pl.col("probability")
    lone = pl.col("second") == 0
    ratio = (
        pl.when(lone & (own <= pl.col("final")))
        .then("final")
        .otherwise(pl.min_horizontal(own, "final"))
    )
    return shared.select(
        "at",
        ratio.round(_DECIMALS).alias("probability"),
        own.alias("before"),
        "close",
        (own - pl.col("second")).alias("margin"),
    )


def _couples(
    scored: pl.DataFrame, names: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Number the couples (who, what) of pairs.

    Returns:
        The pairs sorted by `couple`, and one row a couple: couple, who, what, the
        greatest of each column asked for.

    """
    ordered = scored.sort("who", "what")
    other = pl.any_horizontal(
        pl.col(name) != pl.col(name).shift(1) for name in ("who", "what")
    )
    fresh = ordered.select(other.fill_null(value=True)).to_series()
    starts = fresh.arg_true()
    greatest = {
        name: np.maximum.reduceat(ordered[name].to_numpy(), starts.to_numpy())
        for name in names
    }
    couples = ordered.select("who", "what")[starts].with_row_index("couple")
    number = (fresh.cum_sum() - 1).alias("couple")
    return ordered.with_columns(number), couples.with_columns(**greatest)


def worth_showing(settled: pl.DataFrame) -> pl.DataFrame:
    """Keep what is likely after the sharing, and rivals too close to hide."""
    rival = (pl.col("before") >= POSSIBLE) & pl.col("close")
    return settled.filter((pl.col("probability") >= POSSIBLE) | rival)
