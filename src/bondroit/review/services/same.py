"""Possible matches: same, different, unsure; the score is hidden until answered."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bondroit.review import journal
from bondroit.review.actor import Actor
from bondroit.review.problems import Conflict, NotFound
from bondroit.review.store.cases import MatchQuestion
from bondroit.review.store.work import Opening
from bondroit.review.vocabulary import Answer, Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Two records side by side.

    Attributes:
        left: identity by field (empty until opened).
        reasons: one entry a field, in words; empty until answered.
        probability: None until answered.

    """

    id: int
    right_table: str
    left_source: str
    right_source: str
    left: dict[str, Any]
    right: dict[str, Any]
    reasons: tuple[str, ...]
    probability: float | None
    answer: Answer | None


def waiting(session: Session, actor: Actor) -> list[int]:
    """Return the questions that wait for an answer, in a steady order."""
    actor.need(Permission.ANSWER_MATCHES)
    return list(
        session.scalars(
            select(MatchQuestion.id)
            .where(MatchQuestion.waiting, MatchQuestion.answer.is_(None))
            .order_by(MatchQuestion.right_table, MatchQuestion.id)
        )
    )


def count_waiting(session: Session) -> int:
    """Return how many questions wait."""
    return (
        session.scalar(
            select(func.count())
            .select_from(MatchQuestion)
            .where(MatchQuestion.waiting, MatchQuestion.answer.is_(None))
        )
        or 0
    )


def open_question(session: Session, actor: Actor, question_id: int) -> Question:
    """Return both identities; the opening is kept and journalled (writing session).

    Raises:
        NotFound: there is no such question.

    """
    actor.need(Permission.ANSWER_MATCHES)
    row = _find(session, question_id)
    session.add(Opening(question_id=row.id, user_id=actor.account, at=actor.at))
    journal.record(session, actor, "match.opened", subject=f"match:{row.id}")
    return _question(row)


def answer(session: Session, actor: Actor, question_id: int, given: Answer) -> Question:
    """Answer a question that nobody answered.

    Raises:
        Conflict: a colleague answered meanwhile.

    """
    actor.need(Permission.ANSWER_MATCHES)
    row = _find(session, question_id)
    if row.answer is not None:
        raise Conflict(
            "rapprochement", "un collègue y a déjà répondu", "passez au suivant"
        )
    _set(session, actor, row, given)
    return _question(row)


def take_back(session: Session, actor: Actor, question_id: int) -> Question:
    """Take back one's own answer, or any as a manager: the question waits again."""
    actor.need(Permission.ANSWER_MATCHES)
    row = _find(session, question_id)
    if row.answered_by != actor.account:
        actor.need(Permission.ASSIGN)
    _set(session, actor, row, None)
    return _question(row)


def _set(
    session: Session, actor: Actor, row: MatchQuestion, given: Answer | None
) -> None:
    before = row.answer
    session.execute(
        update(MatchQuestion)
        .where(MatchQuestion.id == row.id)
        .values(
            answer=None if given is None else given.value,
            answered_by=None if given is None else actor.account,
            answered_at=None if given is None else actor.at,
            waiting=True,
        )
    )
    session.refresh(row)
    journal.record(
        session,
        actor,
        "match.answered" if given else "match.taken_back",
        subject=f"match:{row.id}",
        before={"answer": before},
        after={"answer": row.answer},
    )


def _find(session: Session, question_id: int) -> MatchQuestion:
    row = session.get(MatchQuestion, question_id)
    if row is None:
        raise NotFound("rapprochement", "il n'existe pas", "revenez à la liste")
    return row


def _question(row: MatchQuestion) -> Question:
    shown = row.answer is not None
    return Question(
        id=row.id,
        right_table=row.right_table,
        left_source=row.left_source,
        right_source=row.right_source,
        left=row.left_identity,
        right=row.right_identity,
        reasons=tuple(row.reasons.splitlines()) if shown else (),
        probability=row.probability if shown else None,
        answer=None if row.answer is None else Answer(row.answer),
    )
