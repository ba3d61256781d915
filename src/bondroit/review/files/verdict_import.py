"""Conclusions of a file into the desk, through the same services as a click.

Each row is taken and concluded together, or left as it is with the reason.
The same file twice changes nothing the second time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bondroit.counted import agreed, counted
from bondroit.errors import BondroitError
from bondroit.reports.verdict_words import case_mark
from bondroit.review.actor import Actor
from bondroit.review.desk import Desk
from bondroit.review.files.verdict_rows import Given
from bondroit.review.problems import Conflict, Invalid, NotFound
from bondroit.review.services import decisions, hands
from bondroit.review.services.verdicts import NewVerdict, check_verdict
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
_TOGETHER: Final = 500
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
            f"{counted(self.done, 'conclusion enregistrée', 'conclusions enregistrées')} "
            f"(dont {self.waiting} en seconde lecture), "
            f"{self.already} déjà {agreed(self.already, 'connue', 'connues')}, "
            f"{counted(len(self.refused), 'non reprise', 'non reprises')}."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A case as the desk holds it, or as this file has it so far."""

    case: Case
    state: State
    mark: str
    verdicts: tuple[VerdictRow, ...]
    author: str = ""


def import_given(desk: Desk, actor: Actor, rows: Sequence[Given]) -> Outcome:
    """Write conclusions, each checked against the case as it stands.

    Some hundreds of rows make one transaction, so that agents at work hardly wait.

    Args:
        desk: the desk, its latest run imported.
        actor: who concludes, from `authors.author_of`.
        rows: from `read_given`.

    """
    found = Outcome(done=0, waiting=0, already=0, refused=())
    for start in range(0, len(rows), _TOGETHER):
        with desk.write() as session:
            part = _import(session, desk, actor, rows[start : start + _TOGETHER])
        found = Outcome(
            done=found.done + part.done,
            waiting=found.waiting + part.waiting,
            already=found.already + part.already,
            refused=found.refused + part.refused,
        )
    return found


def _import(
    session: Session, desk: Desk, actor: Actor, rows: Sequence[Given]
) -> Outcome:
    """Check rows in their order, then write at once those that can be taken."""
    seen = _look(session, {row.case_id for row in rows})
    already = 0
    refused: list[Refused] = []
    taken: list[Case] = []
    verdicts: dict[Case, NewVerdict] = {}
    for row in rows:
        try:
            case, verdict = _known(seen, row)
            if _held(case, row, verdict):
                already += 1
                continue
            if _take(session, actor, case, verdict):
                taken.append(case.case)
        except BondroitError as why:
            refused.append(Refused(line=row.line, case_id=row.case_id, why=why))
            continue
        verdicts[case.case] = verdict
        seen[row.case_id] = _after(case, verdict, actor)
    hands.claim_all(session, actor, taken)
    written = decisions.decide_all(session, actor, desk.settings, verdicts)
    waiting = sum(row.standing == "waiting" for row in written.values())
    return Outcome(
        done=len(written), waiting=waiting, already=already, refused=tuple(refused)
    )


def _look(session: Session, wanted: set[str]) -> dict[str, _Seen]:
    """Read the cases and all their verdicts at once."""
    verdicts: dict[str, list[VerdictRow]] = {}
    of_them = select(VerdictRow).where(VerdictRow.case_id.in_(wanted))
    for one in session.scalars(of_them.order_by(VerdictRow.id)):
        verdicts.setdefault(one.case_id, []).append(one)
    names: Mapping[int, str] = dict(session.execute(select(User.id, User.name)).all())
    found = {}
    for case in session.scalars(select(Case).where(Case.case_id.in_(wanted))):
        own = tuple(verdicts.get(case.case_id, ()))
        found[case.case_id] = _Seen(
            case=case,
            state=State(case.state),
            mark=case_mark(case.overpaid, case.underpaid, case.last_month, case.rules),
            verdicts=own,
            author=names.get(own[-1].author_id, "") if own else "",
        )
    return found


def _known(seen: Mapping[str, _Seen], row: Given) -> tuple[_Seen, NewVerdict]:
    """Return the case and the verdict of a row.

    Raises:
        BondroitError: the row is wrong, or its case is not known.

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
    return case, row.verdict


def _take(session: Session, actor: Actor, seen: _Seen, verdict: NewVerdict) -> bool:
    """Say whether a case is to be taken before its conclusion.

    Raises:
        BondroitError: the row cannot be taken.

    """
    case, state = seen.case, seen.state
    to_take = (
        case.assignee_id is None or not actor.may(Permission.ASSIGN)
    ) and hands.may_take(session, actor, case)
    if to_take and state is State.REPORTED:
        state = State.OPENED
    check_verdict(case, state, verdict)
    return to_take


def _after(seen: _Seen, verdict: NewVerdict, actor: Actor) -> _Seen:
    """Return a case as the rows that follow find it: concluded, or to be read again."""
    row = VerdictRow(
        code=verdict.code.value,
        reason=verdict.reason,
        amount=verdict.amount,
        note=verdict.note.strip(),
        standing="effective",
    )
    return replace(
        seen,
        state=State.CONCLUDED,
        verdicts=(*seen.verdicts, row),
        author=actor.name,
    )


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
