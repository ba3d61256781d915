"""Bringing extracts: a real folder, a real SFTP server, a real PostgreSQL."""

import asyncio
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import asyncssh
import polars as pl
import pytest
from sqlalchemy import create_engine, text

from bondroit.config import Config, SourceConfig
from bondroit.errors import ConfigurationError, DataError
from bondroit.sources.pull.sources import pull_month
from bondroit.sources.pull.transfer import (
    Credentials,
    TransientError,
    from_environment,
    part_of,
)

MONTH = date(2026, 10, 1)
WHO = Credentials(user="dpt", password="secret-1")  # noqa: S106 - a test server's


def workspace(root: Path, url: str, **pull: str) -> Config:
    """Return a configuration with one source that lies elsewhere."""
    source = SourceConfig(
        name="rsa",
        format="cnaf-vrsb",
        path=pull.pop("path", "extracts/{month}/rsa/*.xml"),
        mandatory=True,
        pull={"url": url, **pull},
    )
    return Config(
        root=root,
        file=root / "bondroit.yml",
        departement="45",
        window_months=36,
        as_of="last_day",
        sources=(source,),
        rules=(),
        retention_months={},
    )


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

    def sftp(channel: asyncssh.SSHServerChannel) -> asyncssh.SFTPServer:
        return asyncssh.SFTPServer(channel, chroot=str(folder))

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


def sftp_workspace(root: Path, server: Server, pattern: str) -> Config:
    """Return a configuration whose source lies on the server."""
    root.mkdir(exist_ok=True)
    return workspace(
        root,
        server.url(pattern),
        credentials="CAF",
        known_hosts=str(server.known_hosts),
    )


def signed_in(_name: str | None) -> Credentials:
    """Return the credentials the test server accepts."""
    return WHO


def test_files_of_a_server_come_whole(tmp_path: Path, server: Server) -> None:
    """Every file of the month arrives under its name, and no part remains."""
    content = bytes(range(256)) * 9000
    (server.folder / "RSABEM_2026-10.xml").write_bytes(content)
    (server.folder / "other.txt").write_bytes(b"no")
    config = sftp_workspace(tmp_path / "w", server, "RSABEM_{month}.xml")

    said = pull_month(config, MONTH, signed_in)

    folder = config.root / "extracts/2026-10/rsa"
    assert said == ["rsa: 1 fichier(s) reçu(s)"]
    assert (folder / "RSABEM_2026-10.xml").read_bytes() == content
    assert [path.name for path in folder.iterdir() if "part" in path.name] == []


def test_a_broken_transfer_is_resumed(tmp_path: Path, server: Server) -> None:
    """The part that came is kept: only the rest is asked for."""
    content = b"0123456789" * 1000
    (server.folder / "a.xml").write_bytes(content)
    config = sftp_workspace(tmp_path / "w", server, "*.xml")
    place = config.root / "extracts/2026-10/rsa/a.xml"
    place.parent.mkdir(parents=True)
    part_of(place).write_bytes(b"already here" + content[12:5000])

    pull_month(config, MONTH, signed_in)

    assert place.read_bytes() == b"already here" + content[12:]


def test_a_wrong_checksum_is_refused(tmp_path: Path, server: Server) -> None:
    """A file that differs from its announced checksum never gets its name."""
    (server.folder / "a.xml").write_bytes(b"content")
    (server.folder / "a.xml.sha256").write_text("00ff  a.xml\n")
    config = sftp_workspace(tmp_path / "w", server, "*.xml")

    with pytest.raises(TransientError, match="checksum"):
        pull_month(config, MONTH, signed_in)

    assert list((config.root / "extracts/2026-10/rsa").glob("*.xml")) == []


def test_a_right_checksum_is_accepted(tmp_path: Path, server: Server) -> None:
    """A companion checksum that agrees lets the file in."""
    (server.folder / "a.xml").write_bytes(b"content")
    (server.folder / "a.xml.sha256").write_text(hashlib.sha256(b"content").hexdigest())
    config = sftp_workspace(tmp_path / "w", server, "*.xml")

    assert pull_month(config, MONTH, signed_in) == ["rsa: 1 fichier(s) reçu(s)"]


def test_an_unknown_server_is_refused(tmp_path: Path, server: Server) -> None:
    """Without the server's key, nothing is sent."""
    (server.folder / "a.xml").write_bytes(b"content")
    server.known_hosts.write_text("")
    config = sftp_workspace(tmp_path / "w", server, "*.xml")

    with pytest.raises(ConfigurationError, match="key is not known"):
        pull_month(config, MONTH, signed_in)


