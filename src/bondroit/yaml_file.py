"""YAML files read with the position of every value."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

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
