"""The example of a rule reported as wrong, looked for before anything is written."""

from collections.abc import Mapping

from bondroit.review.services.changes import find_case
from bondroit.review.store.cases import CaseFinding, ImportedRun
from bondroit.review.vocabulary import Permission
from bondroit.review.web.visits import Visit


def reported_given(visit: Visit, case_id: str) -> Mapping[str, object] | None:
    """Return what makes the rule fire again in an example, None when it is unknown.

    It takes seconds: no transaction is open meanwhile, and nobody else waits for it.

    Raises:
        NotFound: there is no such case.

    """
    if not visit.actor.may(Permission.WORK):
        return None
    with visit.site.desk.read() as session:
        case = find_case(session, case_id)
        finding = session.get(CaseFinding, (case_id, visit.form.text("constat")))
        run = session.get(ImportedRun, case.run_id)
    if case.blind or finding is None or run is None:
        return None
    return visit.site.examples(run, finding)
