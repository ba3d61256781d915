"""Rows of every case, gathered once by polars, then grouped by case id."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import polars as pl

from bondroit.cases.assembly import case_of_findings
from bondroit.cases.prescription import month_amounts
from bondroit.engine.views.paid_months import (
    KEY,
    paid_months,
    subject_id,
    with_uncovered,
)
from bondroit.reports.facts import RunFacts
from bondroit.reports.masking import masked_nir

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRows:
    """What each case file speaks of, by case id.

    Attributes:
        findings: its findings, by rule then month.
        months: paid, due, difference and place of each month.
        people: the records of its people, NIR masked.
        links: matches between those records, registers and lists.
        rights: versions of their rights.
        payments: net payments by month.
        stays: their stays.
        explained: what an exclusion silenced.

    """

    findings: Rows
    months: Rows
    people: Rows
    links: Rows
    rights: Rows
    payments: Rows
    stays: Rows
    explained: Rows


def gather(facts: RunFacts) -> CaseRows:
    """Gather the rows of every case that is not ended."""
    findings = case_of_findings(facts.findings, facts.cases)
    own = findings.select("case_id", "source", "person_id", "household_id").unique()
    records = _records(facts, own)
    return CaseRows(
        findings=_grouped(findings.sort("rule_id", "month", "finding_id")),
        months=_grouped(_months(facts, findings)),
        people=_grouped(_people(facts, records)),
        links=_grouped(_links(facts, records)),
        rights=_grouped(_rights(facts, records)),
        payments=_grouped(_payments(facts, findings)),
        stays=_grouped(_stays(facts, records)),
        explained=_grouped(_explained(facts, records)),
    )


def _grouped(frame: pl.DataFrame) -> Rows:
    rows: Rows = defaultdict(list)
    for row in frame.iter_rows(named=True):
        rows[row["case_id"]].append(row)
    return rows


def _individuals(facts: RunFacts) -> pl.LazyFrame:
    if facts.tables.individuals is None:
        return pl.LazyFrame(
            schema={
                "source": pl.String,
                "person_id": pl.String,
                "individual_id": pl.String,
            }
        )
    return facts.tables.individuals


def _records(facts: RunFacts, own: pl.DataFrame) -> pl.DataFrame:
    """Return case_id, source, person_id: every record of the case's individuals.

    Cases of a provider keep the records named by its findings alone.
    """
    named = own.select("case_id", "source", "person_id").drop_nulls().unique()
    kinds = facts.cases.select("case_id", "kind")
    people = named.join(kinds, on="case_id").filter(pl.col("kind") != "provider")
    individuals = _individuals(facts)
    members = (
        facts.tables.frame("household_members")
        .select("source", "household_id", "person_id")
        .unique()
        .join(
            own.lazy()
            .select("case_id", "source", "household_id")
            .drop_nulls()
            .unique(),
            on=["source", "household_id"],
        )
        .select("case_id", "source", "person_id")
    )
    same = (
        people.lazy()
        .select("case_id", "source", "person_id")
        .join(individuals, on=["source", "person_id"])
        .select("case_id", "individual_id")
        .unique()
        .join(individuals, on="individual_id")
        .select("case_id", "source", "person_id")
    )
    return (
        pl.concat([named.lazy(), same, members])
        .unique()
        .sort("case_id", "source", "person_id")
        .collect()
    )


def _months(facts: RunFacts, findings: pl.DataFrame) -> pl.DataFrame:
    keyed = findings.with_columns(subject_id())
    paid = with_uncovered(paid_months(facts.tables), keyed, facts.tables)
    months = month_amounts(
        keyed, paid, facts.tables, facts.parameters, facts.scope.as_of
    )
    rules = (
        keyed.filter(pl.col("counted_amount") != 0)
        .group_by("case_id", *KEY)
        .agg(pl.col("rule_id").unique().sort().alias("rules"))
    )
    key = ["case_id", *KEY]
    return (
        months.join(
            paid.select(*KEY, "net_paid"), on=list(KEY), how="left", nulls_equal=True
        )
        .join(rules, on=key, how="left", nulls_equal=True)
        .with_columns(due=pl.col("net_paid") - pl.col("overpaid") + pl.col("underpaid"))
        .sort(key)
    )


def _people(facts: RunFacts, records: pl.DataFrame) -> pl.DataFrame:
    return (
        records.lazy()
        .join(facts.tables.frame("people"), on=["source", "person_id"])
        .select(
            "case_id",
            "source",
            "person_id",
            "birth_name",
            "usual_name",
            "first_names",
            "birth_date",
            "address",
            "postcode",
            masked_nir().alias("nir"),
        )
        .sort("case_id", "source", "person_id")
        .collect()
    )


def _links(facts: RunFacts, records: pl.DataFrame) -> pl.DataFrame:
    if facts.tables.matches is None:
        return pl.DataFrame(schema={"case_id": pl.String})
    found = (
        facts.tables.matches.join(
            records.lazy().rename({"source": "left_source", "person_id": "left_id"}),
            on=["left_source", "left_id"],
        )
        .sort("case_id", "right_table", "right_source", "right_id", "left_id")
        .collect()
    )
    deaths = (
        facts.tables.frame("deaths")
        .select(
            pl.col("source").alias("right_source"),
            pl.col("death_id").alias("right_id"),
            pl.lit("deaths").alias("right_table"),
            pl.col("birth_name").alias("their_name"),
            pl.col("first_names").alias("their_first_names"),
            pl.col("birth_date").alias("their_birth_date"),
            "death_date",
            "birth_place_name",
        )
        .join(found.lazy(), on=["right_source", "right_id", "right_table"], how="semi")
        .collect()
    )
    return found.join(
        deaths, on=["right_source", "right_id", "right_table"], how="left"
    ).sort("case_id", "right_table", "right_source", "right_id", "left_id")


def _rights(facts: RunFacts, records: pl.DataFrame) -> pl.DataFrame:
    return (
        facts.tables.frame("rights")
        .join(records.lazy(), on=["source", "person_id"])
        .select(
            "case_id",
            "source",
            "benefit",
            "element",
            "valid_from",
            "valid_to",
            "start_date",
            "end_date",
            "state",
        )
        .unique()
        .sort(pl.all(), nulls_last=True)
        .collect()
    )


def _payments(facts: RunFacts, findings: pl.DataFrame) -> pl.DataFrame:
    """Net payments of the benefits in question, and of their counterparts' side."""
    keyed = findings.with_columns(subject_id())
    subjects = keyed.select("case_id", "source", "subject_id", "benefit").unique()
    return (
        paid_months(facts.tables)
        .join(subjects, on=["source", "subject_id", "benefit"])
        .filter(
            pl.col("month").is_between(facts.scope.first_month, facts.scope.last_month)
        )
        .group_by("case_id", "benefit", "month")
        .agg(pl.col("net_paid").sum())
        .sort("case_id", "benefit", "month")
    )


