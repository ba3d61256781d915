"""What stands around every answer: security headers, and a log without any name."""

import logging
import time
from collections.abc import Callable
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TEMPLATE: Final = "bondroit.template"
"""Where the address's template is noted for the log: `/dossiers/{case_id}`."""

POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TRANSPORT: Final = "max-age=31536000"
LOG: Final = logging.getLogger("bondroit.desk")


class Guards:
    """Adds the headers and writes one line an answer: method, template, status, time.

    The address itself is never written: it may hold the number of a case.
    """

    def __init__(self, app: ASGIApp, broken: Callable[[Scope], ASGIApp]) -> None:
        """Keep what comes after, and what answers when it breaks."""
        self.app = app
        self.broken = broken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()

        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                _add_headers(message, scope)
                LOG.info(
                    "%s %s %s %.0f ms",
                    scope["method"],
                    scope.get(TEMPLATE, "-"),
                    message["status"],
                    (time.perf_counter() - started) * 1000,
                )
            await send(message)

        scope.setdefault(TEMPLATE, "-")
        try:
            await self.app(scope, receive, guarded)
        except Exception as error:  # noqa: BLE001 - an answer is always given
            # NOTE: a message may hold a name; the place of the error holds none.
            LOG.error("%s: %s", type(error).__name__, place_of(error))  # noqa: TRY400
            if begun:
                raise ConnectionError from None
            await self.broken(scope)(scope, receive, guarded)


def _add_headers(message: Message, scope: Scope) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "no-store")
    if scope["scheme"] == "https":
        headers["Strict-Transport-Security"] = TRANSPORT


def place_of(error: BaseException) -> str:
    """Return where an error arose, without its message."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "?"
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
