"""YAML files read with the position of every value."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
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
        positions: (line, column), from 1, of each value, by its path of keys.

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


def read_yaml(path: Path) -> YamlFile:
    """Read one YAML file.

    Raises:
        ConfigurationError: the file is absent, unreadable, too large, not UTF-8,
            not YAML, or holds a key twice in one mapping.

    """
    text = _read_text(path)
    quick = read_quickly(text, _plain)
    if quick is not None:
        return YamlFile(path, *quick)
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            positions: dict[KeyPath, tuple[int, int]] = {}
            data = _build(loader, node, (), positions, path) if node else None
        finally:
            loader.dispose()
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
    return YamlFile(path, data, positions)


def read_quickly(
    text: str, plain: Callable[[str], Any]
) -> tuple[Any, dict[KeyPath, tuple[int, int]]] | None:
    """Return the values of an ordinary YAML text and their positions, or None.

    The parser's events become values at once, in half the time of a tree of nodes. An
    anchor, an alias, a tag, a key that is no scalar or stands twice, another document or
    an error: the text is left to whoever reads everything, and says what is wrong.

    Args:
        text: of one file.
        plain: what an unquoted scalar stands for.

    """
    loader = _Loader(text)
    try:
        return _Quick(loader.get_event, plain).document()
    except (_UnusualError, yaml.YAMLError, ValueError):
        return None
    finally:
        loader.dispose()


_ORDINARY: Any = _Loader("")
"""Tells what scalars stand for; it holds no text."""


class _UnusualError(Exception):
    """Something that the quick way leaves to the whole one."""


class _Quick:
    """Builds the values of one document from the events of its text."""

    def __init__(self, event: Callable[[], Any], plain: Callable[[str], Any]) -> None:
        self._event = event
        self._plain = plain
        self._positions: dict[KeyPath, tuple[int, int]] = {}

    def document(self) -> tuple[Any, dict[KeyPath, tuple[int, int]]]:
        """Return the only document."""
        self._next(StreamStartEvent)
        self._next(DocumentStartEvent)
        data = self._value(self._event(), ())
        self._next(DocumentEndEvent)
        self._next(StreamEndEvent)
        if len(self._positions) > MAX_VALUES:
            raise _UnusualError
        return data, self._positions

    def _next(self, kind: type[Event]) -> None:
        if type(self._event()) is not kind:
            raise _UnusualError

    def _value(self, event: Any, keys: KeyPath) -> Any:  # noqa: ANN401 - YAML holds anything
        kind, mark = type(event), event.start_mark
        self._positions[keys] = (mark.line + 1, mark.column + 1)
        if kind is ScalarEvent:
            return self._scalar(event)
        known = kind is MappingStartEvent or kind is SequenceStartEvent
        if not known or event.anchor is not None or event.tag is not None:
            raise _UnusualError
        if len(keys) >= MAX_DEPTH:
            raise _UnusualError
        mapping = kind is MappingStartEvent
        return self._mapping(keys) if mapping else self._sequence(keys)

    def _scalar(self, event: Any) -> Any:  # noqa: ANN401 - YAML holds anything
        if event.anchor is not None or event.tag is not None:
            raise _UnusualError
        text: str = event.value
        return self._plain(text) if event.implicit[0] else text

    def _mapping(self, keys: KeyPath) -> dict[str, Any]:
        values: dict[str, Any] = {}
        event = self._event()
        while type(event) is ScalarEvent:
            key = str(self._scalar(event))
            if key in values:
                raise _UnusualError
            values[key] = self._value(self._event(), (*keys, key))
            event = self._event()
        if type(event) is not MappingEndEvent:
            raise _UnusualError
        return values

    def _sequence(self, keys: KeyPath) -> list[Any]:
        values: list[Any] = []
        event = self._event()
        while type(event) is not SequenceEndEvent:
            values.append(self._value(event, (*keys, len(values))))
            event = self._event()
        return values


@lru_cache(maxsize=8192)
def _plain(text: str) -> Any:  # noqa: ANN401 - YAML holds anything
    """Return what an unquoted scalar stands for: none of it can change afterwards."""
    tag = _ORDINARY.resolve(yaml.ScalarNode, text, (True, False))
    if tag == _TEXT:
        return text
    construct = _Loader.yaml_constructors.get(tag)
    if construct is None:
        raise _UnusualError
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


def _build(
    loader: _Loader,
    node: yaml.Node,
    keys: KeyPath,
    positions: dict[KeyPath, tuple[int, int]],
    path: Path,
) -> Any:  # noqa: ANN401 - YAML holds anything
    positions[keys] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if len(positions) > MAX_VALUES or len(keys) > MAX_DEPTH:
        raise ConfigurationError(
            str(path),
            "the file holds too many or too deep values, aliases included",
            "write the values out without aliases",
        )
    if isinstance(node, yaml.MappingNode):
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = (
                key_node.value
                if key_node.tag == _TEXT
                else str(loader.construct_object(key_node))
            )
            if key in values:
                mark = key_node.start_mark
                raise ConfigurationError(
                    f"{path}:{mark.line + 1}:{mark.column + 1}",
                    f"the key '{key}' stands twice",
                    "keep one of the two",
                )
            values[key] = _build(loader, value_node, (*keys, key), positions, path)
        return values
    if isinstance(node, yaml.SequenceNode):
        return [
            _build(loader, child, (*keys, rank), positions, path)
            for rank, child in enumerate(node.value)
        ]
    if node.tag == _TEXT:
        return node.value
    return loader.construct_object(node)
