"""The journal, read only, and its verification."""

import json
from typing import Any, Final

from starlette.responses import Response

from bondroit.review import journal
from bondroit.review.problems import Invalid
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
    return visit.page("journal.html.j2", _content(entries, None))


def _verify(visit: Visit) -> Response:
    visit.actor.need(Permission.SEE_JOURNAL)
    head = visit.form.text("fin") or None
    with visit.site.desk.read() as session:
        found = journal.verify(session, head)
        entries = journal.latest(session, SHOWN + 1)
    return visit.page("journal.html.j2", {**_content(entries, found), "head": head})


def _content(
    entries: list[JournalEntry], found: journal.Verification | None
) -> dict[str, Any]:
    shown = entries[:SHOWN]
    return {
        "entries": [(entry, changes(entry)) for entry in shown],
        "older": shown[-1].seq if len(entries) > SHOWN else None,
        "found": found,
        "head": None,
    }


def changes(entry: JournalEntry) -> list[tuple[str, str, str]]:
    """Return what an action changed: name, before, after, in short."""
    return changed(json.loads(entry.before), json.loads(entry.after))


def _before(visit: Visit) -> int | None:
    try:
        return number(visit.query("avant"))
    except Invalid:
        return None


ROUTES: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/journal", _journal),
    ("POST", "/journal", _verify),
)
