"""Signing in and out: local accounts, and an agency's own provider."""

import secrets
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bondroit.review.actor import machine
from bondroit.review.auth import outside, signing
from bondroit.review.auth.openid import OpenIdClient, keep_exchange
from bondroit.review.problems import ReviewError, SignInRefused, TooManyAttempts
from bondroit.review.web import guards, sentences
from bondroit.review.web.site import Site
from bondroit.review.web.visits import (
    SEE_OTHER,
    SESSION,
    Form,
    read_form,
    sent,
    spoken,
)

BEFORE: Final = "bondroit_avant"
"""Cookie that binds the sign-in form to its browser."""
EXCHANGE: Final = "bondroit_echange"
"""Cookie that binds an exchange with the provider to its browser."""
_MINUTES: Final = 600
_Act = Callable[[Site, Request, Form], Response]


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of people not signed in."""
    table: tuple[tuple[str, str, _Act], ...] = (
        ("GET", "/connexion", _show),
        ("POST", "/connexion", _sign_in),
        ("POST", "/deconnexion", _sign_out),
        ("GET", "/connexion/agence", _begin),
        ("GET", "/connexion/retour", _finish),
    )
    return [
        Route(path, _endpoint(site, path, act), methods=[method])
        for method, path, act in table
    ]


def _endpoint(
    site: Site, path: str, act: _Act
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        request.scope[guards.TEMPLATE] = path
        body = await sent(request)

        def answer() -> Response:
            try:
                return act(site, request, read_form(body))
            except ReviewError as error:
                return _page(site, request, spoken(error), _status(error), error)

        return await run_in_threadpool(answer)

    return endpoint


def to_sign_in(request: Request) -> Response:
    """Send to the sign-in page, then back to the page asked for."""
    expired = "&fait=expire" if request.cookies.get(SESSION) else ""
    place = request.url.path if request.method == "GET" else "/dossiers"
    answer = RedirectResponse(
        f"/connexion?suite={quote(place)}{expired}", status_code=SEE_OTHER
    )
    answer.delete_cookie(SESSION)
    return answer


def local_place(text: str) -> str:
    """Return a page of ours to go to after signing in, the queue for anything else."""
    place = urlsplit(text)
    plain = text.startswith("/") and not text.startswith(("//", "/\\"))
    if not plain or place.scheme or place.netloc or not text.isprintable():
        return "/dossiers"
    return text


def _show(site: Site, request: Request, _form: Form) -> Response:
    if signing.signed_actor(site.desk, request.cookies.get(SESSION)) is not None:
        return RedirectResponse("/dossiers", status_code=SEE_OTHER)
    return _page(site, request)


def _sign_in(site: Site, request: Request, form: Form) -> Response:
    before = request.cookies.get(BEFORE)
    if not signing.form_is_ours(before, form.text("jeton")):
        return _page(site, request, "La page de connexion a expiré ; réessayez.", 403)
    address = request.client.host if request.client else "?"
    # NOTE: a password keeps its spaces.
    password = (form.every("mot_de_passe") or ("",))[-1]
    found = signing.sign_in(
        site.desk,
        form.text("identifiant"),
        password,
        address,
        request.cookies.get(SESSION),
    )
    return _signed(site, request, found, local_place(form.text("suite")))


def _sign_out(site: Site, request: Request, form: Form) -> Response:
    token = request.cookies.get(SESSION)
    if signing.form_is_ours(token, form.text("jeton")):
        with site.desk.write() as session:
            signing.sign_out(session, token)
    answer = RedirectResponse("/connexion?fait=deconnecte", status_code=SEE_OTHER)
    answer.delete_cookie(SESSION)
    return answer


def _begin(site: Site, request: Request, _form: Form) -> Response:
    client = _client(site)
    at = site.desk.clock()
    begun = client.begin(_return_place(site, request), at)
    with site.desk.write() as session:
        keep_exchange(session, begun, at)
    answer = RedirectResponse(begun.page, status_code=SEE_OTHER)
    _keep(request, answer, EXCHANGE, begun.state, _MINUTES)
    return answer


def _finish(site: Site, request: Request, _form: Form) -> Response:
    client = _client(site)
    at = site.desk.clock()
    with site.desk.write() as session:
        exchange = client.take_exchange(
            session,
            request.query_params.get("state"),
            request.cookies.get(EXCHANGE),
            at,
        )
    identity = client.finish(exchange, request.query_params.get("code", ""), at)
    with site.desk.write() as session:
        user = outside.account_of(session, machine(at), identity)
        found = signing.open_session(
            session, site.desk.settings, user, at, request.cookies.get(SESSION)
        )
    answer = _signed(site, request, found, "/dossiers")
    answer.delete_cookie(EXCHANGE)
    return answer


def _client(site: Site) -> OpenIdClient:
    if site.openid is None:
        raise SignInRefused(
            "connexion",
            "aucun fournisseur d'identité n'est réglé",
            "connectez-vous avec un compte local",
        )
    return site.openid


def _return_place(site: Site, request: Request) -> str:
    base = site.address or str(request.base_url)
    return f"{base.rstrip('/')}/connexion/retour"


def _signed(
    site: Site, request: Request, found: signing.SignedIn, place: str
) -> Response:
    answer = RedirectResponse(place, status_code=SEE_OTHER)
    seconds = int((found.expires_at - site.desk.clock()).total_seconds())
    _keep(request, answer, SESSION, found.token, seconds)
    answer.delete_cookie(BEFORE)
    return answer


def _keep(
    request: Request, answer: Response, name: str, value: str, seconds: int
) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def _page(
    site: Site,
    request: Request,
    problem: str | None = None,
    status: int = 200,
    error: ReviewError | None = None,
) -> Response:
    before = request.cookies.get(BEFORE) or secrets.token_urlsafe(32)
    page = site.environment.get_template("sign_in.html.j2").render(
        {
            "site": site,
            "token": signing.form_token(before),
            "problem": problem,
            "said": sentences.DONE.get(request.query_params.get("fait", "")),
            "next": local_place(request.query_params.get("suite", "/dossiers")),
        }
    )
    answer = HTMLResponse(page, status_code=status)
    if isinstance(error, TooManyAttempts):
        answer.headers["Retry-After"] = str(error.retry_after)
    _keep(request, answer, BEFORE, before, _MINUTES * 6)
    return answer


def _status(error: ReviewError) -> int:
    if isinstance(error, TooManyAttempts):
        return 429
    return 401 if isinstance(error, SignInRefused) else 400
