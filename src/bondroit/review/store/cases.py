"""Tables that a run fills: cases, what they say, who they are about, doubtful matches."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bondroit.review.store.base import Base
from bondroit.review.store.columns import Cents, Listed, Moment, Sealed, SealedMapping


class ImportedRun(Base):
    """A run taken into the desk."""

    __tablename__ = "runs"

    run_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    month: Mapped[date]
    as_of: Mapped[date]
    imported_at: Mapped[datetime] = mapped_column(Moment)
    folder: Mapped[str]
    content: Mapped[str] = mapped_column(String(64))
    cases: Mapped[int]
    findings: Mapped[int]


class Case(Base):
    """One case: figures of the latest run that saw it, and the desk's own state.

    Attributes:
        rules: ids, the one that carries most euros first.
        run_state: `new`, `continuing`, `dismissed` or `ended`, of the latest run.
        state: of `State`; runs never change it but to reopen.
        version: grows at each change; a change made on an older one is refused.
        assignee_id: who has it, None when anyone may take it.
        blind: findings and figures stay hidden until a verdict.
        sort_amount: cents the queue sorts on: `recoverable`, another case's when blind.
        sort_date: `next_prescription`, a far day when there is none or when blind.
        oldest_month: the oldest month with a finding.
        changed: sentences on what changed since the last verdict.
        concluded_at: when its latest verdict took effect.

    """

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_assignee", "assignee_id", "state"),
        Index("ix_cases_household", "household_id"),
        Index("ix_cases_individual", "individual_id"),
        Index("ix_cases_prescription", "next_prescription", "case_id"),
    )

    case_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    individual_id: Mapped[str | None] = mapped_column(String(100))
    household_id: Mapped[str | None] = mapped_column(String(200))
    provider_id: Mapped[str | None] = mapped_column(String(50))
    members: Mapped[list[str]] = mapped_column(Listed)
    benefits: Mapped[list[str]] = mapped_column(Listed)
    rules: Mapped[list[str]] = mapped_column(Listed)
    oldest_month: Mapped[date | None]
    last_month: Mapped[date | None]
    overpaid: Mapped[Decimal] = mapped_column(Cents)
    underpaid: Mapped[Decimal] = mapped_column(Cents)
    prescribed: Mapped[Decimal] = mapped_column(Cents)
    under_threshold: Mapped[Decimal] = mapped_column(Cents)
    already_in_debt: Mapped[Decimal] = mapped_column(Cents)
    recoverable: Mapped[Decimal] = mapped_column(Cents)
    at_risk_next_month: Mapped[Decimal] = mapped_column(Cents)
    undated: Mapped[Decimal] = mapped_column(Cents)
    next_prescription: Mapped[date | None]
    debtor: Mapped[str | None] = mapped_column(String(20))
    severity: Mapped[str | None] = mapped_column(String(10))
    severity_rank: Mapped[int]
    run_state: Mapped[str] = mapped_column(String(20))
    first_seen: Mapped[date]
    last_seen: Mapped[date]
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"))
    blind: Mapped[bool] = mapped_column(default=False)
    sort_amount: Mapped[int] = mapped_column(BigInteger)
    sort_date: Mapped[date]
    state: Mapped[str] = mapped_column(String(30))
    version: Mapped[int] = mapped_column(default=1)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    assigned_at: Mapped[datetime | None] = mapped_column(Moment)
    changed: Mapped[list[str]] = mapped_column(Listed)
    concluded_at: Mapped[datetime | None] = mapped_column(Moment)


# NOTE: each order of the queue is an index, walked from its beginning and judged on the
# columns after the case; no index begins with the state, which nearly all cases share.
Index(
    "ix_cases_by_amount",
    Case.sort_amount.desc(),
    Case.case_id,
    Case.state,
    Case.run_state,
    Case.assignee_id,
    Case.blind,
    Case.oldest_month,
    Case.severity_rank,
    Case.kind,
    Case.recoverable,
    Case.underpaid,
)
Index(
    "ix_cases_by_date",
    Case.sort_date,
    Case.sort_amount.desc(),
    Case.case_id,
    Case.state,
    Case.run_state,
)
Index(
    "ix_cases_by_owed",
    Case.underpaid.desc(),
    Case.case_id,
    Case.state,
    Case.run_state,
)


class CaseTag(Base):
    """A benefit or a rule of a case, for the filters of the queue.

    Attributes:
        kind: `benefit` or `rule`.
        amount: counted euros of the rule, without sign.

    """

    __tablename__ = "case_tags"
    __table_args__ = (Index("ix_case_tags_value", "kind", "value", "case_id"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.case_id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[str] = mapped_column(String(60), primary_key=True)
    amount: Mapped[Decimal] = mapped_column(Cents)


class CaseFinding(Base):
    """A finding of a case, as the latest run saw it.

    Attributes:
        facts: one `column<tab>value<tab>label` a line, sorted.
        facts_hash: over the rule, the amount, and each column and value.

    """

    __tablename__ = "findings"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.case_id"), primary_key=True)
    finding_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    rule_id: Mapped[str] = mapped_column(String(60))
    rule_version: Mapped[int]
    benefit: Mapped[str | None] = mapped_column(String(20))
    element: Mapped[str | None] = mapped_column(String(10))
    source: Mapped[str | None] = mapped_column(String(60))
    person_id: Mapped[str | None] = mapped_column(String(200))
    household_id: Mapped[str | None] = mapped_column(String(200))
    provider_id: Mapped[str | None] = mapped_column(String(50))
    month: Mapped[date | None]
    amount: Mapped[Decimal | None] = mapped_column(Cents)
    counted_amount: Mapped[Decimal | None] = mapped_column(Cents)
    debtor: Mapped[str | None] = mapped_column(String(20))
    counterpart: Mapped[str | None] = mapped_column(String(300))
    explanation: Mapped[str] = mapped_column(Sealed)
    facts: Mapped[str] = mapped_column(Sealed)
    facts_hash: Mapped[str] = mapped_column(String(16))


class CasePerson(Base):
    """A record of a person a case is about; identity is sealed where there is a key.

    Attributes:
        identity: birth_name, usual_name, first_names, sex, birth_date, address,
            postcode, commune, death_date (text; absent keys are unknown).
        role: in the household, or None.

    """

    __tablename__ = "case_people"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.case_id"), primary_key=True)
    source: Mapped[str] = mapped_column(String(60), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    role: Mapped[str | None] = mapped_column(String(20))
    identity: Mapped[dict[str, Any]] = mapped_column(SealedMapping)


class MatchQuestion(Base):
    """A possible link that waits for a person, or was answered.

    Attributes:
        probability: hidden until answered.
        reasons: one entry a field.
        left_identity: as `CasePerson.identity`, its NIR masked.

    """

    __tablename__ = "match_questions"
    __table_args__ = (
        Index(
            "uq_match_questions_pair",
            "left_source",
            "left_id",
            "right_table",
            "right_source",
            "right_id",
            unique=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    left_source: Mapped[str] = mapped_column(String(60))
    left_id: Mapped[str] = mapped_column(String(200))
    right_table: Mapped[str] = mapped_column(String(20))
    right_source: Mapped[str] = mapped_column(String(60))
    right_id: Mapped[str] = mapped_column(String(200))
    probability: Mapped[float | None]
    reasons: Mapped[str] = mapped_column(Sealed)
    left_identity: Mapped[dict[str, Any]] = mapped_column(SealedMapping)
    right_identity: Mapped[dict[str, Any]] = mapped_column(SealedMapping)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"))
    waiting: Mapped[bool] = mapped_column(default=True, index=True)
    answer: Mapped[str | None] = mapped_column(String(10))
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)


class RandomMember(Base):
    """A right drawn at random for the month, or a case shown blind beside them.

    Attributes:
        decoy: whether it had findings and only looks like a drawn one.
        stratum: `source:benefit`.
        stratum_size: rights without finding in that stratum.

    """

    __tablename__ = "random_members"

    month: Mapped[date] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.case_id"), primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"))
    stratum: Mapped[str] = mapped_column(String(100))
    stratum_size: Mapped[int]
    decoy: Mapped[bool] = mapped_column(default=False)