def test_wrong_credentials_show_nothing_of_them(tmp_path: Path, server: Server) -> None:
    """The message names the source, never the user or the password."""
    config = sftp_workspace(tmp_path / "w", server, "*.xml")
    wrong = Credentials(user="dpt", password="secret-2")  # noqa: S106 - a wrong one

    with pytest.raises(ConfigurationError) as caught:
        pull_month(config, MONTH, lambda _name: wrong)

    assert "secret" not in str(caught.value)
    assert "secret" not in repr(wrong)


def test_a_server_that_does_not_answer_may_be_tried_again(tmp_path: Path) -> None:
    """A refused connection is a transient failure."""
    config = workspace(tmp_path, "sftp://127.0.0.1:9/x/*.xml")

    with pytest.raises(TransientError, match="goes on where it stopped"):
        pull_month(config, MONTH, signed_in)


def test_a_share_is_copied_once(tmp_path: Path) -> None:
    """A file brought before is not copied again; a changed one is."""
    share = tmp_path / "share"
    share.mkdir()
    (share / "a.xml").write_bytes(b"one")
    config = workspace(tmp_path / "w", f"file://{share}/*.xml")
    place = config.root / "extracts/2026-10/rsa/a.xml"

    pull_month(config, MONTH)
    first = place.stat().st_ino
    pull_month(config, MONTH)
    second = place.stat().st_ino
    (share / "a.xml").write_bytes(b"other")
    pull_month(config, MONTH)

    assert first == second
    assert place.read_bytes() == b"other"


def test_an_empty_share_is_told(tmp_path: Path) -> None:
    """A mandatory source without a file stops; another one is noted."""
    config = workspace(tmp_path, f"file://{tmp_path}/none/*.xml")
    optional = replace(config, sources=(replace(config.sources[0], mandatory=False),))

    with pytest.raises(DataError, match="no file"):
        pull_month(config, MONTH)
    assert "rien reçu" in pull_month(optional, MONTH)[0]


def test_credentials_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Names in the configuration point to variables; absent ones are told."""
    monkeypatch.setenv("CAF_USER", "dpt")
    monkeypatch.setenv("CAF_PASSWORD", "x")

    assert from_environment("CAF").user == "dpt"
    with pytest.raises(ConfigurationError, match="set MSA_USER"):
        from_environment("MSA")


def query_workspace(root: Path, url: str, query: str, name: str) -> Config:
    """Return a configuration whose source is a query."""
    (root / "queries").mkdir(parents=True)
    (root / "queries/p.sql").write_text(query)
    return workspace(root, url, path="extracts/{month}/" + name, query="queries/p.sql")


@pytest.mark.parametrize("name", ["payments.parquet", "payments.csv"])
def test_a_query_is_streamed_from_postgresql(
    tmp_path: Path, postgresql: str, name: str
) -> None:
    """Rows of the month arrive exact to the cent, as text."""
    engine = create_engine(postgresql)
    with engine.begin() as link:
        link.execute(text("drop table if exists pay"))
        link.execute(
            text("create table pay(id text, month date, amount numeric(12,2))")
        )
        link.execute(
            text(
                "insert into pay select 'p' || i, date '2026-10-01', i + 0.10 "
                "from generate_series(1, 60000) i"
            )
        )
        link.execute(text("insert into pay values ('old', date '2026-09-01', 1)"))
    engine.dispose()
    query = "select id, month, amount from pay where month = :month order by id"
    config = query_workspace(tmp_path / "w", postgresql, query, name)

    pull_month(config, MONTH, lambda _name: Credentials())

    place = config.root / "extracts/2026-10" / name
    rows = (
        pl.read_parquet(place)
        if name.endswith("parquet")
        else pl.read_csv(place, infer_schema=False)
    )
    assert rows.height == 60000
    assert rows.filter(pl.col("id") == "p7").row(0) == ("p7", "2026-10-01", "7.10")


@pytest.mark.parametrize(
    ("query", "error", "said"),
    [
        pytest.param("select nothing from nowhere", ConfigurationError, "refused the query", id="wrong"),
        pytest.param("select 1 as a where false", DataError, "no row", id="empty"),
    ],
)  # fmt: skip
def test_a_query_that_fails_leaves_no_file(
    tmp_path: Path, postgresql: str, query: str, error: type[Exception], said: str
) -> None:
    """A wrong or empty query is one sentence, and writes nothing."""
    config = query_workspace(tmp_path / "w", postgresql, query, "p.parquet")

    with pytest.raises(error, match=said):
        pull_month(config, MONTH, lambda _name: Credentials())

    assert list((config.root / "extracts/2026-10").glob("*.parquet")) == []
