"""What a new run means for cases already decided: quiet, or opened again, and why."""

from datetime import date
from typing import Final

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from bondroit.review.importing.facts import WATCHED, difference
from bondroit.review.store.cases import Case
from bondroit.review.store.work import DecidedFinding, VerdictRow, VerdictRule
from bondroit.review.vocabulary import State

DECIDED: Final = (
    State.CONCLUDED,
    State.TRANSMITTED,
    State.NOTIFIED,
    State.CONTESTED,
    State.CLOSED,
)
ERASED: Final = "erased"
"""`run_state` of a case whose people and facts were erased by age."""

_MONTHS_SHOWN: Final = 6


def decided_frame(session: Session) -> pl.DataFrame:
    """Return the findings of effective verdicts, the latest verdict of each case.

    Returns:
        verdict_id, case_id, finding_id, rule_id, month, facts_hash, code, quiet_until,
        reason, decided_on.

    """
    columns = (
        DecidedFinding.verdict_id,
        DecidedFinding.case_id,
        DecidedFinding.finding_id,
        DecidedFinding.rule_id,
        DecidedFinding.month,
        DecidedFinding.facts_hash,
        DecidedFinding.code,
        DecidedFinding.quiet_until,
        VerdictRow.reason,
        VerdictRow.at,
    )
    rows = session.execute(
        select(*columns)
        .join(VerdictRow, VerdictRow.id == DecidedFinding.verdict_id)
        .where(VerdictRow.standing == "effective")
    )
    return pl.DataFrame(
        rows.all(),
        orient="row",
        schema={
            "verdict_id": pl.Int64,
            "case_id": pl.String,
            "finding_id": pl.String,
            "rule_id": pl.String,
            "month": pl.Date,
            "facts_hash": pl.String,
            "code": pl.String,
            "quiet_until": pl.Date,
            "reason": pl.String,
            "decided_on": pl.Datetime("us", "UTC"),
        },
    ).with_columns(pl.col("decided_on").dt.date())


def reopenings(
    session: Session, findings: pl.DataFrame, as_of: date
) -> dict[str, list[str]]:
    """Return, by decided case, the sentences on what calls for another look.

    Facts that changed under a verdict that found no gap, a rule that had said nothing
    yet, or months that came after the quiet period of a ground.

    Args:
        session: the desk.
        findings: FINDING_COLUMNS of the run.
        as_of: the day of the run.

    """
    states = [state.value for state in DECIDED]
    cases = pl.DataFrame(
        session.execute(select(Case.case_id).where(Case.state.in_(states))).all(),
        orient="row",
        schema={"case_id": pl.String},
    )
    now = findings.select(
        "case_id", "finding_id", "rule_id", "month", "facts_hash"
    ).join(cases, on="case_id", how="semi")
    if now.is_empty():
        return {}
    decided = decided_frame(session)
    parts = [
        _changed(session, now, decided, findings),
        _new_rules(session, now),
        _new_months(now, decided, as_of),
    ]
    said = pl.concat(parts).sort("case_id", "rule_id", "text")
    return {
        str(case_id): rows["text"].unique(maintain_order=True).to_list()
        for (case_id,), rows in said.group_by("case_id", maintain_order=True)
    }


_SAID: Final = {"case_id": pl.String, "rule_id": pl.String, "text": pl.String}


def _changed(
    session: Session, now: pl.DataFrame, decided: pl.DataFrame, findings: pl.DataFrame
) -> pl.DataFrame:
    watched = decided.filter(pl.col("code").is_in(WATCHED))
    changed = now.join(
        watched.select("finding_id", "verdict_id", was="facts_hash"), on="finding_id"
    ).filter(pl.col("was") != pl.col("facts_hash"))
    if changed.is_empty():
        return pl.DataFrame(schema=_SAID)
    after = dict(findings.select("finding_id", "facts").iter_rows())
    rows = []
    for case_id, finding_id, rule_id, month, verdict_id in changed.select(
        "case_id", "finding_id", "rule_id", "month", "verdict_id"
    ).iter_rows():
        before = session.scalar(
            select(DecidedFinding.facts).where(
                DecidedFinding.verdict_id == verdict_id,
                DecidedFinding.finding_id == finding_id,
            )
        )
        when = "" if month is None else f", {month:%m/%Y}"
        what = difference(before or "", after[finding_id])
        rows.append((case_id, rule_id, f"{rule_id}{when} : {what}"))
    return pl.DataFrame(rows, schema=_SAID, orient="row")


def _new_rules(session: Session, now: pl.DataFrame) -> pl.DataFrame:
    judged = pl.DataFrame(
        session.execute(
            select(VerdictRow.case_id, VerdictRule.rule_id)
            .join(VerdictRule, VerdictRule.verdict_id == VerdictRow.id)
            .where(VerdictRow.standing == "effective")
        ).all(),
        orient="row",
        schema={"case_id": pl.String, "rule_id": pl.String},
    )
    return (
        now.select("case_id", "rule_id")
        .unique()
        .join(judged, on=["case_id", "rule_id"], how="anti")
        .with_columns(
            text=pl.format("{} : nouveau motif depuis la conclusion", "rule_id")
        )
    )


def _new_months(now: pl.DataFrame, decided: pl.DataFrame, as_of: date) -> pl.DataFrame:
    quiet = decided.group_by("case_id", "rule_id").agg(pl.col("quiet_until").max())
    return (
        now.join(decided, on="finding_id", how="anti")
        .join(quiet, on=["case_id", "rule_id"])
        .filter(pl.col("quiet_until") < as_of)
        .group_by("case_id", "rule_id")
        .agg(
            months=pl.col("month")
            .drop_nulls()
            .unique()
            .sort()
            .dt.strftime("%m/%Y")
            .head(_MONTHS_SHOWN)
            .str.join(", ")
        )
        .select(
            "case_id",
            "rule_id",
            text=pl.format("{} : nouveaux mois {}", "rule_id", "months"),
        )
    )
