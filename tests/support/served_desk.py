"""A desk served from a thread, for real browsers."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from bondroit.review.actor import machine
from bondroit.review.auth.accounts import add_user
from bondroit.review.auth.signing import open_session
from bondroit.review.vocabulary import Role
from bondroit.review.web.app import make_app
from bondroit.review.web.site import Site

PASSWORD = "une phrase assez longue"  # noqa: S105 - of invented accounts


@dataclass
class Served:
    """A desk that a browser can reach.

    Attributes:
        site: its parts.
        address: `http://127.0.0.1:…`.

    """

    site: Site
    address: str

    def account(self, login: str, *roles: Role) -> str:
        """Add an account with the tests' password, and return its session's cookie."""
        with self.site.desk.write() as session:
            user = add_user(
                session,
                machine(self.site.desk.clock()),
                login,
                login.title(),
                [role.value for role in roles],
                PASSWORD,
            )
            at = self.site.desk.clock()
            return open_session(session, self.site.desk.settings, user, at).token


@contextmanager
def serving(site: Site) -> Iterator[Served]:
    """Serve a desk from a thread."""
    server = uvicorn.Server(
        uvicorn.Config(make_app(site), port=0, log_level="critical", ws="none")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Served(site=site, address=f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        thread.join()
        site.desk.close()
