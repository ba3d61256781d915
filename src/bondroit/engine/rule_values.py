"""Values of one rule file, read strictly; problems are collected with their place."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from bondroit.engine.language.checker import nearest
from bondroit.engine.rule_keys import (
    CHANGE_KEYS,
    EXAMPLE_KEYS,
    EXPECTATIONS,
    KEYS,
    LEAST_EXAMPLES,
    LEGAL_KEYS,
)
from bondroit.errors import BondroitError, ConfigurationError
from bondroit.model.rule import Change, Clause, Example, LegalText, Verdict
from bondroit.yaml_file import YamlFile

RULE_ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")
_CLAUSE_NAME = re.compile(r"[a-z][a-z0-9_]*")
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(slots=True)
class RuleReader:
    """Reads the values of one file.

    Attributes:
        file: the parsed file.
        problems: what was wrong, with file, line and column.

    """

    file: YamlFile
    problems: list[BondroitError] = field(default_factory=list)

    def wrong(self, keys: tuple[str | int, ...], what: str, remedy: str) -> None:
        """Report one value."""
        self.problems.append(ConfigurationError(self.file.place(*keys), what, remedy))

    def has_shape(self, keys: Mapping[str, object]) -> bool:
        """Check that the file is a mapping of known keys, none of them missing."""
        data = self.file.data
        if not isinstance(data, dict):
            self.wrong((), "the file is not a rule", "write its keys, one a line")
            return False
        self._known_keys((), data, keys)
        missing = [k.name for k in KEYS.values() if k.required and k.name not in data]
        for name in missing:
            self.wrong((), f"the key '{name}' is missing", f"add '{name}:'")
        return not missing

    def _known_keys(
        self,
        place: tuple[str | int, ...],
        data: Mapping[str, object],
        keys: Collection[str],
    ) -> None:
        for name in data:
            if name not in keys:
                self.wrong(
                    (*place, name), f"unknown key '{name}'", nearest(name, list(keys))
                )

    def text(self, *keys: str | int) -> str:
        """Return a text that says something."""
        value = self._value(keys)
        if isinstance(value, str) and value.strip():
            return value
        what = "is not a text" if value else "is empty"
        self.wrong(keys, f"'{keys[-1]}' {what}", "write it, quoted if need be")
        return ""

    def optional_text(self, key: str) -> str | None:
        """Return a text, or None when the key is absent or empty."""
        value = self.file.data.get(key)
        if value is None:
            return None
        # NOTE: an amount such as `amount: 0` is an expression too.
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        return self.text(key)

    def whole(self, key: str) -> int:
        """Return a whole number from 1."""
        value = self.file.data[key]
        if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
            return value
        self.wrong((key,), f"'{key}' is not a whole number from 1", f"write '{key}: 1'")
        return 1

    def identifier(self, stem: str) -> str:
        """Return the id, equal to the name of the file."""
        value = self.text("id")
        if value and RULE_ID.fullmatch(value) is None:
            self.wrong(
                ("id",), f"'{value}' is not an id", "write capitals such as AIS-DEC-001"
            )
        elif value and value != stem:
            self.wrong(
                ("id",),
                f"the id '{value}' is not the name of the file",
                f"rename the file {value}.yml or write 'id: {stem}'",
            )
        return value

    def choice(self, key: str) -> str:
        """Return a word of the key's closed list."""
        return self._word((key,), KEYS[key].choices)

    def member(self, key: str, words: type[_Word], default: _Word) -> _Word:
        """Return a word of the key's closed list, as its enumeration."""
        word = self.choice(key)
        return words(word) if word else default

    def choices(self, key: str) -> tuple[str, ...]:
        """Return the words of a list, each of the closed list, each once."""
        values = self._list(key)
        words = [
            self._word((key, rank), KEYS[key].choices) for rank in range(len(values))
        ]
        if len(set(words)) < len(words):
            self.wrong((key,), f"'{key}' names a value twice", "keep it once")
        return tuple(words)

    def _word(self, keys: tuple[str | int, ...], words: Collection[str]) -> str:
        value = self._value(keys)
        if isinstance(value, str) and value in words:
            return value
        listed = ", ".join(words)
        self.wrong(
            keys,
            f"'{value}' is not one of {listed}",
            nearest(str(value), words),
        )
        return ""

    def _list(self, key: str) -> list[Any]:
        value = self.file.data[key]
        if isinstance(value, list) and value:
            return value
        what = "is not a list of values" if value else "is empty"
        self.wrong((key,), f"'{key}' {what}", "write one a line, after a dash")
        return []

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of sentences."""
        return tuple(self.text(key, rank) for rank in range(len(self._list(key))))

    def clauses(self, key: str) -> tuple[Clause, ...]:
        """Return named clauses, in the order of the file."""
        value = self.file.data.get(key)
        if value is None and not KEYS[key].required:
            return ()
        if not isinstance(value, dict) or not value:
            self.wrong((key,), f"'{key}' names no clause", "write 'name: condition'")
            return ()
        for name in value:
            if _CLAUSE_NAME.fullmatch(name) is None:
                self.wrong(
                    (key, name),
                    f"'{name}' is not the name of a clause",
                    "write small letters, digits and underscores",
                )
        return tuple(Clause(name=name, text=self.text(key, name)) for name in value)

    def distinct(self, when: tuple[Clause, ...], unless: tuple[Clause, ...]) -> None:
        """Check that no name stands in both lists."""
        for name in {clause.name for clause in when} & {c.name for c in unless}:
            self.wrong(
                ("unless", name), f"the clause '{name}' stands twice", "rename one"
            )

    def legal(self, key: str) -> tuple[LegalText, ...]:
        """Return the articles, with the dates they are in force."""
        found = []
        for rank, value in enumerate(self._list(key)):
            if not isinstance(value, dict):
                self.wrong((key, rank), "the text has no key", "write {text: ...}")
                continue
            self._known_keys((key, rank), value, LEGAL_KEYS)
            found.append(
                LegalText(
                    text=self.text(key, rank, "text"),
                    since=self._date(key, rank, "since"),
                    until=self._date(key, rank, "until"),
                )
            )
        return tuple(found)

    def day(self, key: str) -> date | None:
        """Return a date, or None when the key is absent."""
        return self._date(key)

    def changes(self, key: str) -> tuple[Change, ...]:
        """Return what each version changed."""
        found = []
        for rank, value in enumerate(self._list(key) if key in self.file.data else ()):
            if not isinstance(value, dict):
                self.wrong((key, rank), "the change has no key", "write {version: ...}")
                continue
            self._known_keys((key, rank), value, CHANGE_KEYS)
            version, day = value.get("version"), self._date(key, rank, "date")
            if not isinstance(version, int) or isinstance(version, bool):
                self.wrong((key, rank), "the change names no version", "add 'version'")
            elif day is None:
                self.wrong(
                    (key, rank), "the change has no date", "add 'date: YYYY-MM-DD'"
                )
            else:
                what = self.text(key, rank, "what")
                found.append(Change(version=version, on=day, what=what))
        return tuple(found)

    def _date(self, *keys: str | int) -> date | None:
        value = self._value(keys)
        if value is None or (
            isinstance(value, date) and not isinstance(value, datetime)
        ):
            return value
        self.wrong(keys, f"'{value}' is not a date", "write YYYY-MM-DD")
        return None

    def examples(self, key: str) -> tuple[Example, ...]:
        """Return the examples: three at least, one that fires, one silent."""
        found = []
        for rank, value in enumerate(self._list(key)):
            if not isinstance(value, dict):
                self.wrong((key, rank), "the example has no key", "write {name: ...}")
                continue
            self._known_keys((key, rank), value, EXAMPLE_KEYS)
            found.append(self._example(key, rank, value))
        if found:
            self._enough(key, [example.expect for example in found])
        names = [example.name for example in found]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.wrong((key,), f"two examples are named '{name}'", "rename one")
        return tuple(found)

    def _example(self, key: str, rank: int, value: Mapping[str, Any]) -> Example:
        given = value.get("given", {})
        if not isinstance(given, dict):
            self.wrong(
                (key, rank, "given"), "'given' names no column", "write {column: value}"
            )
            given = {}
        expect = self._word((key, rank, "expect"), EXPECTATIONS)
        return Example(
            name=self.text(key, rank, "name"),
            given=given,
            expect=Verdict(expect) if expect else Verdict.UNKNOWN,
            amount=self._amount(key, rank, "amount"),
            boundary=self._name(key, rank, value),
        )

    def _name(self, key: str, rank: int, value: Mapping[str, Any]) -> str | None:
        given = value.get("boundary")
        return None if given is None else self.text(key, rank, "boundary")

    def _amount(self, *keys: str | int) -> Decimal | None:
        value = self._value(keys)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            amount = Decimal(str(value))
            if amount == round(amount, 2):
                return amount
        self.wrong(keys, f"'{value}' is not an amount", "write euros and cents: 646.52")
        return None

    def _enough(self, key: str, verdicts: list[Verdict]) -> None:
        if len(verdicts) < LEAST_EXAMPLES:
            self.wrong(
                (key,), f"{len(verdicts)} examples", f"give at least {LEAST_EXAMPLES}"
            )
        for verdict in (Verdict.FIRES, Verdict.SILENT):
            if verdict not in verdicts:
                self.wrong(
                    (key,), f"no example '{verdict}'", f"add one that expects {verdict}"
                )

    def _value(self, keys: tuple[str | int, ...]) -> Any:  # noqa: ANN401 - YAML holds anything
        value = self.file.data
        for key in keys:
            if isinstance(value, dict):
                value = value.get(key)
            elif isinstance(value, list) and isinstance(key, int) and key < len(value):
                value = value[key]
            else:
                return None
        return value
