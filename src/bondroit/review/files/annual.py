"""The year's figures, for the assembly that votes on them: both ways, errors of ours too.

Counts of people under 11 are never shown, nor those from which one could be worked out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from bondroit.reports import wording
from bondroit.review.actor import machine
from bondroit.review.desk import Desk
from bondroit.review.files.disparity import Group, Judged, disparity
from bondroit.review.services.blind import RandomArm, random_arm
from bondroit.review.services.intervals import Share, wilson
from bondroit.review.store.cases import Case, CasePerson, ImportedRun
from bondroit.review.store.work import VerdictRow, VerdictRule
from bondroit.review.vocabulary import (
    CONFIRMING,
    DISMISSING,
    VERDICT_LABELS,
    Role,
    VerdictCode,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """Conclusions of one kind.

    Attributes:
        overpaid: euros retained as paid in excess.
        owed: euros retained as owed to people.

    """

    label: str
    cases: int
    overpaid: Decimal
    owed: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What a year has shown.

    Attributes:
        runs: month, cases and findings of each run, oldest first.
        cases: seen for the first time in the year.
        verdicts: by kind, in the order of the list.
        concluded: effective conclusions of the year.
        dismissed: of those, cases in which there was no gap.
        ours: conclusions that the département was wrong.
        payers: conclusions that the payer was wrong.
        precision: of all conclusive verdicts.
        rules: precision by rule.
        arm: rights drawn at random.
        groups: selection and confirmation by benefit, age and sex.

    """

    year: int
    runs: tuple[tuple[date, int, int], ...]
    cases: int
    verdicts: tuple[Verdicts, ...]
    concluded: int
    dismissed: int
    ours: int
    payers: int
    precision: Share
    rules: tuple[tuple[str, Share], ...]
    arm: RandomArm
    groups: tuple[tuple[str, tuple[Group, ...]], ...]

    @property
    def overpaid(self) -> Decimal:
        """Euros retained as paid in excess."""
        return sum((row.overpaid for row in self.verdicts), Decimal(0))

    @property
    def owed(self) -> Decimal:
        """Euros retained as owed to people."""
        return sum((row.owed for row in self.verdicts), Decimal(0))


def year_of(desk: Desk, year: int) -> Year:
    """Return the figures of a year; the desk's clock is not read."""
    auditor = replace(machine(desk.clock()), roles=frozenset({Role.AUDIT}))
    with desk.read() as session:
        given = _given(session, year)
        return Year(
            year=year,
            runs=_runs(session, year),
            cases=_first_seen(session, year),
            verdicts=_by_code(given),
            concluded=len(given),
            dismissed=_count(given, DISMISSING),
            ours=_count(given, {VerdictCode.OWN_ERROR}),
            payers=_count(given, {VerdictCode.PAYER_ERROR}),
            precision=_share(given),
            rules=_rules(session, year),
            arm=random_arm(session, auditor, date(year, 1, 1)),
            groups=disparity(_judged(session, given, year), date(year, 12, 31)),
        )


def _given(session: Session, year: int) -> list[VerdictRow]:
    return list(
        session.scalars(
            select(VerdictRow)
            .where(
                VerdictRow.standing == "effective",
                extract("year", VerdictRow.at) == year,
            )
            .order_by(VerdictRow.id)
        )
    )


def _runs(session: Session, year: int) -> tuple[tuple[date, int, int], ...]:
    rows = session.scalars(
        select(ImportedRun)
        .where(extract("year", ImportedRun.month) == year)
        .order_by(ImportedRun.month, ImportedRun.imported_at)
    )
    latest = {row.month: (row.month, row.cases, row.findings) for row in rows}
    return tuple(latest.values())


def _first_seen(session: Session, year: int) -> int:
    count = select(func.count()).where(
        extract("year", Case.first_seen) == year, Case.run_state != "drawn"
    )
    return session.scalar(count) or 0


def _by_code(given: Sequence[VerdictRow]) -> tuple[Verdicts, ...]:
    found = []
    for code, label in VERDICT_LABELS.items():
        rows = [row for row in given if row.code == code.value]
        found.append(
            Verdicts(
                label=label,
                cases=len(rows),
                overpaid=sum((max(row.amount, Decimal(0)) for row in rows), Decimal(0)),
                owed=sum((max(-row.amount, Decimal(0)) for row in rows), Decimal(0)),
            )
        )
    return tuple(found)


def _count(given: Sequence[VerdictRow], codes: Iterable[VerdictCode]) -> int:
    wanted = {code.value for code in codes}
    return sum(row.code in wanted for row in given)


def _share(given: Sequence[VerdictRow]) -> Share:
    unsure = _count(given, {VerdictCode.INCONCLUSIVE})
    return wilson(_count(given, CONFIRMING), len(given) - unsure)


def _rules(session: Session, year: int) -> tuple[tuple[str, Share], ...]:
    rows = session.execute(
        select(VerdictRule.rule_id, VerdictRule.code, func.count())
        .join(VerdictRow, VerdictRow.id == VerdictRule.verdict_id)
        .where(
            VerdictRow.standing == "effective",
            extract("year", VerdictRow.at) == year,
            VerdictRule.code != VerdictCode.INCONCLUSIVE.value,
        )
        .group_by(VerdictRule.rule_id, VerdictRule.code)
        .order_by(VerdictRule.rule_id)
    )
    counts: dict[str, list[int]] = {}
    for rule, code, count in rows:
        both = counts.setdefault(rule, [0, 0])
        both[0] += count if VerdictCode(code) in CONFIRMING else 0
        both[1] += count
    return tuple((rule, wilson(*both)) for rule, both in counts.items())


def _judged(session: Session, given: Sequence[VerdictRow], year: int) -> list[Judged]:
    """Return one entry a case of the year with what is known of its first person."""
    codes = {row.case_id: VerdictCode(row.code) for row in given}
    people: dict[str, CasePerson] = {}
    for person in session.scalars(
        select(CasePerson).order_by(CasePerson.source, CasePerson.person_id)
    ):
        if person.case_id not in people or person.role == "claimant":
            people[person.case_id] = person
    cases = session.scalars(
        select(Case)
        .where(Case.run_state != "drawn", Case.kind != "provider")
        .order_by(Case.case_id)
    )
    found = []
    for case in cases:
        if case.case_id not in codes and case.first_seen.year != year:
            continue
        who = people.get(case.case_id)
        known = {} if who is None else who.identity
        code = codes.get(case.case_id)
        found.append(
            Judged(
                benefits=tuple(wording.BENEFITS.get(one, one) for one in case.benefits),
                birth=_day(known.get("birth_date")),
                sex=known.get("sex"),
                concluded=code is not None and code != VerdictCode.INCONCLUSIVE,
                confirmed=code in CONFIRMING,
            )
        )
    return found


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return None
