"""What a link hands out: pairs with a probability, and what explains them."""

from dataclasses import dataclass

import polars as pl

from bondroit.matching.blocking import Index
from bondroit.matching.report import blocking_report, estimated_recall
from bondroit.matching.scoring import Scoring

PAIRS: dict[str, pl.DataType] = {
    "left_source": pl.String(),
    "left_id": pl.String(),
    "right_source": pl.String(),
    "right_id": pl.String(),
    "right_table": pl.String(),
    "probability": pl.Float64(),
    "pattern": pl.UInt64(),
    "margin": pl.Float64(),
    "passes": pl.UInt32(),
}


@dataclass(frozen=True, slots=True)
class LinkResult:
    """Pairs, down to a low probability, and how it was found.

    Attributes:
        pairs: left_source, left_id, right_source, right_id, right_table,
            probability, pattern (see `scoring`), margin over the second candidate,
            passes (one bit a blocking pass); sorted by the ids.
        scoring: patterns, weights and method (`decoys`, `em`, `literal`, `saved`).
        index: the blocking passes, and their blocks.

    """

    pairs: pl.DataFrame
    scoring: Scoring
    index: Index

    def expected_false(self, threshold: float) -> float:
        """Return the expected number of false pairs among those at or over it."""
        kept = self.pairs.filter(pl.col("probability") >= threshold)
        return float((1 - kept["probability"]).sum())

    def blocking(self) -> pl.DataFrame:
        """Return the report of the blocking passes (see `report.py`)."""
        return blocking_report(self.index, self.pairs)

    def recall(self) -> float:
        """Return the estimated share of the true pairs that blocking kept."""
        return estimated_recall(self.index, self.pairs)
