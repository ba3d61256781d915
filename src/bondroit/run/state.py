"""What the stages of one run hand to each other."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from bondroit.checks.results import no_checks
from bondroit.config import Config
from bondroit.engine.overlay import RuleException
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import QUARANTINE
from bondroit.model.rule import Rule
from bondroit.model.table_set import TableSet
from bondroit.review.snapshot import Snapshot, no_decisions
from bondroit.run.manifest import Manifest

if TYPE_CHECKING:
    from bondroit.checks.runner import CheckSession


@dataclass(slots=True, kw_only=True)
class Run:
    """One execution under way.

    Attributes:
        config: the workspace.
        month: the month of the run.
        rules: rules that come with bondroit, then the workspace's own.
        parameters: dated values, the workspace's over those that come with bondroit.
        exceptions: findings that the workspace sets aside for a time.
        switched: ids of the rules whose status is the workspace's.
        manifest: facts gathered so far.
        replace: whether another content for an ingested month is accepted.
        folder: where results are written before the run is complete.
        tables: the month's tables, once read.
        quarantine: rows that the deliveries behind the tables could not take.
        checks: one row an expectation, once checked.
        previous: folder of the previous run, None for the first.
        decisions: what the review desk decided before this run.
        session: the check session, from the check of the delivery on.

    """

    config: Config
    month: date
    rules: tuple[Rule, ...]
    parameters: Parameters
    manifest: Manifest
    exceptions: tuple[RuleException, ...] = ()
    switched: frozenset[str] = frozenset()
    replace: bool = False
    folder: Path = Path()
    tables: TableSet = field(default_factory=lambda: TableSet(frames={}))
    quarantine: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=QUARANTINE)
    )
    checks: pl.DataFrame = field(default_factory=no_checks)
    previous: Path | None = None
    decisions: Snapshot = field(default_factory=no_decisions)
    session: "CheckSession | None" = None

    @property
    def scope(self) -> Scope:
        """The months judged, and the day ages are counted on."""
        return Scope(
            first_month=self.config.first_month(self.month),
            last_month=self.month,
            as_of=self.config.as_of_day(self.month),
        )

    @property
    def tables_folder(self) -> Path:
        """Where the tables of the window are kept in one piece during the run."""
        return self.folder.with_name(f"{self.folder.name}.tables")

    @property
    def final_folder(self) -> Path:
        """Where the run stands once complete."""
        return self.config.runs / self.manifest.run_id
