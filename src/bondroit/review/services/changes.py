"""One way to change a case: its version checked, the change journalled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from bondroit.review import journal
from bondroit.review.actor import Actor
from bondroit.review.problems import Conflict, Invalid, NotAllowed, NotFound
from bondroit.review.store.accounts import User
from bondroit.review.store.cases import Case
from bondroit.review.store.work import Step
from bondroit.review.vocabulary import Permission, State

MAX_NOTE: Final = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What goes with a step.

    Attributes:
        reference: of the act in other software, or None.
        note: free text, kept with the step and journalled by its hash.
        after: more for the journal.

    """

    reference: str | None = None
    note: str | None = None
    after: Mapping[str, Any] | None = None


NOTHING_SAID: Final = Said()


def find_case(session: Session, case_id: str) -> Case:
    """Return a case.

    Raises:
        NotFound: there is none of this id.

    """
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound(
            "dossier", "ce dossier n'existe pas", "revenez à la liste des dossiers"
        )
    return case


def change(
    session: Session,
    actor: Actor,
    case: Case,
    action: str,
    values: Mapping[str, Any],
    *,
    version: int | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Change columns of a case, if nobody else did since it was read.

    Args:
        session: the transaction.
        actor: who.
        case: as read in this transaction.
        action: for the journal.
        values: columns and their new values.
        version: the one the person had on screen; the case's own by default.
        after: more for the journal.

    Raises:
        Conflict: the case has another version by now.

    """
    expected = case.version if version is None else version
    before = {name: getattr(case, name) for name in values}
    done = cast(
        "CursorResult[Any]",
        session.execute(
            update(Case)
            .where(Case.case_id == case.case_id, Case.version == expected)
            .values(**values, version=Case.version + 1)
            .execution_options(synchronize_session=False)
        ),
    )
    if done.rowcount != 1:
        raise _changed(_by_whom(session, case))
    session.refresh(case)
    journal.record(
        session,
        actor,
        action,
        case_id=case.case_id,
        before=before,
        after={**values, **(after or {})},
    )


def move_case(
    session: Session,
    actor: Actor,
    case: Case,
    state: State,
    action: str,
    *,
    version: int | None = None,
    values: Mapping[str, Any] | None = None,
    said: Said = NOTHING_SAID,
) -> None:
    """Change the state of a case and keep the step."""
    before = case.state
    change(
        session,
        actor,
        case,
        action,
        {"state": state.value, **(values or {})},
        version=version,
        after=_told(said),
    )
    session.add(_step(actor, case, before, said))
    session.flush()


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A change to one of many cases: see `change` and `move_case`."""

    case: Case
    action: str
    values: Mapping[str, Any]
    said: Said = NOTHING_SAID


def move_all(session: Session, actor: Actor, moves: Sequence[Move]) -> None:
    """Change many cases as `change` and `move_case` do, with few statements.

    The cases were read in this very transaction, which alone writes: nobody can have
    changed them since.
    """
    acts = []
    for move in moves:
        case = move.case
        before = {name: getattr(case, name) for name in move.values}
        for name, value in move.values.items():
            setattr(case, name, value)
        case.version += 1
        if "state" in before:
            session.add(_step(actor, case, before["state"], move.said))
        acts.append(
            journal.Act(
                action=move.action,
                case_id=case.case_id,
                before=before,
                after={**move.values, **_told(move.said)},
            )
        )
    journal.record_all(session, actor, acts)


def _told(said: Said) -> dict[str, Any]:
    """Return what the journal keeps of what goes with a step."""
    return {
        **(said.after or {}),
        **({"reference": said.reference} if said.reference else {}),
        **({"note_sha256": journal.text_hash(said.note)} if said.note else {}),
    }


def _step(actor: Actor, case: Case, before: str, said: Said) -> Step:
    """Return the step of a case that has changed its state."""
    return Step(
        case_id=case.case_id,
        before=before,
        after=case.state,
        at=actor.at,
        author_id=actor.id,
        reference=said.reference,
        note=said.note,
    )


def need_hand(actor: Actor, case: Case, version: int | None = None) -> None:
    """Let only the agent who has the case, or a manager, work on it as it stands.

    Raises:
        Conflict: the case has another version than the one on screen.
        NotAllowed: no role allows it, or the case is another agent's.

    """
    actor.need(Permission.WORK)
    if case.assignee_id != actor.account and not actor.may(Permission.ASSIGN):
        raise NotAllowed(
            "dossier",
            "ce dossier n'est pas le vôtre",
            "prenez-le s'il est libre, ou demandez-le à un responsable",
        )
    if version is not None and version != case.version:
        raise _changed("")


def checked_note(note: str | None) -> str:
    """Return a free text, stripped.

    Raises:
        Invalid: it is too long, or holds a null character.

    """
    text = (note or "").strip()
    if len(text) > MAX_NOTE or "\x00" in text:
        raise Invalid(
            "note",
            f"elle dépasse {MAX_NOTE} caractères ou contient un caractère interdit",
            "raccourcissez-la",
        )
    return text


def _changed(by_whom: str) -> Conflict:
    return Conflict(
        "dossier",
        f"il a été modifié entre-temps{by_whom}",
        "rechargez la page pour voir son état actuel",
    )


def _by_whom(session: Session, case: Case) -> str:
    name = session.scalar(
        select(User.name)
        .join(Case, Case.assignee_id == User.id)
        .where(Case.case_id == case.case_id)
    )
    return f" (dossier suivi par {name})" if name else ""
