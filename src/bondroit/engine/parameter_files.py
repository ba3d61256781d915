"""Parameter files: YAML to typed parameters, fast, with the place of every error."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from bondroit.errors import ConfigurationError
from bondroit.yaml_file import KeyPath, read_yaml

STATUSES = ("stated", "derived", "gap", "ended", "rule", "to_verify")
"""Where a value comes from: read in a text, derived from other values, not found,
ended by a text, a rule in words without a number, or still to be verified."""

WITHOUT_VALUE = ("gap", "ended", "rule")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedValue:
    """One value, from a day on.

    Attributes:
        start: first day in force.
        value: None when unknown, ended, or a rule in words.
        status: one of STATUSES.
        source: text it comes from, in French, or None.
        note: remark, in French, or None.

    """

    start: date
    value: Decimal | None
    status: str
    source: str | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One dated parameter.

    Attributes:
        name: canonical name.
        unit: «EUR/mois», «part», «jour»...
        description: one French sentence.
        known_until: last day for which the values are known; None when open.
        values: in order of date.
        file: the file it stands in.

    """

    name: str
    unit: str
    description: str
    known_until: date | None
    values: tuple[DatedValue, ...]
    file: Path

    @property
    def has_values(self) -> bool:
        """Whether a number is expected: not a rule in words, not ended."""
        last = self.values[-1]
        return last.status not in ("rule", "ended")


class _WrongValueError(Exception):
    def __init__(self, keys: KeyPath, what: str, remedy: str) -> None:
        super().__init__(keys, what, remedy)
        self.keys = keys
        self.what = what
        self.remedy = remedy


def read_parameters(folder: Path) -> dict[str, Parameter]:
    """Read every `*.yml` of a folder, in the order of names.

    Raises:
        ConfigurationError: the folder or a file cannot be read, a value is wrong, or
            a name stands twice.

    """
    if not folder.is_dir():
        raise ConfigurationError(
            str(folder), "no such folder of parameters", "check the path"
        )
    found: dict[str, Parameter] = {}
    for path in sorted(folder.glob("*.yml")):
        for name, parameter in _read_file(path).items():
            if name in found:
                raise ConfigurationError(
                    read_yaml(path).place("parameters", name),
                    f"the parameter '{name}' also stands in {found[name].file}",
                    "keep one of the two",
                )
            found[name] = parameter
    return found


def _read_file(path: Path) -> dict[str, Parameter]:
    file = read_yaml(path, text_only=True)  # decimals are exact
    try:
        return _parameters(file.data, path)
    except _WrongValueError as error:
        place = file.place(*error.keys)
        raise ConfigurationError(place, error.what, error.remedy) from error


def _parameters(data: Any, path: Path) -> dict[str, Parameter]:  # noqa: ANN401
    section = _mapping(data, (), {"parameters"}).get("parameters")
    if not isinstance(section, dict):
        raise _WrongValueError((), "no parameters here", "write 'parameters:' first")
    return {name: _parameter(name, section[name], path) for name in section}


def _parameter(name: str, data: Any, path: Path) -> Parameter:  # noqa: ANN401
    keys: KeyPath = ("parameters", name)
    if not name.isidentifier() or name != name.lower():
        raise _WrongValueError(
            keys, f"'{name}' is no parameter name", "use a-z, 0-9 and _ alone"
        )
    known = {"unit", "description", "source", "known_until", "values"}
    entry = _mapping(data, keys, known)
    for needed in ("unit", "description", "values"):
        if not entry.get(needed):
            raise _WrongValueError(keys, f"no '{needed}' in '{name}'", "add it")
    rows = entry["values"]
    if not isinstance(rows, list):
        raise _WrongValueError(
            (*keys, "values"), "not a list of values", "write '- {from:, value:}'"
        )
    values = tuple(
        _value(row, (*keys, "values", rank), entry.get("source"))
        for rank, row in enumerate(rows)
    )
    starts = [value.start for value in values]
    if starts != sorted(set(starts)):
        raise _WrongValueError(
            (*keys, "values"), "dates are not in order", "sort them, each date once"
        )
    limit = entry.get("known_until")
    return Parameter(
        name=name,
        unit=entry["unit"],
        description=entry["description"],
        known_until=_day(limit, (*keys, "known_until")) if limit else None,
        values=values,
        file=path,
    )


def _value(data: Any, keys: KeyPath, source: str | None) -> DatedValue:  # noqa: ANN401
    row = _mapping(data, keys, {"from", "value", "status", "source", "note"})
    status = row.get("status", "stated")
    if status not in STATUSES:
        raise _WrongValueError(
            (*keys, "status"), f"no status '{status}'", f"use {', '.join(STATUSES)}"
        )
    number = _number(row.get("value", "null"), (*keys, "value"))
    if (number is None) != (status in WITHOUT_VALUE):
        raise _WrongValueError(
            keys, f"value and status '{status}' disagree", "a gap alone has no value"
        )
    return DatedValue(
        start=_day(row.get("from", ""), (*keys, "from")),
        value=number,
        status=status,
        source=row.get("source", source),
        note=row.get("note"),
    )


def _mapping(data: Any, keys: KeyPath, known: set[str]) -> dict[str, Any]:  # noqa: ANN401
    if not isinstance(data, dict):
        raise _WrongValueError(keys, "not a mapping", "write 'key: value' lines")
    for key in data:
        if key not in known:
            raise _WrongValueError(
                (*keys, key), f"unknown key '{key}'", f"use {', '.join(sorted(known))}"
            )
    return data


def _number(text: str, keys: KeyPath) -> Decimal | None:
    if text in ("null", "~", ""):
        return None
    try:
        number = Decimal(text)
    except (InvalidOperation, TypeError) as error:
        raise _WrongValueError(
            keys, "not a number", "write it with a point, without unit"
        ) from error
    if not number.is_finite():
        raise _WrongValueError(keys, "not a finite number", "write a plain number")
    return number


def _day(text: str, keys: KeyPath) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise _WrongValueError(keys, "not a date", "write YYYY-MM-DD") from error
