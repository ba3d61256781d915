"""The application: its routes, and what stands before each."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bondroit.review.auth.signing import form_is_ours, signed_actor
from bondroit.review.problems import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    ReviewError,
    WrongState,
)
from bondroit.review.web import guards
from bondroit.review.web.pages import (
    accounts,
    acts,
    capacity,
    case,
    deadlines,
    exceptions,
    files,
    journal,
    learning,
    matches,
    queue,
    register,
    signing,
    static,
)
from bondroit.review.web.site import Site
from bondroit.review.web.visits import (
    SEE_OTHER,
    SESSION,
    Handler,
    Visit,
    read_form,
    sent,
    spoken,
)

Endpoint = Callable[[Request], Awaitable[Response]]
STATUSES: Final[dict[type[ReviewError], int]] = {
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    WrongState: 409,
    Invalid: 422,
}
PAGES: Final[tuple[tuple[str, str, Handler], ...]] = (
    *queue.ROUTES,
    *case.ROUTES,
    *acts.ROUTES,
    *capacity.ROUTES,
    *deadlines.ROUTES,
    *exceptions.ROUTES,
    *files.ROUTES,
    *matches.ROUTES,
    *learning.ROUTES,
    *journal.ROUTES,
    *register.ROUTES,
    *accounts.ROUTES,
)


def make_app(site: Site) -> Starlette:
    """Return the application of a desk."""
    routes: list[BaseRoute] = [
        Route("/", _home, methods=["GET"]),
        *static.routes(),
        *signing.routes(site),
        *(
            Route(path, _signed(site, path, handler), methods=[method])
            for method, path, handler in PAGES
        ),
    ]
    return Starlette(
        routes=routes,
        middleware=[
            Middleware(
                guards.Guards, broken=lambda scope: _plain(site, Request(scope), 500)
            )
        ],
        exception_handlers={HTTPException: _no_page(site)},
    )


async def _home(_request: Request) -> Response:
    return RedirectResponse("/dossiers", status_code=SEE_OTHER)


def _signed(site: Site, path: str, handler: Handler) -> Endpoint:
    """Return an endpoint for people signed in; forms must be the desk's own."""

    async def endpoint(request: Request) -> Response:
        request.scope[guards.TEMPLATE] = path
        body = await sent(request)
        return await run_in_threadpool(_answer, site, request, body, handler)

    return endpoint


def _answer(site: Site, request: Request, body: bytes, handler: Handler) -> Response:
    token = request.cookies.get(SESSION)
    actor = signed_actor(site.desk, token)
    if actor is None or token is None:
        return signing.to_sign_in(request)
    visit = Visit(request=request, site=site, actor=actor, token=token)
    try:
        if request.method == "POST":
            form = read_form(body)
            if not form_is_ours(token, form.text("jeton")):
                return refused(
                    visit, 403, "Ce formulaire ne vient pas de votre session."
                )
            visit = Visit(
                request=request, site=site, actor=actor, token=token, form=form
            )
        return handler(visit)
    except ReviewError as error:
        return refused(visit, STATUSES.get(type(error), 400), spoken(error))


def refused(visit: Visit, status: int, sentence: str) -> Response:
    """Answer that something cannot be shown or done."""
    return visit.page(
        "refused.html.j2", {"status": status, "sentence": sentence}, status
    )


def _no_page(site: Site) -> Callable[[Request, Exception], Response]:
    def answer(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return _plain(site, request, status)

    return answer


def _plain(site: Site, request: Request, status: int) -> Response:
    template = site.environment.get_template("outside.html.j2")
    actor = signed_actor(site.desk, request.cookies.get(SESSION))
    return HTMLResponse(
        template.render({"status": status, "signed": actor is not None, "site": site}),
        status_code=status,
    )
