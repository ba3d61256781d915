"""The `columns` of one table in a mapping file."""

from collections.abc import Mapping
from typing import Any

from bondroit.model.columns import Column, Kind, Table
from bondroit.sources.mapping import ColumnMapping, Notation
from bondroit.sources.mapping_notation import notation_of
from bondroit.sources.mapping_problems import Keys, Problems, plain_text

_KEYS = (
    "column",
    "join",
    "constant",
    "values",
    "when_empty",
    "rounded",
    "decimal",
    "thousands",
    "dates",
)
_NUMBERS = {Kind.MONEY, Kind.HOURS, Kind.RATE}


def read_columns(
    problems: Problems, keys: Keys, table: Table, value: object, notation: Notation
) -> tuple[ColumnMapping, ...]:
    """Return where the columns of a table come from.

    Mandatory columns that nothing feeds, columns the table has not, and values
    outside a closed list are problems.
    """
    if not isinstance(value, dict) or not value:
        problems.add(keys, "no column is given", "write column of the table: column")
        return ()
    for column in table.columns:
        if column.mandatory and column.name not in value and column.name != "source":
            problems.add(
                keys,
                f"the mandatory column '{column.name}' of {table.name} is not fed",
                "give it a column of the file or a constant",
            )
    found: list[ColumnMapping] = []
    for name, item in value.items():
        if name not in table.schema:
            problems.add(
                (*keys, name),
                f"the table {table.name} has no column '{name}'",
                f"use one of {', '.join(table.schema)}",
            )
            continue
        found.append(
            _column(problems, (*keys, name), table.column(name), item, notation)
        )
    return tuple(found)


def _column(
    problems: Problems, keys: Keys, column: Column, item: object, notation: Notation
) -> ColumnMapping:
    if not isinstance(item, dict):
        item = {"column": item}
    found = problems.mapping(keys, item, _KEYS)
    sources = _sources(problems, keys, found)
    values = _values(problems, keys, column, found.get("values"))
    constant = plain_text(found.get("constant"))
    when_empty = plain_text(found.get("when_empty"))
    for name, value in (("constant", constant), ("when_empty", when_empty)):
        _check_code(problems, (*keys, name), column, value)
    rounded = found.get("rounded", False)
    if not isinstance(rounded, bool) or (rounded and column.kind not in _NUMBERS):
        problems.add(
            (*keys, "rounded"),
            "only amounts, hours and rates may be rounded",
            "write true, or remove it",
        )
    return ColumnMapping(
        target=column.name,
        sources=sources,
        join=str(found.get("join", " ")),
        constant=constant,
        values=values,
        when_empty=when_empty,
        rounded=rounded is True,
        notation=notation_of(problems, keys, keys, found, notation),
    )


def _sources(
    problems: Problems, keys: Keys, found: Mapping[str, Any]
) -> tuple[str, ...]:
    column = found.get("column")
    if (column is None) == (found.get("constant") is None):
        problems.add(keys, "give either a column or a constant", "keep one of the two")
        return ()
    if column is None:
        return ()
    names = column if isinstance(column, list) else [column]
    return tuple(" ".join(str(name).split()) for name in names)


def _values(
    problems: Problems, keys: Keys, column: Column, value: object
) -> dict[str, str | None]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        problems.add(
            (*keys, "values"), "values must be a mapping", "write {value: code}"
        )
        return {}
    values = {str(key).strip(): plain_text(code) for key, code in value.items()}
    for key, code in value.items():
        _check_code(problems, (*keys, "values", key), column, plain_text(code))
    return values


def _check_code(
    problems: Problems, keys: Keys, column: Column, value: str | None
) -> None:
    if value is not None and column.codes and value not in column.codes:
        problems.add(
            keys,
            f"'{value}' is not a value of {column.name}",
            f"use one of {', '.join(column.codes)}",
        )
