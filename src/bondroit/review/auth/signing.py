"""Signing in and out: attempts limited, tokens hashed, expired by time and by rest."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bondroit.config import ReviewConfig
from bondroit.review import journal
from bondroit.review.actor import Actor, machine
from bondroit.review.auth.accounts import find_user
from bondroit.review.auth.passwords import hash_password, is_old, matches
from bondroit.review.desk import Desk
from bondroit.review.problems import SignInRefused, TooManyAttempts
from bondroit.review.store.accounts import Attempt, SignedSession, User
from bondroit.review.vocabulary import Role

WINDOW: Final = timedelta(minutes=15)
PER_ACCOUNT: Final = 5
PER_ADDRESS: Final = 30
_SEEN_EVERY: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A session just opened.

    Attributes:
        token: for the cookie (HttpOnly, Secure, SameSite=Lax); kept nowhere else.
        actor: the account.
        expires_at: when the cookie ends at the latest.

    """

    token: str
    actor: Actor
    expires_at: datetime


def sign_in(
    desk: Desk, login: str, password: str, address: str, old_token: str | None = None
) -> SignedIn:
    """Sign a local account in.

    The refused attempt is kept whatever happens next, so this opens its own
    transactions.

    Args:
        desk: the desk.
        login: as typed.
        password: as typed.
        address: of the browser, for the limit.
        old_token: of the browser's present session, which ends.

    Raises:
        SignInRefused: unknown account, wrong password or disabled account.
        TooManyAttempts: five refusals of the account, or thirty of the address, in a
            quarter of an hour.

    """
    at = desk.clock()
    keys = (_key("account", login.strip().lower()), _key("address", address))
    with desk.write() as session:
        wait = _seconds_to_wait(session, keys, at)
        if wait == 0:
            # NOTE: counted before the check, so that parallel tries count too.
            attempt = Attempt(account=keys[0], address=keys[1], at=at)
            session.add(attempt)
            session.flush()
            number = attempt.id
    if wait:
        raise TooManyAttempts(wait)
    with desk.read() as session:
        user = find_user(session, login)
    sound = matches(password, None if user is None else user.password_hash)
    if user is None or not sound or not user.active:
        with desk.write() as session:
            journal.record(session, machine(at), "signin.refused", subject=keys[0][:12])
        raise SignInRefused(
            "connexion",
            "identifiant ou mot de passe inconnu",
            "vérifiez-les, ou adressez-vous à un responsable",
        )
    with desk.write() as session:
        session.execute(delete(Attempt).where(Attempt.id == number))
        if user.password_hash is not None and is_old(user.password_hash):
            session.merge(user).password_hash = hash_password(password, user.login)
        return open_session(session, desk.settings, user, at, old_token)


def open_session(
    session: Session,
    settings: ReviewConfig,
    user: User,
    at: datetime,
    old_token: str | None = None,
) -> SignedIn:
    """Open a session with a fresh token; the browser's former one ends."""
    sign_out(session, old_token)
    session.execute(delete(SignedSession).where(SignedSession.expires_at < at))
    token = secrets.token_urlsafe(32)
    expires = at + timedelta(hours=settings.session_hours)
    session.add(
        SignedSession(
            token_hash=_hash(token),
            user_id=user.id,
            created_at=at,
            seen_at=at,
            expires_at=expires,
        )
    )
    actor = actor_of(user, at)
    journal.record(session, actor, "signin.done", subject=user.login)
    return SignedIn(token=token, actor=actor, expires_at=expires)


def signed_actor(desk: Desk, token: str | None) -> Actor | None:
    """Return who a cookie stands for, None when it stands for nobody any more."""
    if not token:
        return None
    at = desk.clock()
    rest = timedelta(minutes=desk.settings.session_minutes)
    with desk.read() as session:
        found = session.execute(
            select(SignedSession, User)
            .join(User, User.id == SignedSession.user_id)
            .where(SignedSession.token_hash == _hash(token))
        ).one_or_none()
    if found is None:
        return None
    held, user = found
    if not user.active or at >= held.expires_at or at - held.seen_at >= rest:
        return None
    if at - held.seen_at >= _SEEN_EVERY:
        with desk.write() as session:
            again = session.get(SignedSession, held.token_hash)
            if again is not None:
                again.seen_at = at
    return actor_of(user, at)


def sign_out(session: Session, token: str | None) -> None:
    """End a session."""
    if token:
        session.execute(
            delete(SignedSession).where(SignedSession.token_hash == _hash(token))
        )


def actor_of(user: User, at: datetime) -> Actor:
    """Return an account as an actor."""
    return Actor(
        id=user.id,
        login=user.login,
        name=user.name,
        roles=frozenset(Role(role) for role in user.roles),
        at=at,
    )


def form_token(token: str) -> str:
    """Return what every form of a session carries against forged requests.

    Before sign-in, `token` is a random value of a cookie of its own.
    """
    return hmac.new(token.encode(), b"bondroit form", hashlib.sha256).hexdigest()


def form_is_ours(token: str | None, given: str | None) -> bool:
    """Whether a form was made by this desk for this session."""
    return bool(token and given) and hmac.compare_digest(
        form_token(str(token)).encode(), str(given).encode()
    )


def _seconds_to_wait(session: Session, keys: tuple[str, str], at: datetime) -> int:
    session.execute(delete(Attempt).where(Attempt.at < at - WINDOW))
    columns = ((Attempt.account, PER_ACCOUNT), (Attempt.address, PER_ADDRESS))
    waits = [0]
    for (column, limit), key in zip(columns, keys, strict=True):
        count, first = session.execute(
            select(func.count(), func.min(Attempt.at)).where(column == key)
        ).one()
        if count >= limit and first is not None:
            waits.append(max(1, int((first + WINDOW - at).total_seconds())))
    return max(waits)


def _key(kind: str, text: str) -> str:
    return _hash(f"{kind}|{text}")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
