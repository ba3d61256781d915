"""From any type to the contract's types, vectorised, with a reason for each failure."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from bondroit.model.columns import Column, Kind

FIRST_YEAR = 1900
FIRST_BIRTH = 1850
LAST_YEAR = 2100

#: Dates that may lie far ahead: ends of rights and reviews.
FUTURE = frozenset(
    {"valid_to", "end_date", "review_date", "closed_on", "to_month", "reference_to"}
)
MONTHS = frozenset({"month", "from_month", "to_month"})

_WIDE = pl.Decimal(38, 10)
_DECIMALS = {Kind.MONEY: (10, 2), Kind.HOURS: (7, 2), Kind.RATE: (1, 4)}
_WORDS = {
    Kind.MONEY: "montant",
    Kind.HOURS: "nombre d'heures",
    Kind.RATE: "taux",
    Kind.COUNT: "nombre",
    Kind.FLAG: "indicateur",
    Kind.DATE: "date",
    Kind.DATETIME: "date et heure",
}
_TRUE = ("true", "1")
_FALSE = ("false", "0")
_COUNT_LIMIT = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """One column in its contract type.

    Attributes:
        value: the typed value, null where empty or wrong.
        problem: a French reason where the value is wrong, else null; it never holds
            the value itself.

    """

    value: pl.Expr
    problem: pl.Expr


def cast_column(column: Column, dtype: pl.DataType, latest: date | None = None) -> Cast:
    """Return the expressions that type one column.

    Args:
        column: the column of the contract.
        dtype: what the rows hold now.
        latest: the last plausible day for a date that tells the past; None leaves
            dates unbounded.

    """
    source = pl.col(column.name)
    if dtype == pl.Null:
        return _judged(
            column, pl.lit(None, dtype=column.dtype), pl.lit(None, pl.String)
        )
    if dtype == column.dtype:
        value, problem = _native(column, source)
    else:
        value, problem = _parse(column, _as_text(source, dtype))
    if column.kind is Kind.DATE or column.kind is Kind.DATETIME:
        problem = pl.coalesce(problem, _implausible(column, value, latest))
    return _judged(column, value, problem)


def value_of(column: Column, dtype: pl.DataType) -> pl.Expr:
    """Return a column in its contract type, null where empty or wrong.

    Args:
        column: the target.
        dtype: the type of the column as read; where it is not that of the contract,
            `as_text` stands in its place.

    """
    source = pl.col(column.name)
    if dtype == pl.Null:
        return pl.lit(None, dtype=column.dtype)
    if dtype != column.dtype:
        return _parse(column, source)[0].cast(column.dtype)
    return source.dt.truncate("1mo") if column.name in MONTHS else source


def plausible(column: Column, latest: date) -> tuple[date, date]:
    """Return the first and the last plausible day of a date.

    Args:
        column: the target.
        latest: the last day of a date that tells the past.

    """
    last = date(LAST_YEAR, 12, 31) if column.name in FUTURE else latest
    first = FIRST_BIRTH if column.name == "birth_date" else FIRST_YEAR
    return date(first, 1, 1), last


def as_text(source: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return a value as stripped text, null when empty."""
    return _as_text(source, dtype)


