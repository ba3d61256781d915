"""Writing the frames of a run into the desk's tables, many rows at a time."""

from collections.abc import Collection
from typing import Any, Final, cast

import polars as pl
from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from bondroit.cases.assembly import AMOUNTS
from bondroit.model.table_set import TableSet
from bondroit.review.importing.bulk import insert_rows, update_rows
from bondroit.review.importing.frames import (
    FAR,
    IDENTITY,
    RunFrames,
    case_people,
)
from bondroit.review.importing.memory import DECIDED, ERASED
from bondroit.review.store.cases import Case, CaseFinding, CasePerson, CaseTag
from bondroit.review.vocabulary import State

_FIGURES: Final = (
    "kind",
    "individual_id",
    "household_id",
    "provider_id",
    "members",
    "benefits",
    "rules",
    "oldest_month",
    "last_month",
    *AMOUNTS,
    "next_prescription",
    "debtor",
    "severity",
    "severity_rank",
    "run_state",
    "first_seen",
    "last_seen",
)
_SORTS: Final = ("sort_amount", "sort_date")
_BATCH: Final = 5000


def awake(session: Session, frames: RunFrames, reopened: Collection[str]) -> RunFrames:
    """Leave out what a run says of decided cases erased by age, unless they open again."""
    asleep = session.scalars(
        select(Case.case_id).where(
            Case.run_state == ERASED,
            Case.state.in_([state.value for state in DECIDED]),
            Case.case_id.not_in(list(reopened)),
        )
    ).all()
    if not asleep:
        return frames
    kept = ~pl.col("case_id").is_in(list(asleep))
    return RunFrames(
        cases=frames.cases.filter(kept),
        findings=frames.findings.filter(kept),
        tags=frames.tags.filter(kept),
    )


def put_cases(session: Session, run_id: str, frames: RunFrames) -> dict[str, int]:
    """Insert new cases, give the others their figures, end those not seen.

    Returns:
        How many are new, known, ended.

    """
    known = pl.DataFrame(
        session.execute(select(Case.case_id, Case.blind)).all(),
        orient="row",
        schema={"case_id": pl.String, "blind": pl.Boolean},
    )
    rows = frames.cases.select("case_id", *_FIGURES, *_SORTS, run_id=pl.lit(run_id))
    fresh = rows.join(known, on="case_id", how="anti").with_columns(
        state=pl.lit(State.REPORTED.value),
        version=pl.lit(1),
        blind=pl.lit(value=False),
        changed=pl.lit([], pl.List(pl.String)),
    )
    again = rows.join(known, on="case_id")
    insert_rows(session, Case, fresh)
    update_rows(session, Case, again.filter(~pl.col("blind")).drop("blind"), "case_id")
    hidden = again.filter(pl.col("blind")).drop("blind", *_SORTS)
    update_rows(session, Case, hidden, "case_id")
    return {
        "new": fresh.height,
        "known": again.height,
        "ended": _end(session, run_id),
    }


def _end(session: Session, run_id: str) -> int:
    """Put at zero the cases that this run no longer sees; those drawn have no run."""
    gone = (
        select(Case.case_id)
        .where(
            Case.run_id != run_id,
            Case.run_state.not_in(["ended", "drawn", ERASED]),
        )
        .scalar_subquery()
    )
    done = session.execute(
        update(Case)
        .where(Case.case_id.in_(gone))
        .values(
            run_state="ended",
            recoverable=0,
            sort_amount=0,
            sort_date=FAR,
            at_risk_next_month=0,
            next_prescription=None,
        )
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", done).rowcount


def put_details(session: Session, frames: RunFrames, tables: TableSet | None) -> None:
    """Replace the findings, tags and people of the cases that this run sees."""
    living = frames.cases["case_id"].to_list()
    for start in range(0, len(living), _BATCH):
        some = living[start : start + _BATCH]
        for table in (CaseFinding, CaseTag, CasePerson):
            if table is not CasePerson or tables is not None:
                session.execute(delete(table).where(table.case_id.in_(some)))
    insert_rows(session, CaseFinding, frames.findings)
    insert_rows(session, CaseTag, frames.tags)
    if tables is not None:
        insert_people(session, case_people(tables, frames.findings))


def insert_people(session: Session, people: pl.DataFrame) -> None:
    """Insert people of cases, their identity in one sealed value."""
    rows = people.select(
        "case_id", "source", "person_id", "role", identity=pl.struct(IDENTITY)
    )
    insert_rows(session, CasePerson, rows)
