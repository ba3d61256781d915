"""Every page in a real browser: no barrier, no overflow, pictures to look at."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from served_desk import Served
from sqlalchemy import select

from bondroit.model.rule import Verdict
from bondroit.review.auth.signing import actor_of
from bondroit.review.services import hands
from bondroit.review.services.deadlines import add_deadline
from bondroit.review.services.exceptions import make_exception
from bondroit.review.services.listing import queue_page
from bondroit.review.services.rule_reports import report_rule
from bondroit.review.store.accounts import User
from bondroit.review.store.cases import CaseFinding
from bondroit.review.vocabulary import DeadlineKind, Role

PAGES = {
    "liste": "/dossiers",
    "prescription": "/dossiers?sort=prescription&benefit=APA_HOME",
    "echeances": "/echeances?qui=tous&semaines=13",
    "capacite": "/capacite",
    "rapprochements": "/rapprochements",
    "regles": "/regles",
    "signalements": "/regles/signalements",
    "exceptions": "/exceptions",
    "journal": "/journal",
    "registre": "/registre",
    "comptes": "/comptes",
    "compte": "/compte",
    "aide": "/aide",
    "introuvable": "/nulle-part",
}
SIZES = {"bureau": (1440, 900), "portable": (1280, 720)}
Opener = Callable[..., Page]
Shooter = Callable[..., None]
Checker = Callable[[Page], list[str]]


@pytest.fixture(scope="module")
def cookie(shown: Served) -> str:
    """The session of a manager; every list has a line at least."""
    made = shown.account("dominique", Role.MANAGER)
    desk, site = shown.site.desk, shown.site
    with desk.read() as session:
        user = session.scalars(select(User).where(User.login == "dominique")).one()
        actor = actor_of(user, desk.clock())
        rows = queue_page(session, actor).rows
        shown_rows = [row.case_id for row in rows if row.recoverable]
        finding = session.scalars(
            select(CaseFinding).where(CaseFinding.case_id == shown_rows[-1])
        ).first()
    assert finding is not None
    case_id, rule = finding.case_id, site.rules[finding.rule_id]
    with desk.write() as session:
        hands.claim(session, actor, case_id)
        add_deadline(session, actor, case_id, DeadlineKind.OTHER, actor.today)
        report_rule(
            session,
            actor,
            case_id,
            finding.finding_id,
            "la date de l'acte est rectifiée",
            Verdict.SILENT,
            site.views[rule.view],
        )
        make_exception(
            desk,
            session,
            actor,
            case_id,
            rule.id,
            case_id,
            "acte contesté",
            actor.today,
        )
    return made


def _first_case(page: Page) -> str:
    page.goto("/dossiers")
    rows = page.locator("tbody tr").filter(has_not_text="aveugle")
    found = rows.first.locator("a[data-row]").get_attribute("href")
    assert found is not None
    return found


def _overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_every_page_is_accessible_and_fits(
    shown: Served, cookie: str, open_page: Opener, axe: Checker, shoot: Shooter
) -> None:
    """Axe finds nothing; at 320 pixels nothing makes the page scroll sideways."""
    page = open_page(shown, cookie)
    places = {**PAGES, "dossier": _first_case(page)}
    for name, place in places.items():
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.goto(place)
            shoot(page, f"{name}-{size}", full_page=True)
            assert _overflow(page) <= 0, (name, size)
        assert axe(page) == [], name
        page.set_viewport_size({"width": 320, "height": 700})
        shoot(page, f"{name}-320", full_page=True)
        assert _overflow(page) <= 0, (name, 320)


def test_the_sign_in_page_is_accessible(
    shown: Served, open_page: Opener, axe: Checker, shoot: Shooter
) -> None:
    """Before and after a refusal, which is read first."""
    page = open_page(shown, viewport={"width": 1280, "height": 720})
    page.goto("/connexion")
    shoot(page, "connexion")
    assert axe(page) == []
    page.fill("#identifiant", "camille")
    page.fill("#mot_de_passe", "pas le bon mot")
    page.click("text=Se connecter")
    page.wait_for_selector("[role=alert]")
    shoot(page, "connexion-refus")
    assert axe(page) == []


def test_a_case_at_work_is_accessible_and_prints(
    shown: Served, cookie: str, open_page: Opener, axe: Checker, shoot: Shooter
) -> None:
    """Taken, identity opened, everything unfolded, refused once; then printed."""
    page = open_page(shown, cookie, viewport={"width": 1440, "height": 900})
    page.goto(_first_case(page))
    if page.get_by_role("button", name="Prendre ce dossier").count():
        page.get_by_role("button", name="Prendre ce dossier").click()
    page.wait_for_selector("#form-conclusion")
    shoot(page, "dossier-pris")
    page.get_by_role("button", name="Ouvrir l'identité").click()
    page.wait_for_selector("text=Identité ouverte")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    shoot(page, "dossier-ouvert", full_page=True)
    assert axe(page) == []
    page.locator("input[name=conclusion]").nth(5).check()
    page.select_option("#c-motif", "other")
    page.get_by_role("button", name="Conclure", exact=True).click()
    page.wait_for_selector("[role=alert]")
    shoot(page, "dossier-refus")
    assert axe(page) == []
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})
    shoot(page, "dossier-imprime", full_page=True)
    assert not page.locator("header.top").is_visible()
    assert not page.locator("#form-conclusion").is_visible()


def test_a_question_of_match_is_accessible(
    served: Served, open_page: Opener, axe: Checker, shoot: Shooter
) -> None:
    """Open and answered."""
    cookie = served.account("camille", Role.AGENT)
    page = open_page(served, cookie, viewport={"width": 1280, "height": 720})
    page.goto("/rapprochements")
    page.get_by_role("button", name="Ouvrir une question").click()
    page.wait_for_selector("text=Est-ce la même personne")
    shoot(page, "rapprochement")
    assert axe(page) == []
    page.get_by_role("button", name="Même personne").click()
    page.wait_for_selector("text=Réponse enregistrée")
    shoot(page, "rapprochement-repondu")
    assert axe(page) == []


def test_a_page_holds_at_twice_the_size(
    shown: Served, cookie: str, open_page: Opener
) -> None:
    """At 200 %, text grows and nothing is lost sideways."""
    page = open_page(
        shown, cookie, viewport={"width": 640, "height": 360}, device_scale_factor=2
    )
    for place in ("/dossiers", _first_case(page), "/comptes"):
        page.goto(place)
        assert _overflow(page) <= 0
        assert page.get_by_role("link", name="Dossiers", exact=True).is_visible()


def test_without_script_everything_is_there(served: Served, open_page: Opener) -> None:
    """Filters, forms and help need no script."""
    cookie = served.account("camille", Role.AGENT)
    page = open_page(served, cookie, java_script_enabled=False)
    page.goto("/dossiers")
    page.get_by_role("button", name="Prendre le premier dossier libre").click()
    page.get_by_label("Sans suite : explication trouvée").check()
    page.get_by_label("Motif").select_option("document_provided")
    page.get_by_role("button", name="Conclure", exact=True).click()

    assert re.search(r"/dossiers/case00003\?fait=conclu", page.url)
    page.goto("/aide")
    assert page.get_by_role("heading", name="Raccourcis clavier").is_visible()
