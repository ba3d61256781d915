"""Which case a finding belongs to, and how a case keeps its name from month to month.

One case an individual; for RSA, which the département does not pay itself, one case a
household; and one case a provider for what a provider has to give back.
"""

import hashlib
from typing import Final

import polars as pl

from bondroit.model.table_set import TableSet

MEMBER_SEPARATOR: Final = ":"
"""Between the source and the id, in `members`."""


def case_groups(findings: pl.DataFrame) -> pl.DataFrame:
    """Add `kind` (of CASE_KINDS) and `group`, unique a case, to findings."""
    provider = (pl.col("debtor") == "provider") & pl.col("provider_id").is_not_null()
    nobody = pl.col("person_id").is_null() & pl.col("household_id").is_null()
    kind = (
        pl.when(provider.fill_null(value=False) | nobody)
        .then(pl.lit("provider"))
        .when(pl.col("benefit") == "RSA")
        .then(pl.lit("signalement"))
        .otherwise(pl.lit("agent"))
    )
    household = pl.concat_str("source", "household_id", separator=MEMBER_SEPARATOR)
    person = pl.concat_str("source", "person_id", separator=MEMBER_SEPARATOR)
    group = (
        pl.when(pl.col("kind") == "provider")
        .then(pl.coalesce("provider_id", pl.lit("-")))
        .when(pl.col("kind") == "signalement")
        .then(pl.coalesce(household, "individual_id", person))
        .otherwise(pl.coalesce("individual_id", person, household))
    )
    return findings.with_columns(kind=kind).with_columns(group=group)


def case_members(findings: pl.DataFrame, tables: TableSet) -> pl.DataFrame:
    """Return what a case can be recognised by: kind, group, members (sorted).

    A member is `source:id` of every record of the individual, the household of an RSA
    case, or the provider's number.
    """
    own = findings.select(
        "kind",
        "group",
        "individual_id",
        member=pl.when(pl.col("kind") == "provider")
        .then(pl.col("group"))
        .when((pl.col("kind") == "signalement") & pl.col("household_id").is_not_null())
        .then(pl.concat_str("source", "household_id", separator=MEMBER_SEPARATOR))
        .when(pl.col("person_id").is_not_null())
        .then(pl.concat_str("source", "person_id", separator=MEMBER_SEPARATOR))
        .otherwise(pl.col("group")),
    ).unique()
    parts = [own.select("kind", "group", "member")]
    if tables.individuals is not None:
        people = own.lazy().filter(pl.col("kind") == "agent")
        records = tables.individuals.select(
            "individual_id",
            member=pl.concat_str("source", "person_id", separator=MEMBER_SEPARATOR),
        )
        parts.append(
            people.drop("member")
            .join(records, on="individual_id")
            .select("kind", "group", "member")
            .collect()
        )
    return (
        pl.concat(parts)
        .group_by("kind", "group")
        .agg(members=pl.col("member").unique().sort())
        .sort("kind", "group")
    )


def name_cases(members: pl.DataFrame, previous: pl.DataFrame | None) -> pl.DataFrame:
    """Give each case its `case_id`, that of a previous case sharing a member if any.

    A new case is named after its kind and its smallest member. When several previous
    cases met in one, the oldest gives its name; when one was split, the part that holds
    its smallest shared member keeps it.

    Args:
        members: the frame of `case_members`.
        previous: the previous run's cases, or None.

    Returns:
        kind, group, members, case_id.

    """
    fresh = members.with_columns(
        case_id=pl.concat_str(
            "kind", pl.col("members").list.first(), separator="|"
        ).map_elements(_hash, return_dtype=pl.String)
    )
    if previous is None or previous.is_empty() or "members" not in previous.columns:
        return fresh
    kept = _kept_names(members, previous)
    named = fresh.join(kept, on=["kind", "group"], how="left")
    return (
        named.with_columns(case_id=pl.coalesce("kept_id", "case_id"))
        .drop("kept_id")
        .pipe(_without_twins)
    )


def _kept_names(members: pl.DataFrame, previous: pl.DataFrame) -> pl.DataFrame:
    old = previous.select("kind", "members", "first_seen", kept_id="case_id")
    shared = members.explode("members").join(
        old.explode("members"), on=["kind", "members"]
    )
    by_case = shared.sort("first_seen", "kept_id", "members").unique(
        ["kind", "group"], keep="first", maintain_order=True
    )
    by_name = by_case.sort("members").unique(
        ["kept_id"], keep="first", maintain_order=True
    )
    return by_name.select("kind", "group", "kept_id")


def _without_twins(named: pl.DataFrame) -> pl.DataFrame:
    """Rename a fresh case whose hash is already the kept name of another."""
    twin = pl.int_range(pl.len()).over("case_id") > 0
    again = pl.concat_str("case_id", "group", separator="|").map_elements(
        _hash, return_dtype=pl.String
    )
    return named.sort("case_id", pl.col("members").list.first(), "group").with_columns(
        case_id=pl.when(twin).then(again).otherwise(pl.col("case_id"))
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