def _stays(facts: RunFacts, records: pl.DataFrame) -> pl.DataFrame:
    stays = facts.tables.frame("stays").select(
        "source",
        "stay_id",
        "kind",
        "start_date",
        "end_date",
        "person_source",
        "person_id",
    )
    named = stays.join(
        records.lazy().rename({"source": "person_source"}),
        on=["person_source", "person_id"],
    ).select("case_id", "kind", "start_date", "end_date")
    parts = [named]
    if facts.tables.matches is not None:
        matched = (
            facts.tables.matches.filter(pl.col("right_table") == "stays")
            .join(
                records.lazy().rename(
                    {"source": "left_source", "person_id": "left_id"}
                ),
                on=["left_source", "left_id"],
            )
            .join(
                stays,
                left_on=["right_source", "right_id"],
                right_on=["source", "stay_id"],
            )
            .select("case_id", "kind", "start_date", "end_date")
        )
        parts.append(matched)
    return pl.concat(parts).unique().sort(pl.all(), nulls_last=True).collect()


def _explained(facts: RunFacts, records: pl.DataFrame) -> pl.DataFrame:
    return (
        facts.explained_away.join(records, on=["source", "person_id"])
        .group_by("case_id", "rule_id", "clause", "benefit")
        .agg(
            pl.col("month").min().alias("first"),
            pl.col("month").max().alias("last"),
            pl.col("month").n_unique().alias("months"),
        )
        .sort("case_id", "rule_id", "clause", "benefit", nulls_last=True)
    )
