"""Our own style, script and icon; and whether the desk is up."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bondroit.review.web import guards
from bondroit.review.web.rendering import STATIC_FILES

_YEAR: Final = "public, max-age=31536000, immutable"


def routes() -> list[BaseRoute]:
    """Return the routes that need no account."""
    return [
        Route("/static/{name}", _file, methods=["GET"]),
        Route("/sante", _health, methods=["GET"]),
    ]


async def _file(request: Request) -> Response:
    request.scope[guards.TEMPLATE] = "/static/{name}"
    found = STATIC_FILES.get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    place, kind = found
    return Response(
        place.read_bytes(), media_type=kind, headers={"Cache-Control": _YEAR}
    )


async def _health(request: Request) -> Response:
    request.scope[guards.TEMPLATE] = "/sante"
    return PlainTextResponse("ok")
