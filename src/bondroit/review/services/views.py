"""Saved views of the queue, one's own or shared."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bondroit.review import journal
from bondroit.review.actor import Actor
from bondroit.review.problems import Invalid, NotFound
from bondroit.review.services.queue import QueueFilter, Sort
from bondroit.review.store.work import SavedView
from bondroit.review.vocabulary import Permission

MAX_NAME = 60


def save_view(
    session: Session,
    actor: Actor,
    name: str,
    chosen: QueueFilter,
    sort: Sort,
    *,
    shared: bool = False,
) -> SavedView:
    """Save filters and order under a name; the same name replaces one's own view.

    Raises:
        Invalid: the name is empty or too long.
        NotAllowed: only a manager shares a view.

    """
    actor.need(Permission.SEE_QUEUE)
    if shared:
        actor.need(Permission.ASSIGN)
    text = " ".join(name.split())
    if not text or len(text) > MAX_NAME or not text.isprintable():
        raise Invalid("vue", "le nom est vide ou trop long", "choisissez un nom court")
    row = session.scalar(
        select(SavedView).where(
            SavedView.owner_id == actor.account, SavedView.name == text
        )
    )
    if row is None:
        row = SavedView(owner_id=actor.account, name=text)
        session.add(row)
    row.query = {**chosen.to_mapping(), "sort": sort.value}
    row.shared = shared
    session.flush()
    journal.record(
        session,
        actor,
        "view.saved",
        subject=f"view:{row.id}",
        after={"query": row.query, "shared": shared},
    )
    return row


def list_views(session: Session, actor: Actor) -> list[SavedView]:
    """Return one's own views and those shared, by name."""
    return list(
        session.scalars(
            select(SavedView)
            .where(or_(SavedView.owner_id == actor.account, SavedView.shared))
            .order_by(SavedView.name, SavedView.id)
        )
    )


def delete_view(session: Session, actor: Actor, view_id: int) -> None:
    """Delete one's own view.

    Raises:
        NotFound: one has no such view.

    """
    row = session.get(SavedView, view_id)
    if row is None or row.owner_id != actor.account:
        raise NotFound("vue", "vous n'avez pas cette vue", "rechargez la page")
    session.delete(row)
    journal.record(session, actor, "view.deleted", subject=f"view:{view_id}")
