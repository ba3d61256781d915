"""Signing in through a real OpenID provider run by the tests."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from desk_support import add_actor

from bondroit.review.actor import machine
from bondroit.review.auth.openid import (
    Identity,
    OpenIdClient,
    keep_exchange,
    read_settings,
)
from bondroit.review.auth.outside import account_of
from bondroit.review.auth.signing import open_session, signed_actor
from bondroit.review.desk import Desk
from bondroit.review.problems import SignInRefused
from bondroit.review.vocabulary import Role

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the provider's
BACK = "http://127.0.0.1:9/retour"


def signed(desk: Desk, provider: str, subject: str) -> Identity:
    """Go through the provider's pages as a browser would."""
    given = {"ISSUER": provider, "CLIENT_ID": "desk", "CLIENT_SECRET": "s", "ROLES": "controle=agent"}  # fmt: skip
    settings = read_settings({f"BONDROIT_OIDC_{k}": v for k, v in given.items()})
    assert settings is not None
    client = OpenIdClient(settings)
    at = machine().at
    begun = client.begin(BACK, at)
    state = begun.state
    with desk.write() as session:
        keep_exchange(session, begun, at)
    answer = httpx.post(begun.page, data={"sub": subject, "action": "authorize"})
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    with desk.write() as session, pytest.raises(SignInRefused):
        client.take_exchange(session, query["state"][0], "another browser", at)
    with desk.write() as session:
        exchange = client.take_exchange(session, query["state"][0], state, at)
    with desk.write() as session, pytest.raises(SignInRefused):
        client.take_exchange(session, state, state, at)
    return client.finish(exchange, query["code"][0], at)


def test_a_known_group_signs_in(file_desk: Desk, provider: str) -> None:
    """The identity is checked, the account made once, its role that of its group."""
    identity = signed(file_desk, provider, "camille")
    with file_desk.write() as session:
        user = account_of(session, machine(), identity)
        opened = open_session(session, file_desk.settings, user, file_desk.clock())
    with file_desk.write() as session:
        assert account_of(session, machine(), identity).id == user.id

    found = signed_actor(file_desk, opened.token)
    assert found is not None
    assert found.roles == {Role.AGENT}


def test_strangers_and_namesakes_stay_out(file_desk: Desk, provider: str) -> None:
    """No group, no entry; a local account is never taken over."""
    with pytest.raises(SignInRefused, match="aucun rôle"):
        signed(file_desk, provider, "robin")
    identity = signed(file_desk, provider, "camille")
    add_actor(file_desk, identity.login)
    with pytest.raises(SignInRefused, match="local"), file_desk.write() as session:
        account_of(session, machine(), identity)
