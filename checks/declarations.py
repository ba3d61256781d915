"""The suites as declared in `checks/suites/`: one YAML file a table or metric."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from bondroit.checks.metrics import METRICS
from bondroit.errors import BondroitError, ConfigurationError, ProblemList
from bondroit.model.tables import TABLES
from bondroit.yaml_file import YamlFile, read_yaml


class OnFailure(StrEnum):
    """What a failed expectation does to the run."""

    STOP = "stop"
    DEGRADE = "degrade"
    WARN = "warn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One declared expectation.

    Attributes:
        expect: the name Great Expectations gives it.
        arguments: its own arguments, columns included.
        on_failure: stop, degrade or warn.
        why: one French sentence for people.

    """

    expect: str
    arguments: dict[str, Any]
    on_failure: OnFailure
    why: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns the expectation reads."""
        named = [self.arguments.get(key) for key in ("column", "column_A", "column_B")]
        listed = self.arguments.get("column_list", [])
        return tuple(name for name in [*named, *listed] if name is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """The expectations of one table, or of one frame of metrics."""

    name: str
    title: str
    expectations: tuple[Expectation, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns the suite reads, each once, in order."""
        found = [name for item in self.expectations for name in item.columns]
        return tuple(dict.fromkeys(found))


_KEYS = {"expect", "on_failure", "why"}


def load_suites(folder: Path) -> dict[str, Suite]:
    """Read every suite of a folder, by name (the file's stem).

    Raises:
        ProblemList: every problem found, with file, line and column.

    """
    problems: list[BondroitError] = []
    suites: dict[str, Suite] = {}
    for path in sorted(folder.glob("*.yml")):
        file = read_yaml(path)
        suites[path.stem] = _suite(file, problems)
    if problems:
        raise ProblemList(problems)
    return suites


def _suite(file: YamlFile, problems: list[BondroitError]) -> Suite:
    known = columns_of(file.path.stem)
    if known is None:
        problems.append(
            ConfigurationError(
                str(file.path),
                "no table and no metric has this name",
                f"name the file after one of {', '.join((*TABLES, *METRICS))}",
            )
        )
    data = file.data if isinstance(file.data, dict) else {}
    items = data.get("expectations")
    title = data.get("title")
    if not isinstance(items, list) or not isinstance(title, str):
        problems.append(
            ConfigurationError(
                file.place(),
                "a suite needs a title and a list of expectations",
                "write title: … and expectations: [{expect: …}]",
            )
        )
        items = []
    found = [
        _expectation(file, rank, item, problems) for rank, item in enumerate(items)
    ]
    for item in found:
        if item is not None and known is not None:
            _check_columns(file, found.index(item), item, known, problems)
    return Suite(
        name=file.path.stem,
        title=str(title),
        expectations=tuple(item for item in found if item is not None),
    )


def columns_of(name: str) -> tuple[str, ...] | None:
    """Return the columns of a table or of a metric, None when there is none."""
    if name in TABLES:
        return tuple(TABLES[name].schema)
    return tuple(METRICS[name]) if name in METRICS else None


def _check_columns(
    file: YamlFile,
    rank: int,
    item: Expectation,
    known: tuple[str, ...],
    problems: list[BondroitError],
) -> None:
    problems.extend(
        ConfigurationError(
            file.place("expectations", rank),
            f"'{file.path.stem}' has no column '{name}'",
            f"use one of {', '.join(known)}",
        )
        for name in item.columns
        if name not in known
    )


def _expectation(
    file: YamlFile, rank: int, item: object, problems: list[BondroitError]
) -> Expectation | None:
    keys = ("expectations", rank)
    if not isinstance(item, dict) or not item.keys() >= _KEYS:
        problems.append(
            ConfigurationError(
                file.place(*keys),
                "an expectation needs expect, on_failure and why",
                "add the missing keys",
            )
        )
        return None
    if item["on_failure"] not in list(OnFailure):
        problems.append(
            ConfigurationError(
                file.place(*keys, "on_failure"),
                f"unknown on_failure '{item['on_failure']}'",
                "use stop, degrade or warn",
            )
        )
        return None
    return Expectation(
        expect=str(item["expect"]),
        arguments={key: value for key, value in item.items() if key not in _KEYS},
        on_failure=OnFailure(item["on_failure"]),
        why=str(item["why"]),
    )
