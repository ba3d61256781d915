"""What case files speak of, gathered once by polars, then handed out case by case."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import polars as pl

from bondroit.cases.assembly import case_of_findings
from bondroit.engine.views.paid_months import subject_id
from bondroit.reports.facts import RunFacts
from bondroit.reports.month_frames import case_months, case_payments, timeline_payments
from bondroit.reports.people_frames import (
    case_links,
    case_people,
    case_records,
    case_rights,
    case_stays,
    providers_named,
)
from bondroit.reports.proof_frames import proofs

Row = dict[str, Any]
BATCH = 400
"""Cases turned into Python values at a time, so that memory stays flat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRows:
    """The rows of one case; each a list of named values.

    Attributes:
        case: its columns of `cases.parquet`.
        findings: its findings, by rule then month.
        months: paid, due, difference and place of each month.
        people: the records of its people, NIR masked.
        links: matches between those records, registers and lists, both sides' values.
        rights: versions of their rights.
        payments: net payments by month, of the case and of counterparts.
        stays: their stays.
        explained: what an exclusion silenced.
        providers: number and name of the providers named.
        proofs: the files its findings rest on.

    """

    case: Row
    findings: list[Row]
    months: list[Row]
    people: list[Row]
    links: list[Row]
    rights: list[Row]
    payments: list[Row]
    stays: list[Row]
    explained: list[Row]
    providers: list[Row]
    proofs: list[Row]


PARTS = tuple(
    one.name for one in fields(CaseRows) if one.name not in {"case", "proofs"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFrames:
    """Every part of CaseRows for all the cases of a run, as frames with `case_id`."""

    cases: pl.DataFrame
    parts: dict[str, pl.DataFrame]

    def rows(self) -> Iterator[CaseRows]:
        """Hand out the cases in their order, a batch in memory at a time."""
        for start in range(0, self.cases.height, BATCH):
            batch = self.cases.slice(start, BATCH)
            chosen = {name: _of(batch, self.parts[name]) for name in PARTS}
            chosen["proofs"] = proofs(chosen["findings"])
            parts = {name: _by_case(frame) for name, frame in chosen.items()}
            for case in batch.iter_rows(named=True):
                own = {
                    name: rows.get(case["case_id"], []) for name, rows in parts.items()
                }
                yield CaseRows(case=case, **own)


def _of(batch: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.join(batch, on="case_id", how="semi", maintain_order="left")


def _by_case(frame: pl.DataFrame) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        rows[row["case_id"]].append(row)
    return rows


def gather(facts: RunFacts) -> CaseFrames:
    """Gather the rows of every case that is not ended."""
    cases = facts.cases.filter(pl.col("state") != "ended")
    findings = (
        case_of_findings(facts.findings, cases)
        .with_columns(subject_id())
        .sort("rule_id", "month", "finding_id", nulls_last=True)
    )
    records = case_records(facts.tables, findings, cases)
    payments = case_payments(facts.tables, findings)
    persons = records.filter(~pl.col("of_provider"))
    parts = {
        "findings": findings,
        "months": case_months(facts, findings, payments),
        "people": case_people(facts.tables, records),
        "links": case_links(facts.tables, persons),
        "rights": case_rights(facts.tables, persons),
        "payments": timeline_payments(facts.scope, findings, payments),
        "stays": case_stays(facts.tables, persons),
        "explained": _explained(facts, persons, findings),
        "providers": providers_named(facts.tables, findings),
    }
    return CaseFrames(cases=cases, parts=parts)


def _explained(
    facts: RunFacts, persons: pl.DataFrame, findings: pl.DataFrame
) -> pl.DataFrame:
    """What exclusions silenced, for the case's people, its household or its provider."""
    silenced = facts.explained_away
    homes = findings.select("case_id", "source", "household_id").drop_nulls().unique()
    of_people = silenced.join(
        persons.select("case_id", "source", "person_id"), on=["source", "person_id"]
    )
    of_homes = silenced.join(homes, on=["source", "household_id"])
    owing = findings.filter(pl.col("debtor") == "provider")
    of_providers = silenced.join(
        owing.select("case_id", "provider_id").drop_nulls().unique(), on="provider_id"
    )
    columns = ["case_id", "rule_id", "clause", "benefit", "month"]
    parts = (of_people, of_homes, of_providers)
    return (
        pl.concat([part.select(columns) for part in parts])
        .group_by("case_id", "rule_id", "clause", "benefit")
        .agg(
            pl.col("month").min().alias("first"),
            pl.col("month").max().alias("last"),
        )
        .sort("case_id", "rule_id", "clause", "benefit", nulls_last=True)
    )
