"""What follows: documents asked for, conclusions carried out in other software."""

from datetime import date, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bondroit.config import ReviewConfig
from bondroit.review.actor import Actor
from bondroit.review.problems import Invalid, WrongState
from bondroit.review.services.changes import (
    Said,
    checked_note,
    find_case,
    move_case,
    need_hand,
)
from bondroit.review.services.deadlines import new_deadline, settle
from bondroit.review.services.decisions import standing_verdict
from bondroit.review.services.verdicts import add_months
from bondroit.review.store.cases import Case
from bondroit.review.store.work import Deadline, Step
from bondroit.review.vocabulary import STEPS, DeadlineKind, State

RECTIFICATION: Final = timedelta(days=20)
"""Delay to ask for a correction of the notice (CSS R133-9-2)."""

APPEAL_MONTHS: Final = 2
"""Delay of the prior appeal (CASF R262-88)."""

REPLY_MONTHS: Final = 2
"""Silence on an appeal is a refusal after two months (CRPA L231-4, L411-7)."""

MAX_REFERENCE: Final = 200


def request_documents(
    session: Session,
    actor: Actor,
    settings: ReviewConfig,
    case_id: str,
    version: int,
    *,
    note: str = "",
    due_on: date | None = None,
) -> Deadline:
    """Note that documents were asked for, and when the reply is due.

    Raises:
        Invalid: the day is past or far away.
        WrongState: the case is not under review.

    """
    case = find_case(session, case_id)
    need_hand(actor, case, version)
    if State(case.state) not in (
        State.OPENED,
        State.IN_REVIEW,
        State.DOCUMENTS_REQUESTED,
    ):
        raise WrongState("dossier", "il n'est pas en vérification", "prenez-le d'abord")
    text = checked_note(note)
    day = due_on or actor.today + timedelta(days=settings.documents_days)
    row = new_deadline(session, actor, case, DeadlineKind.DOCUMENTS, day, text)
    move_case(
        session,
        actor,
        case,
        State.DOCUMENTS_REQUESTED,
        "documents.requested",
        version=version,
        said=Said(note=text, after={"due_on": day}),
    )
    return row


def receive_documents(
    session: Session, actor: Actor, case_id: str, version: int, note: str = ""
) -> Case:
    """Note that documents came; the case goes back under review."""
    case = find_case(session, case_id)
    need_hand(actor, case, version)
    if case.state != State.DOCUMENTS_REQUESTED:
        raise WrongState("dossier", "aucune pièce n'est attendue", "rechargez la page")
    settle(session, actor, case, (DeadlineKind.DOCUMENTS,))
    move_case(
        session,
        actor,
        case,
        State.IN_REVIEW,
        "documents.received",
        version=version,
        said=Said(note=checked_note(note)),
    )
    return case


def advance(
    session: Session,
    actor: Actor,
    case_id: str,
    version: int,
    state: State,
    *,
    on: date | None = None,
    reference: str = "",
    note: str = "",
) -> Case:
    """Move a case along `STEPS`: under review, transmitted, notified, contested, closed.

    A notification opens the delays of rectification (RSA) and of appeal; a contestation
    that of the reply. Closing settles what was still expected. Going back under review
    sets the former verdict aside; the history keeps it.

    Args:
        session: the transaction.
        actor: who.
        case_id: the case.
        version: the one on screen.
        state: the next state.
        on: the day of the act, today by default.
        reference: of the act in other software (needed for transmitted and notified).
        note: free text.

    Raises:
        Invalid: a reference is missing or too long, or the day is in the future.
        WrongState: that step does not exist from the present state.

    """
    case = find_case(session, case_id)
    need_hand(actor, case, version)
    if state not in STEPS.get(State(case.state), ()):
        raise WrongState(
            "dossier", "cette étape n'est pas possible maintenant", "rechargez la page"
        )
    named = _reference(reference, needed=state in (State.TRANSMITTED, State.NOTIFIED))
    day = on or actor.today
    if day > actor.today:
        raise Invalid("date", "l'acte est daté du futur", "corrigez la date")
    text = checked_note(note)
    if state is State.IN_REVIEW and case.state in (State.CONCLUDED, State.CLOSED):
        _set_aside(session, actor, case)
    _open_delays(session, actor, case, state, day)
    move_case(
        session,
        actor,
        case,
        state,
        "case.advanced",
        version=version,
        said=Said(reference=named, note=text, after={"on": day}),
    )
    return case


def steps_of(session: Session, case_id: str) -> list[Step]:
    """Return the steps of a case, oldest first."""
    return list(
        session.scalars(select(Step).where(Step.case_id == case_id).order_by(Step.id))
    )


def _open_delays(
    session: Session, actor: Actor, case: Case, state: State, day: date
) -> None:
    if state is State.NOTIFIED:
        settle(session, actor, case, (DeadlineKind.APPEAL_REPLY,))
        if "RSA" in case.benefits:
            new_deadline(
                session,
                actor,
                case,
                DeadlineKind.RECTIFICATION,
                day + RECTIFICATION,
                "",
            )
        new_deadline(
            session,
            actor,
            case,
            DeadlineKind.APPEAL,
            add_months(day, APPEAL_MONTHS),
            "",
        )
    elif state is State.CONTESTED:
        settle(session, actor, case, (DeadlineKind.APPEAL, DeadlineKind.RECTIFICATION))
        reply = add_months(day, REPLY_MONTHS)
        new_deadline(session, actor, case, DeadlineKind.APPEAL_REPLY, reply, "")
    elif state is State.CLOSED:
        settle(session, actor, case, tuple(DeadlineKind))


def _set_aside(session: Session, actor: Actor, case: Case) -> None:
    """Set the former verdict aside; the history keeps it."""
    row = standing_verdict(session, case.case_id)
    if row is not None:
        row.standing, row.undone_by, row.undone_at = "undone", actor.id, actor.at


def _reference(text: str, *, needed: bool) -> str | None:
    found = text.strip()
    if (needed and not found) or len(found) > MAX_REFERENCE:
        raise Invalid(
            "référence",
            "elle manque ou elle est trop longue",
            "écrivez le numéro du courrier ou de l'acte",
        )
    return found or None