def _native(column: Column, source: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    if column.kind is Kind.TEXT:
        return _parse(column, _as_text(source, pl.String()))
    if column.name in MONTHS:
        source = source.dt.truncate("1mo")
    return source, pl.lit(None, pl.String)


def _judged(column: Column, value: pl.Expr, problem: pl.Expr) -> Cast:
    if column.mandatory:
        absent = pl.when(value.is_null()).then(pl.lit("valeur absente"))
        problem = pl.coalesce(problem, absent)
    place = pl.lit(f"colonne {column.name} : ")
    return Cast(
        value=value.cast(column.dtype).alias(column.name), problem=place + problem
    )


def _as_text(source: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype.is_float():
        # Spreadsheets carry 15 significant digits: 0.1 + 0.2 is 0.3.
        source = source.round(9)
        whole = source.cast(pl.Int64, strict=False)
        text = (
            pl.when(source == whole)
            .then(whole.cast(pl.String))
            .otherwise(source.cast(pl.String))
        )
        return text.replace("NaN", None)
    if dtype == pl.Categorical or isinstance(dtype, pl.Enum):
        source = source.cast(pl.String)
    text = source.cast(pl.String, strict=False).str.strip_chars()
    return pl.when(text != "").then(text)


def _parse(column: Column, text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    if column.kind is Kind.TEXT:
        return text, _outside(column, text)
    if column.kind in _DECIMALS:
        return _decimal(column, text)
    value = {
        Kind.DATE: _date,
        Kind.DATETIME: _datetime,
        Kind.COUNT: _count,
        Kind.FLAG: _flag,
    }[column.kind](column, text)
    unreadable = pl.when(text.is_not_null() & value.is_null()).then(
        pl.lit(f"{_WORDS[column.kind]} illisible")
    )
    return value, unreadable


def _outside(column: Column, text: pl.Expr) -> pl.Expr:
    if not column.codes:
        return pl.lit(None, pl.String)
    known = ", ".join(column.codes)
    return pl.when(text.is_not_null() & ~text.is_in(list(column.codes))).then(
        pl.lit(f"valeur hors de la liste ({known})")
    )


def _decimal(column: Column, text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    digits, scale = _DECIMALS[column.kind]
    word = _WORDS[column.kind]
    plain = pl.when(text.str.contains(r"^[+-]?(?:\d+\.?\d*|\.\d+)$")).then(text)
    wide = plain.cast(_WIDE, strict=False)
    fits = wide.abs() < pl.lit(10**digits).cast(_WIDE)
    exact = plain.str.contains(rf"^[^.]*(?:\.\d{{0,{scale}}}0*)?$")
    value = pl.when(fits & exact).then(wide).cast(column.dtype, strict=False)
    problem = (
        pl.when(text.is_null())
        .then(pl.lit(None, pl.String))
        .when(plain.is_null())
        .then(pl.lit(f"{word} illisible"))
        .when(fits.is_null() | ~fits)
        .then(pl.lit(f"{word} trop grand"))
        .when(~exact)
        .then(pl.lit(f"{word} à plus de {scale} décimales"))
    )
    return value, problem


def _date(column: Column, text: pl.Expr) -> pl.Expr:
    if column.name in MONTHS:
        text = (
            pl.when(text.str.len_bytes() == len("2025-01"))
            .then(text + "-01")
            .otherwise(text)
        )
    day = text.str.replace(r"[T ]00:00(?::00(?:\.0+)?)?$", "")
    exact = pl.when(day.str.contains(r"^\d{4}-\d{2}-\d{2}$")).then(day)
    value = exact.str.to_date("%Y-%m-%d", strict=False)
    return value.dt.truncate("1mo") if column.name in MONTHS else value


def _datetime(_column: Column, text: pl.Expr) -> pl.Expr:
    exact = pl.when(
        text.str.contains(
            r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?$"
        )
    ).then(text.str.replace("T", " "))
    full = (
        pl.when(exact.str.len_bytes() == len("2025-01-01 10:00"))
        .then(exact + ":00")
        .otherwise(exact)
    )
    return full.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", strict=False, time_unit="us")


def _count(_column: Column, text: pl.Expr) -> pl.Expr:
    whole = pl.when(text.str.contains(r"^[+-]?\d+(?:\.0*)?$")).then(text)
    number = whole.str.replace(r"\.0*$", "").cast(pl.Int64, strict=False)
    return pl.when(number.abs() <= _COUNT_LIMIT).then(number).cast(pl.Int32)


def _flag(_column: Column, text: pl.Expr) -> pl.Expr:
    low = text.str.to_lowercase()
    return (
        pl.when(low.is_in(list(_TRUE)))
        .then(pl.lit(value=True))
        .when(low.is_in(list(_FALSE)))
        .then(pl.lit(value=False))
    )


def _implausible(column: Column, value: pl.Expr, latest: date | None) -> pl.Expr:
    if latest is None:
        return pl.lit(None, pl.String)
    first, last = plausible(column, latest)
    day = value.cast(pl.Date)
    return pl.when((day < first) | (day > last)).then(pl.lit("date invraisemblable"))
