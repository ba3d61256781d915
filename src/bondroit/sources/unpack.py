"""Files as they are delivered: plain, gzipped or zipped, bounded in size."""

import gzip
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from bondroit.errors import DataError
from bondroit.sources.storage import writing_to

MAX_BYTES = 30 * 1024**3
MAX_RATIO = 250
#: Small files may well be very compressible: the ratio is judged past this size.
RATIO_FROM = 64 * 1024**2
MAX_DEPTH = 3

_BLOCK = 1 << 20
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_SHEETS = {".xlsx", ".xlsm", ".xlsb", ".ods"}
_ENCRYPTED = 0x1
_BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, lzma.LZMAError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One plain file.

    Attributes:
        path: where it lies on the local disk.
        shown: its name for people: the delivered path, then the member's name.

    """

    path: Path
    shown: str


@dataclass(slots=True)
class _Budget:
    """What one delivered file may still unpack to."""

    packed: int
    shown: str
    unpacked: int = 0

    def spend(self, size: int) -> None:
        self.unpacked += size
        bomb = self.unpacked > RATIO_FROM and self.unpacked > MAX_RATIO * self.packed
        if bomb or self.unpacked > MAX_BYTES:
            raise DataError(
                self.shown,
                "it unpacks to far more than a delivery holds",
                "check where it comes from, and deliver it plain",
            )


def unpack(path: Path, shown: str, folder: Path) -> Iterator[Member]:
    """Give the plain files that a delivered file holds, one at a time.

    Args:
        path: the delivered file.
        shown: its name for people.
        folder: an empty private folder for unpacked files; each is removed once the
            next is asked for.

    Raises:
        DataError: the file is empty, unreadable, truncated, encrypted, holds no
            file, or unpacks to more than is plausible.

    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise DataError(shown, "it cannot be read", "check its rights") from error
    yield from _open(path, shown, folder, _Budget(size, shown), 0)


def _open(
    path: Path, shown: str, folder: Path, budget: _Budget, depth: int
) -> Iterator[Member]:
    kind = _kind(path, shown)
    if kind == "plain":
        yield Member(path=path, shown=shown)
        return
    if depth == MAX_DEPTH:
        raise DataError(shown, "archives are nested too deep", "deliver it plain")
    if kind == "gzip":
        inner = _place(folder, depth, PurePosixPath(path.name).stem)
        try:
            _expand_gzip(path, inner, budget)
            yield from _open(inner, shown, folder, budget, depth + 1)
        finally:
            inner.unlink(missing_ok=True)
        return
    yield from _members(path, shown, folder, budget, depth)


def _kind(path: Path, shown: str) -> str:
    try:
        with path.open("rb") as file:
            start = file.read(len(_ZIP))
    except OSError as error:
        raise DataError(shown, "it cannot be read", "check its rights") from error
    if not start:
        raise DataError(shown, "the file is empty", "ask for the delivery again")
    if start.startswith(_GZIP):
        return "gzip"
    if start == _ZIP and path.suffix.lower() not in _SHEETS:
        return "zip"
    if path.suffix.lower() in {".gz", ".zip"}:
        raise DataError(
            shown, "it is not the archive its name says", "ask for the delivery again"
        )
    return "plain"


def _place(folder: Path, depth: int, name: str) -> Path:
    # Only the last part of a member's name is kept: it cannot leave the folder.
    return folder / f"{depth}-{PurePosixPath(name.replace(chr(92), '/')).name}"


def _expand_gzip(path: Path, target: Path, budget: _Budget) -> None:
    try:
        with gzip.open(path, "rb") as packed:
            _copy(packed, target, budget)
    except _BROKEN as error:
        raise _damaged(budget.shown) from error


def _members(
    path: Path, shown: str, folder: Path, budget: _Budget, depth: int
) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise _damaged(budget.shown) from error
    with archive:
        infos = sorted(
            (info for info in archive.infolist() if _wanted(info)),
            key=lambda info: info.filename,
        )
        if not infos:
            raise DataError(shown, "the archive holds no file", "deliver it again")
        for rank, info in enumerate(infos):
            inner = _place(folder, depth, f"{rank}-{PurePosixPath(info.filename).name}")
            name = f"{shown}/{_inside(info.filename)}"
            try:
                _expand_member(archive, info, inner, budget)
                yield from _open(inner, name, folder, budget, depth + 1)
            finally:
                inner.unlink(missing_ok=True)


def _inside(name: str) -> str:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return "/".join(part for part in parts if part not in {"..", "/"})


def _wanted(info: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(info.filename).parts
    return not info.is_dir() and not any(
        part.startswith((".", "__MACOSX")) and part != ".." for part in parts
    )


def _expand_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, budget: _Budget
) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise DataError(
            budget.shown, "the archive is encrypted", "deliver it without a password"
        )
    try:
        with archive.open(info) as packed:
            _copy(packed, target, budget)
    except (*_BROKEN, NotImplementedError) as error:
        raise _damaged(budget.shown) from error


def _copy(packed: IO[bytes] | gzip.GzipFile, target: Path, budget: _Budget) -> None:
    with writing_to(target), target.open("wb") as file:
        while block := packed.read(_BLOCK):
            budget.spend(len(block))
            file.write(block)


def _damaged(shown: str) -> DataError:
    return DataError(
        shown, "the archive is truncated or damaged", "ask for the delivery again"
    )
