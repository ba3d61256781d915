"""Is this machine ready? Facts about Python, memory, disk and packages."""

import os
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "polars",
    "pyarrow",
    "lxml",
    "rapidfuzz",
    "great-expectations",
    "prefect",
)
MIN_MEMORY = 4 * 2**30
MIN_DISK = 5 * 2**30
MIN_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing looked at, what was found, and whether it will do."""

    what: str
    found: str
    ready: bool


def examine(folder: Path) -> list[Item]:
    """Look at the machine from `folder`, the future workspace."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    disk = shutil.disk_usage(folder).free
    python = ".".join(str(part) for part in sys.version_info[:3])
    return [
        Item("Python 3.11 ou plus", python, sys.version_info >= MIN_PYTHON),
        Item("mémoire (4 Gio)", _gibibytes(memory), memory >= MIN_MEMORY),
        Item("disque libre (5 Gio)", _gibibytes(disk), disk >= MIN_DISK),
        Item("processeurs", str(os.cpu_count()), ready=True),
        Item("écriture dans le dossier", str(folder), os.access(folder, os.W_OK)),
        *[_package(name) for name in PACKAGES],
    ]


def _gibibytes(size: int) -> str:
    return f"{size / 2**30:.1f} Gio".replace(".", ",")


def _package(name: str) -> Item:
    try:
        return Item(name, version(name), ready=True)
    except PackageNotFoundError:
        return Item(name, "absent", ready=False)
