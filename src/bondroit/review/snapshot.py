"""What the desk decided, frozen for the next run: dismissed findings, match answers.

A run reads the desk once, before any data, writes what it read in its folder, and puts
its hash in its id: the same decisions give the same bytes. Without a desk, or before any
decision, nothing is written and the id is the one of always.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl
from sqlalchemy import select

from bondroit.cases.assembly import case_of_findings
from bondroit.config import Config
from bondroit.counted import counted
from bondroit.review.desk import Desk, open_desk
from bondroit.review.importing.facts import with_facts
from bondroit.review.importing.memory import decided_frame
from bondroit.review.importing.questions import PAIR
from bondroit.review.store.cases import MatchQuestion
from bondroit.review.store.database import desk_exists
from bondroit.review.vocabulary import DISMISSING

DISMISSED: Final[dict[str, pl.DataType]] = {
    "case_id": pl.String(),
    "rule_id": pl.String(),
    "finding_id": pl.String(),
    "facts_hash": pl.String(),
    "quiet_until": pl.Date(),
    "code": pl.String(),
    "reason": pl.String(),
    "decided_on": pl.Date(),
}
ANSWERS: Final[dict[str, pl.DataType]] = {
    **{name: pl.String() for name in ("left_source", "left_id")},
    **{name: pl.String() for name in ("right_source", "right_id", "right_table")},
    "answer": pl.String(),
}
DISMISSED_FILE: Final = "dismissed.parquet"
ANSWERS_FILE: Final = "match_answers.parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Decisions of the desk at one moment.

    Attributes:
        dismissed: columns of DISMISSED, sorted.
        answers: columns of ANSWERS, sorted; `unsure` is an answer too.

    """

    dismissed: pl.DataFrame
    answers: pl.DataFrame

    @property
    def empty(self) -> bool:
        """Whether nothing was decided."""
        return self.dismissed.is_empty() and self.answers.is_empty()

    @property
    def said(self) -> list[str]:
        """What the manifest notes; nothing when nothing was decided."""
        if self.empty:
            return []
        return [
            (
                "bureau de contrôle: "
                f"{counted(self.dismissed.height, 'constat écarté', 'constats écartés')}, "
                f"{counted(self.answers.height, 'réponse')} sur des rapprochements"
            )
        ]

    @property
    def digest(self) -> str:
        """A sha256 over every decision."""
        digest = hashlib.sha256()
        for frame in (self.dismissed, self.answers):
            digest.update(frame.write_csv().encode())
        return digest.hexdigest()

    @property
    def marks(self) -> tuple[str, ...]:
        """What enters the run's id; nothing when nothing was decided."""
        return () if self.empty else (self.digest,)

    @property
    def known_answers(self) -> pl.DataFrame | None:
        """The answers, None when nobody answered anything."""
        return None if self.answers.is_empty() else self.answers

    def write(self, folder: Path) -> None:
        """Write both frames in a run's folder, unless nothing was decided."""
        if not self.empty:
            self.dismissed.write_parquet(folder / DISMISSED_FILE, compression="zstd")
            self.answers.write_parquet(folder / ANSWERS_FILE, compression="zstd")


def no_decisions() -> Snapshot:
    """Return a snapshot without any decision."""
    return Snapshot(
        dismissed=pl.DataFrame(schema=DISMISSED), answers=pl.DataFrame(schema=ANSWERS)
    )


def read_snapshot(folder: Path) -> Snapshot:
    """Read the snapshot that a run kept; none means no decision."""
    if not (folder / DISMISSED_FILE).is_file():
        return no_decisions()
    return Snapshot(
        dismissed=pl.read_parquet(folder / DISMISSED_FILE, glob=False),
        answers=pl.read_parquet(folder / ANSWERS_FILE, glob=False),
    )


def desk_snapshot(config: Config) -> Snapshot:
    """Return the decisions of a workspace's desk; none when it has no desk.

    Raises:
        ConfigurationError: the desk is configured and its variables are missing.
        DataError: the database cannot be reached.

    """
    if not desk_exists(config):
        return no_decisions()
    desk = open_desk(config)
    try:
        return take_snapshot(desk)
    finally:
        desk.close()


def take_snapshot(desk: Desk) -> Snapshot:
    """Return the decisions of a desk."""
    with desk.read() as session:
        decided = decided_frame(session)
        answers = session.execute(
            select(*(getattr(MatchQuestion, name) for name in (*PAIR, "answer"))).where(
                MatchQuestion.answer.is_not(None)
            )
        ).all()
    codes = [code.value for code in DISMISSING]
    return Snapshot(
        dismissed=decided.filter(pl.col("code").is_in(codes))
        .select(list(DISMISSED))
        .sort(pl.all()),
        answers=pl.DataFrame(
            [tuple(row) for row in answers],
            orient="row",
            schema=dict.fromkeys((*PAIR, "answer"), pl.String()),
        )
        .select(list(ANSWERS))
        .sort(pl.all()),
    )


def mark_dismissed(
    cases: pl.DataFrame, findings: pl.DataFrame, snapshot: Snapshot, as_of: date
) -> pl.DataFrame:
    """Give the state `dismissed` to cases in which every finding was set aside.

    A finding is set aside when it was dismissed on the same facts, or when it is a new
    month of a ground dismissed less than the quiet period ago. Those cases go after the
    others, before the ended ones.

    Args:
        cases: cases of the run, in their order.
        findings: findings of the run.
        snapshot: decisions of the desk.
        as_of: the day of the run.

    """
    if snapshot.dismissed.is_empty():
        return cases
    held = snapshot.dismissed.select("finding_id", was="facts_hash").unique(
        "finding_id"
    )
    quiet = (
        snapshot.dismissed.filter(pl.col("quiet_until") >= as_of)
        .select("case_id", "rule_id", quiet=pl.lit(value=True))
        .unique()
    )
    judged = (
        with_facts(case_of_findings(findings, cases))
        .join(held, on="finding_id", how="left")
        .join(quiet, on=["case_id", "rule_id"], how="left")
    )
    aside = (
        pl.when(pl.col("was").is_not_null())
        .then(pl.col("was") == pl.col("facts_hash"))
        .otherwise(pl.col("quiet").fill_null(value=False))
    )
    silent = (
        judged.group_by("case_id")
        .agg(aside=aside.all())
        .filter(pl.col("aside"))
        .select("case_id", aside=pl.lit(value=True))
    )
    marked = cases.join(
        silent, on="case_id", how="left", maintain_order="left"
    ).with_columns(
        state=pl.when(
            pl.col("aside").fill_null(value=False) & (pl.col("state") != "ended")
        )
        .then(pl.lit("dismissed"))
        .otherwise(pl.col("state"))
    )
    rank = (
        pl.when(pl.col("state") == "ended")
        .then(2)
        .when(pl.col("state") == "dismissed")
        .then(1)
        .otherwise(0)
    )
    return marked.drop("aside").sort(rank, maintain_order=True)
