"""The frames of a run, shaped for the desk's tables."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, cast

import polars as pl
from sqlalchemy import Table

from bondroit.cases.assembly import case_of_findings
from bondroit.model.outputs import SEVERITIES
from bondroit.model.table_set import TableSet
from bondroit.review.importing.facts import with_facts
from bondroit.review.store.cases import CaseFinding

FAR: Final = date(9999, 12, 31)
"""Where a case without prescription stands in the order of dates."""

IDENTITY: Final = (
    "birth_name",
    "usual_name",
    "first_names",
    "sex",
    "birth_date",
    "address",
    "postcode",
    "commune",
    "death_date",
)
FINDING_COLUMNS: Final = tuple(
    column.name for column in cast("Table", CaseFinding.__table__).columns
)
_PERSON: Final = ("source", "person_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFrames:
    """What a run says, shaped for the desk.

    Attributes:
        cases: columns of the desk's `cases` that a run fills, one row a living case.
        findings: FINDING_COLUMNS.
        tags: case_id, kind, value, amount.

    """

    cases: pl.DataFrame
    findings: pl.DataFrame
    tags: pl.DataFrame


def read_output(path: Path) -> pl.DataFrame:
    """Return a Parquet file of a run; marks of patterns in its path are taken as is."""
    return pl.read_parquet(path, glob=False, hive_partitioning=False)


def run_frames(folder: Path) -> RunFrames:
    """Read the cases and the findings of a run."""
    cases = read_output(folder / "cases.parquet")
    found = case_of_findings(read_output(folder / "findings.parquet"), cases)
    findings = with_facts(found.filter(pl.col("case_id").is_not_null()))
    tags = _tags(cases, findings)
    return RunFrames(
        cases=_cases(cases, tags),
        findings=findings.select(FINDING_COLUMNS),
        tags=tags,
    )


def _cases(cases: pl.DataFrame, tags: pl.DataFrame) -> pl.DataFrame:
    rules = (
        tags.filter(pl.col("kind") == "rule")
        .sort("case_id", "amount", "value", descending=[False, True, False])
        .group_by("case_id", maintain_order=True)
        .agg(rules=pl.col("value"))
    )
    ranks = {name: rank for rank, name in enumerate(SEVERITIES)}
    return (
        cases.filter(pl.col("state") != "ended")
        .drop("rules")
        .join(rules, on="case_id", how="left")
        .rename({"first_month": "oldest_month", "state": "run_state"})
        .with_columns(
            pl.col("rules").fill_null([]),
            severity_rank=pl.col("severity").replace_strict(
                ranks, default=0, return_dtype=pl.Int32
            ),
            sort_amount=(pl.col("recoverable") * 100).cast(pl.Int64),
            sort_date=pl.col("next_prescription").fill_null(FAR),
        )
        .sort("case_id")
    )


def _tags(cases: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    money = pl.Decimal(12, 2)
    benefits = (
        cases.filter(pl.col("state") != "ended")
        .select("case_id", value="benefits")
        .explode("value")
        .drop_nulls()
        .select(
            "case_id",
            "value",
            kind=pl.lit("benefit"),
            amount=pl.lit(0, dtype=money),
        )
    )
    rules = (
        findings.group_by("case_id", value="rule_id")
        .agg(
            amount=pl.col("counted_amount")
            .abs()
            .sum()
            .fill_null(pl.lit(0, dtype=money))
            .cast(money)
        )
        .with_columns(kind=pl.lit("rule"))
    )
    columns = ["case_id", "kind", "value", "amount"]
    return pl.concat([benefits.select(columns), rules.select(columns)]).sort(columns)


def case_people(
    tables: TableSet, findings: pl.DataFrame, others: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return the people a case needs: those found, and the adults of its households.

    Args:
        tables: `people` and `household_members`.
        findings: case_id, source, person_id, household_id.
        others: the same columns, of cases without findings.

    Returns:
        case_id, source, person_id, role, and IDENTITY as text.

    """
    subjects = [findings.select("case_id", *_PERSON, "household_id")]
    if others is not None:
        subjects.append(others.select("case_id", *_PERSON, "household_id"))
    named = pl.concat(subjects).unique()
    homes = named.select("case_id", "source", "household_id").drop_nulls().unique()
    members = (
        tables.frame("household_members")
        .filter(pl.col("role").is_in(["claimant", "spouse"]))
        .join(homes.lazy(), on=["source", "household_id"])
        .sort("month")
        .group_by("case_id", *_PERSON)
        .agg(pl.col("role").last())
        .collect()
    )
    people = named.select("case_id", *_PERSON).drop_nulls().unique()
    return (
        people.join(members, on=["case_id", *_PERSON], how="full", coalesce=True)
        .join(identities(tables), on=list(_PERSON))
        .sort("case_id", *_PERSON)
    )


def identities(tables: TableSet) -> pl.DataFrame:
    """Return the identity of every person, as text, one row a record."""
    return (
        tables.frame("people")
        .select(*_PERSON, *(pl.col(name).cast(pl.String) for name in IDENTITY))
        .unique(_PERSON, keep="first")
        .collect()
    )
