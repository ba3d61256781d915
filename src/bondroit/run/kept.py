"""What a run keeps of its own configuration and rules, so that it can be done again.

`inputs.zip`, in the run's folder: `bondroit.yml`, the mappings and weights it names, and
every rule, parameter, overlay and exception that was in force. Its bytes depend on their
content alone.
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from bondroit.config import Config
from bondroit.run.identity import file_digest
from bondroit.run.law import rule_folders
from bondroit.run.private import clear_sentences

INPUTS = "inputs.zip"
CONFIGURATION = "bondroit.yml"
RULES = "rules"
_SUFFIXES = {".yml", ".yaml"}
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PRIVATE = 0o600 << 16


def keep_inputs(config: Config, folder: Path) -> str:
    """Write `inputs.zip` in the folder of a run; return its sha256.

    Raises:
        StorageError: it cannot be written.

    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(_files(config)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _PRIVATE
            archive.writestr(entry, path.read_bytes())
    place = folder / INPUTS
    with clear_sentences(place):
        place.write_bytes(buffer.getvalue())
    return file_digest(place)


def _files(config: Config) -> Iterator[tuple[str, Path]]:
    """Yield the name in the archive and the place of each file, each name once."""
    files = {CONFIGURATION: config.file}
    named = [source.mapping for source in config.sources if source.mapping is not None]
    paths = [config.root / mapping for mapping in named]
    if config.matching_weights is not None and config.matching_weights.is_file():
        paths.append(config.matching_weights)
    for path in paths:
        if path.resolve().is_relative_to(config.root):
            files[path.resolve().relative_to(config.root).as_posix()] = path
    for rank, folder in enumerate(rule_folders(config)):
        for path in folder.rglob("*"):
            if path.suffix in _SUFFIXES and path.is_file():
                name = path.relative_to(folder).as_posix()
                files[f".{RULES}/{rank}/{name}"] = path
    yield from files.items()


def unpack_inputs(run_folder: Path, place: Path) -> tuple[Path, ...]:
    """Put what a run kept in a folder; return its folders of rules, in their order.

    Args:
        run_folder: the folder of the run.
        place: an empty private folder, the root of the workspace as it was.

    """
    with zipfile.ZipFile(run_folder / INPUTS) as archive:
        archive.extractall(place)
    folders = (place / f".{RULES}").glob("*")
    return tuple(sorted(folders, key=lambda folder: int(folder.name)))
