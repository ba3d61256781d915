"""Rows of one delivery that bear the same key: one is kept, whatever the order."""

import polars as pl

from bondroit.model.columns import Table
from bondroit.model.tables import PROVENANCE
from bondroit.sources.conform import raw_text

ROW = "__row"
_RANK = "__rank"


def suspects(hashes: list[pl.Series]) -> pl.Series:
    """Return the hashes of keys that stand twice, in all the chunks of a table."""
    if not hashes:
        return pl.Series("hash", dtype=pl.UInt64)
    every = pl.concat(hashes).alias("hash")
    return every.filter(every.is_duplicated()).unique()


def key_hashes(rows: pl.DataFrame, table: Table) -> pl.Series:
    """Return one UInt64 a row: rows of one key have the same."""
    return rows.select(table.key).hash_rows(seed=0)


def later_rows(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return the rows to set aside among those whose keys look alike.

    The row kept is the first by content, then by place, so that the order of the
    rows in the file decides nothing.

    Args:
        rows: columns of the table, `source_file`, `source_position`, `__row`.
        table: the table.

    Returns:
        __row, source_file, position, reason, raw.

    """
    key = list(table.key)
    others = [name for name in table.schema if name not in table.key]
    ranked = rows.sort([*table.schema, ROW], nulls_last=True).with_columns(
        pl.int_range(pl.len()).over(key).alias(_RANK)
    )
    differing = pl.concat_str(
        [
            pl.when(pl.col(name).ne_missing(pl.col(name).first().over(key))).then(
                pl.lit(name)
            )
            for name in others
        ],
        separator=", ",
        ignore_nulls=True,
    )
    reason = (
        pl.when(differing == "")
        .then(pl.lit("ligne en double"))
        .otherwise(
            pl.format(
                "clé déjà présente ({}) avec un autre contenu (colonnes : {})",
                pl.lit(", ".join(key)),
                differing,
            )
        )
    )
    return (
        ranked.with_columns(reason.alias("reason"))
        .filter(pl.col(_RANK) > 0)
        .select(
            ROW,
            PROVENANCE[0],
            pl.col(PROVENANCE[1]).alias("position"),
            "reason",
            raw_text(rows.drop(ROW)),
        )
        .sort(ROW)
    )
