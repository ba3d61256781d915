"""A rule as its author wrote it, checked for shape, not yet compiled."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bondroit.yaml_file import YamlFile


class Status(StrEnum):
    """Life cycle of a rule."""

    DRAFT = "draft"
    SHADOW = "shadow"
    PILOT = "pilot"
    ACTIVE = "active"
    DEPRECATED = "deprecated"


class RuleKind(StrEnum):
    """How far a rule may conclude."""

    DETERMINISTIC = "deterministic"
    PROBABLE = "probable"
    INDICATOR = "indicator"


class Direction(StrEnum):
    """Which way the money went."""

    OVERPAYMENT = "overpayment"
    UNDERPAYMENT = "underpayment"
    EITHER = "either"
    DATA_QUALITY = "data_quality"
    PROTECTION = "protection"


class Verdict(StrEnum):
    """What a rule says of a row."""

    FIRES = "fires"
    SILENT = "silent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One named SQL clause."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalText:
    """An article and the months it applies to."""

    text: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A row given by its author, and what the rule must say of it.

    `boundary` names the clause at whose limit the row stands.
    """

    name: str
    given: dict[str, object]
    expect: Verdict
    amount: Decimal | None
    boundary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a version of a rule changed, for its readers."""

    version: int
    on: date
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule file.

    Attributes:
        amount: expression, positive overpaid, negative underpaid; None carries none.
        debtor: expression or code for who received the money; None: the view's.
        legal_basis: articles, each with the dates it is in force.
        note: anything the register should say (points to verify), or None.
        review_on: the day by which the rule must be read again, or None.
        changes: what each version changed, in order.
        digest: sha256 of what the rule means (not of its prose).
        file: the file with positions, for messages.

    """

    id: str
    version: int
    title: str
    status: Status
    kind: RuleKind
    severity: str
    benefits: tuple[str, ...]
    direction: Direction
    view: str
    when: tuple[Clause, ...]
    unless: tuple[Clause, ...]
    amount: str | None
    debtor: str | None
    explain: str
    legal_basis: tuple[LegalText, ...]
    innocent_explanations: tuple[str, ...]
    verify: tuple[str, ...]
    examples: tuple[Example, ...]
    note: str | None
    digest: str
    file: YamlFile
    review_on: date | None = None
    changes: tuple[Change, ...] = ()

    @property
    def family(self) -> str:
        """The middle part of the id: `DEC` of `AIS-DEC-001`; local rules have theirs."""
        parts = self.id.split("-")
        return parts[1] if len(parts) > 2 else parts[0]  # noqa: PLR2004 - prefix, family, number
