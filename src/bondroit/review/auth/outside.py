"""Accounts that an OpenID provider vouches for: made at the first visit, kept current."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bondroit.review.actor import Actor
from bondroit.review.auth.accounts import (
    checked_name,
    find_user,
    keep_user,
    set_roles,
)
from bondroit.review.auth.openid import Identity
from bondroit.review.problems import SignInRefused
from bondroit.review.store.accounts import User


def account_of(session: Session, actor: Actor, identity: Identity) -> User:
    """Return the account of an identity, made or with its roles brought up to date.

    A local account of the same login is never taken over.

    Raises:
        SignInRefused: the account is disabled, or its login belongs to a local one.

    """
    roles = [role.value for role in identity.roles]
    user = session.scalar(
        select(User).where(
            User.issuer == identity.issuer, User.subject == identity.subject
        )
    )
    if user is not None:
        if not user.active:
            raise _refused("ce compte n'est plus actif")
        if user.roles != roles:
            set_roles(session, actor, user, roles)
        return user
    login = identity.login.strip().lower()[:200]
    if find_user(session, login) is not None:
        raise _refused("un compte local porte déjà cet identifiant")
    user = User(
        login=login,
        name=checked_name(identity.name[:100]),
        roles=roles,
        issuer=identity.issuer,
        subject=identity.subject,
        active=True,
        created_at=actor.at,
    )
    return keep_user(session, actor, user, {"roles": roles, "local": False})


def _refused(what: str) -> SignInRefused:
    return SignInRefused("connexion", what, "adressez-vous à un responsable")
