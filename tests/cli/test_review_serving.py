"""`bondroit review` as its users start it."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from cheap_passwords import cheap_passwords  # noqa: F401 - a fixture of every test
from click.testing import CliRunner
from desk_support import make_desk
from sqlalchemy import select

from bondroit.cli import main
from bondroit.config_file import load_config
from bondroit.errors import ConfigurationError
from bondroit.review.actor import machine
from bondroit.review.auth.accounts import add_user, set_active
from bondroit.review.auth.signing import open_session
from bondroit.review.desk import open_desk
from bondroit.review.files.authors import author_of
from bondroit.review.store.accounts import User
from bondroit.review.web.serving import demonstration_accounts, is_local
from bondroit.review.web.visits import SESSION


@pytest.fixture
def workspace(tmp_path: Path, small_workspace: Callable[[Path], Any]) -> Path:
    """The configuration of a workspace without any run."""
    found: Path = small_workspace(tmp_path / "w").config
    return found


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_the_demonstration_serves_its_pages(workspace: Path) -> None:
    """Started, it prints where it is and a password, and answers until stopped."""
    port = _free_port()
    command = [
        *(sys.executable, "-u", "-m", "bondroit", "review", "--demo"),
        *("--config", str(workspace), "--port", str(port)),
    ]
    said = workspace.parent / "said.txt"
    with (
        said.open("w") as output,
        subprocess.Popen(command, stdout=output, stderr=output) as server,  # noqa: S603 - ourselves
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        try:
            page = _first_answer(client, server)
            token = re.search(r'name="jeton" value="(\w+)"', page)
            found = re.search(r"pour cette fois : (\S+)", said.read_text())
            assert token is not None
            assert found is not None
            answer = client.post(
                "/connexion",
                data={
                    "jeton": token[1],
                    "identifiant": "agent.demo",
                    "mot_de_passe": found[1],
                },
            )
            queue = client.get("/dossiers").text
        finally:
            server.terminate()

    assert answer.status_code == 303
    assert "Aucune exécution n'est encore importée" in queue.replace("&#39;", "'")
    assert "Démonstration" in queue
    assert f"http://127.0.0.1:{port}/" in said.read_text()


def test_several_processes_serve_one_desk(workspace: Path) -> None:
    """Signed in once, one is known to every process; stopped, none of them answers."""
    desk = open_desk(load_config(workspace))
    with desk.write() as session:
        user = add_user(session, machine(), "jeanne", "Jeanne", ["agent"], None)
        token = open_session(session, desk.settings, user, desk.clock()).token
    desk.close()
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    command = [
        *(sys.executable, "-m", "bondroit", "review", "--workers", "2"),
        *("--config", str(workspace), "--port", str(port)),
    ]
    with (
        (workspace.parent / "said.txt").open("w") as output,
        subprocess.Popen(command, stdout=output, stderr=output) as server,  # noqa: S603 - ourselves
    ):
        try:
            with httpx.Client(base_url=address) as client:
                _first_answer(client, server)
            known = [
                httpx.get(f"{address}/dossiers", cookies={SESSION: token}).status_code
                for _ in range(8)
            ]
        finally:
            server.terminate()

    assert known == [200] * 8
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{address}/sante")


def _first_answer(client: httpx.Client, server: subprocess.Popen[bytes]) -> str:
    """Wait until the desk answers."""
    while True:
        assert server.poll() is None
        try:
            return client.get("/connexion").text
        except httpx.TransportError:
            time.sleep(0.1)


def test_the_demonstration_stays_on_this_machine(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Known passwords are never served to others."""
    with pytest.raises(SystemExit) as stop:
        main(["review", "--demo", "--host", "0.0.0.0", "--config", str(workspace)])  # noqa: S104 - refused

    assert stop.value.code == 2
    assert "can be reached by others" in capsys.readouterr().err


def test_the_demonstration_leaves_real_desks_alone(tmp_path: Path) -> None:
    """A desk with an account of its own is refused; its sample accounts are renewed."""
    desk = make_desk(tmp_path / "w")
    first = demonstration_accounts(desk, "127.0.0.1")
    second = demonstration_accounts(desk, "localhost")
    with desk.write() as session:
        add_user(session, machine(), "jeanne", "Jeanne", ["agent"], "une longue phrase")
    with pytest.raises(ConfigurationError, match="accounts of its own"):
        demonstration_accounts(desk, "127.0.0.1")
    desk.close()

    assert first != second


@pytest.mark.parametrize("author", [None, "Jeanne"])
def test_a_file_taken_out_makes_no_desk_real(
    tmp_path: Path, author: str | None
) -> None:
    """Whoever wrote letters or imported conclusions has no account to protect."""
    desk = make_desk(tmp_path / "w")
    author_of(desk, author)
    demonstration_accounts(desk, "127.0.0.1")
    with desk.read() as session:
        names = set(session.scalars(select(User.login)))
        opened = set(session.scalars(select(User.login).where(User.active)))
    desk.close()

    assert names - opened == {"import:jeanne" if author else "import"}


def test_a_closed_account_is_still_someones(tmp_path: Path) -> None:
    """Only accounts that nobody ever opened are left out of the count."""
    desk = make_desk(tmp_path / "w")
    with desk.write() as session:
        user = add_user(
            session, machine(), "import", "Jeanne", ["agent"], "une longue phrase"
        )
        set_active(session, machine(), user, active=False)
    with pytest.raises(ConfigurationError, match="accounts of its own"):
        demonstration_accounts(desk, "127.0.0.1")
    desk.close()


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104 - an example
        ("10.0.0.8", False),
        ("bureau.example", False),
    ],
)
def test_hosts_of_this_machine(host: str, *, local: bool) -> None:
    """Only loopback addresses are of this machine alone."""
    assert is_local(host) is local


def test_a_place_that_is_taken_is_said(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another program's port, or another machine's address, stops the command at once."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        with pytest.raises(SystemExit) as taken:
            main(["review", "--port", port, "--config", str(workspace)])
    with pytest.raises(SystemExit) as elsewhere:
        main(["review", "--host", "192.0.2.1", "--config", str(workspace)])

    assert (taken.value.code, elsewhere.value.code) == (2, 2)
    assert capsys.readouterr().err.count("cannot be listened on") == 2


def test_preparing_serves_nothing(workspace: Path) -> None:
    """Tables and import without a server, for a scheduler."""
    from bondroit.cli.review import review  # noqa: PLC0415 - heavy

    done = CliRunner().invoke(review, ["--config", str(workspace), "prepare"])

    assert done.exit_code == 0
    assert "aucune exécution à importer" in done.output
    assert (workspace.parent / "review" / "desk.db").is_file()
