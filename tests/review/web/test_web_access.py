"""Who may see and do what, on every route; what stands around every answer."""

import logging
import re

import pytest
from desk_support import case_id
from web_support import Caller, anonymous, signed

from bondroit.review.vocabulary import PERMISSIONS, Permission, Role
from bondroit.review.web.app import PAGES
from bondroit.review.web.rendering import STATIC_FILES
from bondroit.review.web.site import Site
from bondroit.review.web.visits import SESSION

READ = [
    path
    for method, path, _ in PAGES
    if method == "GET" and path != "/chercher" and "." not in path
]
SENT = [path for method, path, _ in PAGES if method == "POST"]
NEEDED = {
    "/rapprochements": Permission.ANSWER_MATCHES,
    "/regles/signalements": Permission.SEE_RULE_REPORTS,
    "/journal": Permission.SEE_JOURNAL,
    "/registre": Permission.SEE_JOURNAL,
    "/comptes": Permission.SEE_USERS,
}


def _real(path: str) -> str:
    path = path.replace("{case_id}", case_id(0))
    return re.sub(r"\{\w+\}", "1", path)


def test_pages_need_an_account(site: Site) -> None:
    """Without a session, every page leads to the sign-in page."""
    client = anonymous(site)
    for path in READ:
        answer = client.get(_real(path))

        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/connexion?suite=")


def test_forms_made_elsewhere_change_nothing(site: Site, manager: Caller) -> None:
    """A form without the session's token, or with another's, is refused."""
    other = signed(site, "sacha", Role.MANAGER).token()
    for path in SENT:
        for token in ("", "0" * 64, other):
            answer = manager.client.post(_real(path), data={"jeton": token})

            assert answer.status_code == 403, path
            assert "ne vient pas de votre session" in answer.text
    assert "Libre" in manager.get(f"/dossiers/{case_id(0)}")


def test_roles_see_the_pages_that_their_permissions_open(site: Site) -> None:
    """Each page answers 200 or 403, as the table of roles says."""
    for role in Role:
        caller = signed(site, f"compte-{role.value.replace('_', '-')}", role)
        answers = {path: caller.client.get(_real(path)).status_code for path in READ}

        assert answers == {
            path: 200 if _may(role, NEEDED.get(path)) else 403 for path in READ
        }, role


def _may(role: Role, need: Permission | None) -> bool:
    return need is None or need in PERMISSIONS[role]


@pytest.mark.parametrize("role", [Role.DPO, Role.AUDIT, Role.RULE_AUTHOR])
def test_readers_change_nothing(site: Site, role: Role) -> None:
    """Accounts that only read can neither take, conclude nor open an identity."""
    reader = signed(site, "lecture", role)
    for what in ("prendre", "identite", "conclusion", "pieces", "etape", "confier"):
        page, _ = reader.act(
            what,
            status=403,
            conclusion="explained",
            motif="no_gap",
            etape="in_review",
            agent="1",
        )
        assert "votre compte ne permet pas cette action" in page
    page = reader.get(f"/dossiers/{case_id(0)}")

    assert "Prendre ce dossier" not in page
    assert "NOMFICTIF" not in page


ODD = {
    "/dossiers/inconnu": 404,
    "/dossiers/..%2f..%2fetc%2fpasswd": 404,
    "/dossiers/%2e%2e": 404,
    "/dossiers/case00000%00": 404,
    "/dossiers/case00000'%20or%201=1--": 404,
    "/static/../app.py": 404,
    "/static/..%2fapp.py": 404,
    "/static/app.py": 404,
    "/nulle-part": 404,
    "/dossiers/case00000/prendre": 405,
    "/dossiers?minimum=beaucoup": 422,
    "/dossiers?before=hier": 422,
    "/dossiers?states=perdu": 422,
    "/dossiers?severity=total": 422,
    "/dossiers?page=-3": 200,
    "/dossiers?page=99999999999999999999": 200,
    "/dossiers?sort=suspicion": 200,
    "/dossiers?agent=%00": 200,
    "/capacite?dossiers=0": 200,
    "/capacite?dossiers=mille": 422,
    "/journal?avant=x": 200,
    "/echeances?semaines=999": 200,
}


def test_odd_addresses_get_a_french_page(manager: Caller) -> None:
    """Path tricks find nothing; wrong values are said, never an internal error."""
    for path, status in ODD.items():
        assert '<html lang="fr">' in manager.get(path, status)


