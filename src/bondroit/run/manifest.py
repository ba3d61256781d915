"""The manifest: what a run read, used, did and concluded."""

import resource
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any


@dataclass(slots=True)
class Stage:
    """One stage of a run.

    Attributes:
        name: what it does, in English.
        seconds: wall time.
        peak_mib: largest memory of the process so far, in MiB.
        rows: row counts it produced, by name.

    """

    name: str
    seconds: float = 0.0
    peak_mib: int = 0
    rows: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Manifest:
    """Facts gathered while a run goes on; clock times stand here alone."""

    month: date
    as_of: date
    code_version: str
    run_id: str = ""
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    finished: datetime | None = None
    inputs: list[dict[str, Any]] = field(default_factory=list)
    rules: list[dict[str, Any]] = field(default_factory=list)
    parameters: list[dict[str, Any]] = field(default_factory=list)
    exceptions: dict[str, Any] = field(default_factory=dict)
    matching: dict[str, Any] = field(default_factory=dict)
    stages: list[Stage] = field(default_factory=list)
    previous_run: str | None = None
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failed: bool = False
    kept_inputs: str | None = None

    @contextmanager
    def stage(self, name: str) -> Iterator[Stage]:
        """Time one stage and keep its row counts."""
        stage = Stage(name)
        begun = time.monotonic()
        try:
            yield stage
        finally:
            stage.seconds = round(time.monotonic() - begun, 3)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            stage.peak_mib = peak // 1024
            self.stages.append(stage)

    def degrade(self, reasons: Iterable[str]) -> None:
        """Note reasons to call the run degraded, each once."""
        self.reasons.extend(reason for reason in reasons if reason not in self.reasons)

    @property
    def outcome(self) -> str:
        """`complete`, `degraded` or `failed`."""
        if self.failed:
            return "failed"
        return "degraded" if self.reasons else "complete"

    def content(self) -> dict[str, Any]:
        """Return the manifest as plain values for JSON."""
        return {
            "run_id": self.run_id,
            "month": f"{self.month:%Y-%m}",
            "as_of": self.as_of.isoformat(),
            "started": self.started.isoformat(timespec="seconds"),
            "finished": self.finished.isoformat(timespec="seconds")
            if self.finished
            else None,
            "code_version": self.code_version,
            "inputs": self.inputs,
            "rules": self.rules,
            "parameters": self.parameters,
            "exceptions": self.exceptions,
            "matching": self.matching,
            "stages": [
                {
                    "name": stage.name,
                    "seconds": stage.seconds,
                    "peak_mib": stage.peak_mib,
                    "rows": stage.rows,
                }
                for stage in self.stages
            ],
            "previous_run": self.previous_run,
            "kept_inputs": self.kept_inputs,
            "outcome": self.outcome,
            "reasons": self.reasons,
            "notes": self.notes,
        }
