"""The run id: the month and a hash of everything the result depends on."""

import hashlib
from datetime import date
from functools import cache
from pathlib import Path

from bondroit import __version__
from bondroit.config import Config

_CODE = {".py", ".yml", ".j2", ".css"}


@cache
def code_version() -> str:
    """Return the version and a hash of the installed code, rules left apart."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for part in sorted(package.iterdir()):
        if part.name == "rules":
            continue
        place = part.resolve()
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.suffix in _CODE:
                digest.update(f"{part.name}/{path.relative_to(place)}".encode())
                digest.update(path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:12]}"


def file_digest(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def folder_digest(folders: tuple[Path, ...]) -> str:
    """Return one sha256 over every YAML file of the folders, by relative name.

    Rules, parameters, the overlay and its exceptions are all there.
    """
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted((*folder.rglob("*.yml"), *folder.rglob("*.yaml"))):
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def configuration_digest(config: Config) -> str:
    """Return one sha256 over the configuration, the mappings and weights it names."""
    digest = hashlib.sha256(config.file.read_bytes())
    for source in config.sources:
        if source.mapping is not None:
            digest.update((config.root / source.mapping).read_bytes())
    if config.matching_weights is not None and config.matching_weights.is_file():
        digest.update(config.matching_weights.read_bytes())
    return digest.hexdigest()


def run_id(month: date, parts: list[str]) -> str:
    """Return `YYYY-MM-` and 12 hexadecimal digits over the parts, in order."""
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f"{month:%Y-%m}-{digest[:12]}"
