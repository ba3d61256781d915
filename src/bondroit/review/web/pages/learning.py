"""What verdicts teach: precision of rules, rules to put in shadow, reports on rules."""

from typing import Final

from starlette.responses import Response

from bondroit.review.services import blind, learning, rule_reports
from bondroit.review.vocabulary import Permission
from bondroit.review.web.visits import Handler, Visit, done


def _rules(visit: Visit) -> Response:
    actor, desk = visit.actor, visit.site.desk
    with desk.read() as session:
        found = learning.rule_precisions(session, actor)
        proposals = learning.shadow_proposals(session, actor, desk.settings)
        arm = (
            blind.random_arm(session, actor)
            if actor.may(Permission.SEE_JOURNAL)
            else None
        )
    return visit.page(
        "learning.html.j2",
        {
            "found": sorted(found, key=lambda item: (-item.share.total, item.rule_id)),
            "proposals": proposals,
            "arm": arm,
            "settings": desk.settings,
        },
    )


def _reports(visit: Visit) -> Response:
    with visit.site.desk.read() as session:
        found = rule_reports.list_reports(session, visit.actor)
    return visit.page("reports.html.j2", {"found": found})


def _answer(visit: Visit) -> Response:
    with visit.site.desk.write() as session:
        rule_reports.answer_report(
            session,
            visit.actor,
            visit.number("report_id"),
            accept=visit.form.text("accord") == "oui",
            text=visit.form.text("reponse"),
        )
    return done("/regles/signalements", "repondu")


ROUTES: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/regles", _rules),
    ("GET", "/regles/signalements", _reports),
    ("POST", "/regles/signalements/{report_id}", _answer),
)
