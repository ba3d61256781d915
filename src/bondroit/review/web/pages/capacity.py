"""«40 dossiers ce mois-ci»: what the first cases of the queue would bring."""

from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from bondroit.review.problems import Invalid
from bondroit.review.services.capacity import MAX_CASES, capacity
from bondroit.review.services.queue import QueueFilter
from bondroit.review.web.pages.queue import choices, sort_of
from bondroit.review.web.visits import Handler, Visit, number, spoken

USUAL: Final = 40


def _capacity(visit: Visit) -> Response:
    problem = None
    given = {name: visit.query(name) for name in visit.request.query_params}
    try:
        chosen = QueueFilter.from_mapping(given)
        count = number(visit.query("dossiers") or str(USUAL))
    except Invalid as error:
        chosen, count, problem = QueueFilter(), USUAL, spoken(error)
    count = min(max(count, 1), MAX_CASES)
    sort = sort_of(visit.query("sort"))
    with visit.site.desk.read() as session:
        found = capacity(session, visit.actor, count, chosen, sort)
        content = choices(session, visit)
    return visit.page(
        "capacity.html.j2",
        {
            **content,
            "found": found,
            "count": count,
            "most": MAX_CASES,
            "sort": sort.value,
            "given": given,
            "query": urlencode({**chosen.to_mapping(), "sort": sort.value}),
            "filters": len(chosen.to_mapping()),
            "problem": problem,
        },
        422 if problem else 200,
    )


ROUTES: Final[tuple[tuple[str, str, Handler], ...]] = (("GET", "/capacite", _capacity),)
