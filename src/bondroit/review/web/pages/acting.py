"""How an act on a case is done: one transaction, then the case again."""

from collections.abc import Callable
from typing import Final

from sqlalchemy.orm import Session
from starlette.responses import Response

from bondroit.review.problems import (
    Conflict,
    Invalid,
    NotAllowed,
    ReviewError,
    WrongState,
)
from bondroit.review.services import learning
from bondroit.review.web.pages.case import case_of, case_page
from bondroit.review.web.visits import Handler, Visit, done, spoken

Act = Callable[[Visit, Session, str], str]
"""Does one thing in a writing session; returns the code of the sentence to say."""
_STATUSES: Final[dict[type[ReviewError], int]] = {
    NotAllowed: 403,
    Conflict: 409,
    WrongState: 409,
    Invalid: 422,
}


def on_case(act: Act, anchor: str = "", *, teaches: bool = False) -> Handler:
    """Return a handler: one transaction, then the case again.

    Args:
        act: what to do.
        anchor: the place of the page to come back to.
        teaches: whether the precision of rules changes.

    """

    def handler(visit: Visit) -> Response:
        case_id = case_of(visit)
        try:
            with visit.site.desk.write() as session:
                what = act(visit, session, case_id)
        except (NotAllowed, Conflict, WrongState, Invalid) as error:
            return case_page(
                visit,
                case_id,
                problem=spoken(error),
                typed=visit.form,
                status=_STATUSES[type(error)],
            )
        if teaches:
            learning.write_precision(visit.site.desk)
        return done(f"/dossiers/{case_id}", what, anchor)

    return handler
