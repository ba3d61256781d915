"""Prefect's temporary server: started early, and never outliving the run that uses it.

Prefect starts one itself where no address is set, but late, and a run that is killed
leaves it behind. This one starts while other work is done; its standard input is a pipe
from the run, whose end, however it comes, ends the server too.
"""

import logging
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException

from bondroit.flows.settings import quiet_prefect

quiet_prefect()

from prefect.events.worker import EventsWorker  # noqa: E402 - settings come before
from prefect.settings import (  # noqa: E402 - same
    PREFECT_API_URL,
    PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS,
    get_current_settings,
    temporary_settings,
)

from bondroit.run.unforeseen import UnforeseenError  # noqa: E402

LOCALHOST = "127.0.0.1"
_PROCESS = "bondroit.flows.server_process"
_LAST_WORDS_SECONDS = 10
_FLAGS = {
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
}


class TemporaryServer:
    """A server of Prefect's on a free port of this machine, seen by nobody else."""

    def __init__(self) -> None:
        """Start the process; it takes some seconds to answer."""
        with socket.socket() as listening:
            listening.bind((LOCALHOST, 0))
            listening.listen()
            self.port: int = listening.getsockname()[1]
            handle = listening.fileno()
            self.process = subprocess.Popen(  # noqa: S603 - our own code
                [sys.executable, "-m", _PROCESS, str(handle)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=(handle,),
                start_new_session=True,
                env={
                    **os.environ,
                    **_FLAGS,
                    **get_current_settings().to_environment_variables(
                        exclude_unset=True
                    ),
                },
            )

    @property
    def address(self) -> str:
        """The address of its API."""
        return f"http://{LOCALHOST}:{self.port}/api"

    def wait(self) -> None:
        """Return once it answers.

        Raises:
            UnforeseenError: it stopped, or it takes too long.

        """
        patience = PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS.value()
        asked = HTTPConnection(LOCALHOST, self.port, timeout=patience)
        try:
            asked.request("GET", "/api/health")
            ready = asked.getresponse().status == 200  # noqa: PLR2004 - OK of HTTP
        except (OSError, HTTPException):
            ready = False
        finally:
            asked.close()
        if not ready:
            raise UnforeseenError(
                "bondroit",
                "Prefect's temporary server did not start",
                "give PREFECT_HOME a folder that can be written, then run again",
            )

    def stop(self) -> None:
        """End it, and wait for its end."""
        try:
            self.process.communicate(timeout=_LAST_WORDS_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()


@contextmanager
def prefect_server() -> Iterator[TemporaryServer | None]:
    """Start a temporary server, and stop it at the end; None where an address is set."""
    if PREFECT_API_URL.value():
        yield None
        return
    server = TemporaryServer()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def reached(server: TemporaryServer | None) -> Iterator[None]:
    """Have Prefect use a server, once it answers."""
    if server is None:
        yield
        return
    server.wait()
    with temporary_settings({PREFECT_API_URL: server.address}):
        try:
            yield
        finally:
            # Events told to nobody would be tried again when the process ends; how many
            # are left is no news for who reads the terminal.
            logging.getLogger(EventsWorker.__name__).setLevel(logging.CRITICAL)
            EventsWorker.drain_all(timeout=_LAST_WORDS_SECONDS)
