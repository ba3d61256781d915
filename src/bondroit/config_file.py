"""Reading `bondroit.yml`: every problem at once, with its place."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from bondroit.config import Config
from bondroit.config_review import read_review
from bondroit.config_sources import problem, read_sources, unknown_keys
from bondroit.errors import BondroitError, ConfigurationError, ProblemList
from bondroit.yaml_file import YamlFile, read_yaml

_KEYS = {
    "departement",
    "window_months",
    "as_of",
    "sources",
    "rules",
    "retention_months",
    "review",
    "matching",
}
_MAX_WINDOW = 120
RETENTION_DEFAULTS: Mapping[str, int] = {
    "extracts": 6,
    "store": 48,
    "runs": 36,
    "case_files": 36,
    "desk_dismissed": 6,
    "desk_closed": 6,
    "desk_log": 12,
}


def load_config(path: Path) -> Config:
    """Read `bondroit.yml`.

    Raises:
        ConfigurationError: the file is absent or not YAML.
        ProblemList: every problem found in it, with file, line and column.

    """
    yaml_file = read_yaml(path)
    problems: list[BondroitError] = []
    data = yaml_file.data
    if not isinstance(data, dict):
        raise ConfigurationError(
            str(path), "this is no configuration", "run `bondroit init` to get one"
        )
    unknown_keys(yaml_file, (), data, _KEYS, problems)
    sources = read_sources(yaml_file, data.get("sources"), problems)
    config = Config(
        root=path.resolve().parent,
        file=path,
        departement=_departement(yaml_file, data.get("departement"), problems),
        window_months=_window(yaml_file, data.get("window_months", 36), problems),
        as_of=_as_of(yaml_file, data.get("as_of", "last_day"), problems),
        sources=sources,
        rules=_rules(yaml_file, path.resolve().parent, data.get("rules", []), problems),
        retention_months=_retention(
            yaml_file, data.get("retention_months", {}), problems
        ),
        review=read_review(yaml_file, data.get("review", {}), problems),
        matching_weights=_weights(yaml_file, data.get("matching", {}), problems),
        one_record=_one_record(yaml_file, data.get("matching", {}), problems),
    )
    if problems:
        raise ProblemList(problems)
    return config


def _departement(file: YamlFile, value: object, problems: list[BondroitError]) -> str:
    if isinstance(value, str) and 2 <= len(value) <= 3:  # noqa: PLR2004 - 45, 2A, 974
        return value
    problems.append(
        problem(
            file,
            ("departement",),
            "the département's code must be a text of 2 or 3 characters",
            'write it in quotes, such as "45"',
        )
    )
    return ""


def _window(file: YamlFile, value: object, problems: list[BondroitError]) -> int:
    if (
        isinstance(value, int)
        and not isinstance(value, bool)
        and 1 <= value <= _MAX_WINDOW
    ):
        return value
    problems.append(
        problem(
            file,
            ("window_months",),
            "window_months must be a number from 1 to 120",
            "write 36 for three years",
        )
    )
    return 36


def _as_of(file: YamlFile, value: object, problems: list[BondroitError]) -> date | str:
    if isinstance(value, date):
        return value
    if value == "last_day":
        return "last_day"
    problems.append(
        problem(
            file,
            ("as_of",),
            "as_of must be last_day or a date",
            "write last_day or a date such as 2025-06-30",
        )
    )
    return "last_day"


def _rules(
    file: YamlFile, root: Path, value: object, problems: list[BondroitError]
) -> tuple[Path, ...]:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(root / item for item in value)
    problems.append(
        problem(file, ("rules",), "rules must list folders", "write rules: [rules/]")
    )
    return ()


def _retention(
    file: YamlFile, value: object, problems: list[BondroitError]
) -> Mapping[str, int]:
    if not isinstance(value, dict):
        problems.append(
            problem(
                file,
                ("retention_months",),
                "retention_months must be a mapping",
                "write retention_months: {runs: 36}",
            )
        )
        return RETENTION_DEFAULTS
    known = set(RETENTION_DEFAULTS)
    unknown_keys(file, ("retention_months",), value, known, problems)
    problems.extend(
        problem(
            file,
            ("retention_months", key),
            f"the retention of {key} must be a number of months of 1 or more",
            "write a whole number",
        )
        for key, months in value.items()
        if key in known and (not isinstance(months, int) or months < 1)
    )
    return {
        **RETENTION_DEFAULTS,
        **{str(kind): months for kind, months in value.items()},
    }


def _weights(
    file: YamlFile, value: object, problems: list[BondroitError]
) -> Path | None:
    """Return the file of weights that `matching: {weights: ...}` names."""
    if not isinstance(value, dict) or not isinstance(value.get("weights", ""), str):
        problems.append(
            problem(
                file,
                ("matching",),
                "matching must be a mapping with the path of a file of weights",
                "write matching: {weights: weights.json}, or nothing",
            )
        )
        return None
    unknown_keys(file, ("matching",), value, {"weights", "one_record"}, problems)
    name = value.get("weights")
    return file.path.resolve().parent / name if name else None


def _one_record(
    file: YamlFile, value: object, problems: list[BondroitError]
) -> Mapping[str, bool]:
    """Return what `matching: {one_record: ...}` says of sources."""
    told = value.get("one_record", {}) if isinstance(value, dict) else {}
    if isinstance(told, dict) and all(
        isinstance(name, str) and isinstance(once, bool) for name, once in told.items()
    ):
        return told
    problems.append(
        problem(
            file,
            ("matching", "one_record"),
            "one_record must say, of a source, whether a person has one record there",
            "write one_record: {apa: true, rsa: false}",
        )
    )
    return {}
