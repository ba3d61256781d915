"""Reading the sources of `bondroit.yml`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bondroit.config import FORMATS, MONTH_MARK, Covers, SourceConfig
from bondroit.errors import BondroitError, ConfigurationError
from bondroit.model.tables import TABLES
from bondroit.yaml_file import YamlFile

_SOURCE_KEYS = {
    "name",
    "format",
    "path",
    "mandatory",
    "covers",
    "table",
    "mapping",
    "from",
    "options",
}
_PULL_KEYS = {"url", "query", "credentials", "known_hosts", "retries"}
_Keys = tuple[str | int, ...]


def problem(file: YamlFile, keys: _Keys, what: str, do: str) -> ConfigurationError:
    """Return the error that says where a value stands, what is wrong, what to do."""
    return ConfigurationError(file.place(*keys), what, do)


def unknown_keys(
    file: YamlFile,
    keys: _Keys,
    found: Mapping[str, Any],
    known: set[str],
    problems: list[BondroitError],
) -> None:
    """Add one problem for each key that is not known."""
    problems.extend(
        problem(
            file,
            (*keys, key),
            f"unknown key '{key}'",
            f"use one of {', '.join(sorted(known))}",
        )
        for key in found
        if key not in known
    )


def read_sources(
    file: YamlFile, value: object, problems: list[BondroitError]
) -> tuple[SourceConfig, ...]:
    """Return the sources, adding a problem for each one that is wrong."""
    if not isinstance(value, list) or not value:
        problems.append(
            problem(
                file,
                ("sources",),
                "sources must list at least one source",
                "see the example written by `bondroit init`",
            )
        )
        return ()
    sources: list[SourceConfig] = []
    for rank, item in enumerate(value):
        source = _source(file, rank, item, problems)
        if source is not None and any(
            other.name == source.name
            and other.format == source.format
            and other.path == source.path
            for other in sources
        ):
            problems.append(
                problem(
                    file,
                    ("sources", rank),
                    f"the source '{source.name}' is given twice with the same path",
                    "keep one of the two",
                )
            )
        elif source is not None:
            sources.append(source)
    return tuple(sources)


def _source(
    file: YamlFile, rank: int, item: object, problems: list[BondroitError]
) -> SourceConfig | None:
    keys = ("sources", rank)
    if not isinstance(item, dict):
        problems.append(
            problem(
                file,
                keys,
                "a source must be a mapping",
                "write {name: …, format: …, path: …}",
            )
        )
        return None
    before = len(problems)
    unknown_keys(file, keys, item, _SOURCE_KEYS, problems)
    problems.extend(
        problem(file, keys, f"the source lacks '{key}'", f"give it a {key}")
        for key in ("name", "format", "path")
        if not isinstance(item.get(key), str) or not item[key]
    )
    if item.get("format") not in FORMATS:
        problems.append(
            problem(
                file,
                (*keys, "format"),
                f"unknown format '{item.get('format')}'",
                f"use one of {', '.join(FORMATS)}",
            )
        )
    if item.get("format") == "table" and item.get("table") not in TABLES:
        problems.append(
            problem(
                file,
                (*keys, "table"),
                "the format table needs the name of a table",
                f"give table: one of {', '.join(TABLES)}",
            )
        )
    if item.get("format") == "extract" and not isinstance(item.get("mapping"), str):
        problems.append(
            problem(
                file,
                (*keys, "mapping"),
                "the format extract needs a mapping file",
                "give mapping: sources/NAME.yml",
            )
        )
    pull = item.get("from")
    if pull is not None:
        _check_pull(file, keys, pull, problems)
    covers = _covers(file, keys, item.get("covers"), problems)
    if len(problems) > before:
        return None
    return SourceConfig(
        name=item["name"],
        format=item["format"],
        path=item["path"],
        mandatory=bool(item.get("mandatory", False)),
        covers=covers,
        table=item.get("table"),
        mapping=item.get("mapping"),
        pull=pull,
        options=item.get("options", {}),
    )


def _check_pull(
    file: YamlFile, keys: _Keys, pull: object, problems: list[BondroitError]
) -> None:
    place = (*keys, "from")
    if not isinstance(pull, dict) or not isinstance(pull.get("url"), str):
        problems.append(
            problem(
                file, place, "'from' needs a url", "write from: {url: sftp://host/path}"
            )
        )
        return
    unknown_keys(file, place, pull, _PULL_KEYS, problems)
    if "@" in pull["url"].split("//")[-1].split("/")[0]:
        problems.append(
            problem(
                file,
                (*place, "url"),
                "the url holds a user or a password",
                "remove it and name the credentials, kept in the environment",
            )
        )


def _covers(
    file: YamlFile, keys: _Keys, value: object, problems: list[BondroitError]
) -> Covers | None:
    if value is None:
        return None
    place = (*keys, "covers")
    if not isinstance(value, dict):
        problems.append(
            problem(file, place, "covers must give dates", "write {from: …, to: …}")
        )
        return None
    unknown_keys(file, place, value, {"from", "to"}, problems)
    first, last = value.get("from"), value.get("to")
    if first is not None and not isinstance(first, date):
        problems.append(
            problem(
                file,
                (*place, "from"),
                "covers.from must be a date",
                "write a date such as 2023-01-01",
            )
        )
        first = None
    if last is not None and last != MONTH_MARK and not isinstance(last, date):
        problems.append(
            problem(
                file,
                (*place, "to"),
                "covers.to must be a date or {month}",
                'write to: "{month}"',
            )
        )
        last = None
    return Covers(first=first, last=last)
