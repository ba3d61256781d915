"""What a link hands out: pairs with a probability, and what explains them."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

PAIRS: dict[str, pl.DataType] = {
    "left_source": pl.String(),
    "left_id": pl.String(),
    "right_source": pl.String(),
    "right_id": pl.String(),
    "right_table": pl.String(),
    "probability": pl.Float64(),
    "pattern": pl.UInt64(),
}


@dataclass(frozen=True, slots=True)
class LinkResult:
    """Pairs, down to a low probability, and how it was found.

    Attributes:
        pairs: left_source, left_id, right_source, right_id, right_table,
            probability, pattern (see `patterns`); sorted by the ids.
        patterns: one row a pattern: pattern, pairs, expected_false, bits,
            probability, reasons.
        blocking: one row a blocking pass: what it brings.
        method: how probabilities were obtained: `decoys`, `em`, `literal` or `saved`.
        summary: figures of the whole list, ready for JSON.

    """

    pairs: pl.DataFrame
    patterns: pl.DataFrame
    blocking: pl.DataFrame
    method: str
    summary: dict[str, Any] = field(default_factory=dict)

    def expected_false(self, threshold: float) -> float:
        """Return the expected number of false pairs among those at or over it."""
        kept = self.pairs.filter(pl.col("probability") >= threshold)
        return float((1 - kept["probability"]).sum())
