"""OpenID Connect: accounts of an agency's own provider, roles from a claim.

Authorization code with PKCE, state bound to the browser, nonce, and a signed identity
checked against the provider's keys. Everything is set by the environment:
`BONDROIT_OIDC_ISSUER`, `BONDROIT_OIDC_CLIENT_ID`, `BONDROIT_OIDC_CLIENT_SECRET`,
`BONDROIT_OIDC_ROLE_CLAIM` (`roles` by default) and `BONDROIT_OIDC_ROLES`, such as
`controle-agents=agent,controle-chefs=manager`.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast
from urllib.parse import urlencode, urlsplit

import httpx
from authlib.common.security import generate_token
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from sqlalchemy import delete
from sqlalchemy.orm import Session

from bondroit.errors import ConfigurationError
from bondroit.review.problems import SignInRefused
from bondroit.review.store.accounts import OpenIdExchange
from bondroit.review.vocabulary import Role

LIFETIME: Final = timedelta(minutes=10)
_LEEWAY: Final = 60
_SECONDS: Final = 10
_ALGORITHMS: Final = ["RS256", "PS256", "ES256", "ES384"]
_LOCAL: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIdSettings:
    """A provider, as the environment gives it."""

    issuer: str
    client_id: str
    client_secret: str
    role_claim: str
    roles: Mapping[str, Role]

    def __repr__(self) -> str:
        """Show no secret."""
        return f"OpenIdSettings({self.issuer})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the provider says it is."""

    issuer: str
    subject: str
    login: str
    name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """An exchange about to begin.

    Attributes:
        page: of the provider, to send the browser to.
        state: that a cookie of this browser keeps (HttpOnly, ten minutes).
        exchange: what `keep_exchange` keeps until the browser comes back.

    """

    page: str
    state: str
    exchange: OpenIdExchange


def keep_exchange(session: Session, begun: Beginning, at: datetime) -> None:
    """Keep an exchange until the browser comes back; those too old go."""
    session.execute(delete(OpenIdExchange).where(OpenIdExchange.expires_at < at))
    session.add(begun.exchange)


def read_settings(environment: Mapping[str, str]) -> OpenIdSettings | None:
    """Return the provider of the environment, None when it names none.

    Raises:
        ConfigurationError: a part is missing, the address is not https, or a role does
            not exist.

    """
    issuer = environment.get("BONDROIT_OIDC_ISSUER", "").strip().rstrip("/")
    if not issuer:
        return None
    place = urlsplit(issuer)
    if place.scheme != "https" and place.hostname not in _LOCAL:
        raise ConfigurationError(
            "BONDROIT_OIDC_ISSUER", "the provider must use https", "correct its address"
        )
    given = {
        name: environment.get(f"BONDROIT_OIDC_{name}", "").strip()
        for name in ("CLIENT_ID", "CLIENT_SECRET", "ROLES")
    }
    for name, value in given.items():
        if not value:
            raise ConfigurationError(
                f"BONDROIT_OIDC_{name}",
                "this variable is not in the environment",
                "set it beside BONDROIT_OIDC_ISSUER",
            )
    return OpenIdSettings(
        issuer=issuer,
        client_id=given["CLIENT_ID"],
        client_secret=given["CLIENT_SECRET"],
        role_claim=environment.get("BONDROIT_OIDC_ROLE_CLAIM", "").strip() or "roles",
        roles=_roles(given["ROLES"]),
    )


def _roles(text: str) -> dict[str, Role]:
    try:
        pairs = [item.rsplit("=", 1) for item in text.split(",") if item.strip()]
        return {group.strip(): Role(role.strip()) for group, role in pairs}
    except ValueError as error:
        raise ConfigurationError(
            "BONDROIT_OIDC_ROLES",
            "a group is not followed by a role that exists",
            "write group=agent,other=manager",
        ) from error


