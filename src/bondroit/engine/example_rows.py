"""Examples of rules -> rows of their view: typical values, then those given."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

import polars as pl

from bondroit.engine.language.checker import nearest
from bondroit.engine.views.view import (
    DTYPES,
    ROW_KEY,
    SUBJECT,
    Scope,
    Type,
    View,
    ViewColumn,
)
from bondroit.errors import BondroitError, ConfigurationError
from bondroit.model.rule import Example, Rule

SCOPE = Scope(
    first_month=date(2020, 1, 1),
    last_month=date(2026, 12, 1),
    as_of=date(2026, 12, 31),
)
"""Months and reference day of every example."""

_SCALES = {Type.MONEY: 2, Type.HOURS: 2, Type.RATE: 4}
_MAX_NUMBER = 10**9


def base_schema(view: View) -> dict[str, pl.DataType]:
    """Return the columns of an example row: subject, key and base columns."""
    schema = {**SUBJECT, ROW_KEY: pl.String()}
    for column in view.columns:
        if not column.derived:
            schema[column.name] = DTYPES[column.type]
    return schema


def example_frame(rows: list[dict[str, object]], view: View) -> pl.LazyFrame:
    """Return example rows as a frame of base columns."""
    schema = base_schema(view)
    return pl.LazyFrame(
        {
            name: _series([row[name] for row in rows], dtype)
            for name, dtype in schema.items()
        }
    )


def _series(values: list[object], dtype: pl.DataType) -> pl.Series:
    """Return a column; one value, as most columns of examples hold, is read once."""
    one = bool(values) and values.count(values[0]) == len(values)
    read = values[:1] if one else values
    if isinstance(dtype, pl.Decimal):
        # NOTE: decimals go through text, as in `decimal_literal`.
        texts = [None if value is None else f"{value:f}" for value in read]
        column = pl.Series(texts, dtype=pl.String()).cast(dtype)
    else:
        column = pl.Series(read, dtype=dtype)
    return column.new_from_index(0, len(values)) if one else column


def typical_row(view: View) -> dict[str, object]:
    """Return the usual row of a view: base columns, subject and key."""
    row: dict[str, object] = dict.fromkeys(SUBJECT)
    row |= {ROW_KEY: None, "source": "exemple"}
    return row | {
        column.name: _value(column, column.typical)
        for column in view.columns
        if not column.derived
    }


def example_rows(
    rule: Rule, view: View, typical: Mapping[str, object]
) -> tuple[list[dict[str, object]], list[BondroitError]]:
    """Return the rows of a rule's examples, and what is wrong in what they give.

    Args:
        rule: the rule.
        view: its view.
        typical: from `typical_row`.

    """
    rows: list[dict[str, object]] = []
    problems: list[BondroitError] = []
    benefit = {}
    if typical.get("benefit") not in (None, *rule.benefits):
        benefit["benefit"] = rule.benefits[0]
    columns = {column.name: column for column in view.columns}
    for rank, example in enumerate(rule.examples):
        key = {ROW_KEY: f"{rule.id}:{rank}"}
        try:
            given = _given(rule, example, rank, columns)
        except ConfigurationError as error:
            problems.append(error)
            continue
        rows.append({**typical, **key, **benefit, **given})
    return rows, problems


def _given(
    rule: Rule, example: Example, rank: int, columns: Mapping[str, ViewColumn]
) -> dict[str, object]:
    given: dict[str, object] = {}
    for name, value in example.given.items():
        column = columns.get(name)
        if column is not None and not column.derived:
            try:
                given[name] = _value(column, value)
            except ValueError as error:
                raise ConfigurationError(
                    rule.file.place("examples", rank, "given", name),
                    f"'{name}' does not hold '{value}'",
                    f"write {error}",
                ) from error
            continue
        place = rule.file.place("examples", rank, "given", name)
        if column is None:
            known = [one.name for one in columns.values() if not one.derived]
            raise ConfigurationError(
                place, f"unknown column '{name}'", nearest(name, known)
            )
        raise ConfigurationError(
            place, f"'{name}' is computed by the view", "give the base columns"
        )
    return given


def _value(column: ViewColumn, value: object) -> object:
    """Return a YAML or Python value in the type of its column.

    Raises:
        ValueError: what to write instead.

    """
    if value is None:
        return None
    reader = _READERS.get(column.type)
    if reader is not None:
        return reader(value)
    if column.type is Type.CODE:
        return _code(value, column.codes)
    return _decimal(value, _SCALES[column.type])


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError("a whole number")


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError("true or false")


def _month(value: object) -> date:
    day = _day(value)
    if day.day != 1:
        raise ValueError("the first day of the month")
    return day


def _decimal(value: object, scale: int) -> Decimal:
    if isinstance(value, int | float | Decimal | str) and not isinstance(value, bool):
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if (
            number.is_finite()
            and abs(number) < _MAX_NUMBER
            and number == round(number, scale)
        ):
            return number
    raise ValueError(f"a number with at most {scale} decimals")


def _day(value: object) -> date:
    day = value
    if isinstance(day, str):
        day = date.fromisoformat(day) if len(day) == len("YYYY-MM-DD") else None
    if not isinstance(day, date) or isinstance(day, datetime):
        raise ValueError("a date YYYY-MM-DD")  # noqa: TRY004 - one kind for all
    return day


def _moment(value: object) -> datetime:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        raise ValueError("a date and time YYYY-MM-DD HH:MM")  # noqa: TRY004 - one kind for all
    return value.replace(tzinfo=None)


def _code(value: object, codes: tuple[str, ...]) -> str:
    if isinstance(value, str) and (not codes or value in codes):
        return value
    # NOTE: YAML reads the element 1 as a number; 01 would lose its zero.
    if isinstance(value, int) and str(value) in codes:
        return str(value)
    raise ValueError("one of " + ", ".join(codes) if codes else "a text, in quotes")


_READERS: dict[Type, Callable[[object], object]] = {
    Type.INTEGER: _whole,
    Type.FLAG: _flag,
    Type.DATE: _day,
    Type.MONTH: _month,
    Type.DATETIME: _moment,
}
