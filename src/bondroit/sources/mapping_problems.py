"""Problems of a mapping file, gathered with their places."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bondroit.errors import BondroitError, ConfigurationError, ProblemList
from bondroit.yaml_file import YamlFile

Keys = tuple[str | int, ...]


@dataclass(slots=True)
class Problems:
    """A YAML file, and what is wrong with it so far."""

    file: YamlFile
    found: list[BondroitError] = field(default_factory=list)

    def add(self, keys: Keys, what: str, remedy: str) -> None:
        """Add one problem at the place of a value."""
        self.found.append(ConfigurationError(self.file.place(*keys), what, remedy))

    def mapping(
        self, keys: Keys, value: object, known: tuple[str, ...]
    ) -> Mapping[str, Any]:
        """Return a mapping, empty when absent; unknown keys are problems."""
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.add(keys, "a mapping is expected", f"write {known[0]}: …")
            return {}
        for key in value:
            if key not in known:
                self.add(
                    (*keys, key),
                    f"unknown key '{key}'",
                    f"use one of {', '.join(known)}",
                )
        return value

    def items(self, keys: Keys, value: object) -> list[Any]:
        """Return a list, empty when absent."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.add(keys, "a list is expected", "write [one, two]")
            return []
        return value

    def raise_all(self) -> None:
        """Raise what was found.

        Raises:
            ProblemList: there is at least one problem.

        """
        if self.found:
            raise ProblemList(sorted(self.found, key=_line))


def _line(problem: BondroitError) -> tuple[int, ...]:
    """Return the line and column of a problem, for the order of the file."""
    return tuple(int(part) for part in problem.where.split(":")[-2:] if part.isdigit())


def plain_text(value: object) -> str | None:
    """Return a YAML value as the text of a cell: `true`, `0.8`, `2025-01-01`."""
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value).strip()
