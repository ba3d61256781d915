"""Signing in and out with a local account."""

import re

import pytest
from desk_support import Clock
from web_support import Caller, TestClient, anonymous, signed

from bondroit.review.actor import machine
from bondroit.review.auth.accounts import add_user
from bondroit.review.auth.signing import PER_ACCOUNT
from bondroit.review.vocabulary import Role
from bondroit.review.web.pages.signing import local_place
from bondroit.review.web.site import Site
from bondroit.review.web.visits import SESSION

PASSWORD = "une phrase assez longue"  # noqa: S105 - of an invented account


def _add(site: Site, login: str = "camille") -> None:
    with site.desk.write() as session:
        add_user(
            session, machine(site.desk.clock()), login, "Camille", ["agent"], PASSWORD
        )


def _try(
    client: TestClient, login: str, password: str, suite: str = "/dossiers"
) -> int:
    page = client.get("/connexion").text
    token = re.search(r'name="jeton" value="(\w+)"', page)
    assert token is not None
    answer = client.post(
        "/connexion",
        data={
            "jeton": token[1],
            "identifiant": login,
            "mot_de_passe": password,
            "suite": suite,
        },
    )
    return int(answer.status_code)


def test_signing_in_and_out(site: Site) -> None:
    """The right password opens a session; signing out ends it at the desk too."""
    _add(site)
    client = anonymous(site)
    refused = _try(client, "camille", "autre chose du tout")
    taken = _try(client, " Camille ", PASSWORD)
    cookie = client.cookies[SESSION]
    page = client.get("/dossiers").text
    token = re.search(r'name="jeton" value="(\w+)"', page)
    assert token is not None
    client.post("/deconnexion", data={"jeton": token[1]})
    client.cookies.set(SESSION, cookie)

    assert (refused, taken) == (401, 303)
    assert client.get("/dossiers").status_code == 303


def test_too_many_tries_close_the_door_for_a_while(site: Site) -> None:
    """After five refusals even the right password waits; the delay is told."""
    _add(site)
    client = anonymous(site)
    tries = [_try(client, "camille", "pas le bon mot") for _ in range(PER_ACCOUNT)]
    page = client.get("/connexion").text
    token = re.search(r'name="jeton" value="(\w+)"', page)
    assert token is not None
    closed = client.post(
        "/connexion",
        data={"jeton": token[1], "identifiant": "camille", "mot_de_passe": PASSWORD},
    )

    assert set(tries) == {401}
    assert closed.status_code == 429
    assert int(closed.headers["retry-after"]) > 0
    assert "essais successifs" in closed.text


def test_a_form_of_another_browser_signs_nobody_in(site: Site) -> None:
    """The sign-in form itself belongs to its browser."""
    _add(site)
    answer = anonymous(site).post(
        "/connexion",
        data={"jeton": "0" * 64, "identifiant": "camille", "mot_de_passe": PASSWORD},
    )

    assert answer.status_code == 403
    assert SESSION not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/dossiers/case00000", "/dossiers/case00000"),
        ("/dossiers?agent=x", "/dossiers?agent=x"),
        ("https://ailleurs.test/", "/dossiers"),
        ("//ailleurs.test/", "/dossiers"),
        ("/\\ailleurs.test/", "/dossiers"),
        ("javascript:alert(1)", "/dossiers"),
        ("/a\r\nSet-Cookie: x=1", "/dossiers"),
        ("", "/dossiers"),
    ],
)
def test_only_our_own_pages_follow_the_sign_in(asked: str, given: str) -> None:
    """An address prepared by someone else never sends people away."""
    assert local_place(asked) == given


def test_a_session_ends_by_rest(site: Site, agent: Caller) -> None:
    """After the configured minutes, the page says why one must sign in again."""
    clock = site.desk.clock
    assert isinstance(clock, Clock)
    clock.forward(minutes=site.desk.settings.session_minutes)
    answer = agent.client.get("/dossiers")
    page = agent.client.get(answer.headers["location"]).text

    assert answer.status_code == 303
    assert "Votre session est terminée" in page


def test_a_manager_keeps_the_accounts(site: Site, manager: Caller) -> None:
    """Added, given other roles, closed; never one's own."""
    roles = {"role": ["agent", "second_reader"]}
    manager.send(
        "/comptes", identifiant="robin", nom="Robin", mot_de_passe=PASSWORD, **roles
    )
    client = anonymous(site)
    assert _try(client, "robin", PASSWORD) == 303
    page = manager.get("/comptes")
    number = re.findall(r'action="/comptes/(\d+)"', page)[0]
    manager.send(f"/comptes/{number}", quoi="roles", role="agent")
    manager.send(f"/comptes/{number}", quoi="fermer")
    own, _ = manager.send(
        f"/comptes/{manager.actor.id}", 422, quoi="roles", role="agent"
    )
    weak, _ = manager.send(
        "/comptes",
        422,
        identifiant="alix",
        nom="Alix",
        mot_de_passe="court",
        role="dpo",
    )

    assert client.get("/dossiers").status_code == 303
    assert "ni ses propres rôles" in own
    assert "il doit avoir de 12" in weak
    assert 'value="alix"' in weak


def test_one_changes_ones_own_password(site: Site) -> None:
    """The present one is asked; all sessions end."""
    _add(site)
    client = anonymous(site)
    _try(client, "camille", PASSWORD)
    page = client.get("/compte").text
    token = re.search(r'name="jeton" value="(\w+)"', page)
    assert token is not None
    form = {"jeton": token[1], "mot_de_passe": "autre phrase encore", "encore": "x"}
    wrong = client.post("/compte", data={**form, "present": "faux mot de passe"})
    differs = client.post("/compte", data={**form, "present": PASSWORD})
    changed = client.post(
        "/compte",
        data={**form, "present": PASSWORD, "encore": "autre phrase encore"},
    )

    assert (wrong.status_code, differs.status_code) == (422, 422)
    assert changed.headers["location"].startswith("/connexion")
    assert client.get("/dossiers").status_code == 303
    assert _try(anonymous(site), "camille", "autre phrase encore") == 303


def test_an_agent_manages_no_account(site: Site, agent: Caller) -> None:
    """Neither the list nor its forms."""
    other = signed(site, "sacha", Role.AGENT)
    agent.get("/comptes", 403)
    refused, _ = agent.send(f"/comptes/{other.actor.id}", 403, quoi="fermer")

    assert "votre compte ne permet pas cette action" in refused
