"""The workspace's configuration, `bondroit.yml`."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

FORMATS = (
    "cnaf-vrsb",
    "cnaf-vrsf",
    "cnaf-vrsc",
    "insee-deaths",
    "table",
    "extract",
)
MONTH_MARK = "{month}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Covers:
    """The dates a source declares to cover; a null end is open."""

    first: date | None
    last: date | str | None

    def until(self, month: date) -> date | None:
        """Return the last day covered by a run of that month."""
        if self.last == MONTH_MARK:
            return last_day(month)
        return self.last if isinstance(self.last, date) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceConfig:
    """One source of the configuration.

    Attributes:
        name: names the file system its records come from, unless rows say otherwise.
        format: one of `FORMATS`.
        path: glob of its files relative to the workspace; `{month}` is `YYYY-MM`.
        mandatory: whether a run stops without it.
        covers: dates it covers, None when nothing was declared.
        table: the table delivered as it is (format `table`).
        mapping: the mapping file (format `extract`).
        pull: where the files are fetched from, None when they lie in the workspace.
        options: other keys for the reader.

    """

    name: str
    format: str
    path: str
    mandatory: bool = False
    covers: Covers | None = None
    table: str | None = None
    mapping: str | None = None
    pull: Mapping[str, Any] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def monthly(self) -> bool:
        """Whether each month has its own files."""
        return MONTH_MARK in self.path

    def pattern(self, month: date) -> str:
        """Return the glob of one month's files."""
        return self.path.replace(MONTH_MARK, month.strftime("%Y-%m"))

    def covers_for(self, month: date) -> tuple[date | None, date | None] | None:
        """Return the first and last day covered, or None when undeclared."""
        if self.covers is None:
            return None
        return self.covers.first, self.covers.until(month)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterConfig:
    """Who writes the letters of the desk; what is empty is marked to be filled in.

    Attributes:
        authority: the département, as a letterhead says it.
        service: who follows the case.
        address: one line a line.
        phone: of the service.
        email: of the service.
        city: before the date.
        signatory: who signs.
        signatory_title: their office.
        delegation: the act that lets them sign.
        rights_contact: where rules and data are asked for, and the protection of data.
        caf: name and address of the CAF.
        msa: name and address of the MSA.

    """

    authority: str = ""
    service: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    city: str = ""
    signatory: str = ""
    signatory_title: str = ""
    delegation: str = ""
    rights_contact: str = ""
    caf: str = ""
    msa: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewConfig:
    """Settings of the review desk.

    Attributes:
        database: `env:NAME`, the variable that holds the address of a PostgreSQL; None
            for the file `review/desk.db`.
        encryption_key: `env:NAME`, the variable that holds the keys; None for none.
        second_reading_above: euros from which a second reader confirms a verdict.
        recontrol_months: how long new months of a ground already decided stay quiet.
        documents_days: days given to send documents.
        precision_floor: share of confirmed findings under which a rule is proposed for
            shadow, once its whole interval lies under it.
        minimum_reviewed: verdicts before any such proposal.
        random_size: rights without finding drawn at random each month.
        random_decoys: cases with findings shown blind beside them.
        session_minutes: minutes without a click that end a session.
        session_hours: hours that end a session in any case.
        letters: who writes the letters.

    """

    database: str | None = None
    encryption_key: str | None = None
    second_reading_above: Decimal = Decimal(3000)
    recontrol_months: int = 6
    documents_days: int = 30
    precision_floor: Decimal = Decimal("0.3")
    minimum_reviewed: int = 20
    random_size: int = 10
    random_decoys: int = 3
    session_minutes: int = 60
    session_hours: int = 12
    letters: LetterConfig = field(default_factory=LetterConfig)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A workspace.

    Attributes:
        root: the folder that every path starts from.
        file: the file it was read from.
        departement: its code, two or three characters.
        window_months: months of right judged by a run, ending with its month.
        as_of: the day ages of debts are counted on, `last_day` of the run's month.
        retention_months: age at which `purge` deletes, by kind of file.
        store_folder: where tables are kept for a trial, None for the workspace's.
        review: settings of the review desk.
        matching_weights: weights of the matcher fixed for every run, None to learn them.
        one_record: of a source, whether a person has one record there; sources not named
            are measured by the matcher.

    """

    root: Path
    file: Path
    departement: str
    window_months: int
    as_of: date | str
    sources: tuple[SourceConfig, ...]
    rules: tuple[Path, ...]
    retention_months: Mapping[str, int]
    store_folder: Path | None = None
    review: ReviewConfig = field(default_factory=ReviewConfig)
    matching_weights: Path | None = None
    one_record: Mapping[str, bool] = field(default_factory=dict)

    @property
    def store(self) -> Path:
        """The folder of the tables, another one than the workspace's for a trial."""
        return self.store_folder or self.root / "store"

    @property
    def runs(self) -> Path:
        """The folder of the runs."""
        return self.root / "runs"

    def as_of_day(self, month: date) -> date:
        """Return the day on which the run of a month counts ages."""
        return self.as_of if isinstance(self.as_of, date) else last_day(month)

    def first_month(self, month: date) -> date:
        """Return the first month of right judged by the run of a month."""
        rank = month.year * 12 + month.month - self.window_months
        return date(rank // 12, rank % 12 + 1, 1)


def last_day(month: date) -> date:
    """Return the last day of the month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])
