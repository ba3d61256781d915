"""Rows as read -> rows of the contract, and rows set aside with a reason."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import polars as pl

from bondroit.model.columns import Table
from bondroit.model.tables import PROVENANCE, TABLES
from bondroit.sources.casting import cast_column
from bondroit.sources.quick_typing import quick_typing
from bondroit.sources.reading import Chunk

REJECTED: dict[str, pl.DataType] = {
    "position": pl.String(),
    "reason": pl.String(),
    "raw": pl.String(),
}
_REASON = "__reason"
Rows = TypeVar("Rows", pl.DataFrame, pl.LazyFrame)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformed:
    """A chunk, sorted out.

    Attributes:
        kept: every column of the contract, then `source_file`, `source_position`.
        rejected: position, reason (French), raw.

    """

    kept: pl.DataFrame
    rejected: pl.DataFrame


def conform(chunk: Chunk, source: str, file: str, month: date | None) -> Conformed:
    """Type the rows of a chunk, and set aside those that break their table.

    Args:
        chunk: rows as the reader gives them.
        source: the configured name, used where the rows name no source.
        file: the path shown to people.
        month: the month of the delivery; dates of the past end with the next year.
            None leaves dates unbounded.

    """
    table = TABLES[chunk.table]
    schema = chunk.rows.schema
    latest = None if month is None else date(month.year + 1, 12, 31)
    sound = _all_sound(chunk, source, file, latest)
    if sound is not None:
        return Conformed(kept=sound, rejected=pl.DataFrame(schema=REJECTED))
    typed, reason = typing_of(table, schema, latest)
    values = completed(chunk.rows, schema, table, source).select(
        *typed,
        pl.lit(file).alias(PROVENANCE[0]),
        pl.col("position").cast(pl.String).alias(PROVENANCE[1]),
        reason.alias(_REASON),
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


def _all_sound(
    chunk: Chunk, source: str, file: str, latest: date | None
) -> pl.DataFrame | None:
    """Return the rows typed, or None where one of them may be wrong."""
    table, schema = TABLES[chunk.table], chunk.rows.schema
    whole = completed(chunk.rows, schema, table, source)
    quick = quick_typing(table.name, tuple(whole.schema.items()))
    texts = whole.with_columns(quick.texts)
    values = texts.select(
        *quick.values,
        pl.lit(file).alias(PROVENANCE[0]),
        pl.col("position").cast(pl.String).alias(PROVENANCE[1]),
    )
    return values if quick.all_right(texts, values, table.name, latest) else None


def completed(rows: Rows, schema: pl.Schema, table: Table, source: str) -> Rows:
    """Add the columns of the table that are absent, null, and fill `source`.

    Args:
        rows: some columns of the table.
        schema: of the rows.
        table: the table.
        source: used where the rows name no source.

    """
    added = [
        pl.lit(None).alias(name)
        for name in table.schema
        if name not in schema and name != "source"
    ]
    if "source" in table.schema:
        added.append(_source(schema, source))
    return rows.with_columns(added)


def typing_of(
    table: Table, schema: pl.Schema, latest: date | None
) -> tuple[list[pl.Expr], pl.Expr]:
    """Return expressions on completed rows: typed columns, and what is wrong or "".

    Args:
        table: the table.
        schema: of the rows, before they were completed.
        latest: the last plausible day of a date that tells the past, or None.

    """
    known = {**schema, "source": pl.String()}
    casts = [
        cast_column(column, known.get(column.name, pl.Null()), latest)
        for column in table.columns
    ]
    reason = pl.concat_str(
        [cast.problem for cast in casts], separator=" ; ", ignore_nulls=True
    )
    return [cast.value for cast in casts], reason


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


def _source(schema: pl.Schema, source: str) -> pl.Expr:
    if "source" not in schema:
        return pl.lit(source).alias("source")
    stripped = pl.col("source").cast(pl.String).str.strip_chars()
    return (
        pl.when(stripped != "").then(stripped).otherwise(pl.lit(source)).alias("source")
    )
