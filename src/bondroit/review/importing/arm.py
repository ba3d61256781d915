"""The random arm: rights without finding, drawn by stratum, shown like any other case.

Without it, nobody knows what the rules miss. The draw depends on the run's id alone, is
made once a month, and mixes a few cases with findings whose figures are hidden too, so
that the reader cannot tell which is which.
"""

import hashlib
from datetime import date
from typing import Any, Final

import polars as pl
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bondroit.cases.assembly import AMOUNTS
from bondroit.cases.grouping import MEMBER_SEPARATOR, name_cases
from bondroit.config import ReviewConfig
from bondroit.model.table_set import TableSet
from bondroit.review.importing.frames import FAR, RunFrames, case_people
from bondroit.review.importing.writing import insert_people
from bondroit.review.store.cases import Case, CaseTag, RandomMember
from bondroit.review.vocabulary import State

_STRATUM: Final = ["source", "benefit"]


def draw_random_arm(
    session: Session,
    settings: ReviewConfig,
    run_id: str,
    month: date,
    frames: RunFrames,
    tables: TableSet | None,
) -> int:
    """Draw the month's random arm, unless it was drawn already.

    Returns:
        How many rights were drawn.

    """
    done = session.scalar(
        select(RandomMember.case_id).where(RandomMember.month == month).limit(1)
    )
    if tables is None or settings.random_size == 0 or done is not None:
        return 0
    known = set(session.scalars(select(Case.case_id)))
    rights = unflagged_rights(tables, month, frames).filter(
        ~pl.col("case_id").is_in(list(known))
    )
    drawn = stratified(rights, run_id, settings.random_size)
    if drawn.is_empty():
        return 0
    decoys = _decoys(session, run_id, settings.random_decoys)
    masks = _masks(session, run_id, drawn["case_id"].to_list() + decoys)
    _insert_drawn(session, run_id, month, drawn, masks)
    session.execute(
        insert(RandomMember),
        [
            {
                "month": month,
                "run_id": run_id,
                "decoy": False,
                **{name: row[name] for name in ("case_id", "stratum", "stratum_size")},
            }
            for row in drawn.iter_rows(named=True)
        ]
        + [
            {
                "month": month,
                "run_id": run_id,
                "case_id": case_id,
                "stratum": "decoy",
                "stratum_size": 0,
                "decoy": True,
            }
            for case_id in decoys
        ],
    )
    if decoys:
        session.execute(
            update(Case),
            [
                {
                    "case_id": case_id,
                    "blind": True,
                    "sort_amount": masks[case_id],
                    "sort_date": FAR,
                }
                for case_id in decoys
            ],
        )
    insert_people(session, case_people(tables, drawn))
    return drawn.height


def unflagged_rights(tables: TableSet, month: date, frames: RunFrames) -> pl.DataFrame:
    """Return the rights open in a month whose holder or household has no finding.

    Returns:
        case_id, kind, members, source, person_id, household_id, benefit; one row a case.

    """
    end = pl.lit(month).dt.month_end()
    open_rights = (
        tables.frame("rights")
        .filter(
            pl.col("state") == "open",
            pl.col("valid_from") <= end,
            pl.col("valid_to").is_null() | (pl.col("valid_to") >= month),
            pl.col("end_date").is_null() | (pl.col("end_date") >= month),
        )
        .select("source", "benefit", "person_id", "household_id")
        .unique()
        .collect()
    )
    flagged = frames.findings.select("source", "person_id").drop_nulls().unique()
    homes = frames.findings.select("source", "household_id").drop_nulls().unique()
    rsa = (pl.col("benefit") == "RSA") & pl.col("household_id").is_not_null()
    subject = pl.when(rsa).then("household_id").otherwise("person_id")
    quiet = (
        open_rights.join(flagged, on=["source", "person_id"], how="anti")
        .join(homes, on=["source", "household_id"], how="anti")
        .with_columns(
            kind=pl.when(rsa).then(pl.lit("signalement")).otherwise(pl.lit("agent")),
            group=pl.concat_str("source", subject, separator=MEMBER_SEPARATOR),
        )
        .with_columns(members=pl.concat_list("group"))
    )
    names = name_cases(quiet.select("kind", "group", "members").unique(), None)
    return (
        quiet.join(names.select("kind", "group", "case_id"), on=["kind", "group"])
        .sort("case_id", "benefit", "person_id")
        .unique("case_id", keep="first", maintain_order=True)
    )


