"""A desk served to tests: clients signed in, forms sent as a browser would."""

import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from desk_support import Gap, add_actor, case_id, write_run
from desk_tables import tables_of

from bondroit.model.rule import Rule
from bondroit.review.actor import Actor
from bondroit.review.auth.signing import open_session
from bondroit.review.desk import Desk
from bondroit.review.importing.runs import import_run
from bondroit.review.store.accounts import User
from bondroit.review.vocabulary import Role
from bondroit.review.web.app import make_app
from bondroit.review.web.site import Site, rules_of
from bondroit.review.web.visits import SESSION

with warnings.catch_warnings():
    # NOTE: Starlette prefers another client that nothing else here needs.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

HOSTILE = "<script>alert(1)</script>"
CASE_FILE = """<html><body>
<!--part who--><ul class="who"><li>NOMFICTIF0 Camille</li></ul><!--/part-->
<!--part headline--><p class="headline">Versement après décès. Écart à vérifier.</p><!--/part-->
<!--part months--><h2>Mois par mois</h2><table><caption>Mois</caption><tr><td>août 2026</td></tr></table><!--/part-->
<!--part timeline--><h2>Chronologie</h2><!--/part-->
<!--part people--><h2>Personnes et fiches rapprochées</h2><p>NOMFICTIF0, 12 rue Inventée</p><!--/part-->
<!--part rules--><h2>Règles</h2><!--/part-->
<!--part annexes--><h2>Annexes</h2><!--/part-->
<!--part clock--><h3>Échéances</h3><!--/part-->
<!--part warnings--><!--/part-->
</body></html>
"""
CASE_DATA = '{"schema": "bondroit.case/1", "months": [], "findings": [], "rules": []}\n'


def plain(page: str) -> str:
    """Return a page with ordinary spaces and apostrophes, its markup left alone."""
    for shown, typed in (("&#39;", "'"), ("\u202f", " "), ("\u00a0", " ")):
        page = page.replace(shown, typed)
    return page


@cache
def shipped_rules() -> Mapping[str, Rule]:
    """Return the rules that come with bondroit, read once."""
    return rules_of(())


@dataclass
class Caller:
    """A browser signed in, without any script."""

    client: TestClient
    actor: Actor

    def get(self, place: str, status: int = 200) -> str:
        """Ask for a page and return it."""
        answer = self.client.get(place)
        assert answer.status_code == status, (place, answer.status_code)
        return plain(answer.text)

    def token(self) -> str:
        """Return what every form of this session carries."""
        found = re.search(r'name="jeton" value="(\w+)"', self.get("/compte"))
        assert found is not None
        return found[1]

    def version(self, person: int = 0) -> str:
        """Return the version that forms of a case hold."""
        page = self.get(f"/dossiers/{case_id(person)}")
        found = re.search(r'name="version" value="(\d+)"', page)
        return found[1] if found else "1"

    def send(
        self, place: str, status: int = 303, **values: str | Sequence[str]
    ) -> tuple[str, str]:
        """Send a form; return the answer's text and where it leads."""
        data = {"jeton": self.token(), **values}
        answer = self.client.post(place, data=data)
        assert answer.status_code == status, (answer.status_code, answer.text[:3000])
        return plain(answer.text), answer.headers.get("location", "")

    def act(
        self, what: str, person: int = 0, status: int = 303, **values: str
    ) -> tuple[str, str]:
        """Send a form of a case, with the version on screen."""
        values.setdefault("version", self.version(person))
        return self.send(f"/dossiers/{case_id(person)}/{what}", status, **values)


def make_site(desk: Desk, **more: object) -> Site:
    """Return the application's parts."""
    return Site(desk=desk, rules=shipped_rules(), **more)  # type: ignore[arg-type]


def anonymous(site: Site, address: str = "http://desk.test") -> TestClient:
    """Return a browser that nobody signed in with."""
    return TestClient(make_app(site), base_url=address, follow_redirects=False)


def signed(site: Site, login: str, *roles: Role) -> Caller:
    """Return a browser signed in with a new account."""
    actor = add_actor(site.desk, login, *roles)
    with site.desk.write() as session:
        user = session.get(User, actor.id)
        assert user is not None
        token = open_session(session, site.desk.settings, user, site.desk.clock()).token
    client = anonymous(site)
    client.cookies.set(SESSION, token)
    return Caller(client=client, actor=actor)


def fill(desk: Desk, people: int = 4, possible: tuple[int, ...] = (0, 1)) -> Path:
    """Import a small run; the first case has a case file."""
    folder = write_run(
        desk.root / "runs" / "2026-10-essai",
        [Gap(person, amount=(person + 1) * Gap(0).amount) for person in range(people)],
        possible=possible,
    )
    (folder / "case_files").mkdir()
    (folder / "case_files" / f"{case_id(0)}.html").write_text(CASE_FILE)
    (folder / "case_data").mkdir()
    (folder / "case_data" / f"{case_id(0)}.json").write_text(CASE_DATA)
    import_run(desk, folder, tables_of(people))
    return folder
