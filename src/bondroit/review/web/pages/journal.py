"""The journal, read only, and its verification."""

import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from bondroit.review import journal
from bondroit.review.problems import Invalid
from bondroit.review.store.accounts import User
from bondroit.review.store.work import JournalEntry
from bondroit.review.vocabulary import Permission
from bondroit.review.web.change_words import changed
from bondroit.review.web.visits import Handler, Visit, number

SHOWN: Final = 100


def _journal(visit: Visit) -> Response:
    visit.actor.need(Permission.SEE_JOURNAL)
    before = _before(visit)
    with visit.site.desk.read() as session:
        entries = journal.latest(session, SHOWN + 1, before)
        shown = _content(session, entries, None)
    return visit.page("journal.html.j2", shown)


def _verify(visit: Visit) -> Response:
    visit.actor.need(Permission.SEE_JOURNAL)
    head = visit.form.text("fin") or None
    with visit.site.desk.read() as session:
        found = journal.verify(session, head)
        entries = journal.latest(session, SHOWN + 1)
        shown = _content(session, entries, found)
    return visit.page("journal.html.j2", {**shown, "head": head})


def _content(
    session: Session,
    entries: list[JournalEntry],
    found: journal.Verification | None,
) -> dict[str, Any]:
    shown = entries[:SHOWN]
    accounts: dict[int, str] = dict(session.execute(select(User.id, User.name)).all())
    return {
        "entries": [(entry, changes(entry, accounts)) for entry in shown],
        "older": shown[-1].seq if len(entries) > SHOWN else None,
        "found": found,
        "head": None,
    }


def changes(
    entry: JournalEntry, accounts: Mapping[int, str]
) -> list[tuple[str, str, str]]:
    """Return what an action changed: name, before, after, in short."""
    return changed(json.loads(entry.before), json.loads(entry.after), accounts)


def _before(visit: Visit) -> int | None:
    try:
        return number(visit.query("avant"))
    except Invalid:
        return None


ROUTES: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/journal", _journal),
    ("POST", "/journal", _verify),
)
