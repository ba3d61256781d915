"""Agents of the load test: a light browser, and what an agent does all day."""

import http.client
import random
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from urllib.parse import urlencode

from bondroit.review.web.visits import SESSION

PAGES = (
    "/dossiers",
    "/dossiers?sort=prescription&page=300",
    "/dossiers?sort=owed",
    "/dossiers?rule=AIS-PAR-001&minimum=500&states=reported",
    "/dossiers?agent=-&before={month}",
    "/echeances?qui=tous&semaines=13",
    "/capacite?dossiers=500",
    "/rapprochements",
    "/regles",
    "/exceptions",
    "/journal",
    "/registre",
    "/comptes",
)
MONTHS = 24
IDLE = 4
"""Seconds after which a browser connects again: the server hangs up after five."""


def oldest(person: int) -> date:
    """Return the month of a person's gap: spread over two years, one in 24 about to fall."""
    today = date.today()  # noqa: DTZ011 - the desk's own day
    rank = today.year * 12 + today.month - 1 - MONTHS + person % MONTHS
    return date(rank // 12, rank % 12 + 1, 1)


@dataclass
class Browser:
    """An agent's browser, as light as can be: its own work is not what is measured.

    Attributes:
        waited: seconds until each answer was whole.
        wrong: answers that were not the ones expected.

    """

    port: int
    cookie: str
    waited: list[float] = field(default_factory=list)
    wrong: int = 0
    token: str = ""
    last: float = 0.0

    def __post_init__(self) -> None:
        """Connect, and read the token that every form carries."""
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        found = re.search(r'name="jeton" value="(\w+)"', self.get("/compte"))
        assert found is not None  # noqa: S101 - a benchmark stops
        self.token = found[1]
        self.waited.clear()

    def get(self, place: str) -> str:
        """Ask for a page."""
        status, _, page = self._ask("GET", place)
        self.wrong += status != HTTPStatus.OK
        return page

    def post(
        self, place: str, given: Mapping[str, str] | None = None
    ) -> tuple[int, str, str]:
        """Send a form; return the status, the place it leads to, the page."""
        return self._ask("POST", place, {"jeton": self.token, **(given or {})})

    def _ask(
        self, method: str, place: str, given: Mapping[str, str] | None = None
    ) -> tuple[int, str, str]:
        body = None if given is None else urlencode(given)
        kind = {} if given is None else {"Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
        started = time.perf_counter()
        if started - self.last > IDLE:
            self.line.close()
        self.line.request(
            method, place, body, {"Cookie": f"{SESSION}={self.cookie}", **kind}
        )
        answer = self.line.getresponse()
        page = answer.read().decode()
        self.last = time.perf_counter()
        self.waited.append(self.last - started)
        return answer.status, answer.getheader("location", ""), page


def visit_pages(browser: Browser, turns: int) -> None:
    """Ask for every page, some cases too."""
    for turn in range(turns):
        for page in (
            *PAGES,
            *(f"/dossiers/case{turn * 7 + rank:05d}" for rank in range(4)),
        ):
            browser.get(page.format(month=f"{oldest(6):%Y-%m}"))


def work(browser: Browser, rank: int, think: float, until: float) -> None:
    """Do what an agent does until the end: list, take, read, open, conclude, look around."""
    chance = random.Random(rank)  # noqa: S311 - a pace, not a secret

    def read() -> bool:
        if think:
            time.sleep(chance.expovariate(1 / think))
        return time.perf_counter() < until

    if think:
        time.sleep(chance.uniform(0, think))
    while read():
        browser.get(chance.choice(PAGES).format(month=f"{oldest(6):%Y-%m}"))
        if not read():
            return
        browser.get("/dossiers")
        read()
        status, place, _ = browser.post("/dossiers/suivant")
        if status != HTTPStatus.SEE_OTHER:
            browser.wrong += status != HTTPStatus.CONFLICT
            continue
        place = place.split("?")[0]
        version = re.search(r'name="version" value="(\d+)"', browser.get(place))
        assert version is not None  # noqa: S101 - same
        read()
        browser.wrong += browser.post(f"{place}/identite")[0] != HTTPStatus.OK
        read()
        done, _, _ = browser.post(
            f"{place}/conclusion",
            {
                "version": version[1],
                "conclusion": "likely_undue",
                "motif": "not_declared",
                "montant": "120,00",
            },
        )
        browser.wrong += done != HTTPStatus.SEE_OTHER
