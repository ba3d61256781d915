"""One request of someone: who, what was sent, how to answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import parse_qsl, quote

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bondroit.errors import BondroitError
from bondroit.review.actor import Actor
from bondroit.review.auth.signing import form_token
from bondroit.review.problems import Invalid, NotFound
from bondroit.review.services.same import count_waiting
from bondroit.review.vocabulary import Permission
from bondroit.review.web.site import Site

SESSION: Final = "bondroit_session"
SEE_OTHER: Final = 303
LARGEST: Final = 2**31 - 1
MAX_BODY: Final = 256 * 1024
_FIELDS: Final = 1000
_KEPT: Final = str.maketrans({"\x00": None, "\r": None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a form held; unknown fields are there, missing ones are empty."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a field, stripped; empty when it was not sent."""
        found = self.values.get(name, ())
        return found[-1].strip() if found else ""

    def every(self, name: str) -> tuple[str, ...]:
        """Return every value of a field."""
        return self.values.get(name, ())

    def number(self, name: str) -> int:
        """Return a whole number.

        Raises:
            Invalid: it is none, or is too large.

        """
        return number(self.text(name))

    def amount(self, name: str) -> Decimal | None:
        """Return euros written the French way, None when left empty.

        Raises:
            Invalid: it is no amount.

        """
        text = self.text(name).translate(_SPACES).replace(",", ".").replace("−", "-")
        if not text:
            return None
        try:
            found = Decimal(text)
        except InvalidOperation as error:
            raise _wrong_amount() from error
        if not found.is_finite() or abs(found) >= 10**9 or "e" in text.lower():
            raise _wrong_amount()
        return found

    def day(self, name: str) -> date | None:
        """Return a day, None when left empty.

        Raises:
            Invalid: it is no day.

        """
        text = self.text(name)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise Invalid(
                "date", "elle n'est pas lisible", "écrivez-la comme 2026-11-30"
            ) from error


_SPACES: Final = str.maketrans(dict.fromkeys("  \u202f€", ""))


def _wrong_amount() -> Invalid:
    return Invalid("montant", "il n'est pas lisible", "écrivez-le comme 1234,56")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request of someone signed in.

    Attributes:
        request: the request.
        site: the application.
        actor: who, at the moment of the request.
        token: of the session, from the cookie.
        form: what was sent; empty when nothing was.

    """

    request: Request
    site: Site
    actor: Actor
    token: str
    form: Form = field(default_factory=Form)

    def part(self, name: str) -> str:
        """Return a part of the address."""
        return str(self.request.path_params[name])

    def number(self, name: str) -> int:
        """Return a part of the address that is a number.

        Raises:
            NotFound: it is none.

        """
        try:
            return number(self.part(name))
        except Invalid as error:
            raise NotFound("page", "elle n'existe pas", "revenez à la liste") from error

    def query(self, name: str) -> str:
        """Return a value of the address's query, stripped."""
        return self.request.query_params.get(name, "").translate(_KEPT).strip()

    def page(
        self, template: str, content: Mapping[str, Any], status: int = 200
    ) -> Response:
        """Answer with a page."""
        return HTMLResponse(
            self.site.environment.get_template(template).render(
                {
                    "visit": self,
                    "actor": self.actor,
                    "token": form_token(self.token),
                    "site": self.site,
                    "path": self.request.url.path,
                    "said": self.query("fait"),
                    "problem": None,
                    "questions": self._questions(),
                    **content,
                }
            ),
            status_code=status,
        )

    def _questions(self) -> int:
        if not self.actor.may(Permission.ANSWER_MATCHES):
            return 0
        with self.site.desk.read() as session:
            return count_waiting(session)


Handler = Callable[[Visit], Response]


def done(place: str, what: str, anchor: str = "") -> Response:
    """Answer that something was done: back to a page, with the code of a sentence."""
    mark = "&" if "?" in place else "?"
    end = f"#{anchor}" if anchor else ""
    return RedirectResponse(
        f"{place}{mark}fait={quote(what)}{end}", status_code=SEE_OTHER
    )


def spoken(error: BondroitError) -> str:
    """Return an answer of the desk as a French sentence, without its full stop."""
    return f"{error.where} : {error.what} ; {error.remedy}"


def number(text: str) -> int:
    """Return a whole number, 0 or more.

    Raises:
        Invalid: it is none, or is too large.

    """
    if not text.isascii() or not text.isdigit() or len(text) > len(str(LARGEST)):
        raise Invalid("nombre", "il n'est pas lisible", "rechargez la page")
    return min(int(text), LARGEST)


def read_form(body: bytes) -> Form:
    """Read a form; characters that no text holds are dropped.

    Raises:
        Invalid: it has too many fields.

    """
    try:
        pairs = parse_qsl(
            body.decode("ascii", "replace"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=_FIELDS,
        )
    except ValueError as error:
        raise Invalid("formulaire", "il est trop long", "rechargez la page") from error
    values: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        values[name] = (*values.get(name, ()), value.translate(_KEPT))
    return Form(values=values)


async def sent(request: Request) -> bytes:
    """Return what a request holds.

    Raises:
        HTTPException: it is larger than any form of the desk.

    """
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > MAX_BODY:
                raise HTTPException(413)
    except ClientDisconnect as error:
        raise HTTPException(400) from error
    return bytes(body)
