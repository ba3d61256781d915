"""Case files that leave the desk: HTML and PDF with identities, JSON without.

Whatever says who a case is about is journalled as an opening of its identity, in the
transaction that hands it out. A blind case hands out nothing before its verdict.
"""

from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from bondroit.reports.case_json import FOLDER
from bondroit.reports.case_pdf import case_pdf
from bondroit.review import journal
from bondroit.review.actor import Actor
from bondroit.review.desk import Desk
from bondroit.review.problems import Invalid, NotFound
from bondroit.review.services.dossier import open_identity, read_dossier
from bondroit.review.store.cases import ImportedRun

PAGES: Final = "case_files"
TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "json": "application/json; charset=utf-8",
}


def case_file(
    session: Session, actor: Actor, desk: Desk, case_id: str, kind: str
) -> bytes:
    """Return a case file as the run wrote it.

    Args:
        session: a writing session, since openings are kept.
        actor: who takes it.
        desk: for the workspace.
        case_id: the case.
        kind: of `TYPES`.

    Raises:
        NotAllowed: the account may not see it, or not its identity.
        NotFound: there is no such case, or its files were deleted by age.
        Invalid: it is shown blind.

    """
    dossier = read_dossier(session, actor, case_id)
    if dossier.hidden:
        raise Invalid(
            "dossier",
            "il se vérifie à l'aveugle : rien n'en sort avant la conclusion",
            "concluez d'abord",
        )
    run = desk.root / dossier.run_folder
    if kind == "json":
        return _read(run / FOLDER / f"{case_id}.json")
    page = _read(run / PAGES / f"{case_id}.html")
    open_identity(session, actor, case_id)
    journal.record(
        session, actor, "case.taken_out", case_id=case_id, after={"format": kind}
    )
    if kind == "html":
        return page
    known = session.get_one(ImportedRun, dossier.case.run_id)
    return case_pdf(page.decode(), known.as_of)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise NotFound(
            "dossier",
            "le fichier de ce dossier n'est plus gardé, ou l'exécution n'en a pas écrit",
            "relancez l'exécution du mois s'il le faut",
        ) from error