class OpenIdClient:
    """Signs people in through a provider."""

    def __init__(self, settings: OpenIdSettings) -> None:
        """Keep the settings; the provider is asked when someone signs in."""
        self.settings = settings
        self._found: dict[str, Any] | None = None

    def begin(self, redirect_uri: str, at: datetime) -> Beginning:
        """Start an exchange; asks the provider who it is the first time, so hold no session.

        Raises:
            SignInRefused: the provider does not answer.

        """
        page = str(self._provider()["authorization_endpoint"])
        state, nonce, verifier = (generate_token(48) for _ in range(3))
        query = urlencode(
            {
                "response_type": "code",
                "client_id": self.settings.client_id,
                "redirect_uri": redirect_uri,
                "scope": "openid profile email",
                "state": state,
                "nonce": nonce,
                "code_challenge": create_s256_code_challenge(verifier),
                "code_challenge_method": "S256",
            }
        )
        return Beginning(
            page=f"{page}{'&' if '?' in page else '?'}{query}",
            state=state,
            exchange=OpenIdExchange(
                state_hash=_hash(state),
                nonce=nonce,
                verifier=verifier,
                redirect_uri=redirect_uri,
                expires_at=at + LIFETIME,
            ),
        )

    def take_exchange(
        self, session: Session, state: str | None, cookie: str | None, at: datetime
    ) -> OpenIdExchange:
        """Return the exchange that a browser comes back from; it serves once.

        Raises:
            SignInRefused: it is not this browser's, was used, or is too old.

        """
        row = session.get(OpenIdExchange, _hash(state or ""))
        if (
            row is None
            or not cookie
            or not hmac.compare_digest(str(state).encode(), cookie.encode())
            or row.expires_at < at
        ):
            raise _refused("l'échange n'est plus valable")
        session.delete(row)
        session.flush()
        return row

    def finish(self, exchange: OpenIdExchange, code: str, at: datetime) -> Identity:
        """Exchange the code and check the identity.

        Raises:
            SignInRefused: the provider refuses, or its answer cannot be trusted.

        """
        claims = self._claims(self._token(exchange, code), exchange.nonce, at)
        found = claims.get(self.settings.role_claim, [])
        groups = [found] if isinstance(found, str) else list(found or [])
        roles = {
            self.settings.roles[name] for name in groups if name in self.settings.roles
        }
        if not roles:
            raise _refused("votre compte n'a aucun rôle dans ce bureau")
        login = claims.get("preferred_username") or claims.get("email") or claims["sub"]
        return Identity(
            issuer=self.settings.issuer,
            subject=str(claims["sub"]),
            login=str(login),
            name=str(claims.get("name") or login),
            roles=tuple(sorted(roles)),
        )

    def _token(self, exchange: OpenIdExchange, code: str) -> str:
        answer = _asked(
            lambda: httpx.post(
                self._provider()["token_endpoint"],
                data={
                    "grant_type": "authorization_code",
                    "code": code,
                    "redirect_uri": exchange.redirect_uri,
                    "code_verifier": exchange.verifier,
                },
                auth=(self.settings.client_id, self.settings.client_secret),
                timeout=_SECONDS,
            )
        )
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise _refused("le fournisseur n'a pas donné d'identité")
        return token

    def _claims(self, token: str, nonce: str, at: datetime) -> dict[str, Any]:
        keys = _asked(lambda: httpx.get(self._provider()["jwks_uri"], timeout=_SECONDS))
        try:
            read = jwt.decode(
                token,
                KeySet.import_key_set(cast("KeySetSerialization", keys)),
                algorithms=_ALGORITHMS,
            )
            jwt.JWTClaimsRegistry(
                now=int(at.timestamp()),
                leeway=_LEEWAY,
                iss={"essential": True, "value": self._provider()["issuer"]},
                aud={"essential": True, "value": self.settings.client_id},
                exp={"essential": True},
                sub={"essential": True},
                nonce={"essential": True, "value": nonce},
            ).validate(read.claims)
        except (JoseError, ValueError, KeyError) as error:
            raise _refused("l'identité reçue n'est pas sûre") from error
        return dict(read.claims)

    def _provider(self) -> dict[str, Any]:
        """Return what the provider says of itself, asked once."""
        if self._found is None:
            place = f"{self.settings.issuer}/.well-known/openid-configuration"
            found = _asked(lambda: httpx.get(place, timeout=_SECONDS))
            if str(found.get("issuer", "")).rstrip("/") != self.settings.issuer:
                raise _refused("le fournisseur n'est pas celui attendu")
            self._found = found
        return self._found


def _asked(ask: Any) -> dict[str, Any]:  # noqa: ANN401 - a request to make
    try:
        answer = ask()
        answer.raise_for_status()
        content = answer.json()
    except (httpx.HTTPError, json.JSONDecodeError) as error:
        raise _refused("le fournisseur d'identité ne répond pas comme prévu") from error
    if not isinstance(content, dict):
        raise _refused("le fournisseur d'identité ne répond pas comme prévu")
    return content


def _refused(what: str) -> SignInRefused:
    return SignInRefused(
        "connexion", what, "recommencez, ou adressez-vous à un responsable"
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
