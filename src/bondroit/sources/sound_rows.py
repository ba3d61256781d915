"""Rows of Parquet files: which keep to the contract, and which are set aside."""

from dataclasses import dataclass

import polars as pl

from bondroit.model.columns import Kind, Table
from bondroit.model.tables import PROVENANCE
from bondroit.sources.casting import MONTHS
from bondroit.sources.conform import completed, raw_text, typing_of
from bondroit.sources.duplicates import ROW, key_hashes, later_rows, suspects

#: The name of a source that the rows do not name.
DEFAULT_SOURCE = "tables"
ASIDE: dict[str, pl.DataType] = {
    ROW: pl.UInt32(),
    "source_file": pl.String(),
    "position": pl.String(),
    "reason": pl.String(),
    "raw": pl.String(),
}
_REASON = "__reason"
_HASH = "__hash"
_BATCH = 500_000
#: Up to so many rows, their numbers are looked for before the columns are read.
_FEW = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of some files as one table.

    Attributes:
        table: the table.
        schema: the columns of the table that the files hold, with their types.
        raw: these columns as they are, `__row`, `source_file`, `source_position`.

    """

    table: Table
    schema: pl.Schema
    raw: pl.LazyFrame

    def typed(self, raw: pl.LazyFrame) -> pl.LazyFrame:
        """Return columns of the contract, `__row`, both places, `__reason`.

        Args:
            raw: some of the rows.

        """
        values, reason = typing_of(self.table, self.schema, None)
        return completed(raw, self.schema, self.table, DEFAULT_SOURCE).select(
            *values, ROW, *PROVENANCE, reason.alias(_REASON)
        )

    @property
    def exact(self) -> bool:
        """Whether every column has the contract's type."""
        return all(self.table.schema[name] == self.schema[name] for name in self.schema)

    def as_they_are(self) -> pl.LazyFrame:
        """Return the table and `__row`, for rows that typing leaves as they are."""
        absent = [
            pl.lit(DEFAULT_SOURCE if name == "source" else None, dtype).alias(name)
            for name, dtype in self.table.schema.items()
            if name not in self.schema
        ]
        columns = [*self.table.schema, *PROVENANCE, ROW]
        return self.raw.with_columns(absent).select(columns)

    def among(self, wanted: pl.DataFrame) -> pl.LazyFrame:
        """Return some rows as they are (`raw`).

        Args:
            wanted: __row.

        """
        if wanted.height <= _FEW:
            return self.raw.filter(pl.col(ROW).is_in(wanted[ROW].to_list()))
        return self.raw.join(wanted.lazy(), on=ROW, how="semi")

    def without(self, left_out: pl.DataFrame, *, typed: bool) -> pl.LazyFrame:
        """Return the table without some rows.

        Args:
            left_out: __row.
            typed: whether typing changes the others.

        """
        kept = self.typed(self.raw) if typed else self.as_they_are()
        if 0 < left_out.height <= _FEW:
            kept = kept.filter(~pl.col(ROW).is_in(left_out[ROW].to_list()))
        elif left_out.height:
            kept = kept.join(left_out.lazy(), on=ROW, how="anti")
        return kept.select(*self.table.schema, *PROVENANCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What one pass over rows found.

    Attributes:
        broken: __row, reason: rows that break a type, a list or a mandatory column.
        alike: __row: other rows whose keys seem to stand twice.
        changed: whether typing changes a value.

    """

    broken: pl.DataFrame
    alike: pl.DataFrame
    changed: bool


def check_rows(rows: Rows) -> Checked:
    """Read the rows once, some at a time; keep a number a key, and what is wrong.

    Where the columns have the contract's types, only the rows that a quick test finds
    unusual are typed.
    """
    key = rows.table.key
    broken = [pl.DataFrame(schema={ROW: pl.UInt32(), "reason": pl.String()})]
    hashes = [pl.DataFrame(schema={ROW: pl.UInt32(), _HASH: pl.UInt64()})]
    raw = rows.raw
    if rows.exact:
        unusual = [pl.DataFrame(schema={ROW: pl.UInt32()})]
        quick = rows.as_they_are().select(ROW, _unusual(rows).alias(_REASON), *key)
        for some in quick.collect_batches(chunk_size=_BATCH, engine="streaming"):
            unusual.append(some.filter(_REASON).select(ROW))
            hashes.append(_hashed(some.filter(~pl.col(_REASON)), rows.table))
        raw = rows.among(pl.concat(unusual))
    usual = len(hashes)
    typed = rows.typed(raw).select(ROW, pl.col(_REASON).alias("reason"), *key)
    for some in typed.collect_batches(chunk_size=_BATCH, engine="streaming"):
        wrong = pl.col("reason") != ""
        broken.append(some.filter(wrong).select(ROW, "reason"))
        hashes.append(_hashed(some.filter(~wrong), rows.table))
    every = pl.concat(hashes)
    twice = suspects([every[_HASH]]).to_frame(_HASH)
    return Checked(
        broken=pl.concat(broken),
        alike=every.join(twice, on=_HASH, how="semi").select(ROW),
        changed=not rows.exact or any(part.height for part in hashes[usual:]),
    )


def _hashed(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    return rows.select(ROW).with_columns(key_hashes(rows, table).alias(_HASH))


def _unusual(rows: Rows) -> pl.Expr:
    """Return whether a row of exact types may be wrong, or changed by typing."""
    tests = [pl.lit(value=False)]
    for column in rows.table.columns:
        value = pl.col(column.name)
        if column.name not in rows.schema:
            continue
        if column.mandatory:
            tests.append(value.is_null())
        if column.codes:
            tests.append(~value.is_in(list(column.codes)))
        elif column.kind is Kind.TEXT:
            bare = value.str.strip_chars().str.len_bytes()
            tests.append((bare != value.str.len_bytes()) | (bare == 0))
        elif column.name in MONTHS:
            tests.append(value.dt.day() != 1)
    return pl.any_horizontal(tests).fill_null(value=False)


def broken_rows(rows: Rows, broken: pl.DataFrame) -> pl.DataFrame:
    """Return rows that break their table, as they were read (columns of `ASIDE`)."""
    if broken.is_empty():
        return pl.DataFrame(schema=ASIDE)
    found = (
        rows.among(broken).collect(engine="streaming").join(broken, on=ROW).sort(ROW)
    )
    return found.select(
        ROW,
        PROVENANCE[0],
        pl.col(PROVENANCE[1]).alias("position"),
        "reason",
        raw_text(found.drop(ROW, "reason")),
    )


def repeated_rows(
    rows: Rows, alike: pl.DataFrame, months: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows that others of the same key replace, and those to set aside.

    Args:
        rows: the table.
        alike: __row: rows whose keys seem to stand twice.
        months: __row, `__month`: where each partition starts, and its month.

    Returns:
        __row: rows of earlier months than the latest of their key; and columns of
        `ASIDE`: later rows of a key among those of one month.

    """
    if alike.is_empty():
        return alike, pl.DataFrame(schema=ASIDE)
    columns = [*rows.table.schema, *PROVENANCE, ROW]
    found = (
        rows.typed(rows.among(alike))
        .select(columns)
        .sort(ROW)
        .collect(engine="streaming")
        .join_asof(months, on=ROW)
    )
    last = pl.col("__month").max().over(list(rows.table.key))
    latest = pl.col("__month").eq_missing(last)
    return (
        found.filter(~latest).select(ROW),
        later_rows(found.filter(latest).select(columns), rows.table),
    )
