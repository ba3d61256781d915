"""The pictures of the auditor's guide, taken when `--screenshots` says where.

`pytest tests/browser --screenshots FOLDER --desk-workspace .demo` leaves those of
`docs/images` in `FOLDER/guide`.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page
from served_desk import Served

from bondroit.review.actor import Actor
from bondroit.review.auth.signing import actor_of
from bondroit.review.services import decisions, hands
from bondroit.review.services.listing import queue_page
from bondroit.review.services.queue import QueueFilter
from bondroit.review.services.verdicts import NewVerdict
from bondroit.review.store.accounts import User
from bondroit.review.vocabulary import Role, VerdictCode

Opener = Callable[..., Page]
SIZE = {"width": 1180, "height": 760}
EXPLAINED_EVERY = 4


def _actor(served: Served, login: str, *roles: Role) -> tuple[str, Actor]:
    cookie = served.account(login, *roles)
    with served.site.desk.read() as session:
        user = session.query(User).filter_by(login=login).one()
    return cookie, actor_of(user, served.site.desk.clock())


def _conclude_some(served: Served, actor: Actor, count: int = 24) -> None:
    """Conclude the first cases, one in four without a gap, so that figures show."""
    desk = served.site.desk
    quiet = replace(desk.settings, second_reading_above=10**9)
    with desk.read() as session:
        rows = queue_page(session, actor, QueueFilter(agent="-"), size=count).rows
    shown = [row for row in rows if row.recoverable]
    for rank, row in enumerate(shown):
        dismissed = rank % EXPLAINED_EVERY == 1
        verdict = NewVerdict(
            code=VerdictCode.EXPLAINED if dismissed else VerdictCode.LIKELY_UNDUE,
            reason="document_provided" if dismissed else "not_declared",
            amount=row.recoverable * 0 if dismissed else row.recoverable,  # type: ignore[operator]
        )
        with desk.write() as session:
            case = hands.claim(session, actor, row.case_id)
            decisions.decide(session, actor, quiet, case.case_id, case.version, verdict)


def test_pictures_of_the_guide(
    request: pytest.FixtureRequest, shown: Served, open_page: Opener
) -> None:
    """Each page that the guide shows, at work."""
    given = request.config.getoption("--screenshots")
    if given is None:
        pytest.skip("no --screenshots: the guide's pictures are taken on demand")
    folder = Path(given) / "guide"
    folder.mkdir(parents=True, exist_ok=True)
    cookie, actor = _actor(shown, "camille", Role.AGENT)
    _conclude_some(shown, actor)
    page = open_page(shown, cookie, viewport=SIZE)
    page.goto("/dossiers")
    page.screenshot(path=folder / "liste.png")
    page.goto("/capacite")
    page.screenshot(path=folder / "capacite.png")
    page.goto("/dossiers?agent=-")
    page.locator("tbody tr").filter(has_not_text="aveugle").first.locator("a").click()
    page.get_by_role("button", name="Prendre ce dossier").click()
    page.wait_for_selector("#form-conclusion")
    page.goto(page.url.split("?")[0])
    page.screenshot(path=folder / "dossier.png")
    page.locator("#preuves").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('preuves').scrollIntoView()")
    page.screenshot(path=folder / "preuves.png")
    page.evaluate("scrollTo(0, 0)")
    page.get_by_text("Demander des pièces").click()
    page.locator("#suivi").screenshot(path=folder / "suivi.png")
    page.goto("/rapprochements")
    page.get_by_role("button", name="Ouvrir une question").click()
    page.wait_for_selector("text=Est-ce la même personne")
    page.screenshot(path=folder / "rapprochement.png")

    assert len(list(folder.glob("*.png"))) == 6
