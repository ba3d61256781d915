"""Two folders of one run, file by file."""

import json
from dataclasses import dataclass
from pathlib import Path

from bondroit.run.folders import manifest_of
from bondroit.run.identity import file_digest

MANIFEST = "manifest.json"
_CLOCKS = ("started", "finished", "notes")
"""Clock times, and notes on reading, which a run done again does not do."""

_MEASURES = ("seconds", "peak_mib")
_PURGED = ("case_files", "case_data", "cases.xlsx")
"""What a purge may delete before the run itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDifference:
    """A file that differs, by its name in the run's folder, and how, in French."""

    name: str
    said: str


def differences(before: Path, after: Path) -> tuple[tuple[FileDifference, ...], int]:
    """Compare every file of two folders; return those that differ, and how many.

    The manifests are compared without clock times. Case files that were purged are left
    out.

    Args:
        before: the run.
        after: the run done again.

    """
    gone = {name for name in _PURGED if not (before / name).exists()}
    old, new = (
        _names(before),
        {name for name in _names(after) if _top(name) not in gone},
    )
    found = [
        FileDifference(name=name, said=said)
        for name in sorted(old | new)
        if (said := _difference(name, before, after, old, new)) is not None
    ]
    return tuple(found), len(old | new)


def _names(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _top(name: str) -> str:
    return name.partition("/")[0]


def _difference(
    name: str, before: Path, after: Path, old: set[str], new: set[str]
) -> str | None:
    if name not in new:
        return "absent du rejeu"
    if name not in old:
        return "absent de l'exécution"
    if name == MANIFEST:
        return _manifest_difference(before, after)
    if file_digest(before / name) == file_digest(after / name):
        return None
    return "contenu différent"


def _manifest_difference(before: Path, after: Path) -> str | None:
    one, other = _timeless(before), _timeless(after)
    keys = [key for key in sorted({*one, *other}) if one.get(key) != other.get(key)]
    return f"contenu différent ({', '.join(keys)})" if keys else None


def _timeless(folder: Path) -> dict[str, str]:
    """Return each part of a manifest as text, clock times left out."""
    content = manifest_of(folder)
    for clock in _CLOCKS:
        content.pop(clock, None)
    content["stages"] = [
        {name: value for name, value in stage.items() if name not in _MEASURES}
        for stage in content["stages"]
    ]
    return {key: json.dumps(value, sort_keys=True) for key, value in content.items()}
