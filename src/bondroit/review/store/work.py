"""Tables that people fill: verdicts, steps, deadlines, exceptions, views, the journal."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bondroit.review.store.base import Base
from bondroit.review.store.columns import Cents, Listed, Moment, Sealed


class VerdictRow(Base):
    """A verdict on a case; the last one not undone and not refused counts.

    Attributes:
        code: of `VerdictCode`.
        reason: of `REASON_LABELS`.
        amount: euros retained, signed like findings: + overpaid, − underpaid.
        standing: `waiting` for the second reader, `effective`, `refused`, `undone`, or
            `replaced` by a later one.
        second_reader_id: who confirmed or refused it.

    """

    __tablename__ = "verdicts"
    __table_args__ = (Index("ix_verdicts_case", "case_id", "standing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.case_id"))
    code: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(String(30))
    amount: Mapped[Decimal] = mapped_column(Cents)
    note: Mapped[str] = mapped_column(Sealed)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"))
    standing: Mapped[str] = mapped_column(String(10), index=True)
    second_reader_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    second_at: Mapped[datetime | None] = mapped_column(Moment)
    second_note: Mapped[str | None] = mapped_column(Sealed)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)


class VerdictRule(Base):
    """What a verdict says of one rule of the case; precision is measured on it.

    Attributes:
        amount: counted euros of the rule when decided, without sign.

    """

    __tablename__ = "verdict_rules"

    verdict_id: Mapped[int] = mapped_column(ForeignKey("verdicts.id"), primary_key=True)
    rule_id: Mapped[str] = mapped_column(String(60), primary_key=True, index=True)
    rule_version: Mapped[int]
    code: Mapped[str] = mapped_column(String(30))
    amount: Mapped[Decimal] = mapped_column(Cents)


class DecidedFinding(Base):
    """A finding as it stood when a verdict was given: what memory compares with.

    Attributes:
        code: what the verdict said of its rule.
        quiet_until: last day on which new months of the same ground stay quiet.

    """

    __tablename__ = "decided_findings"
    __table_args__ = (Index("ix_decided_findings_case", "case_id", "rule_id"),)

    verdict_id: Mapped[int] = mapped_column(ForeignKey("verdicts.id"), primary_key=True)
    finding_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    case_id: Mapped[str] = mapped_column(String(40))
    rule_id: Mapped[str] = mapped_column(String(60))
    month: Mapped[date | None]
    facts: Mapped[str] = mapped_column(Sealed)
    facts_hash: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(30))
    quiet_until: Mapped[date]


class Step(Base):
    """A change of state of a case, with the reference of the outside act if any."""

    __tablename__ = "steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.case_id"), index=True)
    before: Mapped[str] = mapped_column(String(30))
    after: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime] = mapped_column(Moment)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reference: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(Sealed)


class Deadline(Base):
    """Something expected by a day."""

    __tablename__ = "deadlines"
    __table_args__ = (Index("ix_deadlines_due", "done_at", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.case_id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    due_on: Mapped[date]
    note: Mapped[str | None] = mapped_column(Sealed)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class ExceptionRow(Base):
    """An exception made from a case, also written to the workspace's file.

    Attributes:
        key: the subject, `source:id`.

    """

    __tablename__ = "exceptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.case_id"), index=True)
    rule_id: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(Sealed)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    starts: Mapped[date]
    expires: Mapped[date]
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class SavedView(Base):
    """Filters and order of the queue under a name."""

    __tablename__ = "saved_views"
    __table_args__ = (Index("uq_saved_views_name", "owner_id", "name", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(100))
    query: Mapped[dict[str, Any]] = mapped_column(Listed)
    shared: Mapped[bool] = mapped_column(default=False)


class RuleReport(Base):
    """«The rule is wrong»: what an agent says of a rule, with a minimal example.

    Attributes:
        expected: what the rule should have said: `silent`, `unknown` or `fires`.
        example: YAML ready for a rule file, pseudonymised.
        status: `open`, `accepted` or `rejected`.

    """

    __tablename__ = "rule_reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.case_id"), index=True)
    finding_id: Mapped[str] = mapped_column(String(64))
    rule_id: Mapped[str] = mapped_column(String(60), index=True)
    rule_version: Mapped[int]
    text: Mapped[str] = mapped_column(Sealed)
    expected: Mapped[str] = mapped_column(String(10))
    example: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    status: Mapped[str] = mapped_column(String(10), default="open", index=True)
    answer: Mapped[str | None] = mapped_column(Sealed)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)


class Opening(Base):
    """An identity opened: by whom, when, why."""

    __tablename__ = "openings"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str | None] = mapped_column(String(40), index=True)
    question_id: Mapped[int | None]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)


class JournalEntry(Base):
    """One action; the database itself refuses to change or delete a row.

    Attributes:
        at: ISO 8601, UTC: text, because it is hashed.
        actor: login, or `bondroit` for the machine.
        before: JSON of what the action changed, as it was.
        hash: sha256 over the previous hash and the row.

    """

    __tablename__ = "journal"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(40))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    actor: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(40), index=True)
    case_id: Mapped[str | None] = mapped_column(String(40), index=True)
    subject: Mapped[str | None] = mapped_column(String(300))
    before: Mapped[str]
    after: Mapped[str]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