def test_odd_forms_get_a_french_page(manager: Caller) -> None:
    """Numbers too large, bytes that are no text and endless forms are refused."""
    token = manager.token()
    places = {
        "/comptes/99999999999": 404,
        "/echeances/99999999999/solder": 404,
        "/exceptions/7/retirer": 404,
        "/rapprochements/77/reponse": 422,
        "/vues/77/supprimer": 404,
    }
    for place, status in places.items():
        answer = manager.client.post(place, data={"jeton": token})
        assert answer.status_code == status, place
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    bad = manager.client.post("/vues", content=b"\xff\xfe=%ff%00", headers=head)
    many = manager.client.post("/vues", content=b"a=1&" * 2000, headers=head)
    long = manager.client.post("/vues", content=b"a" * 300_000, headers=head)

    assert (bad.status_code, many.status_code, long.status_code) == (403, 422, 413)


@pytest.mark.parametrize(
    "path", ["/connexion", "/dossiers", "/nulle-part", "/static/bureau.css", "/sante"]
)
def test_every_answer_is_guarded(manager: Caller, path: str) -> None:
    """A strict policy for content, no sniffing, no framing, no referrer."""
    headers = manager.client.get(path).headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "strict-transport-security" not in headers
    if not path.startswith("/static"):
        assert headers["cache-control"] == "no-store"


def test_behind_tls_cookies_and_transport_are_strict(site: Site) -> None:
    """Over https, the cookie is Secure and browsers come back over https alone."""
    client = anonymous(site, "https://desk.test")
    answer = client.get("/connexion")

    assert "max-age=" in answer.headers["strict-transport-security"]
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("secure", "httponly", "samesite=lax"))


def test_pages_hold_nothing_inline_and_nothing_from_outside(manager: Caller) -> None:
    """No script or style in a page, no address outside the desk."""
    pages = {path: manager.get(_real(path)) for path in READ}
    manager.client.cookies.clear()
    pages["/connexion"] = manager.get("/connexion")
    for path, page in pages.items():
        assert not re.search(r"<style|style=|\son\w+=|javascript:", page), path
        assert not re.search(r"<script(?! src=\"/static/)", page), path
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page), path


def test_our_files_are_served_and_kept(site: Site) -> None:
    """Style, script and icon come from here, under an address that changes with them."""
    client = anonymous(site)
    page = client.get("/connexion").text
    for place in re.findall(r"/static/[\w.]+\?v=\w+", page):
        answer = client.get(place)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert set(STATIC_FILES) == {
        "dossier.css",
        "bureau.css",
        "bureau.js",
        "icone.svg",
    }


def test_logs_hold_no_name_and_no_number_of_a_case(
    site: Site, agent: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    """One line an answer: the template of the address, its status, its time."""
    caplog.set_level(logging.INFO, "bondroit.desk")
    agent.get(f"/dossiers/{case_id(0)}")
    agent.send(f"/dossiers/{case_id(0)}/identite", 200)
    agent.get("/dossiers?agent=camille")
    anonymous(site).post("/connexion", data={"identifiant": "camille"})

    assert "GET /dossiers/{case_id} 200" in caplog.text
    for secret in (case_id(0), "camille", "NOMFICTIF", agent.client.cookies[SESSION]):
        assert secret not in caplog.text


def test_an_unforeseen_error_shows_and_logs_nothing_of_it(
    site: Site, agent: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    """A plain page; the log names the place of the error, not its message."""
    folder = site.desk.root / "runs" / "2026-10-essai" / "case_files"
    (folder / f"{case_id(0)}.html").write_bytes(b"\xff\xfe NOMFICTIF0")
    page = agent.get(f"/dossiers/{case_id(0)}", 500)

    assert "Le bureau n'a pas pu répondre" in page
    assert "NOMFICTIF" not in page + caplog.text
    assert "UnicodeDecodeError" in caplog.text


def test_a_database_that_does_not_answer_is_said_plainly(
    site: Site, agent: Caller
) -> None:
    """Without its tables, the desk answers 500 with a French page, no trace."""
    with site.desk.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE cases RENAME TO other")
    page = agent.get("/dossiers", 500)

    assert "Le bureau n'a pas pu répondre" in page
    assert "Traceback" not in page
