"""What the random arm says: how often a right without finding hides a gap."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bondroit.review.actor import Actor
from bondroit.review.services.intervals import Share, wilson
from bondroit.review.store.cases import RandomMember
from bondroit.review.store.work import VerdictRow
from bondroit.review.vocabulary import CONFIRMING, Permission, VerdictCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """One stratum of the arm.

    Attributes:
        name: `source:benefit`.
        size: rights without finding, in the latest draw.
        drawn: rights drawn, all months.
        share: those in which a gap was found, among those concluded.
        amount: euros of those gaps, without sign.

    """

    name: str
    size: int
    drawn: int
    share: Share
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomArm:
    """The arm as a whole.

    Attributes:
        strata: by name.
        share: over all strata, each weighted by its size; None before any conclusion.
        pooled: all conclusions together, with their interval.

    """

    strata: tuple[Stratum, ...]
    share: float | None
    pooled: Share


def random_arm(session: Session, actor: Actor, since: date | None = None) -> RandomArm:
    """Return what the rights drawn since a month have shown (managers, audit, DPO)."""
    actor.need(Permission.SEE_JOURNAL)
    members = session.execute(
        select(RandomMember, VerdictRow.code, VerdictRow.amount)
        .outerjoin(
            VerdictRow,
            (VerdictRow.case_id == RandomMember.case_id)
            & (VerdictRow.standing == "effective"),
        )
        .where(RandomMember.decoy.is_(False), RandomMember.month >= (since or date.min))
        .order_by(RandomMember.month, RandomMember.case_id)
    )
    groups: dict[str, list[tuple[RandomMember, str | None, Decimal | None]]] = {}
    for member, code, amount in members:
        groups.setdefault(member.stratum, []).append((member, code, amount))
    strata = [_stratum(name, rows) for name, rows in sorted(groups.items())]
    known = [item for item in strata if item.share.total]
    weight = sum(item.size for item in known)
    return RandomArm(
        strata=tuple(strata),
        share=sum((item.share.value or 0) * item.size for item in known) / weight
        if weight
        else None,
        pooled=wilson(
            sum(item.share.hits for item in known),
            sum(item.share.total for item in known),
        ),
    )


def _stratum(
    name: str, rows: list[tuple[RandomMember, str | None, Decimal | None]]
) -> Stratum:
    judged = [
        (VerdictCode(code), amount or Decimal(0))
        for _, code, amount in rows
        if code is not None and code != VerdictCode.INCONCLUSIVE
    ]
    found = [amount for code, amount in judged if code in CONFIRMING]
    return Stratum(
        name=name,
        size=rows[-1][0].stratum_size,
        drawn=len(rows),
        share=wilson(len(found), len(judged)),
        amount=sum((abs(amount) for amount in found), Decimal(0)),
    )