def stratified(rights: pl.DataFrame, seed: str, size: int) -> pl.DataFrame:
    """Draw rights in proportion of the strata, at least one of each while size allows.

    Args:
        rights: with case_id, source and benefit.
        seed: the run's id; the same seed draws the same rights.
        size: how many in all.

    Returns:
        The rows drawn, with `stratum` and `stratum_size`, sorted by case_id.

    """
    if rights.is_empty():
        return rights.with_columns(
            stratum=pl.lit("", pl.String), stratum_size=pl.lit(0, pl.Int64)
        )
    ranked = (
        rights.with_columns(
            draw=_draw(seed), stratum_size=pl.len().over(_STRATUM).cast(pl.Int64)
        )
        .sort(*_STRATUM, "draw")
        .with_columns(rank=pl.int_range(pl.len()).over(_STRATUM))
    )
    share = pl.lit(rights.height / size) * (pl.col("rank") + 0.5)
    return (
        ranked.with_columns(
            turn=pl.when(pl.col("rank") == 0)
            .then(-1.0)
            .otherwise(share / pl.col("stratum_size"))
        )
        .sort("turn", "draw")
        .head(size)
        .with_columns(stratum=pl.concat_str(_STRATUM, separator=":"))
        .drop("draw", "rank", "turn")
        .sort("case_id")
    )


def _draw(seed: str) -> pl.Expr:
    return pl.col("case_id").map_elements(
        lambda case_id: _hash(f"{seed}|{case_id}"), return_dtype=pl.String
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _decoys(session: Session, seed: str, count: int) -> list[str]:
    free = session.scalars(
        select(Case.case_id).where(
            Case.state == State.REPORTED.value,
            Case.assignee_id.is_(None),
            Case.blind.is_(False),
            Case.kind != "provider",
            Case.run_state.in_(["new", "continuing"]),
        )
    ).all()
    return sorted(free, key=lambda case_id: _hash(f"{seed}|{case_id}"))[:count]


def _masks(session: Session, seed: str, case_ids: list[str]) -> dict[str, int]:
    """Give each blind case the place in the queue of another case."""
    amounts = sorted(
        session.scalars(
            select(Case.sort_amount).where(Case.state == State.REPORTED.value)
        )
    ) or [0]
    return {
        case_id: amounts[int(_hash(f"{seed}|place|{case_id}"), 16) % len(amounts)]
        for case_id in case_ids
    }


def _insert_drawn(
    session: Session,
    run_id: str,
    month: date,
    drawn: pl.DataFrame,
    masks: dict[str, int],
) -> None:
    common: dict[str, Any] = {
        **dict.fromkeys(AMOUNTS, 0),
        "rules": [],
        "changed": [],
        "severity_rank": 0,
        "run_state": "drawn",
        "first_seen": month,
        "last_seen": month,
        "run_id": run_id,
        "blind": True,
        "sort_date": FAR,
        "state": State.REPORTED.value,
        "version": 1,
    }
    rows = list(drawn.iter_rows(named=True))
    session.execute(
        insert(Case),
        [
            {
                **common,
                "case_id": row["case_id"],
                "kind": row["kind"],
                "household_id": row["household_id"]
                if row["kind"] == "signalement"
                else None,
                "members": row["members"],
                "benefits": [row["benefit"]],
                "sort_amount": masks[row["case_id"]],
            }
            for row in rows
        ],
    )
    session.execute(
        insert(CaseTag),
        [
            {
                "case_id": row["case_id"],
                "kind": "benefit",
                "value": row["benefit"],
                "amount": 0,
            }
            for row in rows
        ],
    )
