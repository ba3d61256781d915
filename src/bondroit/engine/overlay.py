"""What a département changes in the rules it receives: `overlay.yml`, `exceptions.yml`.

Both files belong to its own folder of rules, which an update of bondroit never writes.
Each entry of `overlay.yml` says what it replaced (`upstream`): when that has changed
since, the conflict is shown, and the entry still holds.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from bondroit.engine.language.checker import nearest
from bondroit.engine.parameter_files import DatedValue, Parameter
from bondroit.errors import BondroitError, ConfigurationError
from bondroit.model.rule import Rule, Status
from bondroit.yaml_file import KeyPath, YamlFile, read_yaml

OVERLAY = "overlay.yml"
EXCEPTIONS = "exceptions.yml"
PROVIDER = "provider"
PARAMETER_KEYS = ("values", "reason", "source", "upstream", "known_until")
RULE_KEYS = ("status", "reason", "upstream")
EXCEPTION_KEYS = ("rule", "key", "reason", "author", "from", "expires")
_OPTIONAL = frozenset({"upstream", "known_until"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalParameter:
    """A parameter with values of the département's own, from their first date on."""

    name: str
    values: tuple[DatedValue, ...]
    known_until: date | None
    upstream: str | None
    place: str
    file: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalStatus:
    """A rule whose status the département changes."""

    rule_id: str
    status: Status
    reason: str
    upstream: str | None
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleException:
    """A finding that the département has looked at, and sets aside for a time.

    Attributes:
        rule_id: the rule.
        key: a case id, `source:id` of a person or a household, or `provider:id`.
        reason: why, without any name.
        author: who decided.
        start: first day on which it holds.
        expires: last day on which it holds.
        place: `file:line:column`.

    """

    rule_id: str
    key: str
    reason: str
    author: str
    start: date
    expires: date
    place: str

    def holds(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.start <= on <= self.expires


@dataclass(slots=True)
class OverlayReader:
    """Reads one file of an overlay; problems are collected with their place."""

    file: YamlFile
    problems: list[BondroitError]

    def wrong(self, keys: KeyPath, what: str, remedy: str) -> None:
        """Report one value."""
        self.problems.append(ConfigurationError(self.file.place(*keys), what, remedy))

    def entry(
        self, keys: KeyPath, data: object, known: Collection[str]
    ) -> dict[str, Any]:
        """Return a mapping whose keys are known, every mandatory one being there."""
        if not isinstance(data, dict):
            self.wrong(keys, "the entry has no key", "write 'key: value' lines")
            return {}
        for name in data:
            if name not in known:
                remedy = nearest(str(name), list(known))
                self.wrong((*keys, name), f"unknown key '{name}'", remedy)
        missing = [n for n in known if n not in _OPTIONAL and data.get(n) is None]
        for name in missing:
            self.wrong(keys, f"the key '{name}' is missing", f"add '{name}:'")
        return {} if missing else data

    def section(self, name: str, form: type) -> Any:  # noqa: ANN401 - YAML holds anything
        """Return a section of the file, empty when absent."""
        found = (self.file.data or {}).get(name)
        if found is None:
            return form()
        if not isinstance(found, form):
            self.wrong((name,), f"'{name}' has another shape", "follow the example")
            return form()
        return found

    def sections(self, known: Collection[str]) -> bool:
        """Check that the file is empty or holds the known sections alone."""
        data = self.file.data
        if data is None:
            return True
        if not isinstance(data, dict):
            self.wrong((), "the file holds no section", f"write {' or '.join(known)}:")
            return False
        for name in set(data) - set(known):
            remedy = nearest(str(name), list(known))
            self.wrong((name,), f"unknown key '{name}'", remedy)
        return True

    def day(self, keys: KeyPath, value: object) -> date | None:
        """Return a date."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self.wrong(keys, f"'{value}' is not a date", "write YYYY-MM-DD")
        return None

    def status(self, keys: KeyPath, value: object) -> Status | None:
        """Return a status of the life cycle."""
        words = [status.value for status in Status]
        if value in words:
            return Status(str(value))
        listed = ", ".join(words)
        self.wrong(keys, f"'{value}' is not one of {listed}", "choose a status")
        return None


def read_overlay(
    folder: Path, problems: list[BondroitError]
) -> tuple[list[LocalParameter], list[LocalStatus]]:
    """Return the parameters and the statuses that a folder changes."""
    reader = _reader(folder / OVERLAY, problems)
    if reader is None or not reader.sections(("parameters", "rules")):
        return [], []
    parameters = [
        found
        for name, data in reader.section("parameters", dict).items()
        for found in [_parameter(reader, name, data)]
        if found is not None
    ]
    statuses = [
        found
        for name, data in reader.section("rules", dict).items()
        for found in [_status(reader, name, data)]
        if found is not None
    ]
    return parameters, statuses


def read_exceptions(folder: Path, problems: list[BondroitError]) -> list[RuleException]:
    """Return the exceptions of a folder, in the order of the file."""
    reader = _reader(folder / EXCEPTIONS, problems)
    if reader is None or not reader.sections(("exceptions",)):
        return []
    return [
        found
        for rank, data in enumerate(reader.section("exceptions", list))
        for found in [_exception(reader, rank, data)]
        if found is not None
    ]


def _reader(path: Path, problems: list[BondroitError]) -> OverlayReader | None:
    if not path.is_file():
        return None
    try:
        return OverlayReader(read_yaml(path), problems)
    except ConfigurationError as error:
        problems.append(error)
        return None


def _parameter(reader: OverlayReader, name: str, data: object) -> LocalParameter | None:
    keys: KeyPath = ("parameters", name)
    entry = reader.entry(keys, data, PARAMETER_KEYS)
    rows = entry.get("values")
    if not isinstance(rows, list) or not rows:
        if entry:
            reader.wrong(
                (*keys, "values"), "no list of values", "write '- {from:, value:}'"
            )
        return None
    values = []
    for rank, row in enumerate(rows):
        value = _value(reader, (*keys, "values", rank), row, entry)
        if value is None:
            return None
        values.append(value)
    starts = [value.start for value in values]
    if starts != sorted(set(starts)):
        reader.wrong((*keys, "values"), "dates are not in order", "sort them")
        return None
    limit = entry.get("known_until")
    return LocalParameter(
        name=name,
        values=tuple(values),
        known_until=None
        if limit is None
        else reader.day((*keys, "known_until"), limit),
        upstream=_text(entry.get("upstream")),
        place=reader.file.place(*keys),
        file=reader.file.path,
    )


def _value(
    reader: OverlayReader, keys: KeyPath, row: object, entry: dict[str, Any]
) -> DatedValue | None:
    if not isinstance(row, dict) or set(row) != {"from", "value"}:
        reader.wrong(keys, "a value has a date and a number", "write {from:, value:}")
        return None
    start, number = reader.day((*keys, "from"), row["from"]), row["value"]
    if isinstance(number, bool) or not isinstance(number, int | float):
        reader.wrong((*keys, "value"), "not a number", "write it with a point")
        return None
    if start is None:
        return None
    return DatedValue(
        start=start,
        value=Decimal(str(number)),
        status="stated",
        source=str(entry["source"]),
        note=str(entry["reason"]),
    )


def _status(reader: OverlayReader, name: str, data: object) -> LocalStatus | None:
    keys: KeyPath = ("rules", name)
    entry = reader.entry(keys, data, RULE_KEYS)
    status = reader.status((*keys, "status"), entry["status"]) if entry else None
    if status is None:
        return None
    return LocalStatus(
        rule_id=name,
        status=status,
        reason=str(entry["reason"]),
        upstream=_text(entry.get("upstream")),
        place=reader.file.place(*keys),
    )


def _exception(reader: OverlayReader, rank: int, data: object) -> RuleException | None:
    keys: KeyPath = ("exceptions", rank)
    entry = reader.entry(keys, data, EXCEPTION_KEYS)
    if not entry:
        return None
    start = reader.day((*keys, "from"), entry["from"])
    expires = reader.day((*keys, "expires"), entry["expires"])
    if start is None or expires is None:
        return None
    if expires < start:
        reader.wrong((*keys, "expires"), "it expires before it starts", "correct it")
        return None
    return RuleException(
        rule_id=str(entry["rule"]),
        key=str(entry["key"]),
        reason=" ".join(str(entry["reason"]).split()),
        author=str(entry["author"]),
        start=start,
        expires=expires,
        place=reader.file.place(*keys),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def parameter_mark(parameter: Parameter) -> str:
    """Return what `upstream` says of a parameter: 12 digits over its dated values."""
    lines = [f"{value.start} {value.value}" for value in parameter.values]
    text = "\n".join([*lines, str(parameter.known_until)])
    return sha256(text.encode()).hexdigest()[:12]


def rule_mark(rule: Rule) -> str:
    """Return what `upstream` says of a rule: its status and its version."""
    return f"{rule.status.value} v{rule.version}"
