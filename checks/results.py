"""What the checks answer: one row an expectation."""

import polars as pl

CHECKS: dict[str, pl.DataType] = {
    "suite": pl.String(),
    "title": pl.String(),
    "expectation": pl.String(),
    "columns": pl.String(),
    "why": pl.String(),
    "on_failure": pl.String(),
    "outcome": pl.String(),
    "checked": pl.Int64(),
    "unexpected": pl.Int64(),
    "observed": pl.String(),
}
"""`outcome` is `met`, `failed` or `unknown` (the expectation could not be judged)."""


def no_checks() -> pl.DataFrame:
    """Return an empty frame of results."""
    return pl.DataFrame(schema=CHECKS)


def sentences(checks: pl.DataFrame, on_failure: str) -> list[str]:
    """Return one French sentence for each failed expectation of that weight."""
    failed = checks.filter(
        (pl.col("outcome") != "met") & (pl.col("on_failure") == on_failure)
    )
    return [
        f"Contrôle « {row['title']} » : {row['why']} "
        + (
            "N'a pas pu être jugé."
            if row["outcome"] == "unknown"
            else f"Constaté : {row['observed']}."
        )
        for row in failed.iter_rows(named=True)
    ]
