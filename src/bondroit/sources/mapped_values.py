"""Cells of an editor's file -> text that the contract's types read."""

import re
from dataclasses import dataclass

import polars as pl

from bondroit.model.columns import Column, Kind
from bondroit.sources.mapping import (
    DATE_FORMATS,
    MONTH_COMPLETION,
    TIME_FORMATS,
    ColumnMapping,
    Notation,
)

_NUMBERS = {Kind.MONEY: 2, Kind.HOURS: 2, Kind.RATE: 4, Kind.COUNT: 0}
_WIDE = pl.Decimal(38, 10)
_BLANKS = "\u00a0\u202f\u2009\t "
_NO_PROBLEM = pl.lit(None, pl.String)


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedValue:
    """One column of a table, still text.

    Attributes:
        target: its name.
        value: the text, null when empty.
        problem: a French reason where the cell cannot be taken, else null.

    """

    target: str
    value: pl.Expr
    problem: pl.Expr


def mapped(
    mapping: ColumnMapping, column: Column, prefix: str, *, excel: bool = False
) -> MappedValue:
    """Return the expressions that feed one column.

    Args:
        mapping: where it comes from.
        column: the column of the table.
        prefix: what stands before the names of the file's columns.
        excel: whether the file is a workbook, whose numbers and dates are typed.

    """
    if not mapping.sources:
        constant = pl.lit(mapping.constant, pl.String)
        return MappedValue(target=column.name, value=constant, problem=_NO_PROBLEM)
    cell = _joined(mapping, prefix)
    if mapping.values:
        value, problem = _looked_up(mapping, cell)
    elif column.kind in _NUMBERS:
        value, problem = _number(column, cell, mapping.notation, excel=excel)
        if mapping.rounded:
            value = _rounded(value, _NUMBERS[column.kind])
    elif column.kind in {Kind.DATE, Kind.DATETIME}:
        value, problem = _dated(column, cell, mapping.notation, excel=excel)
    else:
        value, problem = cell, _NO_PROBLEM
    if mapping.when_empty is not None:
        given = pl.lit(mapping.when_empty)
        value = pl.when(cell.is_null()).then(given).otherwise(value)
    place = pl.lit(f"colonne « {' + '.join(mapping.sources)} » : ")
    return MappedValue(target=column.name, value=value, problem=place + problem)


def _joined(mapping: ColumnMapping, prefix: str) -> pl.Expr:
    cells = [pl.col(prefix + name) for name in mapping.sources]
    if len(cells) == 1:
        return cells[0]
    text = pl.concat_str(cells, separator=mapping.join, ignore_nulls=True)
    return pl.when(pl.any_horizontal(cell.is_not_null() for cell in cells)).then(text)


def _looked_up(mapping: ColumnMapping, cell: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    known = list(mapping.values)
    codes = pl.Series(list(mapping.values.values()), dtype=pl.String)
    value = cell.replace_strict(known, codes, default=None, return_dtype=pl.String)
    unknown = pl.when(cell.is_not_null() & ~cell.is_in(known)).then(
        pl.lit("valeur sans correspondance")
    )
    return value, unknown


def _number(
    column: Column, cell: pl.Expr, notation: Notation, *, excel: bool
) -> tuple[pl.Expr, pl.Expr]:
    """Return `1 234,56 €` as `1234.56`; anything else than a number is a problem."""
    text = cell.str.replace(r"(?i)\s*(?:€|eur|euros?)$", "")
    text = text.str.replace_all("\u2212", "-", literal=True)
    text = text.str.replace_all(f"[{_BLANKS}]+", " ")
    text = text.str.replace(r"^([+-]) ", "$1")
    decimal = re.escape(notation.decimal)
    whole = r"\d+"
    if notation.thousands:
        whole = rf"(?:\d{{1,3}}(?:{re.escape(notation.thousands)}\d{{3}})+|\d+)"
    right = text.str.contains(rf"^[+-]?(?:{whole}(?:{decimal}\d*)?|{decimal}\d+)$")
    if notation.thousands:
        plain = text.str.replace_all(notation.thousands, "", literal=True)
    else:
        plain = text
    plain = plain.str.replace(notation.decimal, ".", literal=True)
    value: pl.Expr = pl.when(right).then(plain)
    if excel:
        # A numeric cell is given with a point, whatever the country.
        typed = cell.str.contains(r"^-?\d+(?:\.\d+)?$")
        right = right | typed
        value = pl.when(typed).then(cell).otherwise(value)
    word = "montant" if column.kind is Kind.MONEY else "nombre"
    problem = pl.when(cell.is_not_null() & ~right).then(pl.lit(f"{word} illisible"))
    return value, problem


def _rounded(value: pl.Expr, decimals: int) -> pl.Expr:
    wide = value.cast(_WIDE, strict=False)
    return wide.round(decimals, mode="half_away_from_zero").cast(pl.String)


def _dated(
    column: Column, cell: pl.Expr, notation: Notation, *, excel: bool
) -> tuple[pl.Expr, pl.Expr]:
    """Return a date, or a date and time, in ISO form."""
    timed = column.kind is Kind.DATETIME
    tried = [_one_date(cell, name, timed=timed) for name in notation.dates]
    if excel:
        # Typed cells of a workbook come as `2025-01-31 00:00:00`.
        day = cell.str.replace(r"[T ]00:00:00$", "")
        iso = _one_date(day, "yyyy-mm-dd", timed=False)
        full = _one_date(cell, "yyyy-mm-dd hh:mm:ss", timed=True)
        tried.append(full if timed else iso)
    value = pl.coalesce(tried)
    accepted = " ou ".join(notation.dates)
    problem = pl.when(cell.is_not_null() & value.is_null()).then(
        pl.lit(f"date illisible (attendu : {accepted})")
    )
    return value, problem


def _one_date(cell: pl.Expr, name: str, *, timed: bool) -> pl.Expr:
    pattern, form = {**DATE_FORMATS, **TIME_FORMATS}[name]
    text: pl.Expr = pl.when(cell.str.contains(pattern)).then(cell)
    if name in MONTH_COMPLETION:
        before, after = MONTH_COMPLETION[name]
        text = pl.lit(before) + text + pl.lit(after)
    if name in TIME_FORMATS:
        moment = text.str.to_datetime(form, strict=False, time_unit="us")
        written = "%Y-%m-%d %H:%M:%S" if timed else "%Y-%m-%d"
        return moment.dt.strftime(written)
    day = text.str.to_date(form, strict=False)
    return day.dt.strftime("%Y-%m-%d 00:00:00" if timed else "%Y-%m-%d")
