"""Rows as read -> rows of the contract, and rows set aside with a reason."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from bondroit.model.columns import Table
from bondroit.model.tables import PROVENANCE, TABLES
from bondroit.sources.casting import cast_column
from bondroit.sources.reading import Chunk

REJECTED: dict[str, pl.DataType] = {
    "position": pl.String(),
    "reason": pl.String(),
    "raw": pl.String(),
}
_REASON = "__reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformed:
    """A chunk, sorted out.

    Attributes:
        kept: every column of the contract, then `source_file`, `source_position`.
        rejected: position, reason (French), raw.

    """

    kept: pl.DataFrame
    rejected: pl.DataFrame


def conform(chunk: Chunk, source: str, file: str, month: date) -> Conformed:
    """Type the rows of a chunk, and set aside those that break their table.

    Args:
        chunk: rows as the reader gives them.
        source: the configured name, used where the rows name no source.
        file: the path shown to people.
        month: the month of the delivery; dates of the past end with the next year.

    """
    table = TABLES[chunk.table]
    rows = _with_source(chunk.rows, table, source)
    latest = date(month.year + 1, 12, 31)
    casts = {
        column.name: cast_column(
            column, rows.schema.get(column.name, pl.Null()), latest
        )
        for column in table.columns
    }
    rows = rows.with_columns(
        pl.lit(None).alias(name) for name in casts if name not in rows.columns
    )
    reasons = pl.concat_str(
        [cast.problem for cast in casts.values()], separator=" ; ", ignore_nulls=True
    )
    values = rows.select(
        *(cast.value for cast in casts.values()),
        pl.lit(file).alias(PROVENANCE[0]),
        pl.col("position").cast(pl.String).alias(PROVENANCE[1]),
        reasons.alias(_REASON),
    )
    wrong = values[_REASON] != ""
    kept = values.filter(~wrong).drop(_REASON)
    if not wrong.any():
        return Conformed(kept=kept, rejected=pl.DataFrame(schema=REJECTED))
    rejected = chunk.rows.filter(wrong).select(
        pl.col("position").cast(pl.String),
        values.filter(wrong)[_REASON].alias("reason"),
        raw_text(chunk.rows, chunk.raw),
    )
    return Conformed(kept=kept, rejected=rejected)


def raw_text(rows: pl.DataFrame, raw: str | None = None) -> pl.Expr:
    """Return the row as it was read: its raw column, or JSON, as `raw`."""
    if raw is not None:
        return pl.col(raw).cast(pl.String).alias("raw")
    columns = [
        pl.col(name).cast(pl.String)
        for name in rows.columns
        if name not in {"position", *PROVENANCE}
    ]
    return pl.struct(columns).struct.json_encode().alias("raw")


def _with_source(rows: pl.DataFrame, table: Table, source: str) -> pl.DataFrame:
    if "source" not in table.schema:
        return rows
    if "source" not in rows.columns:
        return rows.with_columns(source=pl.lit(source))
    stripped = pl.col("source").cast(pl.String).str.strip_chars()
    given = pl.when(stripped != "").then(stripped)
    return rows.with_columns(source=given.fill_null(source))
