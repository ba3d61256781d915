"""Verdicts: given, confirmed by a second reader, undone."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bondroit.config import ReviewConfig
from bondroit.review.actor import Actor
from bondroit.review.problems import Invalid, NotAllowed, WrongState
from bondroit.review.services.changes import (
    Move,
    Said,
    checked_note,
    find_case,
    move_all,
    move_case,
    need_hand,
)
from bondroit.review.services.verdicts import NewVerdict, keep, replace_former
from bondroit.review.store.cases import Case
from bondroit.review.store.work import VerdictRow
from bondroit.review.vocabulary import Permission, State

STANDING: Final = ("waiting", "effective")
"""Verdicts that count, at most one a case."""


def decide(
    session: Session,
    actor: Actor,
    settings: ReviewConfig,
    case_id: str,
    version: int,
    verdict: NewVerdict,
) -> VerdictRow:
    """Conclude a case, or send it to a second reader when much is at stake.

    At stake: the amount retained, or what the case claimed when it is dismissed.

    Raises:
        Invalid: the reason, the amount or a rule does not fit.
        NotAllowed: the case is another agent's.
        WrongState: it was not taken, or is decided already.
        Conflict: it changed meanwhile.

    """
    case = find_case(session, case_id)
    need_hand(actor, case, version)
    row = keep(session, actor, settings, {case: verdict})[case]
    values = _outcome(actor, case, row)
    move_case(
        session,
        actor,
        case,
        State(values.pop("state")),
        "verdict.given",
        version=version,
        values=values,
        said=_said(row, verdict),
    )
    return row


def decide_all(
    session: Session,
    actor: Actor,
    settings: ReviewConfig,
    verdicts: Mapping[Case, NewVerdict],
) -> dict[Case, VerdictRow]:
    """Conclude many cases as `decide` does, with few statements.

    Args:
        session: the transaction, in which the cases were read.
        actor: who concludes.
        settings: of the desk.
        verdicts: by case, each let through by `verdicts.check_verdict`.

    Raises:
        Invalid: a reason, an amount or a rule does not fit.
        NotAllowed: a case is another agent's.
        WrongState: a case was not taken, or is decided already.

    """
    for case in verdicts:
        need_hand(actor, case)
    rows = keep(session, actor, settings, verdicts)
    move_all(
        session,
        actor,
        [
            Move(
                case=case,
                action="verdict.given",
                values=_outcome(actor, case, row),
                said=_said(row, verdicts[case]),
            )
            for case, row in rows.items()
        ],
    )
    return rows


def _outcome(actor: Actor, case: Case, row: VerdictRow) -> dict[str, Any]:
    """Return what a verdict changes in its case."""
    if row.standing == "waiting":
        return {"state": State.SECOND_READING.value}
    return {"state": State.CONCLUDED.value, **_concluded(case, actor)}


def _said(row: VerdictRow, verdict: NewVerdict) -> Said:
    return Said(
        note=row.note,
        after={
            "verdict": row.id,
            "code": row.code,
            "reason": row.reason,
            "amount": row.amount,
            "rules": {rule: code.value for rule, code in verdict.rules.items()},
        },
    )


def second_read(
    session: Session,
    actor: Actor,
    case_id: str,
    version: int,
    *,
    agree: bool,
    note: str = "",
) -> VerdictRow:
    """Confirm the verdict of a colleague, or send the case back with a note.

    Raises:
        Invalid: a refusal without a note.
        NotAllowed: one's own verdict, or no role allows it.
        WrongState: no verdict waits.

    """
    actor.need(Permission.SECOND_READ)
    case = find_case(session, case_id)
    row = standing_verdict(session, case_id)
    if case.state != State.SECOND_READING or row is None:
        raise WrongState("dossier", "aucune conclusion n'attend", "rechargez la page")
    if row.author_id == actor.account:
        raise NotAllowed(
            "seconde lecture",
            "elle revient à une autre personne que l'auteur",
            "demandez-la à un collègue",
        )
    text = checked_note(note)
    if not agree and not text:
        raise Invalid("seconde lecture", "un désaccord se motive", "écrivez une note")
    row.standing = "effective" if agree else "refused"
    row.second_reader_id, row.second_at, row.second_note = actor.account, actor.at, text
    if agree:
        replace_former(session, [row.case_id], row.id)
    move_case(
        session,
        actor,
        case,
        State.CONCLUDED if agree else State.IN_REVIEW,
        "verdict.confirmed" if agree else "verdict.refused",
        version=version,
        values=_concluded(case, actor) if agree else {},
        said=Said(note=text, after={"verdict": row.id}),
    )
    return row


def undo(session: Session, actor: Actor, case_id: str, version: int) -> VerdictRow:
    """Take back a verdict before it was acted upon: its author does, or a manager.

    Raises:
        NotAllowed: it is another agent's verdict.
        WrongState: there is none, or it was transmitted, notified or closed.

    """
    actor.need(Permission.WORK)
    case = find_case(session, case_id)
    row = standing_verdict(session, case_id)
    if row is None or case.state not in (State.CONCLUDED, State.SECOND_READING):
        raise WrongState(
            "dossier",
            "aucune conclusion ne peut plus être annulée",
            "rouvrez le dossier s'il est clos",
        )
    if row.author_id != actor.account and not actor.may(Permission.ASSIGN):
        raise NotAllowed(
            "dossier",
            "cette conclusion est celle d'un autre agent",
            "demandez l'annulation à son auteur ou à un responsable",
        )
    row.standing, row.undone_by, row.undone_at = "undone", actor.account, actor.at
    move_case(
        session,
        actor,
        case,
        State.IN_REVIEW,
        "verdict.undone",
        version=version,
        values={
            "concluded_at": None,
            "assignee_id": case.assignee_id or row.author_id,
        },
        said=Said(after={"verdict": row.id}),
    )
    return row


def standing_verdict(session: Session, case_id: str) -> VerdictRow | None:
    """Return the verdict that counts: effective, or waiting for the second reader."""
    return session.scalar(
        select(VerdictRow)
        .where(VerdictRow.case_id == case_id, VerdictRow.standing.in_(STANDING))
        .order_by(VerdictRow.id.desc())
        .limit(1)
    )


def verdicts_of(session: Session, case_id: str) -> list[VerdictRow]:
    """Return every verdict of a case, oldest first."""
    return list(
        session.scalars(
            select(VerdictRow)
            .where(VerdictRow.case_id == case_id)
            .order_by(VerdictRow.id)
        )
    )


def _concluded(case: Case, actor: Actor) -> dict[str, object]:
    """Return what a conclusion changes; a blind case shows its figures from now on."""
    return {
        "concluded_at": actor.at,
        "changed": [],
        "blind": False,
        "sort_amount": int(case.recoverable * 100),
    }
