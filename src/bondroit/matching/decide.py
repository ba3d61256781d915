"""Bands, and the choice of one where the world has only one."""

import polars as pl

CERTAIN, PROBABLE, POSSIBLE = 0.999, 0.95, 0.5
"""Lowest probability of each band. A death is certain only from 0.999."""

KEPT = 0.05
"""Pairs under it cannot weigh in any decision."""

CLOSE_SECOND = 8.0
"""A rival within that ratio of odds is shown as possible too, never hidden."""

_ODDS_LIMIT = 1e-12


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

    The odds of a couple (first group, last group) are those of its best pair; its
    probability becomes odds / (1 + sum of the odds of its rivals and itself). A tie
    therefore ends at one half at most: possible, for a person to judge.

    Args:
        scored: pairs with `probability` and the two group columns `who` and `what`.
        groups: the columns whose values have one answer only: `who`, `what` or both.

    Returns:
        The pairs that stay: likely after the sharing, or rivals too close to hide.

    """
    chance = pl.col("probability").clip(_ODDS_LIMIT, 1 - _ODDS_LIMIT)
    couples = (
        scored.with_columns((chance / (1 - chance)).alias("odds"))
        .group_by("who", "what")
        .agg(pl.col("odds").max())
        .sort("who", "what")
    )
    for group in groups:
        couples = couples.sort(group, "odds").with_columns(
            pl.col("odds").sum().over(group).alias(f"sum_{group}"),
            pl.col("odds").max().over(group).alias(f"best_{group}"),
        )
    total = pl.max_horizontal(f"sum_{group}" for group in groups)
    best = pl.max_horizontal(f"best_{group}" for group in groups)
    alone = total == pl.col("odds")
    settled = couples.select(
        "who",
        "what",
        pl.when(alone).then(1.0).otherwise(pl.col("odds") / total).alias("part"),
        (pl.col("odds") * CLOSE_SECOND >= best).alias("close"),
    )
    final = pl.min_horizontal("probability", "part")
    return (
        scored.join(settled, on=["who", "what"])
        .filter(
            (final >= POSSIBLE)
            | ((pl.col("probability") >= POSSIBLE) & pl.col("close"))
        )
        .with_columns(final.alias("probability"))
        .drop("part", "close")
    )
