"""A run into the desk: idempotent, in seconds, the work of people kept."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bondroit.config import Config, ReviewConfig
from bondroit.counted import counted, whole
from bondroit.errors import DataError
from bondroit.model.table_set import TableSet
from bondroit.review import journal
from bondroit.review.actor import Actor, machine
from bondroit.review.desk import Desk
from bondroit.review.importing.arm import draw_random_arm
from bondroit.review.importing.frames import RunFrames, run_frames
from bondroit.review.importing.memory import reopenings
from bondroit.review.importing.questions import import_questions
from bondroit.review.importing.writing import awake, put_cases, put_details
from bondroit.review.services.changes import Said, change, move_case
from bondroit.review.store.cases import Case, ImportedRun
from bondroit.review.vocabulary import State
from bondroit.sources.store import Store

_FILES: Final = ("cases.parquet", "findings.parquet", "matches.parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did.

    Attributes:
        run_id: the run.
        already: whether the desk held this very content: nothing was done.
        new: cases seen for the first time.
        known: cases that were there.
        ended: cases that this run no longer sees.
        reopened: decided cases that call for another look.
        drawn: rights drawn at random.
        questions: possible matches that wait for an answer.

    """

    run_id: str
    already: bool = False
    new: int = 0
    known: int = 0
    ended: int = 0
    reopened: int = 0
    drawn: int = 0
    questions: int = 0

    @property
    def sentence(self) -> str:
        """What the terminal says."""
        if self.already:
            return f"{self.run_id} : déjà importée, rien à faire."
        return (
            f"{self.run_id} importée : "
            f"{counted(self.new, 'nouveau dossier', 'nouveaux dossiers')}, "
            f"{counted(self.known, 'déjà connu', 'déjà connus')}, "
            f"{counted(self.ended, 'terminé')}, {whole(self.reopened)} à revoir, "
            f"{counted(self.drawn, 'tiré au hasard', 'tirés au hasard')}, "
            f"{counted(self.questions, 'rapprochement')} à confirmer."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manifest:
    run_id: str
    month: date
    as_of: date
    content: str


def import_run(desk: Desk, folder: Path, tables: TableSet | None = None) -> Imported:
    """Take a run into the desk, in one transaction.

    A case seen again keeps its state, its agent and its verdicts. A decided case opens
    again only when its facts changed, another rule speaks, or its quiet period is over.

    Args:
        desk: the desk.
        folder: a finished run.
        tables: the run's tables, for identities and the random arm; none without them.

    Raises:
        DataError: the folder is no finished run, or is older than the latest import.

    """
    manifest = _manifest(folder)
    actor = machine(desk.clock())
    with desk.write() as session:
        if _is_known(session, manifest):
            return Imported(run_id=manifest.run_id, already=True)
        frames = run_frames(folder)
        session.merge(
            ImportedRun(
                run_id=manifest.run_id,
                month=manifest.month,
                as_of=manifest.as_of,
                imported_at=actor.at,
                folder=str(folder),
                content=manifest.content,
                cases=frames.cases.height,
                findings=frames.findings.height,
            )
        )
        session.flush()
        done = _take(session, actor, desk.settings, manifest, frames, tables)
        questions = import_questions(session, manifest.run_id, folder, tables)
        result = replace(done, questions=questions)
        journal.record(
            session,
            actor,
            "run.imported",
            subject=manifest.run_id,
            after={"content": manifest.content, **asdict(result)},
        )
    return result


def import_of_workspace(desk: Desk, config: Config, folder: Path) -> Imported:
    """Take a run of the workspace, with the identities that its store holds.

    Raises:
        DataError: as `import_run`.

    """
    month = _manifest(folder).month
    return import_run(desk, folder, Store(config.store).table_set(config, month))


def _take(
    session: Session,
    actor: Actor,
    settings: ReviewConfig,
    manifest: _Manifest,
    frames: RunFrames,
    tables: TableSet | None,
) -> Imported:
    reopened = reopenings(session, frames.findings, manifest.as_of)
    frames = awake(session, frames, reopened)
    counts = put_cases(session, manifest.run_id, frames)
    put_details(session, frames, tables)
    for case_id, sentences in sorted(reopened.items()):
        _reopen(session, actor, case_id, sentences)
    drawn = draw_random_arm(
        session, settings, manifest.run_id, manifest.month, frames, tables
    )
    return Imported(
        run_id=manifest.run_id,
        new=counts["new"],
        known=counts["known"],
        ended=counts["ended"],
        reopened=len(reopened),
        drawn=drawn,
    )


def _reopen(session: Session, actor: Actor, case_id: str, sentences: list[str]) -> None:
    case = session.get(Case, case_id, populate_existing=True)
    if case is None or case.changed == sentences:
        return
    if State(case.state) in (State.CONCLUDED, State.CLOSED):
        move_case(
            session,
            actor,
            case,
            State.REPORTED,
            "case.reopened",
            values={"changed": sentences, "assignee_id": None, "assigned_at": None},
            said=Said(),
        )
    else:
        change(session, actor, case, "case.changed", {"changed": sentences})


def _is_known(session: Session, manifest: _Manifest) -> bool:
    latest = session.scalars(
        select(ImportedRun).order_by(
            ImportedRun.month.desc(), ImportedRun.imported_at.desc()
        )
    ).first()
    if latest is None:
        return False
    if manifest.month < latest.month:
        raise DataError(
            manifest.run_id,
            f"elle est plus ancienne que la dernière importée ({latest.run_id})",
            "importez la plus récente",
        )
    return latest.run_id == manifest.run_id and latest.content == manifest.content


def _manifest(folder: Path) -> _Manifest:
    try:
        content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        digest = hashlib.sha256()
        for name in _FILES:
            digest.update((folder / name).read_bytes())
        _ = ("complete", "degraded").index(content["outcome"])
        return _Manifest(
            run_id=str(content["run_id"]),
            month=date.fromisoformat(f"{content['month']}-01"),
            as_of=date.fromisoformat(content["as_of"]),
            content=digest.hexdigest(),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            str(folder),
            "ce n'est pas le dossier d'une exécution terminée",
            "donnez un dossier de runs/, tel que runs/2026-10-…",
        ) from error
