"""What leaves the desk: case files, letters, the list for the payers.

Whatever names people is asked for by a form, since its opening is journalled.
"""

from typing import Final
from urllib.parse import quote

from starlette.responses import Response

from bondroit.errors import ConfigurationError
from bondroit.review import journal
from bondroit.review.files.downloads import TYPES, case_file
from bondroit.review.files.letters import DOCX, make_letter
from bondroit.review.files.signalements import as_csv, signalements
from bondroit.review.problems import Invalid
from bondroit.review.web.pages.case import case_of
from bondroit.review.web.visits import Handler, Visit


def _download(content: bytes, name: str, kind: str) -> Response:
    return Response(
        content,
        media_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{quote(name)}"',
            "Cache-Control": "no-store",
        },
    )


def _taken(visit: Visit, kind: str) -> Response:
    case_id = case_of(visit)
    desk = visit.site.desk
    with desk.write() as session:
        content = case_file(session, visit.actor, desk, case_id, kind)
    return _download(content, f"{case_id}.{kind}", TYPES[kind])


def _json(visit: Visit) -> Response:
    return _taken(visit, "json")


def _pdf(visit: Visit) -> Response:
    return _taken(visit, "pdf")


def _html(visit: Visit) -> Response:
    return _taken(visit, "html")


def _letter(visit: Visit) -> Response:
    case_id, kind = case_of(visit), visit.form.text("modele")
    desk = visit.site.desk
    try:
        with desk.write() as session:
            name, content = make_letter(session, visit.actor, desk, case_id, kind)
    except ConfigurationError as error:
        raise Invalid(error.where, error.what, error.remedy) from error
    return _download(content, name, DOCX)


def _signalements(visit: Visit) -> Response:
    with visit.site.desk.write() as session:
        lines = signalements(session, visit.actor)
        journal.record(
            session, visit.actor, "signalements.taken_out", after={"lines": len(lines)}
        )
    titles = {line.rule_id: visit.site.title(line.rule_id) for line in lines}
    return _download(
        as_csv(lines, titles), "signalements.csv", "text/csv; charset=utf-8"
    )


ROUTES: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/dossiers/{case_id}/dossier.json", _json),
    ("POST", "/dossiers/{case_id}/dossier.pdf", _pdf),
    ("POST", "/dossiers/{case_id}/dossier.html", _html),
    ("POST", "/dossiers/{case_id}/courrier.docx", _letter),
    ("POST", "/signalements.csv", _signalements),
)
