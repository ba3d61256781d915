"""Plain, gzipped and zipped deliveries."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from bondroit.errors import DataError
from bondroit.sources import unpack as module
from bondroit.sources.unpack import unpack


def _short(value: object) -> str:
    """Name a case without the bytes of an archive, which hold a clock time."""
    return value if isinstance(value, str) else ""


def _zip(members: dict[str, bytes]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return memory.getvalue()


def _unpacked(tmp_path: Path, name: str, content: bytes) -> dict[str, bytes]:
    path = tmp_path / name
    path.write_bytes(content)
    folder = tmp_path / "work"
    folder.mkdir()
    found = {
        member.shown: member.path.read_bytes()
        for member in unpack(path, f"x/{name}", folder)
    }
    assert list(folder.iterdir()) == []
    return found


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.csv", b"1", {"x/a.csv": b"1"}),
        ("a.csv.gz", gzip.compress(b"1"), {"x/a.csv.gz": b"1"}),
        (
            "gzip-without-its-name",
            gzip.compress(b"1"),
            {"x/gzip-without-its-name": b"1"},
        ),
        (
            "a.zip",
            _zip({"d/2.csv": b"2", "1.csv": b"1", "__MACOSX/1": b"", "d/.s": b""}),
            {"x/a.zip/1.csv": b"1", "x/a.zip/d/2.csv": b"2"},
        ),
        (
            "a.zip",
            _zip({"1.csv.gz": gzip.compress(b"1"), "2.zip": _zip({"3": b"3"})}),
            {"x/a.zip/1.csv.gz": b"1", "x/a.zip/2.zip/3": b"3"},
        ),
        ("a.zip", _zip({"../../etc/passwd": b"1"}), {"x/a.zip/etc/passwd": b"1"}),
        ("a.xlsx", _zip({"sheet.xml": b"1"}), {"x/a.xlsx": _zip({"sheet.xml": b"1"})}),
    ],
    ids=_short,
)
def test_each_member_is_a_file(
    tmp_path: Path, name: str, content: bytes, found: dict[str, bytes]
) -> None:
    """Whatever its names say, a member stays in the folder, which ends empty."""
    assert _unpacked(tmp_path, name, content) == found


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "the file is empty"),
        ("a.gz", b"text", "not the archive its name says"),
        ("a.gz", gzip.compress(b"1" * 9999)[:-5], "truncated or damaged"),
        ("a.zip", _zip({"1": b"1" * 9999})[:-40], "truncated or damaged"),
        ("a.zip", _zip({}), "not the archive its name says"),
        ("a.zip", _zip({"d/": b""}), "holds no file"),
        ("a.zip", _zip({"1.csv": b""}), "the file is empty"),
        (
            "a.zip",
            _zip({"b.zip": _zip({"c.zip": _zip({"d.zip": _zip({"e": b"1"})})})}),
            "nested too deep",
        ),
    ],
    ids=_short,
)
def test_what_cannot_be_unpacked_is_refused(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    """Nothing is left in the folder."""
    with pytest.raises(DataError, match=said):
        _unpacked(tmp_path, name, content)
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.parametrize("packed", [gzip.compress, lambda data: _zip({"1": data})])
def test_a_bomb_is_bounded(tmp_path: Path, packed, monkeypatch) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Unpacking stops soon after the limit."""
    monkeypatch.setattr(module, "RATIO_FROM", 1 << 20)
    with pytest.raises(DataError, match="unpacks to far more"):
        _unpacked(tmp_path, "a.bin", packed(b"0" * (8 << 20)))


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    """A password is not asked for."""
    content = bytearray(_zip({"1": b"1"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(DataError, match="encrypted"):
        _unpacked(tmp_path, "a.zip", bytes(content))
