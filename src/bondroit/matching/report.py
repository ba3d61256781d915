"""What blocking did: pairs a pass, pairs only it brings, blocks, estimated recall."""

import numpy as np
import polars as pl

from bondroit.matching.blocking import Index

LIKELY = 0.95
"""Pairs from which recall is estimated."""

REPORT: dict[str, pl.DataType] = {
    "pass": pl.String(),
    "pairs": pl.Int64(),
    "only": pl.Int64(),
    "likely": pl.Int64(),
    "likely_only": pl.Int64(),
    "blocks": pl.Int64(),
    "largest": pl.Int64(),
    "refined": pl.Int64(),
    "beyond": pl.Int64(),
}


def blocking_report(index: Index, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return one row a pass.

    Args:
        index: the blocks of the left side.
        pairs: passes (bits) and probability of the pairs kept.

    Returns:
        pass, pairs and pairs that only it brings, the same among likely ones, blocks,
        records of the largest one, records whose key was refined, records beyond the
        bound after all refinements.

    """
    passes, likely = pairs["passes"], pairs["probability"] >= LIKELY
    rows = []
    for number, one in enumerate(index.passes):
        bit = 1 << number
        brought, only = (passes & bit) != 0, passes == bit
        depths = index.report.filter(pl.col("pass") == one.name)
        deeper = depths.filter(pl.col("depth") > 0)
        rows.append(
            {
                "pass": one.name,
                "pairs": int(brought.sum()),
                "only": int(only.sum()),
                "likely": int((brought & likely).sum()),
                "likely_only": int((only & likely).sum()),
                "blocks": int(depths["blocks"].sum()),
                "largest": int(depths["largest"].max() or 0),  # type: ignore[arg-type]
                "refined": int(deeper["rows"].sum()),
                "beyond": int(depths["beyond"].sum()),
            }
        )
    return pl.DataFrame(rows, schema=REPORT)


def estimated_recall(index: Index, pairs: pl.DataFrame) -> float:
    """Estimate the share of true pairs that some pass found (Chao's lower bound).

    A pair that only one pass found was nearly missed: with f1 pairs found by one pass and
    f2 by two, about f1² / (2 f2) were found by none.

    Args:
        index: the blocks of the left side.
        pairs: passes (bits) and probability.

    """
    likely = pairs.filter(pl.col("probability") >= LIKELY)["passes"].to_numpy()
    if not len(likely):
        return 1.0
    times = sum((likely >> number) & 1 for number in range(len(index.passes)))
    counts = np.bincount(times, minlength=3)
    once, twice = float(counts[1]), float(counts[2])
    missed = once * max(once - 1, 0.0) / (2 * (twice + 1))
    return float(len(likely) / (len(likely) + missed))
