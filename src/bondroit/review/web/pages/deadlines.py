"""What is due this week, and later."""

from datetime import timedelta
from typing import Final

from starlette.responses import Response

from bondroit.review.services.deadlines import count_due, due, finish_deadline
from bondroit.review.web.pages.queue import agents
from bondroit.review.web.visits import Handler, Visit, done

WEEKS: Final = {
    "1": "Cette semaine",
    "2": "Deux semaines",
    "5": "Ce mois",
    "13": "Trois mois",
}
SHOWN: Final = 300


def _deadlines(visit: Visit) -> Response:
    weeks = visit.query("semaines") if visit.query("semaines") in WEEKS else "1"
    everyone = visit.query("qui") == "tous"
    until = visit.actor.today + timedelta(weeks=int(weeks))
    whose = None if everyone else visit.actor.id
    with visit.site.desk.read() as session:
        found = due(session, visit.actor, until=until, user_id=whose, most=SHOWN)
        total = count_due(session, visit.actor, until=until, user_id=whose)
        names = {user.id: user.name for user in agents(session)}
    return visit.page(
        "deadlines.html.j2",
        {
            "found": found,
            "total": total,
            "weeks": weeks,
            "week_choices": WEEKS,
            "everyone": everyone,
            "names": names,
        },
    )


def _finish(visit: Visit) -> Response:
    with visit.site.desk.write() as session:
        row = finish_deadline(session, visit.actor, visit.number("deadline_id"))
        case_id = row.case_id
    return done(f"/dossiers/{case_id}", "faite", "suivi")


ROUTES: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/echeances", _deadlines),
    ("POST", "/echeances/{deadline_id}/solder", _finish),
)
