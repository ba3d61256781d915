"""Tables of accounts: users, sessions, attempts to sign in, OpenID exchanges."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bondroit.review.store.base import Base
from bondroit.review.store.columns import Listed, Moment


class User(Base):
    """An account of the desk; never deleted, since the journal names it.

    Attributes:
        login: what is typed, lower case.
        name: what colleagues read.
        roles: codes of `Role`, sorted.
        password_hash: argon2; None for an account of an OpenID provider.
        issuer: the OpenID provider, None for a local account.
        subject: the provider's name for the person.

    """

    __tablename__ = "users"
    __table_args__ = (Index("uq_users_subject", "issuer", "subject", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    roles: Mapped[list[str]] = mapped_column(Listed)
    password_hash: Mapped[str | None]
    issuer: Mapped[str | None] = mapped_column(String(500))
    subject: Mapped[str | None] = mapped_column(String(500))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Moment)


class SignedSession(Base):
    """A browser signed in; only the hash of its token is kept."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)


class Attempt(Base):
    """A refused attempt to sign in; account and address are hashed."""

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)


class OpenIdExchange(Base):
    """An exchange with an OpenID provider under way; used once, then deleted."""

    __tablename__ = "openid_exchanges"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(100))
    verifier: Mapped[str] = mapped_column(String(200))
    redirect_uri: Mapped[str] = mapped_column(String(500))
    expires_at: Mapped[datetime] = mapped_column(Moment)
