"""Bringing extracts from a real SFTP server."""

import asyncio
import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import asyncssh
import pytest

from bondroit.config import Config
from bondroit.errors import ConfigurationError
from bondroit.sources.pull.sources import pull_month
from bondroit.sources.pull.transfer import (
    Credentials,
    TransientError,
    part_of,
)

MONTH = date(2026, 10, 1)
WHO = Credentials(user="dpt", password="secret-1")  # noqa: S106 - a test server's
Elsewhere = Callable[..., Config]
Served = Callable[[str], Config]


@dataclass(frozen=True)
class Server:
    """A running SFTP server and the folder it serves."""

    port: int
    folder: Path
    known_hosts: Path

    def url(self, pattern: str) -> str:
        """Return the address of files on it."""
        return f"sftp://127.0.0.1:{self.port}/{pattern}"


class _SignIn(asyncssh.SSHServer):
    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (WHO.user, WHO.password)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Serve a folder over SFTP from a thread."""
    folder = tmp_path / "served"
    folder.mkdir()
    key = asyncssh.generate_private_key("ssh-ed25519")
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def sftp(channel: asyncssh.SSHServerChannel[bytes]) -> asyncssh.SFTPServer:
        return asyncssh.SFTPServer(channel, chroot=bytes(folder))

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=_SignIn,
            server_host_keys=[key],
            sftp_factory=sftp,
        )

    acceptor = asyncio.run_coroutine_threadsafe(listen(), loop).result()
    port = acceptor.get_port()
    known = tmp_path / "known_hosts"
    public = key.export_public_key().decode().strip()
    known.write_text(f"[127.0.0.1]:{port} {public}\n")
    yield Server(port, folder, known)

    async def close() -> None:
        acceptor.close()
        await acceptor.wait_closed()

    asyncio.run_coroutine_threadsafe(close(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def served(tmp_path: Path, server: Server, elsewhere: Elsewhere) -> Served:
    """Return a configuration whose source is a pattern of files on the server."""

    def configured(pattern: str) -> Config:
        root = tmp_path / "w"
        root.mkdir()
        return elsewhere(
            root,
            server.url(pattern),
            credentials="CAF",
            known_hosts=str(server.known_hosts),
        )

    return configured


def signed_in(_name: str | None) -> Credentials:
    """Return the credentials the test server accepts."""
    return WHO


def test_files_of_a_server_come_whole(server: Server, served: Served) -> None:
    """Every file of the month arrives under its name, and no part remains."""
    content = bytes(range(256)) * 9000
    (server.folder / "RSABEM_2026-10.xml").write_bytes(content)
    (server.folder / "other.txt").write_bytes(b"no")
    config = served("RSABEM_{month}.xml")

    said = pull_month(config, MONTH, signed_in)

    folder = config.root / "extracts/2026-10/rsa"
    assert said == ["rsa: 1 fichier reçu"]
    assert (folder / "RSABEM_2026-10.xml").read_bytes() == content
    assert [path.name for path in folder.iterdir() if "part" in path.name] == []


def test_a_broken_transfer_is_resumed(server: Server, served: Served) -> None:
    """The part that came is kept: only the rest is asked for."""
    content = b"0123456789" * 1000
    (server.folder / "a.xml").write_bytes(content)
    config = served("*.xml")
    place = config.root / "extracts/2026-10/rsa/a.xml"
    place.parent.mkdir(parents=True)
    part_of(place).write_bytes(b"already here" + content[12:5000])

    pull_month(config, MONTH, signed_in)

    assert place.read_bytes() == b"already here" + content[12:]


def test_a_wrong_checksum_is_refused(server: Server, served: Served) -> None:
    """A file that differs from its announced checksum never gets its name."""
    (server.folder / "a.xml").write_bytes(b"content")
    (server.folder / "a.xml.sha256").write_text("00ff  a.xml\n")
    config = served("*.xml")

    with pytest.raises(TransientError, match="checksum"):
        pull_month(config, MONTH, signed_in)

    assert list((config.root / "extracts/2026-10/rsa").glob("*.xml")) == []


def test_a_right_checksum_is_accepted(server: Server, served: Served) -> None:
    """A companion checksum that agrees lets the file in."""
    (server.folder / "a.xml").write_bytes(b"content")
    (server.folder / "a.xml.sha256").write_text(hashlib.sha256(b"content").hexdigest())
    config = served("*.xml")

    assert pull_month(config, MONTH, signed_in) == ["rsa: 1 fichier reçu"]


def test_an_unknown_server_is_refused(server: Server, served: Served) -> None:
    """Without the server's key, nothing is sent."""
    (server.folder / "a.xml").write_bytes(b"content")
    server.known_hosts.write_text("")
    config = served("*.xml")

    with pytest.raises(ConfigurationError, match="key is not known"):
        pull_month(config, MONTH, signed_in)


def test_wrong_credentials_show_nothing_of_them(served: Served) -> None:
    """The message names the source, never the user or the password."""
    config = served("*.xml")
    wrong = Credentials(user="dpt", password="secret-2")  # noqa: S106 - a wrong one

    with pytest.raises(ConfigurationError) as caught:
        pull_month(config, MONTH, lambda _name: wrong)

    assert "secret" not in str(caught.value)
    assert "secret" not in repr(wrong)


def test_a_server_that_does_not_answer_may_be_tried_again(
    tmp_path: Path, elsewhere: Elsewhere
) -> None:
    """A refused connection is a transient failure."""
    config = elsewhere(tmp_path, "sftp://127.0.0.1:9/x/*.xml")

    with pytest.raises(TransientError, match="goes on where it stopped"):
        pull_month(config, MONTH, signed_in)
