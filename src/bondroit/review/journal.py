"""The journal: every action, before and after, chained by hash, never changed.

The database refuses to change or delete a row (triggers); whoever gets round them
breaks the chain, which `verify` finds. A cut end is found by comparing with a hash noted
elsewhere (`bondroit review journal head`). Free text is journalled by its hash alone, so
that what identifies a person can be deleted without breaking the chain.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bondroit.review.actor import Actor
from bondroit.review.store.columns import as_json
from bondroit.review.store.work import JournalEntry

START: Final = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a verification of the journal found.

    Attributes:
        entries: rows read.
        head: hash of the last row.
        problems: one sentence a break of the chain; empty when whole.

    """

    entries: int
    head: str
    problems: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was changed, removed or added apart."""
        return not self.problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One action to append; see `record`."""

    action: str
    case_id: str | None = None
    subject: str | None = None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


def record(
    session: Session,
    actor: Actor,
    action: str,
    *,
    case_id: str | None = None,
    subject: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> JournalEntry:
    """Append one action, in the transaction that does it.

    Args:
        session: the transaction.
        actor: who does it, and when.
        action: what, in English, such as `case.claimed`.
        case_id: the case concerned.
        subject: another thing concerned (an account, a view, a match).
        before: what changes, as it was.
        after: what changes, as it is now.

    """
    done = Act(
        action=action, case_id=case_id, subject=subject, before=before, after=after
    )
    (entry,) = record_all(session, actor, [done])
    return entry


def record_all(
    session: Session, actor: Actor, acts: Sequence[Act]
) -> list[JournalEntry]:
    """Append several actions in their order, in the transaction that does them."""
    session.flush()
    last = session.execute(
        select(JournalEntry.seq, JournalEntry.hash)
        .order_by(JournalEntry.seq.desc())
        .limit(1)
    ).one_or_none()
    seq, previous = (0, START) if last is None else last
    entries = []
    for rank, act in enumerate(acts, start=1):
        entry = JournalEntry(
            seq=seq + rank,
            at=actor.at.isoformat(timespec="microseconds"),
            actor_id=actor.id,
            actor=actor.login,
            action=act.action,
            case_id=act.case_id,
            subject=act.subject,
            before=as_json(act.before or {}),
            after=as_json(act.after or {}),
            previous=previous,
            hash="",
        )
        previous = entry.hash = _hash(entry)
        entries.append(entry)
    session.add_all(entries)
    session.flush()
    return entries


def text_hash(text: str | None) -> str | None:
    """Return what the journal keeps of a free text."""
    return None if not text else hashlib.sha256(text.encode()).hexdigest()[:16]


def verify(session: Session, expected_head: str | None = None) -> Verification:
    """Read the whole chain again.

    Args:
        session: any session.
        expected_head: a hash noted earlier, that must still be in the chain.

    """
    previous, count, problems = START, 0, []
    seen = expected_head is None
    rows = (
        select(JournalEntry)
        .order_by(JournalEntry.seq)
        .execution_options(yield_per=1000)
    )
    for entry in session.scalars(rows):
        count += 1
        if entry.seq != count:
            problems.append(f"ligne {count} : absente du journal")
            count = entry.seq
        if entry.previous != previous:
            problems.append(f"ligne {entry.seq} : elle ne suit pas la précédente")
        if entry.hash != _hash(entry):
            problems.append(f"ligne {entry.seq} : son contenu a été modifié")
        previous = entry.hash
        seen = seen or entry.hash == expected_head
    if not seen:
        problems.append("la fin notée auparavant n'est plus dans le journal")
    return Verification(entries=count, head=previous, problems=tuple(problems))


def case_history(session: Session, case_id: str) -> list[JournalEntry]:
    """Return the actions on one case, oldest first."""
    return list(
        session.scalars(
            select(JournalEntry)
            .where(JournalEntry.case_id == case_id)
            .order_by(JournalEntry.seq)
        )
    )


def latest(
    session: Session, limit: int = 200, before: int | None = None
) -> list[JournalEntry]:
    """Return the latest actions, newest first; `before` is a `seq`, to go on paging."""
    query = select(JournalEntry).order_by(JournalEntry.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(JournalEntry.seq < before)
    return list(session.scalars(query))


def _hash(entry: JournalEntry) -> str:
    content = [
        entry.previous,
        entry.seq,
        entry.at,
        entry.actor_id,
        entry.actor,
        entry.action,
        entry.case_id,
        entry.subject,
        entry.before,
        entry.after,
    ]
    return hashlib.sha256(as_json(content).encode()).hexdigest()
