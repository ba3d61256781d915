"""Conclusions of a file into the desk, through the same services as a click.

Each row is one action: taken and concluded together, or left as it is with the reason.
The same file twice changes nothing the second time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from bondroit.errors import BondroitError
from bondroit.reports.verdict_words import case_mark
from bondroit.review.actor import Actor
from bondroit.review.desk import Desk
from bondroit.review.files.verdict_rows import Given
from bondroit.review.problems import Conflict, Invalid, NotFound
from bondroit.review.services import decisions, hands
from bondroit.review.services.verdicts import NewVerdict
from bondroit.review.store.accounts import User
from bondroit.review.store.cases import Case
from bondroit.review.store.work import VerdictRow
from bondroit.review.vocabulary import (
    DECIDABLE,
    TO_DO,
    VERDICT_LABELS,
    Permission,
    State,
    VerdictCode,
)

_OPEN: Final = frozenset({*TO_DO, *DECIDABLE})
_Same = tuple[str, str, Decimal, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that was not taken; its words stay in the file."""

    line: int
    case_id: str
    why: BondroitError

    @property
    def sentence(self) -> str:
        """What the terminal says; ids of cases name nobody."""
        return f"ligne {self.line}, dossier {self.case_id[:40] or '?'} : {self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an import did.

    Attributes:
        done: conclusions written.
        waiting: of those, how many wait for a second reader.
        already: rows that the desk held.
        refused: rows left as they are.

    """

    done: int
    waiting: int
    already: int
    refused: tuple[Refused, ...]

    @property
    def sentence(self) -> str:
        """The summary."""
        return (
            f"{self.done} conclusion(s) enregistrée(s) (dont {self.waiting} en seconde "
            f"lecture), {self.already} déjà enregistrée(s), "
            f"{len(self.refused)} non reprise(s)."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A case as the desk holds it when the import begins."""

    state: State
    version: int
    mark: str
    verdicts: tuple[VerdictRow, ...]
    author: str = ""


def import_given(desk: Desk, actor: Actor, rows: Sequence[Given]) -> Outcome:
    """Write conclusions, each checked against the case as it stands.

    Args:
        desk: the desk, its latest run imported.
        actor: who concludes, from `authors.author_of`.
        rows: from `read_given`.

    """
    seen = _look(desk, {row.case_id for row in rows})
    counts = {"done": 0, "waiting": 0, "already": 0}
    refused = []
    for row in rows:
        try:
            outcome = _take(desk, actor, row, seen)
        except BondroitError as why:
            refused.append(Refused(line=row.line, case_id=row.case_id, why=why))
            continue
        for name in outcome:
            counts[name] += 1
    return Outcome(**counts, refused=tuple(refused))


def _look(desk: Desk, wanted: set[str]) -> dict[str, _Seen]:
    """Read the cases and all their verdicts at once."""
    with desk.read() as session:
        verdicts: dict[str, list[VerdictRow]] = {}
        for one in session.scalars(select(VerdictRow).order_by(VerdictRow.id)):
            verdicts.setdefault(one.case_id, []).append(one)
        names: Mapping[int, str] = dict(
            session.execute(select(User.id, User.name)).all()
        )
        columns = (Case.case_id, Case.state, Case.version)
        said = (Case.overpaid, Case.underpaid, Case.last_month, Case.rules)
        found = {}
        for row in session.execute(select(*columns, *said)):
            if row.case_id in wanted:
                own = tuple(verdicts.get(row.case_id, ()))
                found[row.case_id] = _Seen(
                    state=State(row.state),
                    version=row.version,
                    mark=case_mark(
                        row.overpaid, row.underpaid, row.last_month, row.rules
                    ),
                    verdicts=own,
                    author=names.get(own[-1].author_id, "") if own else "",
                )
    return found


def _take(
    desk: Desk, actor: Actor, row: Given, seen: dict[str, _Seen]
) -> tuple[str, ...]:
    """Return what to count for a row.

    Raises:
        BondroitError: the row cannot be taken.

    """
    if row.verdict is None:
        raise row.problem or Invalid("ligne", "elle est vide", "complétez-la")
    case = seen.get(row.case_id)
    if case is None:
        raise NotFound(
            "dossier",
            "le bureau ne le connaît pas",
            "importez l'exécution qui le porte, ou corrigez son numéro",
        )
    if _held(case, row, row.verdict):
        return ("already",)
    written = _write(desk, actor, row.case_id, case.version, row.verdict)
    seen[row.case_id] = replace(
        case,
        state=State.SECOND_READING
        if written.standing == "waiting"
        else State.CONCLUDED,
        verdicts=(*case.verdicts, written),
        author=actor.name,
    )
    return ("done", "waiting") if written.standing == "waiting" else ("done",)


def _held(case: _Seen, row: Given, verdict: NewVerdict) -> bool:
    """Say whether the desk holds this very conclusion.

    Raises:
        Conflict: something happened since the file was written.

    """
    wanted = (verdict.code.value, verdict.reason, verdict.amount, verdict.note.strip())
    standing = next(
        (one for one in reversed(case.verdicts) if one.standing in decisions.STANDING),
        None,
    )
    same = standing is not None and _said(standing) == wanted
    moved = bool(row.mark) and row.mark != case.mark
    if case.state not in _OPEN:
        if same:
            return True
        raise _other(case, standing)
    if moved and same:
        return True
    if moved:
        raise Conflict(
            "dossier",
            "ses faits ont changé depuis ce fichier",
            "relisez-le dans le classeur de la dernière exécution, puis concluez",
        )
    latest = case.verdicts[-1] if case.verdicts else None
    if latest is not None and _said(latest) == wanted and latest is not standing:
        what = (
            "annulée" if latest.standing == "undone" else "refusée en seconde lecture"
        )
        raise Conflict(
            "dossier",
            f"cette même conclusion a été {what} au bureau",
            "concluez-le au bureau",
        )
    return False


def _other(case: _Seen, standing: VerdictRow | None) -> Conflict:
    if standing is None:
        return Conflict(
            "dossier",
            "il n'attend plus de conclusion",
            "rouvrez-le au bureau s'il le faut",
        )
    label = VERDICT_LABELS[VerdictCode(standing.code)]
    return Conflict(
        "dossier",
        f"une autre conclusion est déjà enregistrée («{label}», par {case.author})",
        "annulez-la d'abord au bureau si elle est fausse",
    )


def _said(row: VerdictRow) -> _Same:
    return row.code, row.reason, row.amount, row.note


def _write(
    desk: Desk, actor: Actor, case_id: str, version: int, verdict: NewVerdict
) -> VerdictRow:
    """Take a case and conclude it in one transaction."""
    with desk.write() as session:
        case = session.get(Case, case_id)
        if case is None or case.version != version:
            raise Conflict(
                "dossier",
                "il a été modifié pendant la reprise du fichier",
                "relancez la commande",
            )
        if case.assignee_id is None or not actor.may(Permission.ASSIGN):
            case = hands.claim(session, actor, case_id)
        return decisions.decide(
            session, actor, desk.settings, case_id, case.version, verdict
        )
