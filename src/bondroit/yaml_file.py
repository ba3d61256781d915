"""YAML files read with the position of every value: events of the C parser become values."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from bondroit.errors import ConfigurationError

KeyPath = tuple[str | int, ...]

MAX_BYTES = 5_000_000
MAX_VALUES = 200_000
MAX_DEPTH = 50


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A parsed YAML file: plain values, and where each of them stands.

    Attributes:
        path: the file.
        data: dictionaries, lists, strings, numbers, dates, booleans or None.
        positions: (line, column), from 1, of each value written there, by its path of
            keys; what an alias repeats has the position of the alias alone.

    """

    path: Path
    data: Any
    positions: dict[KeyPath, tuple[int, int]]

    def place(self, *keys: str | int) -> str:
        """Return `file:line:column` of a value, or of its nearest parent."""
        for end in range(len(keys), -1, -1):
            position = self.positions.get(keys[:end])
            if position is not None:
                return f"{self.path}:{position[0]}:{position[1]}"
        return str(self.path)


_TEXT = "tag:yaml.org,2002:str"

_Fault = Callable[[yaml.Mark, str, str], ConfigurationError]


class _Loader(yaml.CSafeLoader):
    """The C loader, with `on`, `off`, `yes`, `no` and `y` kept as text."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"
    ]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool",
    re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"),
    list("tTfF"),
)


def read_yaml(path: Path, *, text_only: bool = False) -> YamlFile:
    """Read one YAML file.

    Args:
        path: the file.
        text_only: keep every scalar as the text that is written, `1.50` for instance.

    Raises:
        ConfigurationError: the file is absent, unreadable, too large, not UTF-8,
            not YAML, holds a key twice in one mapping, or too much.

    """

    def fault(mark: yaml.Mark, what: str, remedy: str) -> ConfigurationError:
        place = f"{path}:{mark.line + 1}:{mark.column + 1}"
        return ConfigurationError(place, what, remedy)

    loader = _Loader(_read_text(path))
    try:
        data, positions = _Reader(
            loader, str if text_only else _plain, fault
        ).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise ConfigurationError(
            place, f"this is not YAML: {error.problem}", "correct the syntax"
        ) from error
    except yaml.YAMLError as error:
        raise ConfigurationError(
            str(path), "this is not YAML text", "save the file as UTF-8 text"
        ) from error
    finally:
        loader.dispose()
    return YamlFile(path, data, positions)


_ORDINARY: Any = _Loader("")
"""Tells what scalars stand for; it holds no text."""


@dataclass(frozen=True, slots=True)
class _Anchored:
    """A value that aliases may repeat, how many values it holds, how deep it is."""

    value: Any
    size: int
    depth: int


class _Reader:
    """Builds the values of one document from the events of its text."""

    def __init__(
        self, loader: _Loader, plain: Callable[[str], Any], fault: _Fault
    ) -> None:
        self._event: Callable[[], Any] = loader.get_event
        self._plain = plain
        self._fault = fault
        self._positions: dict[KeyPath, tuple[int, int]] = {}
        self._anchored: dict[str, _Anchored] = {}
        self._size = 0
        self._deepest = 0

    def document(self) -> tuple[Any, dict[KeyPath, tuple[int, int]]]:
        """Return the value of the only document, None without any, and the positions."""
        self._expect(self._event(), StreamStartEvent)
        event = self._event()
        if type(event) is StreamEndEvent:
            return None, {}
        self._expect(event, DocumentStartEvent)
        data = self._value(self._event(), ())
        self._expect(self._event(), DocumentEndEvent)
        self._expect(self._event(), StreamEndEvent)
        return data, self._positions

    def _expect(self, event: Any, kind: type) -> None:  # noqa: ANN401 - events have no type
        if type(event) is not kind:
            what = "this is not YAML: a second document begins"
            raise self._fault(event.start_mark, what, "keep one document a file")

    def _value(self, event: Any, keys: KeyPath) -> Any:  # noqa: ANN401 - YAML holds anything
        mark = event.start_mark
        self._positions[keys] = (mark.line + 1, mark.column + 1)
        self._count(1, len(keys), mark)
        if type(event) is AliasEvent:
            return self._repeated(event, len(keys))
        if event.anchor is None:
            return self._built(event, keys)
        before, deepest = self._size, self._deepest
        self._deepest = len(keys)
        value = self._built(event, keys)
        depth = self._deepest - len(keys)
        self._anchored[event.anchor] = _Anchored(value, self._size - before, depth)
        self._deepest = max(deepest, self._deepest)
        return value

    def _count(self, size: int, depth: int, mark: yaml.Mark) -> None:
        """Bound what a file holds, repetitions included."""
        self._size += size
        self._deepest = max(self._deepest, depth)
        if self._size > MAX_VALUES or depth > MAX_DEPTH:
            raise self._fault(
                mark,
                "the file holds too many or too deep values, aliases included",
                "write the values out without aliases",
            )

    def _repeated(self, event: Any, depth: int) -> Any:  # noqa: ANN401 - YAML holds anything
        known = self._anchored.get(event.anchor)
        if known is None:
            what = f"the alias '*{event.anchor}' repeats nothing written before"
            raise self._fault(event.start_mark, what, "write the value out")
        self._count(known.size, depth + known.depth, event.start_mark)
        return known.value

    def _built(self, event: Any, keys: KeyPath) -> Any:  # noqa: ANN401 - YAML holds anything
        kind = type(event)
        if kind is ScalarEvent:
            return self._scalar(event)
        if event.tag is not None:
            raise self._tagged(event)
        return (
            self._mapping(keys) if kind is MappingStartEvent else self._sequence(keys)
        )

    def _scalar(self, event: Any) -> Any:  # noqa: ANN401 - YAML holds anything
        if event.tag is not None:
            raise self._tagged(event)
        text: str = event.value
        if not event.implicit[0]:
            return text
        try:
            return self._plain(text)
        except ValueError as error:
            what = f"'{text}' is no value that exists"
            remedy = "correct it, or put it in quotes"
            raise self._fault(event.start_mark, what, remedy) from error

    def _tagged(self, event: Any) -> ConfigurationError:  # noqa: ANN401 - events have no type
        what = f"the tag '{event.tag}' stands before a value"
        return self._fault(event.start_mark, what, "write the value without a tag")

    def _mapping(self, keys: KeyPath) -> dict[str, Any]:
        values: dict[str, Any] = {}
        event = self._event()
        while type(event) is not MappingEndEvent:
            key = self._key(event)
            if key in values:
                what = f"the key '{key}' stands twice"
                raise self._fault(event.start_mark, what, "keep one of the two")
            values[key] = self._value(self._event(), (*keys, key))
            event = self._event()
        return values

    def _key(self, event: Any) -> str:  # noqa: ANN401 - events have no type
        if type(event) is not ScalarEvent:
            what = "a key is a list, a mapping or an alias"
            raise self._fault(event.start_mark, what, "write a word before ':'")
        return str(self._scalar(event))

    def _sequence(self, keys: KeyPath) -> list[Any]:
        values: list[Any] = []
        event = self._event()
        while type(event) is not SequenceEndEvent:
            values.append(self._value(event, (*keys, len(values))))
            event = self._event()
        return values


@lru_cache(maxsize=8192)
def _plain(text: str) -> Any:  # noqa: ANN401 - YAML holds anything
    """Return what an unquoted scalar stands for: none of it can change afterwards.

    Raises:
        ValueError: the text looks like a date or a number that does not exist.

    """
    tag = _ORDINARY.resolve(yaml.ScalarNode, text, (True, False))
    construct = _Loader.yaml_constructors.get(tag)
    if tag == _TEXT or construct is None:
        return text
    return construct(_ORDINARY, yaml.ScalarNode(tag, text))


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigurationError(
                str(path), "the file is over 5 MB", "give a YAML file written by hand"
            )
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            str(path), "the text is not UTF-8", "save the file as UTF-8"
        ) from error
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise ConfigurationError(
            str(path), f"cannot be read ({reason})", "check the path and its rights"
        ) from error
