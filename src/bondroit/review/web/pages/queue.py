"""The queue: what to do next, by euros or by date, never by suspicion of a person."""

from typing import Any, Final
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bondroit.review.problems import Invalid
from bondroit.review.services import hands, views
from bondroit.review.services.deadlines import due
from bondroit.review.services.listing import queue_page, tags
from bondroit.review.services.queue import QueueFilter, Sort
from bondroit.review.store.accounts import User
from bondroit.review.store.cases import ImportedRun
from bondroit.review.vocabulary import FOLLOWED, Role, State
from bondroit.review.web.visits import SEE_OTHER, Handler, Visit, done, number, spoken

PAGE_SIZE: Final = 25
STATE_CHOICES: Final = (
    ("", "À conclure"),
    *((state.value, None) for state in State),
    (",".join(state.value for state in FOLLOWED), "En suivi (transmis à contesté)"),
    (",".join(state.value for state in State), "Tous"),
)


def _queue(visit: Visit) -> Response:
    problem = None
    try:
        chosen = QueueFilter.from_mapping(_given(visit))
    except Invalid as error:
        chosen, problem = QueueFilter(), spoken(error)
    sort = sort_of(visit.query("sort"))
    with visit.site.desk.read() as session:
        page = queue_page(
            session, visit.actor, chosen, sort, _page_number(visit), PAGE_SIZE
        )
        soon = due(session, visit.actor, user_id=visit.actor.id)
        content = {
            "queue": page,
            "soon": soon,
            "late": sum(item.overdue for item in soon),
            "views": views.list_views(session, visit.actor),
            **choices(session, visit),
        }
    query = {**chosen.to_mapping(), "sort": sort.value}
    return visit.page(
        "queue.html.j2",
        {
            **content,
            "given": _given(visit),
            "chosen": chosen,
            "filters": len(chosen.to_mapping()),
            "sort": sort.value,
            "query": urlencode(query),
            "problem": problem,
            "mine": chosen.agent == visit.actor.login,
        },
        422 if problem else 200,
    )


def choices(session: Session, visit: Visit) -> dict[str, Any]:
    """Return what the filters offer."""
    return {
        "rule_choices": [(rule, visit.site.title(rule)) for rule in tags(session)],
        "agents": agents(session),
        "state_choices": STATE_CHOICES,
        "run": session.scalars(
            select(ImportedRun).order_by(ImportedRun.imported_at.desc()).limit(1)
        ).first(),
    }


def agents(session: Session) -> list[User]:
    """Return the accounts that work on cases, by name."""
    working = {Role.AGENT, Role.SECOND_READER, Role.MANAGER}
    found = session.scalars(select(User).where(User.active).order_by(User.name))
    return [user for user in found if working & {Role(role) for role in user.roles}]


def sort_of(text: str) -> Sort:
    """Return an order, euros when the text names none."""
    return Sort(text) if text in {sort.value for sort in Sort} else Sort.RECOVERABLE


def _given(visit: Visit) -> dict[str, str]:
    return {name: visit.query(name) for name in visit.request.query_params}


def _page_number(visit: Visit) -> int:
    try:
        return number(visit.query("page") or "1")
    except Invalid:
        return 1


def _next(visit: Visit) -> Response:
    chosen = QueueFilter.from_mapping(_sent(visit))
    with visit.site.desk.write() as session:
        case = hands.claim_next(
            session, visit.actor, chosen, sort_of(visit.form.text("sort"))
        )
    return done(f"/dossiers/{case.case_id}", "pris")


def _save_view(visit: Visit) -> Response:
    chosen = QueueFilter.from_mapping(_sent(visit))
    sort = sort_of(visit.form.text("sort"))
    with visit.site.desk.write() as session:
        views.save_view(
            session,
            visit.actor,
            visit.form.text("nom"),
            chosen,
            sort,
            shared=bool(visit.form.text("partagee")),
        )
    return done(
        f"/dossiers?{urlencode({**chosen.to_mapping(), 'sort': sort.value})}", "vue"
    )


def _delete_view(visit: Visit) -> Response:
    with visit.site.desk.write() as session:
        views.delete_view(session, visit.actor, visit.number("view_id"))
    return done("/dossiers", "vue-supprimee")


def _find(visit: Visit) -> Response:
    """Go to a case by its number, or list those that begin like it."""
    text = "".join(visit.query("case_id").split())
    return RedirectResponse(
        f"/dossiers?{urlencode({'case_id': text, 'states': STATE_CHOICES[-1][0]})}",
        status_code=SEE_OTHER,
    )


def _sent(visit: Visit) -> dict[str, str]:
    return {name: visit.form.text(name) for name in visit.form.values}


ROUTES: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/dossiers", _queue),
    ("GET", "/chercher", _find),
    ("POST", "/dossiers/suivant", _next),
    ("POST", "/vues", _save_view),
    ("POST", "/vues/{view_id}/supprimer", _delete_view),
)
