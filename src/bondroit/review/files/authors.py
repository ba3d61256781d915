"""Who concludes when conclusions come from a file."""

from typing import Final

from sqlalchemy.orm import Session

from bondroit.review import journal
from bondroit.review.actor import Actor, machine
from bondroit.review.auth.accounts import find_user
from bondroit.review.desk import Desk
from bondroit.review.problems import Invalid, NotAllowed
from bondroit.review.store.accounts import User
from bondroit.review.vocabulary import Permission, Role

LOGIN: Final = "import"
MAX_AUTHOR: Final = 100


def author_of(desk: Desk, login: str | None) -> Actor:
    """Return who concludes: an account of the desk, or one that cannot sign in.

    Raises:
        Invalid: the name is not possible.
        NotAllowed: the account is closed, or cannot conclude.

    """
    wanted = (login or "").strip().lower()
    if len(wanted) > MAX_AUTHOR or not wanted.isprintable():
        raise Invalid("--author", "ce nom n'est pas possible", "raccourcissez-le")
    with desk.write() as session:
        user = find_user(session, wanted) if wanted else None
        if user is None:
            name = f"{LOGIN}:{wanted}" if wanted else LOGIN
            user = find_user(session, name) or _closed_account(session, desk, name)
        elif not user.active:
            raise NotAllowed(
                "--author", "ce compte est fermé", "choisissez-en un autre"
            )
        actor = Actor(
            id=user.id,
            login=user.login if user.login.startswith(LOGIN) else f"{LOGIN}:{wanted}",
            name=user.name,
            roles=frozenset(Role(role) for role in user.roles),
            at=desk.clock(),
        )
    actor.need(Permission.WORK)
    return actor


def only_names(user: User) -> bool:
    """Whether an account merely names, in the journal, who gave a file: nobody's own."""
    named = user.login == LOGIN or user.login.startswith(f"{LOGIN}:")
    return named and not user.active and user.password_hash is None


def _closed_account(session: Session, desk: Desk, login: str) -> User:
    """Add an account that the journal can name and nobody can open."""
    user = User(
        login=login,
        name=login.replace(":", " : ").capitalize(),
        roles=[Role.AGENT.value],
        active=False,
        created_at=desk.clock(),
    )
    session.add(user)
    session.flush()
    journal.record(
        session,
        machine(desk.clock()),
        "user.added",
        subject=login,
        after={"name": user.name, "roles": user.roles, "local": False},
    )
    return user
