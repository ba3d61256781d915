"""Signing in with an agency's account, against a provider run for the test."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import select
from web_support import TestClient, anonymous, make_site

from bondroit.review.auth.openid import OpenIdClient, read_settings
from bondroit.review.store.accounts import User
from bondroit.review.web.site import Site
from bondroit.review.web.visits import SESSION

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the provider's


@pytest.fixture
def agency(site: Site, provider: str) -> TestClient:
    """A browser of a desk that knows the provider, its clock the real one."""
    settings = read_settings(
        {
            "BONDROIT_OIDC_ISSUER": provider,
            "BONDROIT_OIDC_CLIENT_ID": "bureau",
            "BONDROIT_OIDC_CLIENT_SECRET": "secret",
            "BONDROIT_OIDC_ROLES": "controle=agent",
        }
    )
    assert settings is not None
    desk = replace(site.desk, clock=lambda: datetime.now(UTC))
    return anonymous(make_site(desk, openid=OpenIdClient(settings)))


def _authorize(place: str, subject: str) -> str:
    """Sign in at the provider, and return where it sends the browser back."""
    answer = httpx.post(place, data={"sub": subject, "action": "authorize"})
    back = urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


def test_an_agency_account_is_made_at_its_first_visit(
    site: Site, agency: TestClient
) -> None:
    """Sent to the provider with a challenge, back with a session and the mapped role."""
    assert "compte de l'agence" in agency.get("/connexion").text.replace("&#39;", "'")
    begun = agency.get("/connexion/agence")
    asked = parse_qs(urlsplit(begun.headers["location"]).query)
    back = _authorize(begun.headers["location"], "camille")
    done = agency.get(back)
    with site.desk.read() as session:
        user = session.scalars(select(User)).one()

    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://desk.test/connexion/retour"]
    assert done.headers["location"] == "/dossiers"
    assert agency.get("/dossiers").status_code == 200
    assert user.roles == ["agent"]
    assert agency.get(back).status_code == 401


def test_the_desk_writes_while_the_provider_is_asked(
    site: Site, agency: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow provider holds up nobody's work: no transaction is open meanwhile."""
    asked: list[str] = []
    ask = httpx.get

    def get(place: str, *, timeout: float) -> httpx.Response:
        link = sqlite3.connect(site.desk.root / "review" / "desk.db", timeout=0)
        link.execute("BEGIN IMMEDIATE")
        link.close()
        asked.append(place)
        return ask(place, timeout=timeout)

    monkeypatch.setattr(httpx, "get", get)
    begun = agency.get("/connexion/agence")
    done = agency.get(_authorize(begun.headers["location"], "camille"))

    assert done.headers["location"] == "/dossiers"
    assert len(asked) == 2


def test_an_account_without_role_or_another_browser_is_refused(
    site: Site, agency: TestClient
) -> None:
    """No role, a stolen return address, or an invented one: nobody is signed in."""
    begun = agency.get("/connexion/agence")
    back = _authorize(begun.headers["location"], "robin")
    stolen = anonymous(make_site(site.desk, openid=None)).get(back)
    refused = agency.get(back)
    invented = agency.get("/connexion/retour?code=x&state=y")

    assert [answer.status_code for answer in (stolen, refused, invented)] == [401] * 3
    assert SESSION not in agency.cookies
    assert "aucun rôle" in refused.text
