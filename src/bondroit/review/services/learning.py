"""What verdicts teach: the precision of each rule, and rules to put in shadow."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bondroit.config import ReviewConfig
from bondroit.engine.precision import PRECISION
from bondroit.review.actor import Actor
from bondroit.review.desk import Desk
from bondroit.review.services.intervals import Share, wilson
from bondroit.review.store.work import VerdictRow, VerdictRule
from bondroit.review.vocabulary import CONFIRMING, Permission, VerdictCode
from bondroit.sources.storage import private_folder, write_text

_CASES_SHOWN: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePrecision:
    """What people concluded on one rule.

    Attributes:
        share: confirmed among the conclusive verdicts, with its interval.
        inconclusive: verdicts that neither confirm nor dismiss.
        verdicts: how many of each code.
        claimed: euros that its findings counted in the cases judged.
        confirmed: those of the confirmed ones.

    """

    rule_id: str
    share: Share
    inconclusive: int
    verdicts: dict[VerdictCode, int]
    claimed: Decimal
    confirmed: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowProposal:
    """A rule whose whole interval lies under the floor, with the evidence.

    Attributes:
        floor: of the configuration.
        reasons: how often each reason was given against it, most frequent first.
        cases: latest cases in which it was not confirmed.

    """

    precision: RulePrecision
    floor: Decimal
    reasons: tuple[tuple[str, int], ...]
    cases: tuple[str, ...]


def rule_precisions(session: Session, actor: Actor) -> list[RulePrecision]:
    """Return the precision of every rule judged at least once, by id."""
    actor.need(Permission.SEE_FIGURES)
    return precisions(session)


def precisions(session: Session) -> list[RulePrecision]:
    """Return the precision of every rule judged at least once, by id."""
    rows = session.execute(
        select(
            VerdictRule.rule_id,
            VerdictRule.code,
            func.count(),
            func.sum(VerdictRule.amount),
        )
        .join(VerdictRow, VerdictRow.id == VerdictRule.verdict_id)
        .where(VerdictRow.standing == "effective")
        .group_by(VerdictRule.rule_id, VerdictRule.code)
        .order_by(VerdictRule.rule_id, VerdictRule.code)
    )
    by_rule: dict[str, dict[VerdictCode, tuple[int, Decimal]]] = {}
    for rule_id, code, count, amount in rows:
        by_rule.setdefault(rule_id, {})[VerdictCode(code)] = (count, amount)
    return [_precision(rule_id, found) for rule_id, found in by_rule.items()]


def shadow_proposals(
    session: Session, actor: Actor, settings: ReviewConfig
) -> list[ShadowProposal]:
    """Return the rules to put in shadow: enough verdicts, and an interval under the floor."""
    return [
        _proposal(session, precision, settings)
        for precision in rule_precisions(session, actor)
        if precision.share.total >= settings.minimum_reviewed
        and precision.share.high < settings.precision_floor
    ]


def write_precision(desk: Desk) -> None:
    """Write `review/precision.json`, which `rules list` reads; call it after verdicts."""
    with _alone(desk.root / "review"):
        with desk.read() as session:
            found = precisions(session)
        write_text(desk.root / "review" / PRECISION, _as_text(found))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one writer of the file at a time count and write, whatever its process."""
    place = private_folder(folder) / ".precision.lock"
    handle = os.open(place, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _as_text(found: list[RulePrecision]) -> str:
    rows: list[dict[str, Any]] = [
        {
            "rule_id": item.rule_id,
            "reviewed": item.share.total,
            "confirmed": item.share.hits,
            "inconclusive": item.inconclusive,
            "low": round(item.share.low, 4),
            "high": round(item.share.high, 4),
            "claimed": str(item.claimed),
            "confirmed_amount": str(item.confirmed),
        }
        for item in found
    ]
    return json.dumps(rows, indent=1, sort_keys=True) + "\n"


def _precision(
    rule_id: str, found: dict[VerdictCode, tuple[int, Decimal]]
) -> RulePrecision:
    counts = {code: count for code, (count, _) in found.items()}
    unsure = counts.get(VerdictCode.INCONCLUSIVE, 0)
    hits = sum(count for code, count in counts.items() if code in CONFIRMING)
    zero = Decimal(0)
    return RulePrecision(
        rule_id=rule_id,
        share=wilson(hits, sum(counts.values()) - unsure),
        inconclusive=unsure,
        verdicts=counts,
        claimed=sum((amount for _, amount in found.values()), zero),
        confirmed=sum(
            (amount for code, (_, amount) in found.items() if code in CONFIRMING), zero
        ),
    )


def _proposal(
    session: Session, precision: RulePrecision, settings: ReviewConfig
) -> ShadowProposal:
    against = session.execute(
        select(VerdictRow.case_id, VerdictRow.reason)
        .join(VerdictRule, VerdictRule.verdict_id == VerdictRow.id)
        .where(
            VerdictRow.standing == "effective",
            VerdictRule.rule_id == precision.rule_id,
            VerdictRule.code.not_in([code.value for code in CONFIRMING]),
        )
        .order_by(VerdictRow.id.desc())
    ).all()
    counts: dict[str, int] = {}
    for _, reason in against:
        counts[reason] = counts.get(reason, 0) + 1
    return ShadowProposal(
        precision=precision,
        floor=settings.precision_floor,
        reasons=tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
        cases=tuple(case_id for case_id, _ in against[:_CASES_SHOWN]),
    )
