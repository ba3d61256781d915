"""The page of a case; page one closes most of them."""

import re
from typing import Final

from starlette.responses import Response

from bondroit.review.problems import NotFound
from bondroit.review.services.dossier import open_identity
from bondroit.review.web.case_view import case_content
from bondroit.review.web.visits import Form, Handler, Visit

_CASE_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")


def case_of(visit: Visit) -> str:
    """Return the case that an address names.

    Raises:
        NotFound: no case could have that number.

    """
    found = visit.part("case_id")
    if not _CASE_ID.fullmatch(found):
        raise NotFound(
            "dossier", "ce dossier n'existe pas", "revenez à la liste des dossiers"
        )
    return found


def case_page(
    visit: Visit,
    case_id: str,
    *,
    problem: str | None = None,
    typed: Form | None = None,
    status: int = 200,
) -> Response:
    """Answer with the page of a case."""
    with visit.site.desk.read() as session:
        content = case_content(session, visit, case_id, typed=typed)
    return visit.page("case.html.j2", {**content, "problem": problem}, status)


def _case(visit: Visit) -> Response:
    return case_page(visit, case_of(visit))


def _identity(visit: Visit) -> Response:
    """Show who the case is about; every opening is kept."""
    case_id = case_of(visit)
    with visit.site.desk.write() as session:
        people = open_identity(session, visit.actor, case_id)
    with visit.site.desk.read() as session:
        content = case_content(session, visit, case_id, people=people)
    return visit.page("case.html.j2", content)


ROUTES: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/dossiers/{case_id}", _case),
    ("POST", "/dossiers/{case_id}/identite", _identity),
)
