"""What every transfer shares: credentials, places, checksums, never half a file."""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bondroit.errors import ConfigurationError, DataError

BLOCK = 1 << 20


class TransientError(DataError):
    """A transfer failed in a way that trying again may mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Who signs in; never read from a file of the workspace."""

    user: str | None = None
    password: str | None = None
    key_file: str | None = None

    def __repr__(self) -> str:
        """Show nothing of them."""
        return "Credentials(…)"


Resolver = Callable[[str | None], Credentials]


def from_environment(name: str | None) -> Credentials:
    """Read `NAME_USER`, `NAME_PASSWORD` and `NAME_KEY` (a key file) from the environment.

    Raises:
        ConfigurationError: a name was given and none of the three is set.

    """
    if name is None:
        return Credentials()
    found = {
        part: os.environ.get(f"{name}_{part}") for part in ("USER", "PASSWORD", "KEY")
    }
    if not any(found.values()):
        raise ConfigurationError(
            name,
            "no credentials of this name are in the environment",
            f"set {name}_USER and {name}_PASSWORD or {name}_KEY",
        )
    return Credentials(
        user=found["USER"], password=found["PASSWORD"], key_file=found["KEY"]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """One source to bring for one month.

    Attributes:
        source: the configured name.
        url: where it lies, the month filled in.
        folder: where its files go.
        target: the file name a query's result takes.
        month: the month of the delivery.
        options: other keys of `from`: query, known_hosts.
        root: the workspace.
        credentials: who signs in.

    """

    source: str
    url: str
    folder: Path
    target: str
    month: date
    options: Mapping[str, Any]
    root: Path
    credentials: Credentials


def nothing_there(transfer: Transfer, name: str, where: str) -> DataError:
    """Return the error of a transfer whose files are not there."""
    return DataError(
        transfer.source,
        f"no file {name} lies {where}",
        "check the url, or wait for the delivery",
    )


def part_of(place: Path) -> Path:
    """Return the hidden name a file has until it is whole; no glob finds it."""
    return place.with_name(f".{place.name}.part")


def digest_of(place: Path) -> str:
    """Return the sha256 of a file."""
    with place.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def settle(place: Path, announced: str | None, source: str) -> str:
    """Check a whole part and give it its name.

    Args:
        place: the final place; its part has been written.
        announced: sha256 given by the sender, or None.
        source: for the message.

    Returns:
        The sha256 found.

    Raises:
        TransientError: the checksum differs; the part is deleted.

    """
    part = part_of(place)
    found = digest_of(part)
    if announced is not None and announced.lower() != found:
        part.unlink()
        raise TransientError(
            source,
            f"the checksum of {place.name} is not the one announced",
            "run again; if it persists, ask the sender for the file anew",
        )
    with part.open("rb") as handle:
        os.fsync(handle.fileno())
    part.replace(place)
    return found


class Ledger:
    """What was brought to a folder, so that nothing is brought twice."""

    def __init__(self, folder: Path) -> None:
        """Read the ledger of a folder, empty when there is none."""
        self._place = folder / ".pulled.json"
        self._entries: dict[str, dict[str, Any]] = {}
        if self._place.is_file():
            self._entries = json.loads(self._place.read_text(encoding="utf-8"))

    def holds(self, place: Path, size: int, changed: int) -> bool:
        """Whether this very file was brought before and still lies there."""
        entry = self._entries.get(place.name)
        return (
            entry is not None
            and place.is_file()
            and entry["size"] == size
            and entry["changed"] == changed
        )

    def note(self, place: Path, size: int, changed: int, sha256: str) -> None:
        """Keep a file brought, written whole or not at all."""
        self._entries[place.name] = {
            "size": size,
            "changed": changed,
            "sha256": sha256,
        }
        beside = self._place.with_name(".pulled.json.new")
        beside.write_text(json.dumps(self._entries, indent=1, sort_keys=True))
        beside.replace(self._place)
