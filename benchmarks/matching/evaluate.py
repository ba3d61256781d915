"""How good scored pairs are against the truth, whatever system gave them.

`python benchmarks/matching/evaluate.py FOLDER PAIRS.parquet` prints one JSON object.
Recall counts every true pair, those that blocking lost included.
"""

import argparse
import json
from itertools import pairwise
from pathlib import Path

import polars as pl
from french_noise import BIT

BINS = (0.5, 0.9, 0.95, 0.99, 0.999, 1.000001)
CERTAIN = 0.99
_PRECISIONS = (0.995, 0.999)


def marked(pairs: pl.DataFrame, truth: pl.DataFrame) -> pl.DataFrame:
    """Mark the pairs that are true.

    Args:
        pairs: left_id, right_id, probability; a pair given twice counts once.
        truth: left_id, right_id and maybe errors.

    Returns:
        left_id, right_id, probability, true.

    """
    once = pairs.group_by("left_id", "right_id").agg(pl.col("probability").max())
    known = truth.select("left_id", "right_id", pl.lit(value=True).alias("true"))
    return once.join(known, on=["left_id", "right_id"], how="left").with_columns(
        pl.col("true").fill_null(value=False)
    )


def curve(pairs: pl.DataFrame, links: int) -> pl.DataFrame:
    """Precision and recall at each threshold: probability, precision, recall, f1."""
    steps = (
        pairs.group_by("probability")
        .agg(pl.col("true").sum().alias("right"), pl.len().alias("all"))
        .sort("probability", descending=True)
        .with_columns(pl.col("right", "all").cum_sum())
    )
    return steps.select(
        "probability",
        precision=pl.col("right") / pl.col("all"),
        recall=pl.col("right") / links,
        f1=2 * pl.col("right") / (pl.col("all") + links),
    )


def one_to_one(pairs: pl.DataFrame) -> pl.DataFrame:
    """Keep the pairs that are the best of both their records (smallest ids on a tie)."""
    ordered = pairs.sort(
        ["probability", "left_id", "right_id"], descending=[True, False, False]
    )
    first = pl.int_range(pl.len())
    return ordered.filter((first.over("left_id") == 0) & (first.over("right_id") == 0))


def calibration(pairs: pl.DataFrame) -> list[dict[str, float]]:
    """Return, a bin of stated probability, its pairs, their mean and the real share."""
    rows = []
    for low, high in pairwise(BINS):
        some = pairs.filter(pl.col("probability").is_between(low, high, closed="left"))
        if some.height:
            rows.append(
                {
                    "from": low,
                    "pairs": some.height,
                    "stated": _mean(some["probability"]),
                    "real": _mean(some["true"]),
                }
            )
    return rows


def by_cause(pairs: pl.DataFrame, truth: pl.DataFrame) -> dict[str, dict[str, float]]:
    """Return, a cause of error, the true pairs it touches and their recall."""
    found = truth.join(
        pairs.select("left_id", "right_id", "probability"),
        on=["left_id", "right_id"],
        how="left",
    ).with_columns(pl.col("probability").fill_null(0))
    rows = {}
    for cause, bit in {"no error": 0, **BIT}.items():
        touched = pl.col("errors") == 0 if bit == 0 else (pl.col("errors") & bit) == bit
        some = found.filter(touched)["probability"]
        if some.len():
            rows[cause] = {
                "pairs": some.len(),
                "candidate": _mean(some > 0),
                "at_0.5": _mean(some >= 0.5),  # noqa: PLR2004
                "at_0.99": _mean(some >= CERTAIN),
            }
    return rows


def evaluate(pairs: pl.DataFrame, truth: pl.DataFrame) -> dict[str, object]:
    """Return every figure of a set of scored pairs.

    Args:
        pairs: left_id, right_id, probability.
        truth: left_id, right_id; `errors` for the recall by cause.

    """
    scored = marked(pairs, truth)
    links = truth.height
    points = curve(scored, links)
    called = scored.filter(pl.col("probability") >= CERTAIN)
    likely = scored.filter(pl.col("probability") >= 0.5)  # noqa: PLR2004
    right = int(likely["true"].sum())
    result: dict[str, object] = {
        "candidates": scored.height,
        "coverage": int(scored["true"].sum()) / links,
        "f1": _most(points["f1"]),
        "f1_one_to_one": _most(curve(one_to_one(scored), links)["f1"]),
        "f1_at_half": 2 * right / (likely.height + links),
    }
    for wanted in _PRECISIONS:
        enough = points.filter(pl.col("precision") >= wanted)
        result[f"recall_at_{wanted}"] = _most(enough["recall"])
    result["precision_called_0.99"] = _mean(called["true"])
    result["recall_called_0.99"] = int(called["true"].sum()) / links
    result["calibration"] = calibration(scored)
    if "errors" in truth.columns:
        result["causes"] = by_cause(scored, truth)
    return result


def _most(values: pl.Series) -> float:
    return float(values.max() or 0.0)  # type: ignore[arg-type]


def _mean(values: pl.Series) -> float:
    return float(values.mean() or 0.0)  # type: ignore[arg-type]


def main() -> None:
    """Evaluate the pairs that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="holds truth.parquet")
    parser.add_argument("pairs", type=Path)
    asked = parser.parse_args()
    truth = pl.read_parquet(asked.folder / "truth.parquet")
    print(json.dumps(evaluate(pl.read_parquet(asked.pairs), truth), indent=1))


if __name__ == "__main__":
    main()
