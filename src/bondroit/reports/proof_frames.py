"""The files and rows that findings rest on, read from their evidence by polars."""

from typing import Final

import polars as pl

PARAMETERS: Final = "parameters"
SHOWN_PLACES: Final = 6
"""Places of rows named for one file; all of them stand in `findings.parquet`."""

_ENTRIES: Final = pl.List(
    pl.Struct(
        {
            "table": pl.String(),
            "keys": pl.List(pl.String()),
            "files": pl.List(pl.String()),
        }
    )
)


def proofs(findings: pl.DataFrame) -> pl.DataFrame:
    """Return the files behind the findings of each case.

    Args:
        findings: `case_id` and `evidence`.

    Returns:
        case_id, file, tables (sorted), places (the first SHOWN_PLACES, in the order of
        the file), more (how many other places); one row a case and file.

    """
    keys, files = pl.col("keys"), pl.col("files")
    rows = (
        findings.select("case_id", pl.col("evidence").str.json_decode(_ENTRIES))
        .explode("evidence")
        .unnest("evidence")
        .filter(pl.col("table") != PARAMETERS)
        .select(
            "case_id",
            keys.list.head(files.list.len()),
            files.list.head(keys.list.len()),
        )
        .unique()
        .explode("keys", "files")
        .drop_nulls()
        .select(
            "case_id",
            table=keys.str.extract(r"^([^/]*)"),
            file=files.str.extract(r"^(.*)#"),
            place=files.str.extract(r"([^#]*)$"),
        )
        .unique()
    )
    place = pl.col("place").unique()
    order = [place.str.len_chars(), place]
    return (
        rows.group_by("case_id", "file")
        .agg(
            tables=pl.col("table").unique().sort(),
            places=place.sort_by(order).head(SHOWN_PLACES),
            count=place.len(),
        )
        .with_columns(
            more=(pl.col("count").cast(pl.Int64) - SHOWN_PLACES).clip(lower_bound=0)
        )
        .drop("count")
        .sort("case_id", "file", nulls_last=True)
    )
