"""One page of the queue: what each case shows, how many there are, their euros."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from bondroit.review.actor import Actor
from bondroit.review.services.queue import (
    QueueFilter,
    Sort,
    ordered,
    queue_conditions,
)
from bondroit.review.store.accounts import User
from bondroit.review.store.cases import Case, CaseTag
from bondroit.review.vocabulary import Permission, State

PAGE_SIZE: Final = 50
MAX_PAGE_SIZE: Final = 500
_SHOWN: Final = (
    Case.case_id,
    Case.kind,
    Case.benefits,
    Case.rules,
    Case.severity,
    Case.recoverable,
    Case.overpaid,
    Case.underpaid,
    Case.oldest_month,
    Case.next_prescription,
    Case.state,
    # NOTE: of the rows shown alone; a join would look up every case before the page.
    select(User.name)
    .where(User.id == Case.assignee_id)
    .correlate(Case)
    .scalar_subquery()
    .label("agent"),
    Case.changed,
    Case.run_state,
    Case.version,
    Case.blind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One line of the queue; figures are None when the case is shown blind."""

    case_id: str
    kind: str
    benefits: tuple[str, ...]
    rules: tuple[str, ...]
    severity: str | None
    recoverable: Decimal | None
    overpaid: Decimal | None
    underpaid: Decimal | None
    oldest_month: date | None
    next_prescription: date | None
    state: State
    agent: str | None
    changed: bool
    run_state: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """One page of the queue.

    Attributes:
        rows: in the order asked.
        total: cases that pass the filters.
        recoverable: their euros still recoverable, blind ones left out.
        page: from 1.
        pages: at least 1.

    """

    rows: tuple[QueueRow, ...]
    total: int
    recoverable: Decimal
    page: int
    pages: int


def queue_page(
    session: Session,
    actor: Actor,
    chosen: QueueFilter | None = None,
    sort: Sort = Sort.RECOVERABLE,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> QueuePage:
    """Return one page of the queue.

    Raises:
        NotAllowed: no role lets the account see it.

    """
    actor.need(Permission.SEE_QUEUE)
    size = min(max(size, 1), MAX_PAGE_SIZE)
    conditions = queue_conditions(chosen or QueueFilter())
    shown = func.sum(Case.recoverable).filter(Case.blind.is_(False))
    total, recoverable = session.execute(
        select(func.count(), shown).select_from(Case).where(*conditions)
    ).one()
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    rows = session.execute(
        ordered(select(*_SHOWN), sort)
        .where(*conditions)
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    return QueuePage(
        rows=tuple(_row(row) for row in rows),
        total=total,
        recoverable=recoverable or Decimal(0),
        page=page,
        pages=pages,
    )


def tags(session: Session, kind: str = "rule") -> list[str]:
    """Return the values of a kind of tag, sorted.

    From one to the next by the index: there are a few dozen, on tens of thousands of cases.
    """
    of_kind = CaseTag.kind == kind
    found = (
        select(func.min(CaseTag.value).label("value"))
        .where(of_kind)
        .cte("found", recursive=True)
    )
    following = (
        select(func.min(CaseTag.value))
        .where(of_kind, CaseTag.value > found.c.value)
        .correlate(found)
        .scalar_subquery()
    )
    found = found.union_all(select(following).where(found.c.value.is_not(None)))
    return list(
        session.scalars(
            select(found.c.value)
            .where(found.c.value.is_not(None))
            .order_by(found.c.value)
        )
    )


def _row(row: Row[Any]) -> QueueRow:
    hidden = row.blind
    return QueueRow(
        case_id=row.case_id,
        kind=row.kind,
        benefits=tuple(row.benefits),
        rules=() if hidden else tuple(row.rules),
        severity=None if hidden else row.severity,
        recoverable=None if hidden else row.recoverable,
        overpaid=None if hidden else row.overpaid,
        underpaid=None if hidden else row.underpaid,
        oldest_month=None if hidden else row.oldest_month,
        next_prescription=None if hidden else row.next_prescription,
        state=State(row.state),
        agent=row.agent,
        changed=bool(row.changed),
        run_state="new" if hidden else row.run_state,
        version=row.version,
    )
