"""The server that `bondroit review` starts, and the accounts of a demonstration."""

import ipaddress
import logging
import os
import secrets
import socket
import sys
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import uvicorn
from sqlalchemy import select
from sqlalchemy.orm import Session

from bondroit.config import Config
from bondroit.errors import ConfigurationError
from bondroit.review.actor import Actor, machine
from bondroit.review.auth.accounts import add_user, find_user, set_active, set_password
from bondroit.review.auth.openid import OpenIdClient, read_settings
from bondroit.review.desk import Desk
from bondroit.review.files.authors import only_names
from bondroit.review.services.finding_examples import example_given
from bondroit.review.store.accounts import User
from bondroit.review.vocabulary import Role
from bondroit.review.web.app import make_app
from bondroit.review.web.guards import LOG
from bondroit.review.web.site import Site, rules_of

ADDRESS: Final = "BONDROIT_REVIEW_URL"
"""Variable that holds the address browsers use, behind a reverse proxy."""
DEMONSTRATION: Final[tuple[tuple[str, str, Role], ...]] = (
    ("agent.demo", "Agent Démo", Role.AGENT),
    ("agente.demo", "Agente Démo", Role.AGENT),
    ("relecture.demo", "Relecture Démo", Role.SECOND_READER),
    ("responsable.demo", "Responsable Démo", Role.MANAGER),
    ("regles.demo", "Règles Démo", Role.RULE_AUTHOR),
    ("dpo.demo", "DPO Démo", Role.DPO),
    ("audit.demo", "Audit Démo", Role.AUDIT),
)
SERVER: Final[dict[str, Any]] = {
    "access_log": False,
    "log_level": "warning",
    "server_header": False,
    "date_header": False,
}
"""How uvicorn serves: our own log, nothing said of itself."""
NOTICE: Final = (
    "Démonstration : des personnes et des montants inventés, des comptes à mot de passe "
    "affiché. N'y mettez aucune donnée réelle."
)


def make_site(
    desk: Desk,
    config: Config,
    environment: Mapping[str, str] = os.environ,
    *,
    demonstration: bool = False,
) -> Site:
    """Return the application's parts for a workspace.

    Raises:
        ConfigurationError: a variable of the provider is missing, or a rule is wrong.

    """
    settings = read_settings(environment)
    return Site(
        desk=desk,
        rules=rules_of(config.rules),
        retention=config.retention_months,
        openid=None if settings is None else OpenIdClient(settings),
        address=environment.get(ADDRESS, "").strip() or None,
        notice=NOTICE if demonstration else "",
        examples=partial(example_given, config),
    )


def serve(site: Site, host: str, port: int) -> None:
    """Serve the pages from this process until interrupted."""
    log_to_stderr()
    uvicorn.run(make_app(site), host=host, port=port, **SERVER)


def need_free(host: str, port: int) -> None:
    """Stop before anything is served where nobody can listen.

    Raises:
        ConfigurationError: another program listens there, or the address is not ours.

    """
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(kind, socket.SOCK_STREAM) as found:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, port))
        except OSError as error:
            raise ConfigurationError(
                f"{host}:{port}",
                f"cannot be listened on ({error.strerror or 'unknown host'})".lower(),
                "give another --port or --host",
            ) from error


def log_to_stderr() -> None:
    """Write the access log: templates of addresses, statuses, times; never an address."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.handlers = [handler]
    LOG.setLevel(logging.INFO)
    LOG.propagate = False


def is_local(host: str) -> bool:
    """Whether a host can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def demonstration_accounts(desk: Desk, host: str) -> str:
    """Give the sample accounts one fresh password, and return it.

    Raises:
        ConfigurationError: the host can be reached from outside, or the desk has real
            accounts.

    """
    if not is_local(host):
        raise ConfigurationError(
            "bondroit review --demo",
            f"{host} can be reached by others than this machine",
            "leave --host out",
        )
    password = "-".join(secrets.token_hex(2) for _ in range(5))
    at = machine(desk.clock())
    with desk.write() as session:
        _refuse_real_accounts(session)
        for login, name, role in DEMONSTRATION:
            _give(session, at, (login, name, role), password)
    return password


def _refuse_real_accounts(session: Session) -> None:
    known = {login for login, _, _ in DEMONSTRATION}
    users = session.scalars(select(User))
    if any(user.login not in known and not only_names(user) for user in users):
        raise ConfigurationError(
            "bondroit review --demo",
            "this desk has accounts of its own",
            "use a workspace made by `bondroit demo`",
        )


def _give(
    session: Session, actor: Actor, account: tuple[str, str, Role], password: str
) -> None:
    login, name, role = account
    user = find_user(session, login)
    if user is None:
        add_user(session, actor, login, name, [role], password)
        return
    if not user.active:
        set_active(session, actor, user, active=True)
    set_password(session, actor, user, password)
