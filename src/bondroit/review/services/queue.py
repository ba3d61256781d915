"""The queue: filters and orders. Never sorted by suspicion of a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from bondroit.model.outputs import SEVERITIES
from bondroit.review.problems import Invalid
from bondroit.review.store.accounts import User
from bondroit.review.store.cases import Case, CaseTag
from bondroit.review.vocabulary import PENDING, State

Columns = TypeVarTuple("Columns")


class Sort(StrEnum):
    """Orders of the queue."""

    RECOVERABLE = "recoverable"
    PRESCRIPTION = "prescription"
    OWED = "owed"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """What the queue shows; an absent filter lets everything through.

    Attributes:
        benefit: code of a benefit.
        rule: id of a rule.
        severity: this one or more serious.
        kind: `signalement`, `agent` or `provider`.
        minimum: euros still recoverable, or owed, at least.
        before: the oldest month is this one or earlier (first day of a month).
        states: the pending ones when empty.
        agent: a login, or `-` for cases that nobody has.
        changed: only cases whose facts changed since a verdict.
        case_id: beginning of a case's id.
        ended: also cases that the latest run no longer sees.

    """

    benefit: str | None = None
    rule: str | None = None
    severity: str | None = None
    kind: str | None = None
    minimum: Decimal | None = None
    before: date | None = None
    states: tuple[State, ...] = ()
    agent: str | None = None
    changed: bool = False
    case_id: str | None = None
    ended: bool = False

    def to_mapping(self) -> dict[str, Any]:
        """Return plain values for a saved view or a query string; defaults left out."""
        found: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value == field.default:
                continue
            if field.name == "states":
                found["states"] = ",".join(state.value for state in value)
            elif isinstance(value, bool):
                found[field.name] = "1"
            else:
                found[field.name] = str(value)
        return found

    @classmethod
    def from_mapping(cls, given: Mapping[str, str]) -> "QueueFilter":
        """Read a query string or a saved view; unknown keys and empty values are left.

        Raises:
            Invalid: an amount, a month or a code cannot be read.

        """
        text = {
            field.name: given[field.name].strip()
            for field in fields(cls)
            if given.get(field.name, "").strip()
        }
        try:
            return cls(
                benefit=text.get("benefit"),
                rule=text.get("rule"),
                severity=_severity(text.get("severity")),
                kind=text.get("kind"),
                minimum=_amount(text.get("minimum")),
                before=_month(text.get("before")),
                states=tuple(
                    State(code) for code in text.get("states", "").split(",") if code
                ),
                agent=text.get("agent"),
                changed="changed" in text,
                case_id=text.get("case_id"),
                ended="ended" in text,
            )
        except (ValueError, InvalidOperation) as error:
            raise Invalid(
                "filtres",
                "une valeur n'est pas lisible",
                "corrigez le montant, le mois ou l'état demandé",
            ) from error


def ordered(query: Select[*Columns], sort: Sort) -> Select[*Columns]:
    """Order a query on cases."""
    if sort is Sort.PRESCRIPTION:
        return query.order_by(Case.sort_date, Case.sort_amount.desc(), Case.case_id)
    if sort is Sort.OWED:
        return query.order_by(Case.underpaid.desc(), Case.case_id)
    return query.order_by(Case.sort_amount.desc(), Case.case_id)


def queue_conditions(chosen: QueueFilter) -> Sequence[ColumnElement[bool]]:
    """Return the conditions of the filters; those on figures leave blind cases out."""
    found: list[ColumnElement[bool]] = [
        Case.state.in_([state.value for state in chosen.states or PENDING])
    ]
    if not chosen.ended:
        found.append(Case.run_state.not_in(["ended", "dismissed"]))
    if chosen.benefit:
        found.append(_tagged("benefit", chosen.benefit))
    if chosen.kind:
        found.append(Case.kind == chosen.kind)
    if chosen.case_id:
        found.append(Case.case_id.startswith(chosen.case_id, autoescape=True))
    if chosen.changed:
        found.append(Case.changed != [])
    if chosen.agent == "-":
        found.append(free())
    elif chosen.agent:
        account = select(User.id).where(User.login == chosen.agent.lower())
        found.append(Case.assignee_id == account.scalar_subquery())
    figures = _figures(chosen)
    return [*found, *figures, *([Case.blind.is_(False)] if figures else [])]


def free() -> ColumnElement[bool]:
    """Return the condition that nobody has the case.

    Written so that no index serves it: most cases are free, and the queue's order is
    what finds the first of them at once.
    """
    return func.coalesce(Case.assignee_id, 0) == 0


def _figures(chosen: QueueFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.rule:
        found.append(_tagged("rule", chosen.rule))
    if chosen.severity:
        found.append(Case.severity_rank >= SEVERITIES.index(chosen.severity))
    if chosen.minimum is not None:
        found.append(
            or_(
                Case.recoverable >= chosen.minimum,
                Case.underpaid >= chosen.minimum,
            )
        )
    if chosen.before is not None:
        found.append(Case.oldest_month <= chosen.before)
    return found


def _tagged(kind: str, value: str) -> ColumnElement[bool]:
    return exists().where(
        CaseTag.case_id == Case.case_id, CaseTag.kind == kind, CaseTag.value == value
    )


def _severity(text: str | None) -> str | None:
    if text is not None and text not in SEVERITIES:
        raise ValueError(text)
    return text


def _amount(text: str | None) -> Decimal | None:
    if text is None:
        return None
    amount = Decimal(text.replace(" ", "").replace(",", "."))
    if not amount.is_finite() or abs(amount) >= 10**9:
        raise ValueError(text)
    return round(amount, 2)


def _month(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(f"{text[:7]}-01")
