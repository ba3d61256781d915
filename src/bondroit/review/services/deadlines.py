"""Deadlines: what is expected on a case, and what is due this week."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, literal, null, select
from sqlalchemy.orm import Session

from bondroit.review import journal
from bondroit.review.actor import Actor
from bondroit.review.problems import Invalid, NotFound
from bondroit.review.services.changes import checked_note, find_case, need_hand
from bondroit.review.store.cases import Case
from bondroit.review.store.work import Deadline
from bondroit.review.vocabulary import PENDING, DeadlineKind, Permission, State

WEEK: Final = timedelta(days=7)
PRESCRIPTION: Final = "prescription"
"""What is due when months fall that day."""
_LATEST: Final = timedelta(days=3660)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something due.

    Attributes:
        kind: of `DeadlineKind`, or `prescription` (months fall that day).
        deadline_id: None for a prescription.
        overdue: whether the day has passed.

    """

    case_id: str
    kind: str
    due_on: date
    deadline_id: int | None
    assignee_id: int | None
    state: State
    overdue: bool


def add_deadline(
    session: Session,
    actor: Actor,
    case_id: str,
    kind: DeadlineKind,
    due_on: date,
    note: str = "",
) -> Deadline:
    """Add something expected on a case."""
    case = find_case(session, case_id)
    need_hand(actor, case)
    return new_deadline(session, actor, case, kind, due_on, checked_note(note))


def finish_deadline(session: Session, actor: Actor, deadline_id: int) -> Deadline:
    """Note that what was expected came, or no longer matters."""
    row = session.get(Deadline, deadline_id)
    if row is None:
        raise NotFound("échéance", "elle n'existe pas", "rechargez la page")
    need_hand(actor, find_case(session, row.case_id))
    _done(session, actor, row)
    return row


def due(
    session: Session,
    actor: Actor,
    *,
    until: date | None = None,
    user_id: int | None = None,
    most: int | None = None,
) -> list[Due]:
    """Return what is due by a day (in a week by default), late ones first.

    Months that fall to prescription in that time count, while their case is pending.

    Args:
        session: any session.
        actor: who looks.
        until: the last day.
        user_id: only the cases of this account.
        most: how many at most, the first ones.

    """
    expected, falling = _conditions(actor, until, user_id)
    rows = session.execute(
        select(
            Deadline.case_id,
            Deadline.kind,
            Deadline.due_on,
            Case.assignee_id,
            Case.state,
            Deadline.id,
        )
        .join(Case, Case.case_id == Deadline.case_id)
        .where(*expected)
        .order_by(Deadline.due_on, Deadline.kind, Deadline.case_id, Deadline.id)
        .limit(most)
    ).all()
    months = session.execute(
        select(
            Case.case_id,
            literal(PRESCRIPTION),
            Case.next_prescription,
            Case.assignee_id,
            Case.state,
            null(),
        )
        .where(*falling)
        .order_by(Case.next_prescription, Case.case_id)
        .limit(most)
    ).all()
    found = sorted((*rows, *months), key=lambda row: (row[2], row[1], row[0]))
    return [
        _due(actor, case_id, kind, day, assignee, state, number)
        for case_id, kind, day, assignee, state, number in found[:most]
        if day is not None
    ]


def count_due(
    session: Session,
    actor: Actor,
    *,
    until: date | None = None,
    user_id: int | None = None,
) -> int:
    """Return how many there are of what `due` tells."""
    expected, falling = _conditions(actor, until, user_id)
    count = select(func.count()).select_from(Case)
    joined = count.join(Deadline, Case.case_id == Deadline.case_id)
    return (session.scalar(joined.where(*expected)) or 0) + (
        session.scalar(count.where(*falling)) or 0
    )


def _conditions(
    actor: Actor, until: date | None, user_id: int | None
) -> tuple[list[ColumnElement[bool]], list[ColumnElement[bool]]]:
    """Return what makes a deadline due, and what makes a month about to fall."""
    actor.need(Permission.SEE_QUEUE)
    last = until or actor.today + WEEK
    mine = [] if user_id is None else [Case.assignee_id == user_id]
    return [Deadline.done_at.is_(None), Deadline.due_on <= last, *mine], [
        Case.next_prescription <= last,
        Case.next_prescription >= actor.today,
        Case.state.in_([state.value for state in PENDING]),
        Case.run_state.not_in(["ended", "dismissed"]),
        Case.blind.is_(False),
        *mine,
    ]


def deadlines_of(session: Session, case_id: str) -> list[Deadline]:
    """Return the deadlines of a case, soonest first."""
    return list(
        session.scalars(
            select(Deadline)
            .where(Deadline.case_id == case_id)
            .order_by(Deadline.due_on, Deadline.id)
        )
    )


def _due(
    actor: Actor,
    case_id: str,
    kind: str,
    day: date,
    assignee: int | None,
    state: str,
    deadline_id: int | None,
) -> Due:
    return Due(
        case_id=case_id,
        kind=kind,
        due_on=day,
        deadline_id=deadline_id,
        assignee_id=assignee,
        state=State(state),
        overdue=day < actor.today,
    )


def new_deadline(
    session: Session,
    actor: Actor,
    case: Case,
    kind: DeadlineKind,
    due_on: date,
    note: str,
) -> Deadline:
    """Add a deadline to a case.

    Raises:
        Invalid: the day is more than ten years away.

    """
    if not actor.today - _LATEST <= due_on <= actor.today + _LATEST:
        raise Invalid("échéance", "le jour est trop éloigné", "corrigez la date")
    row = Deadline(
        case_id=case.case_id,
        kind=kind.value,
        due_on=due_on,
        note=note or None,
        created_by=actor.account,
        created_at=actor.at,
    )
    session.add(row)
    session.flush()
    journal.record(
        session,
        actor,
        "deadline.added",
        case_id=case.case_id,
        after={"deadline": row.id, "kind": row.kind, "due_on": due_on},
    )
    return row


def settle(
    session: Session, actor: Actor, case: Case, kinds: tuple[DeadlineKind, ...]
) -> None:
    """Finish what was still expected of these kinds on a case."""
    rows = session.scalars(
        select(Deadline).where(
            Deadline.case_id == case.case_id,
            Deadline.done_at.is_(None),
            Deadline.kind.in_([kind.value for kind in kinds]),
        )
    ).all()
    for row in rows:
        _done(session, actor, row)


def _done(session: Session, actor: Actor, row: Deadline) -> None:
    if row.done_at is not None:
        return
    row.done_at, row.done_by = actor.at, actor.account
    journal.record(
        session,
        actor,
        "deadline.finished",
        case_id=row.case_id,
        before={"done": False},
        after={"deadline": row.id, "done": True},
    )
