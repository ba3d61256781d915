"""Writing the frames of a run into the desk's tables, many rows at a time."""

from typing import Any, Final

import polars as pl
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from bondroit.model.table_set import TableSet
from bondroit.review.importing.frames import (
    FAR,
    IDENTITY,
    MONEY_COLUMNS,
    RunFrames,
    case_people,
)
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
    *MONEY_COLUMNS,
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


def put_cases(session: Session, run_id: str, frames: RunFrames) -> dict[str, int]:
    """Insert new cases, give the others their figures, end those not seen.

    Returns:
        How many are new, known, ended.

    """
    blind = dict(session.execute(select(Case.case_id, Case.blind)).tuples().all())
    rows = [
        {**row, "run_id": run_id}
        for row in frames.cases.select("case_id", *_FIGURES, *_SORTS).iter_rows(
            named=True
        )
    ]
    fresh = [
        {
            **row,
            "state": State.REPORTED.value,
            "version": 1,
            "blind": False,
            "changed": [],
        }
        for row in rows
        if row["case_id"] not in blind
    ]
    known = [row for row in rows if row["case_id"] in blind]
    shown = [row for row in known if not blind[row["case_id"]]]
    hidden = [
        {name: value for name, value in row.items() if name not in _SORTS}
        for row in known
        if blind[row["case_id"]]
    ]
    in_batches(session, insert(Case), fresh)
    in_batches(session, update(Case), shown)
    in_batches(session, update(Case), hidden)
    return {"new": len(fresh), "known": len(known), "ended": _end(session, run_id)}


def _end(session: Session, run_id: str) -> int:
    """Put at zero the cases that this run no longer sees; those drawn have no run."""
    gone = (
        select(Case.case_id)
        .where(
            Case.run_id != run_id,
            Case.run_state.not_in(["ended", "drawn"]),
        )
        .scalar_subquery()
    )
    ended = session.scalars(select(Case.case_id).where(Case.case_id.in_(gone))).all()
    rows = [
        {
            "case_id": case_id,
            "run_state": "ended",
            "recoverable": 0,
            "sort_amount": 0,
            "sort_date": FAR,
            "at_risk_next_month": 0,
            "next_prescription": None,
        }
        for case_id in ended
    ]
    in_batches(session, update(Case), rows)
    return len(rows)


def put_details(session: Session, frames: RunFrames, tables: TableSet | None) -> None:
    """Replace the findings, tags and people of the cases that this run sees."""
    living = frames.cases["case_id"].to_list()
    for start in range(0, len(living), _BATCH):
        some = living[start : start + _BATCH]
        for table in (CaseFinding, CaseTag, CasePerson):
            if table is not CasePerson or tables is not None:
                session.execute(delete(table).where(table.case_id.in_(some)))
    in_batches(session, insert(CaseFinding), frames.findings.rows(named=True))
    in_batches(session, insert(CaseTag), frames.tags.rows(named=True))
    if tables is not None:
        insert_people(session, case_people(tables, frames.findings))


def insert_people(session: Session, people: pl.DataFrame) -> None:
    """Insert people of cases, their identity in one sealed value."""
    rows = [
        {
            **{name: row[name] for name in ("case_id", "source", "person_id", "role")},
            "identity": {name: row[name] for name in IDENTITY if row[name] is not None},
        }
        for row in people.iter_rows(named=True)
    ]
    in_batches(session, insert(CasePerson), rows)


def in_batches(session: Session, statement: Any, rows: list[dict[str, Any]]) -> None:  # noqa: ANN401 - insert or update
    """Execute an insert or an update on many rows."""
    for start in range(0, len(rows), _BATCH):
        session.execute(statement, rows[start : start + _BATCH])
