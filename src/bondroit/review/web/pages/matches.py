"""Possible matches: two records side by side; the score is hidden until answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import RedirectResponse, Response

from bondroit.reports.wording import STAYS
from bondroit.review.problems import Conflict, Invalid
from bondroit.review.services import same
from bondroit.review.services.same import Question
from bondroit.review.vocabulary import Answer
from bondroit.review.web.moments import day_of
from bondroit.review.web.visits import SEE_OTHER, Handler, Visit, done, spoken

FIELDS: Final = {
    "birth_name": "Nom de naissance",
    "usual_name": "Nom d'usage",
    "first_names": "Prénoms",
    "sex": "Sexe",
    "birth_date": "Date de naissance",
    "birth_place": "Lieu de naissance (code)",
    "birth_place_name": "Lieu de naissance",
    "address": "Adresse",
    "postcode": "Code postal",
    "commune": "Commune (code)",
    "death_date": "Date de décès",
    "death_place": "Lieu de décès (code)",
    "kind": "Nature du séjour",
    "start_date": "Entrée",
    "end_date": "Sortie",
}
TABLES: Final = {"people": "Fiche", "deaths": "Acte de décès", "stays": "Séjour"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One field of both records, and how they agree, in words."""

    label: str
    left: str
    right: str
    agreement: str


def compared(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[Line]:
    """Return both records field by field; what neither holds is left out."""
    return [
        Line(
            label=label,
            left=_shown(name, left.get(name)),
            right=_shown(name, right.get(name)),
            agreement=agreement(left.get(name), right.get(name)),
        )
        for name, label in FIELDS.items()
        if left.get(name) or right.get(name)
    ]


def agreement(left: object, right: object) -> str:
    """Say how two values agree, without any figure."""
    one, two = (
        " ".join(str(value or "").casefold().split()) for value in (left, right)
    )
    if not one or not two:
        return "d'un seul côté"
    if one == two:
        return "identique"
    if sorted(one) == sorted(two):
        return "mêmes caractères, autre ordre"
    if one in two or two in one:
        return "l'un contient l'autre"
    return "différent"


def _shown(name: str, value: object) -> str:
    if name == "kind":
        return STAYS.get(str(value), str(value or ""))
    return day_of(value)


def _list(visit: Visit) -> Response:
    with visit.site.desk.read() as session:
        waiting = same.waiting(session, visit.actor)
    return visit.page("matches.html.j2", {"waiting": waiting})


def _next(visit: Visit) -> Response:
    """Open the next question; colleagues start at other places of the list."""
    after = visit.form.text("apres")
    with visit.site.desk.write() as session:
        waiting = same.waiting(session, visit.actor)
        left = [number for number in waiting if str(number) != after]
        if not left:
            return RedirectResponse("/rapprochements", status_code=SEE_OTHER)
        place = visit.actor.account * len(left) // 7 % len(left)
        question = same.open_question(session, visit.actor, left[place])
    return _question(visit, question, len(waiting))


def _answer(visit: Visit) -> Response:
    number = visit.number("question_id")
    given = visit.form.text("reponse")
    if given not in {answer.value for answer in Answer}:
        raise Invalid("réponse", "elle n'est pas dans la liste", "choisissez-la")
    try:
        with visit.site.desk.write() as session:
            question = same.answer(session, visit.actor, number, Answer(given))
            left = same.count_waiting(session)
    except Conflict as error:
        with visit.site.desk.write() as session:
            question = same.open_question(session, visit.actor, number)
            left = same.count_waiting(session)
        return _question(visit, question, left, spoken(error), 409)
    return _question(visit, question, left)


def _question(
    visit: Visit,
    question: Question,
    waiting: int,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    return visit.page(
        "match.html.j2",
        {
            "question": question,
            "lines": compared(question.left, question.right),
            "kind": TABLES.get(question.right_table, question.right_table),
            "waiting": waiting,
            "problem": problem,
        },
        status,
    )


def _take_back(visit: Visit) -> Response:
    with visit.site.desk.write() as session:
        same.take_back(session, visit.actor, visit.number("question_id"))
    return done("/rapprochements", "reprise")


ROUTES: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/rapprochements", _list),
    ("POST", "/rapprochements/suivant", _next),
    ("POST", "/rapprochements/{question_id}/reponse", _answer),
    ("POST", "/rapprochements/{question_id}/reprise", _take_back),
)
