"""Accounts: added, listed, disabled, their password changed."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bondroit.review import journal
from bondroit.review.actor import Actor
from bondroit.review.auth.passwords import hash_password
from bondroit.review.problems import Conflict, Invalid, NotFound
from bondroit.review.store.accounts import SignedSession, User
from bondroit.review.vocabulary import Role

_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,99}")
MAX_NAME: Final = 100


def add_user(
    session: Session,
    actor: Actor,
    login: str,
    name: str,
    roles: Iterable[str],
    password: str | None,
) -> User:
    """Add an account; without password, only an OpenID provider can sign it in.

    Raises:
        Invalid: the login, the name, a role or the password does not do.
        Conflict: the login is taken.

    """
    wanted = login.strip().lower()
    if not _LOGIN.fullmatch(wanted):
        raise Invalid(
            "compte",
            "l'identifiant n'est pas possible",
            "utilisez de 2 à 100 lettres sans accent, chiffres, point, tiret ou arobase",
        )
    if find_user(session, wanted) is not None:
        raise Conflict(
            "compte", "cet identifiant existe déjà", "choisissez-en un autre"
        )
    user = User(
        login=wanted,
        name=checked_name(name),
        roles=checked_roles(roles),
        password_hash=None if password is None else hash_password(password, wanted),
        active=True,
        created_at=actor.at,
    )
    added = {"name": user.name, "roles": user.roles, "local": password is not None}
    return keep_user(session, actor, user, added)


def keep_user(
    session: Session, actor: Actor, user: User, after: Mapping[str, object]
) -> User:
    """Keep a new account, with what the journal says of it."""
    session.add(user)
    session.flush()
    journal.record(session, actor, "user.added", subject=user.login, after=after)
    return user


def list_users(session: Session) -> list[User]:
    """Return every account, by login."""
    return list(session.scalars(select(User).order_by(User.login)))


def find_user(session: Session, login: str) -> User | None:
    """Return the account of a login, or None."""
    return session.scalar(select(User).where(User.login == login.strip().lower()))


def known_user(session: Session, login: str) -> User:
    """Return the account of a login.

    Raises:
        NotFound: there is none.

    """
    user = find_user(session, login)
    if user is None:
        raise NotFound(
            "compte",
            "cet identifiant n'existe pas",
            "voyez la liste avec `bondroit review user list`",
        )
    return user


def set_password(session: Session, actor: Actor, user: User, password: str) -> None:
    """Change a password, and end the account's sessions.

    Raises:
        Invalid: the password does not do.

    """
    user.password_hash = hash_password(password, user.login)
    end_sessions(session, user)
    journal.record(session, actor, "user.password", subject=user.login)


def set_active(session: Session, actor: Actor, user: User, *, active: bool) -> None:
    """Disable an account and end its sessions, or let it in again."""
    before, user.active = user.active, active
    if not active:
        end_sessions(session, user)
    journal.record(
        session,
        actor,
        "user.enabled" if active else "user.disabled",
        subject=user.login,
        before={"active": before},
        after={"active": active},
    )


def set_roles(session: Session, actor: Actor, user: User, roles: Iterable[str]) -> None:
    """Give an account other roles.

    Raises:
        Invalid: there is none, or one does not exist.

    """
    wanted = checked_roles(roles)
    before, user.roles = user.roles, wanted
    journal.record(
        session,
        actor,
        "user.roles",
        subject=user.login,
        before={"roles": before},
        after={"roles": wanted},
    )


def end_sessions(session: Session, user: User) -> None:
    """Sign an account out everywhere."""
    session.execute(delete(SignedSession).where(SignedSession.user_id == user.id))


def checked_roles(roles: Iterable[str]) -> list[str]:
    """Return the roles, sorted.

    Raises:
        Invalid: there is none, or one does not exist.

    """
    found = sorted(set(roles))
    if not found or not set(found) <= {role.value for role in Role}:
        raise Invalid(
            "compte",
            "un rôle n'existe pas, ou il n'y en a aucun",
            f"choisissez parmi {', '.join(role.value for role in Role)}",
        )
    return found


def checked_name(name: str) -> str:
    """Return a person's name as colleagues read it.

    Raises:
        Invalid: it is empty, too long, or holds control characters.

    """
    text = " ".join(name.split())
    if not text or len(text) > MAX_NAME or not text.isprintable():
        raise Invalid("compte", "le nom n'est pas possible", "écrivez prénom et nom")
    return text
