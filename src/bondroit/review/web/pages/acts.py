"""What people do on a case: each a form, each one transaction."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Final

from sqlalchemy.orm import Session
from starlette.responses import Response

from bondroit.errors import ConfigurationError
from bondroit.model.rule import Verdict
from bondroit.review.problems import (
    Invalid,
    WrongState,
)
from bondroit.review.services import (
    deadlines,
    decisions,
    exceptions,
    follow,
    hands,
    rule_reports,
)
from bondroit.review.services.changes import find_case
from bondroit.review.services.dossier import finding_of, retained_or_claimed
from bondroit.review.services.verdicts import NewVerdict
from bondroit.review.store.cases import Case
from bondroit.review.vocabulary import (
    DISMISSING,
    DeadlineKind,
    State,
    VerdictCode,
)
from bondroit.review.web.pages.acting import on_case
from bondroit.review.web.pages.case import case_of
from bondroit.review.web.pages.rule_example import reported_given
from bondroit.review.web.visits import Form, Handler, Visit

_YEAR: Final = timedelta(days=365)


def _claim(visit: Visit, session: Session, case_id: str) -> str:
    hands.claim(session, visit.actor, case_id)
    return "pris"


def _release(visit: Visit, session: Session, case_id: str) -> str:
    hands.release(session, visit.actor, case_id, visit.form.number("version"))
    return "rendu"


def _assign(visit: Visit, session: Session, case_id: str) -> str:
    form = visit.form
    hands.assign(
        session, visit.actor, case_id, form.number("version"), form.number("agent")
    )
    return "confie"


def _decide(visit: Visit, session: Session, case_id: str) -> str:
    case = find_case(session, case_id)
    row = decisions.decide(
        session,
        visit.actor,
        visit.site.desk.settings,
        case_id,
        visit.form.number("version"),
        _verdict(visit.form, case),
    )
    return "relecture" if row.standing == "waiting" else "conclu"


def _verdict(form: Form, case: Case) -> NewVerdict:
    code = _code(form.text("conclusion"))
    ruled_out = "".join(f"\n- {text.strip()}" for text in form.every("ecartee"))
    seen = f"Explications écartées :{ruled_out}" if ruled_out else ""
    note = "\n\n".join(text for text in (form.text("note"), seen) if text)
    return NewVerdict(
        code=code,
        reason=form.text("motif"),
        amount=_amount(form, case, code),
        note=note,
        rules={
            name.removeprefix("regle:"): _code(values[-1])
            for name, values in form.values.items()
            if name.startswith("regle:") and values[-1]
        },
    )


def _amount(form: Form, case: Case, code: VerdictCode) -> Decimal:
    """Return the amount typed; left empty, the one that the case claims."""
    typed = form.amount("montant")
    if typed is None:
        if code in DISMISSING or code is VerdictCode.INCONCLUSIVE or case.blind:
            return Decimal(0)
        if code is VerdictCode.ARREARS_DUE:
            return -case.underpaid
        return retained_or_claimed(case)
    # NOTE: an amount owed is kept as a negative one; people write it either way.
    return -abs(typed) if code is VerdictCode.ARREARS_DUE else typed


def _code(text: str) -> VerdictCode:
    try:
        return VerdictCode(text)
    except ValueError as error:
        raise Invalid(
            "conclusion", "elle n'est pas choisie", "choisissez-en une dans la liste"
        ) from error


def _undo(visit: Visit, session: Session, case_id: str) -> str:
    decisions.undo(session, visit.actor, case_id, visit.form.number("version"))
    return "annule"


def _second(visit: Visit, session: Session, case_id: str) -> str:
    agree = visit.form.text("accord") == "oui"
    decisions.second_read(
        session,
        visit.actor,
        case_id,
        visit.form.number("version"),
        agree=agree,
        note=visit.form.text("note"),
    )
    return "confirme" if agree else "renvoye"


def _request(visit: Visit, session: Session, case_id: str) -> str:
    form = visit.form
    follow.request_documents(
        session,
        visit.actor,
        visit.site.desk.settings,
        case_id,
        form.number("version"),
        note=form.text("note"),
        due_on=form.day("pour_le"),
    )
    return "pieces"


def _receive(visit: Visit, session: Session, case_id: str) -> str:
    form = visit.form
    follow.receive_documents(
        session, visit.actor, case_id, form.number("version"), form.text("note")
    )
    return "recues"


def _advance(visit: Visit, session: Session, case_id: str) -> str:
    form = visit.form
    if form.text("etape") not in {state.value for state in State}:
        raise Invalid("étape", "elle n'est pas choisie", "choisissez-en une")
    follow.advance(
        session,
        visit.actor,
        case_id,
        form.number("version"),
        State(form.text("etape")),
        on=form.day("le"),
        reference=form.text("reference"),
        note=form.text("note"),
    )
    return "etape"


def _deadline(visit: Visit, session: Session, case_id: str) -> str:
    form = visit.form
    day = form.day("pour_le")
    if day is None or form.text("genre") not in {kind.value for kind in DeadlineKind}:
        raise Invalid("échéance", "elle n'a ni genre ni date", "complétez-la")
    deadlines.add_deadline(
        session,
        visit.actor,
        case_id,
        DeadlineKind(form.text("genre")),
        day,
        form.text("note"),
    )
    return "echeance"


def _except(visit: Visit, session: Session, case_id: str) -> str:
    form = visit.form
    try:
        exceptions.make_exception(
            visit.site.desk,
            session,
            visit.actor,
            case_id,
            form.text("regle"),
            form.text("sujet"),
            form.text("raison"),
            form.day("jusqu_au") or visit.actor.today + _YEAR,
        )
    except ConfigurationError as error:
        raise WrongState(
            "exception",
            "le fichier des exceptions ne peut être complété",
            "prévenez l'exploitant du bureau",
        ) from error
    return "exception"


def _report(
    visit: Visit,
    session: Session,
    case_id: str,
    given: Mapping[str, object] | None,
) -> str:
    form = visit.form
    expected = form.text("attendu")
    if expected not in {verdict.value for verdict in Verdict}:
        raise Invalid("signalement", "la réponse attendue manque", "choisissez-la")
    finding = finding_of(session, case_id, form.text("constat"))
    rule = visit.site.rules.get(finding.rule_id)
    if rule is None:
        raise WrongState(
            "règle", "elle n'existe plus", "parlez-en à un auteur de règles"
        )
    rule_reports.report_rule(
        session,
        visit.actor,
        case_id,
        finding.finding_id,
        form.text("texte"),
        Verdict(expected),
        visit.site.views[rule.view],
        given,
    )
    return "regle"


def _reporting(visit: Visit) -> Response:
    given = reported_given(visit, case_of(visit))
    return on_case(partial(_report, given=given), "regle")(visit)


_CASE: Final = "/dossiers/{case_id}"
ROUTES: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("POST", f"{_CASE}/prendre", on_case(_claim)),
    ("POST", f"{_CASE}/rendre", on_case(_release)),
    ("POST", f"{_CASE}/confier", on_case(_assign)),
    ("POST", f"{_CASE}/conclusion", on_case(_decide, teaches=True)),
    ("POST", f"{_CASE}/annulation", on_case(_undo, teaches=True)),
    ("POST", f"{_CASE}/seconde-lecture", on_case(_second, teaches=True)),
    ("POST", f"{_CASE}/pieces", on_case(_request, "suivi")),
    ("POST", f"{_CASE}/pieces-recues", on_case(_receive, "suivi")),
    ("POST", f"{_CASE}/etape", on_case(_advance, "suivi")),
    ("POST", f"{_CASE}/echeance", on_case(_deadline, "suivi")),
    ("POST", f"{_CASE}/exception", on_case(_except, "regle")),
    ("POST", f"{_CASE}/signalement-regle", _reporting),
)
