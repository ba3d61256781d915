"""Who has a case: take, give back, assign. Two agents never take the same case."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bondroit.review.actor import Actor
from bondroit.review.problems import Conflict, NotFound, WrongState
from bondroit.review.services.changes import (
    Move,
    change,
    find_case,
    move_all,
    move_case,
    need_hand,
)
from bondroit.review.services.queue import (
    QueueFilter,
    Sort,
    free,
    ordered,
    queue_conditions,
)
from bondroit.review.store.accounts import User
from bondroit.review.store.cases import Case
from bondroit.review.vocabulary import PENDING, Permission, State


def claim(session: Session, actor: Actor, case_id: str) -> Case:
    """Take a case that nobody has; taking one's own again changes nothing.

    Raises:
        Conflict: another agent has it.
        WrongState: it waits for nobody.

    """
    case = find_case(session, case_id)
    if may_take(session, actor, case):
        _take(session, actor, case, actor.account, "case.claimed", case.version)
    return case


def claim_all(session: Session, actor: Actor, cases: Sequence[Case]) -> None:
    """Take many cases, each let through by `may_take` in this transaction."""
    move_all(
        session,
        actor,
        [
            Move(case=case, action="case.claimed", values=_hands(actor, case))
            for case in cases
        ],
    )


def may_take(session: Session, actor: Actor, case: Case) -> bool:
    """Whether there is something to take: False for one's own case.

    Raises:
        Conflict: another agent has it.
        WrongState: it waits for nobody.

    """
    actor.need(Permission.WORK)
    if case.assignee_id == actor.account:
        return False
    if case.assignee_id is not None:
        raise Conflict(
            "dossier",
            f"il est déjà suivi par {_name(session, case.assignee_id)}",
            "choisissez-en un autre dans la liste",
        )
    if State(case.state) not in PENDING:
        raise WrongState("dossier", "il est déjà conclu", "choisissez-en un autre")
    return True


def claim_next(
    session: Session,
    actor: Actor,
    chosen: QueueFilter | None = None,
    sort: Sort = Sort.RECOVERABLE,
) -> Case:
    """Take the first free case of the queue.

    Raises:
        NotFound: no free case passes the filters.

    """
    actor.need(Permission.WORK)
    first = (
        ordered(select(Case.case_id), sort)
        .where(*queue_conditions(chosen or QueueFilter()), free())
        .limit(1)
    )
    case_id = session.scalar(first)
    if case_id is None:
        raise NotFound("liste", "aucun dossier libre", "élargissez les filtres")
    return claim(session, actor, case_id)


def release(session: Session, actor: Actor, case_id: str, version: int) -> Case:
    """Give a case back to the queue, before any verdict.

    Raises:
        Conflict: it changed meanwhile.
        NotAllowed: it is another agent's.
        WrongState: documents are awaited, or it is decided.

    """
    case = find_case(session, case_id)
    need_hand(actor, case, version)
    if State(case.state) not in (State.OPENED, State.IN_REVIEW, State.REPORTED):
        raise WrongState(
            "dossier",
            "il ne peut plus être rendu à la liste",
            "demandez à un responsable de le confier à quelqu'un d'autre",
        )
    move_case(
        session,
        actor,
        case,
        State.REPORTED,
        "case.released",
        version=version,
        values={"assignee_id": None, "assigned_at": None},
    )
    return case


def assign(
    session: Session, actor: Actor, case_id: str, version: int, user_id: int
) -> Case:
    """Give a case to an agent (a manager does).

    Raises:
        NotFound: there is no such account, or it cannot work on cases.

    """
    actor.need(Permission.ASSIGN)
    case = find_case(session, case_id)
    user = session.get(User, user_id)
    if user is None or not user.active:
        raise NotFound(
            "compte",
            "ce compte n'existe pas ou n'est plus actif",
            "choisissez-en un autre",
        )
    _take(session, actor, case, user_id, "case.assigned", version)
    return case


def _take(
    session: Session, actor: Actor, case: Case, user_id: int, action: str, version: int
) -> None:
    values = _hands(actor, case, user_id)
    state = values.pop("state", None)
    if state is None:
        change(session, actor, case, action, values, version=version)
        return
    move_case(
        session, actor, case, State(state), action, version=version, values=values
    )


def _hands(actor: Actor, case: Case, user_id: int | None = None) -> dict[str, Any]:
    """Return what changes when a case is taken: a reported one is opened too."""
    return {
        **({"state": State.OPENED.value} if case.state == State.REPORTED else {}),
        "assignee_id": actor.account if user_id is None else user_id,
        "assigned_at": actor.at,
    }


def _name(session: Session, user_id: int) -> str:
    return session.scalar(select(User.name).where(User.id == user_id)) or "un collègue"
