"""Figures for the data-protection officer and the audit: volumes, openings, retention."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from bondroit.review.store.accounts import SignedSession, User
from bondroit.review.store.cases import (
    Case,
    CaseFinding,
    CasePerson,
    ImportedRun,
    MatchQuestion,
)
from bondroit.review.store.work import JournalEntry, Opening, VerdictRow
from bondroit.review.vocabulary import Permission, State
from bondroit.review.web.visits import Handler, Visit

DAYS: Final = 30
RUNS: Final = 24
_VOLUMES: Final = (
    ("Dossiers", Case),
    ("Constats des dossiers", CaseFinding),
    ("Fiches de personnes liées à un dossier", CasePerson),
    ("Rapprochements proposés ou jugés", MatchQuestion),
    ("Conclusions", VerdictRow),
    ("Sessions ouvertes", SignedSession),
    ("Lignes du journal", JournalEntry),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Openings:
    """How often someone opened identities lately."""

    name: str
    count: int
    cases: int


def _register(visit: Visit) -> Response:
    visit.actor.need(Permission.SEE_JOURNAL)
    desk = visit.site.desk
    with desk.read() as session:
        content = {
            "volumes": [
                (label, session.scalar(select(func.count()).select_from(table)) or 0)
                for label, table in _VOLUMES
            ],
            "states": _states(session),
            "openings": _openings(session, visit),
            "runs": session.scalars(
                select(ImportedRun).order_by(ImportedRun.month.desc()).limit(RUNS)
            ).all(),
        }
    return visit.page(
        "register.html.j2",
        {
            **content,
            "days": DAYS,
            "retention": visit.site.retention,
            "sealed": desk.settings.encryption_key is not None,
            "settings": desk.settings,
        },
    )


def _states(session: Session) -> list[tuple[State, int]]:
    counts = dict(
        session.execute(select(Case.state, func.count()).group_by(Case.state)).all()
    )
    return [(state, counts.get(state.value, 0)) for state in State]


def _openings(session: Session, visit: Visit) -> list[Openings]:
    rows = session.execute(
        select(User.name, func.count(), func.count(func.distinct(Opening.case_id)))
        .join(User, User.id == Opening.user_id)
        .where(Opening.at >= visit.actor.at - timedelta(days=DAYS))
        .group_by(User.id, User.name)
        .order_by(func.count().desc(), User.name)
    )
    return [
        Openings(name=name, count=count, cases=cases) for name, count, cases in rows
    ]


ROUTES: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/registre", _register),
    ("GET", "/aide", lambda visit: visit.page("help.html.j2", {})),
)
