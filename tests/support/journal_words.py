"""Every action that a test writes to the journal must be said in French."""

from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from bondroit.review import journal
from bondroit.review.actor import Actor
from bondroit.review.journal import Act
from bondroit.review.store.work import JournalEntry
from bondroit.review.web.change_words import HIDDEN, NAMES
from bondroit.review.web.sentences import ACTIONS

FRENCH_KEYS = frozenset({"desk.purged"})
"""Actions whose keys are French already."""
INVENTED = "test"
"""The action of tests of the chain itself."""

_record_all = journal.record_all


def unsaid(acts: Sequence[Act]) -> list[str]:
    """Return what the journal's page would show as it stands."""
    acts = [act for act in acts if act.action != INVENTED]
    keys = [
        key
        for act in acts
        if act.action not in FRENCH_KEYS
        for key in {**(act.before or {}), **(act.after or {})}
    ]
    actions = [act.action for act in acts if act.action not in ACTIONS]
    return actions + [key for key in keys if key not in NAMES and key not in HIDDEN]


def _said(session: Session, actor: Actor, acts: Sequence[Act]) -> list[JournalEntry]:
    assert not unsaid(acts), "the journal's page has no French word for it"
    return _record_all(session, actor, acts)


@pytest.fixture(autouse=True)
def journal_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse what the page of the journal has no word for."""
    monkeypatch.setattr(journal, "record_all", _said)
