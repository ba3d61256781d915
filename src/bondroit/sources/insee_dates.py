"""Dates of which the day, the month or the year may be unknown or impossible."""

import polars as pl

_FORMAT = "%Y%m%d"


def with_partial_date(rows: pl.DataFrame, source: str, name: str) -> pl.DataFrame:
    """Add a date read from AAAAMMJJ (or AAAA-MM-JJ), however much of it is known.

    Args:
        rows: any columns.
        source: the column of text; `00` and `0000` are unknown parts.
        name: the date's name.

    Returns:
        the rows with `source` reduced to its digits, and three more columns: `name`
        (Date, first day of what is known, null without year), `name_precision` (day,
        month, year) and `name_impossible` (Boolean: a part is in no calendar).

    """
    digits = pl.col(source).str.replace_all("-", "", literal=True)
    rows = rows.with_columns(digits)
    # NOTE: a year of deaths holds few distinct dates; each is read once.
    distinct = rows.select(pl.col(source).drop_nulls().unique())
    return rows.join(
        distinct.with_columns(*_read(source, name)),
        on=source,
        how="left",
        maintain_order="left",
    )


def _read(source: str, name: str) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    text = pl.col(source)
    known = ~text.str.starts_with("0000")
    day, month, year = (
        pl.when(known)
        .then(text.str.extract(pattern, 1) + rest)
        .str.to_date(_FORMAT, strict=False)
        for pattern, rest in (
            (r"^(\d{8})$", ""),
            (r"^(\d{6})", "01"),
            (r"^(\d{4})", "0101"),
        )
    )
    precision = (
        pl.when(day.is_not_null())
        .then(pl.lit("day"))
        .when(month.is_not_null())
        .then(pl.lit("month"))
        .when(year.is_not_null())
        .then(pl.lit("year"))
    )
    told = text.str.slice(4, 2).is_in(["", "00"]) | (
        month.is_not_null() & text.str.slice(6).is_in(["", "00"])
    )
    impossible = known & day.is_null() & ~told
    return (
        pl.coalesce(day, month, year).alias(name),
        precision.alias(f"{name}_precision"),
        impossible.alias(f"{name}_impossible"),
    )
