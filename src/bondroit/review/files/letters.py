"""Letters of a case: which fit it, and one made, its identity opened and journalled."""

from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from bondroit.config import ReviewConfig
from bondroit.reports.case_parts import read_parts
from bondroit.reports.page_tree import page_tree
from bondroit.review import journal
from bondroit.review.actor import Actor
from bondroit.review.desk import Desk
from bondroit.review.files.letter_content import content_of
from bondroit.review.files.letter_render import render
from bondroit.review.files.letter_templates import KINDS, own_template, template_bytes
from bondroit.review.files.letter_words import (
    letter_words,
    payer_address,
    recipient_of,
)
from bondroit.review.problems import Invalid, NotFound
from bondroit.review.services.dossier import Dossier, open_identity, read_dossier
from bondroit.review.store.cases import Case
from bondroit.review.vocabulary import Permission

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TO_PEOPLE: Final = frozenset({"observations", "arrears"})


def letters_of(case: Case) -> list[str]:
    """Return the kinds of letters that fit a case, the usual one first.

    Args:
        case: not a blind one, which has none.

    """
    if case.blind:
        return []
    found = []
    if case.kind == "provider":
        found.append("provider_note")
    elif case.kind == "signalement":
        found.append("payer_report")
    if case.kind != "provider" and case.overpaid > 0:
        found.append("observations")
    if case.kind != "provider" and case.underpaid > 0:
        found.append("arrears")
    return found or ["observations"]


def make_letter(
    session: Session, actor: Actor, desk: Desk, case_id: str, kind: str
) -> tuple[str, bytes]:
    """Return the name and content of a letter; who is named was opened and journalled.

    Args:
        session: a writing session.
        actor: who makes it.
        desk: settings and workspace.
        case_id: the case.
        kind: of `KINDS`.

    Raises:
        NotAllowed: the account may not work on cases, or open an identity.
        NotFound: there is no such case or letter.
        Invalid: the letter does not fit the case.
        ConfigurationError: the département's template is wrong.

    """
    actor.need(Permission.WORK)
    if kind not in KINDS:
        raise NotFound("courrier", "ce modèle n'existe pas", "choisissez dans la liste")
    dossier = read_dossier(session, actor, case_id)
    if kind not in letters_of(dossier.case):
        raise Invalid(
            "courrier",
            "ce courrier ne convient pas à ce dossier",
            "choisissez dans la liste",
        )
    recipient = _recipient(session, actor, desk, dossier, kind)
    made = filled(desk.settings, desk.root, dossier, kind, recipient, actor)
    journal.record(
        session, actor, "letter.made", case_id=case_id, after={"template": kind}
    )
    return f"{kind}-{case_id}.docx", made


def filled(
    settings: ReviewConfig,
    workspace: Path,
    dossier: Dossier,
    kind: str,
    recipient: str,
    actor: Actor,
) -> bytes:
    """Return a letter filled in, nothing journalled."""
    sign = -1 if kind == "arrears" or not dossier.case.overpaid else 1
    words = letter_words(
        settings,
        dossier,
        content_of(dossier, workspace, sign),
        recipient,
        actor.today,
    )
    where = own_template(workspace, kind)
    shown = f"letters/{where.name}"
    return render(template_bytes(workspace, kind), words, shown)


def _recipient(
    session: Session, actor: Actor, desk: Desk, dossier: Dossier, kind: str
) -> str:
    if kind in _TO_PEOPLE:
        people = open_identity(session, actor, dossier.case.case_id)
        return recipient_of(people, dossier.case.rules)
    if kind == "payer_report":
        return payer_address(desk.settings.letters, dossier.case.household_id)
    return _provider(desk.root / dossier.run_folder, dossier.case)


def _provider(run: Path, case: Case) -> str:
    """Return the provider as its case file names it, or its number alone."""
    part = read_parts(run / "case_files" / f"{case.case_id}.html").get("who")
    name = "" if part is None else page_tree(str(part)).text
    return f"{name or case.provider_id or ''}\n[à compléter : adresse du prestataire]"
