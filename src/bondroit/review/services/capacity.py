"""«40 dossiers ce mois-ci»: what they would bring, by the measured precision of rules.

A case brings its recoverable euros times the precision of its rules, each weighted by the
euros it counts. Euros of rules that nobody has judged yet are shown apart, never guessed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bondroit.review.actor import Actor
from bondroit.review.services.intervals import Share, wilson
from bondroit.review.services.learning import precisions
from bondroit.review.services.queue import (
    QueueFilter,
    Sort,
    ordered,
    queue_conditions,
)
from bondroit.review.store.cases import Case, CaseTag
from bondroit.review.vocabulary import Permission

MAX_CASES: Final = 500
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleExpectation:
    """What one rule weighs in the cases chosen.

    Attributes:
        cases: in which it speaks.
        claimed: recoverable euros that rest on it.
        share: its measured precision, `total` 0 when nobody judged it.

    """

    rule_id: str
    cases: int
    claimed: Decimal
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What a number of cases would bring.

    Attributes:
        cases: how many there are, at most what was asked.
        recoverable: their euros still recoverable.
        expected: euros expected, of the rules measured.
        low: the same at the lower bound of each precision.
        high: the same at the upper bound.
        unmeasured: recoverable euros of rules nobody has judged yet.
        disturbed: cases expected to be closed without a gap, of the rules measured.
        rules: by euros, largest first.

    """

    cases: int
    recoverable: Decimal
    expected: Decimal
    low: Decimal
    high: Decimal
    unmeasured: Decimal
    disturbed: float
    rules: tuple[RuleExpectation, ...]


def capacity(
    session: Session,
    actor: Actor,
    count: int,
    chosen: QueueFilter | None = None,
    sort: Sort = Sort.RECOVERABLE,
) -> Capacity:
    """Say what the first cases of the queue would bring, blind ones left out."""
    actor.need(Permission.SEE_FIGURES)
    first = (
        ordered(select(Case.case_id, Case.recoverable), sort)
        .where(*queue_conditions(chosen or QueueFilter()), Case.blind.is_(False))
        .limit(min(max(count, 1), MAX_CASES))
    )
    amounts = dict(session.execute(first).all())
    tags = session.execute(
        select(CaseTag.case_id, CaseTag.value, CaseTag.amount)
        .where(CaseTag.kind == "rule", CaseTag.case_id.in_(list(amounts)))
        .order_by(CaseTag.case_id, CaseTag.value)
    )
    weights: dict[str, dict[str, Decimal]] = {}
    for case_id, rule_id, amount in tags:
        weights.setdefault(case_id, {})[rule_id] = amount
    shares = {item.rule_id: item.share for item in precisions(session)}
    return _summed(amounts, weights, shares)


def _summed(
    amounts: dict[str, Decimal],
    weights: dict[str, dict[str, Decimal]],
    shares: dict[str, Share],
) -> Capacity:
    claimed: dict[str, Decimal] = {}
    cases: dict[str, int] = {}
    disturbed = 0.0
    for case_id, recoverable in amounts.items():
        parts = _parts(recoverable, weights.get(case_id, {}))
        for rule_id, part in parts.items():
            claimed[rule_id] = claimed.get(rule_id, Decimal(0)) + part
            cases[rule_id] = cases.get(rule_id, 0) + 1
        known = [
            share.value
            for rule_id in parts
            if (share := shares.get(rule_id)) is not None and share.value is not None
        ]
        # NOTE: one confirmed rule is enough for a case not to be vain.
        disturbed += 1 - max(known) if known else 0.0
    rules = [
        RuleExpectation(
            rule_id=rule_id,
            cases=cases[rule_id],
            claimed=euros.quantize(_CENT, ROUND_HALF_UP),
            share=shares.get(rule_id, wilson(0, 0)),
        )
        for rule_id, euros in claimed.items()
    ]
    return Capacity(
        cases=len(amounts),
        recoverable=sum(amounts.values(), Decimal(0)),
        expected=_expected(rules, lambda share: share.value or 0.0),
        low=_expected(rules, lambda share: share.low),
        high=_expected(rules, lambda share: share.high),
        unmeasured=sum(
            (rule.claimed for rule in rules if not rule.share.total), Decimal(0)
        ),
        disturbed=round(disturbed, 1),
        rules=tuple(sorted(rules, key=lambda rule: (-rule.claimed, rule.rule_id))),
    )


def _parts(recoverable: Decimal, weights: dict[str, Decimal]) -> dict[str, Decimal]:
    """Spread a case's recoverable euros over its rules, by what each counts."""
    total = sum(weights.values(), Decimal(0))
    if total == 0:
        return dict.fromkeys(weights, Decimal(0))
    return {
        rule_id: recoverable * weight / total for rule_id, weight in weights.items()
    }


def _expected(rules: list[RuleExpectation], bound: Callable[[Share], float]) -> Decimal:
    found = sum(
        (
            rule.claimed * Decimal(bound(rule.share))
            for rule in rules
            if rule.share.total
        ),
        Decimal(0),
    )
    return found.quantize(_CENT, ROUND_HALF_UP)
