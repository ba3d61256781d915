"""Exceptions in force, and their withdrawal."""

from typing import Final

from starlette.responses import Response

from bondroit.review.services.exceptions import list_exceptions, withdraw_exception
from bondroit.review.web.pages.queue import agents
from bondroit.review.web.visits import Handler, Visit, done


def _exceptions(visit: Visit) -> Response:
    with visit.site.desk.read() as session:
        found = list_exceptions(session, visit.actor)
        names = {user.id: user.name for user in agents(session)}
    return visit.page("exceptions.html.j2", {"found": found, "names": names})


def _withdraw(visit: Visit) -> Response:
    with visit.site.desk.write() as session:
        withdraw_exception(
            visit.site.desk, session, visit.actor, visit.number("exception_id")
        )
    return done("/exceptions", "retiree")


ROUTES: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/exceptions", _exceptions),
    ("POST", "/exceptions/{exception_id}/retirer", _withdraw),
)
