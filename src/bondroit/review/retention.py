"""What the desk forgets, and when: identities first, then who looked, then sessions.

What is left of an old case is what figures need: its number, rules, months, euros and
verdicts. The journal stays whole; it never held what identifies the people concerned.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Update,
    and_,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from bondroit.counted import whole
from bondroit.review import journal
from bondroit.review.actor import machine
from bondroit.review.desk import Desk
from bondroit.review.importing.memory import ERASED
from bondroit.review.services.exceptions import remove_lines
from bondroit.review.store.accounts import Attempt, OpenIdExchange, SignedSession
from bondroit.review.store.base import Base
from bondroit.review.store.cases import (
    Case,
    CaseFinding,
    CasePerson,
    ImportedRun,
    MatchQuestion,
)
from bondroit.review.store.database import plain_errors
from bondroit.review.store.work import (
    Deadline,
    DecidedFinding,
    ExceptionRow,
    Opening,
    RuleReport,
    Step,
    VerdictRow,
)
from bondroit.review.vocabulary import CONFIRMING, State

DISMISSED: Final = "desk_dismissed"
CLOSED: Final = "desk_closed"
LOG: Final = "desk_log"
_BATCH: Final = 500
_TEXTS: Final[tuple[tuple[type[Base], dict[str, Any]], ...]] = (
    (VerdictRow, {"note": "", "second_note": None}),
    (Step, {"note": None, "reference": None}),
    (Deadline, {"note": None}),
    (RuleReport, {"text": "", "answer": None}),
    (DecidedFinding, {"facts": ""}),
)
"""Free texts and facts of an erased case, with what is left in their place."""


def purge_desk(
    desk: Desk, keep_from: Mapping[str, date], *, dry_run: bool
) -> list[str]:
    """Erase from the desk what is older than its retention.

    Cases lose identities, records, findings, facts and notes: `desk_dismissed` counts
    from the conclusion (or from the last run that saw a case nobody took), `desk_closed`
    from the day a person closed a confirmed case, once recovery and appeals are over.
    A confirmed case that is not closed is kept. Openings of identities and refused
    sign-ins go by `desk_log`; sessions and exchanges as soon as they expired.

    Args:
        desk: the desk.
        keep_from: by kind, the first day that is kept.
        dry_run: only count.

    Returns:
        One line a kind.

    """
    actor = machine(desk.clock())
    days = {name: _midnight(day) for name, day in keep_from.items()}
    with desk.read() if dry_run else desk.write() as session:
        cases = _old_cases(session, keep_from, days)
        counts = {
            "dossiers du bureau": len(cases),
            "rapprochements répondus": _questions(session, days, dry_run=dry_run),
            "rapprochements abandonnés": _gone(
                session, MatchQuestion, _abandoned(keep_from), dry_run=dry_run
            ),
            "exceptions échues": _exceptions(desk, session, keep_from, dry_run=dry_run),
            "ouvertures d'identité": _gone(
                session, Opening, Opening.at < days[LOG], dry_run=dry_run
            ),
            "connexions refusées": _gone(
                session, Attempt, Attempt.at < days[LOG], dry_run=dry_run
            ),
            "sessions": _gone(
                session,
                SignedSession,
                SignedSession.expires_at < actor.at,
                dry_run=dry_run,
            )
            + _gone(
                session,
                OpenIdExchange,
                OpenIdExchange.expires_at < actor.at,
                dry_run=dry_run,
            ),
        }
        if not dry_run:
            for start in range(0, len(cases), _BATCH):
                _erase(session, cases[start : start + _BATCH])
            if any(counts.values()):
                journal.record(session, actor, "desk.purged", after=counts)
    if not dry_run:
        _compact(desk)
    done = " à effacer" if dry_run else ", effacement fait"
    return [f"{what}: {whole(count)}{done}" for what, count in counts.items()]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _old_cases(
    session: Session, keep_from: Mapping[str, date], days: Mapping[str, datetime]
) -> list[str]:
    """Return the cases whose time has come, in order."""
    last = func.max(VerdictRow.id)
    latest = (
        select(last)
        .where(VerdictRow.standing == "effective")
        .group_by(VerdictRow.case_id)
    )
    code = (
        select(VerdictRow.code)
        .where(VerdictRow.case_id == Case.case_id, VerdictRow.id.in_(latest))
        .scalar_subquery()
    )
    confirmed = func.coalesce(code, "").in_([item.value for item in CONFIRMING])
    closed_at = (
        select(func.max(Step.at))
        .where(Step.case_id == Case.case_id, Step.after == State.CLOSED)
        .scalar_subquery()
    )
    decided = and_(
        Case.state.in_([State.CONCLUDED, State.CLOSED]),
        ~confirmed,
        Case.concluded_at < days[DISMISSED],
    )
    over = and_(Case.state == State.CLOSED, confirmed, closed_at < days[CLOSED])
    untaken = and_(
        Case.state == State.REPORTED,
        Case.run_state.in_(["ended", "drawn"]),
        Case.last_seen < keep_from[DISMISSED],
    )
    query = (
        select(Case.case_id)
        .where(Case.run_state != ERASED, or_(decided, over, untaken))
        .order_by(Case.case_id)
    )
    return list(session.scalars(query))


def _erase(session: Session, cases: Sequence[str]) -> None:
    session.execute(delete(CasePerson).where(CasePerson.case_id.in_(cases)))
    session.execute(delete(CaseFinding).where(CaseFinding.case_id.in_(cases)))
    for table, blank in _TEXTS:
        column = cast("ColumnElement[str]", table.__table__.c.case_id)
        session.execute(_quietly(update(table).where(column.in_(cases)).values(blank)))
    session.execute(
        _quietly(
            update(Case)
            .where(Case.case_id.in_(cases))
            .values(
                run_state=ERASED,
                individual_id=None,
                household_id=None,
                members=[],
                changed=[],
                version=Case.version + 1,
            )
        )
    )


def _questions(session: Session, days: Mapping[str, datetime], *, dry_run: bool) -> int:
    """Erase who answered questions are about; the pair stays, never to be asked again."""
    # NOTE: sealed texts differ at each writing: emptiness is told once they are opened.
    rows = session.execute(
        select(
            MatchQuestion.id,
            MatchQuestion.reasons,
            MatchQuestion.left_identity,
            MatchQuestion.right_identity,
        ).where(MatchQuestion.answered_at < days[DISMISSED])
    )
    ids = [number for number, *known in rows if any(known)]
    if not dry_run and ids:
        blank = {"reasons": "", "left_identity": {}, "right_identity": {}}
        session.execute(
            _quietly(
                update(MatchQuestion).where(MatchQuestion.id.in_(ids)).values(blank)
            )
        )
    return len(ids)


def _abandoned(keep_from: Mapping[str, date]) -> ColumnElement[bool]:
    """Return what tells the questions that no run asks any more."""
    old = select(ImportedRun.run_id).where(ImportedRun.month < keep_from[DISMISSED])
    return and_(
        MatchQuestion.answer.is_(None),
        MatchQuestion.waiting.is_(False),
        MatchQuestion.run_id.in_(old),
    )


def _exceptions(
    desk: Desk, session: Session, keep_from: Mapping[str, date], *, dry_run: bool
) -> int:
    """Erase whom exceptions that ended long ago were about, and why; their lines too."""
    day = keep_from[DISMISSED]
    ended = or_(ExceptionRow.expires < day, ExceptionRow.withdrawn_at < _midnight(day))
    ids = session.scalars(
        select(ExceptionRow.id).where(ended, ExceptionRow.key != "")
    ).all()
    if ids and not dry_run:
        found = update(ExceptionRow).where(ExceptionRow.id.in_(ids))
        session.execute(_quietly(found.values(key="", reason="")))
        remove_lines(desk, ids)
    return len(ids)


def _gone(
    session: Session, table: type[Base], old: ColumnElement[bool], *, dry_run: bool
) -> int:
    if dry_run:
        return _count(session, table, old)
    done = session.execute(
        delete(table).where(old).execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", done).rowcount


def _count(session: Session, table: type[Base], old: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(old)) or 0


def _quietly(statement: Update) -> Update:
    return statement.execution_options(synchronize_session=False)


def _compact(desk: Desk) -> None:
    """Take out of the SQLite file the bytes of what was erased; servers do it alone."""
    if desk.engine.dialect.name != "sqlite":
        return
    with plain_errors(), desk.engine.connect() as link:
        link.rollback()
        driver = link.connection.cursor()
        driver.execute("VACUUM")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        driver.close()
