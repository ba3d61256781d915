"""Findings that a département has looked at and set aside for a time.

An exception takes its findings out before anything is counted; they are kept apart,
each with the reason, the author and the day it comes back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from bondroit.cases.grouping import case_groups, case_members, name_cases
from bondroit.engine.overlay import PROVIDER, RuleException
from bondroit.model.outputs import FINDINGS
from bondroit.model.table_set import TableSet

SET_ASIDE: Final[dict[str, pl.DataType]] = {
    **FINDINGS,
    "exception_key": pl.String(),
    "exception_reason": pl.String(),
    "exception_author": pl.String(),
    "exception_expires": pl.Date(),
}
"""Columns of `excepted_findings.parquet`; `counted_amount` is null: nothing is counted."""

_KEY: Final[dict[str, pl.DataType]] = {
    "rule_id": pl.String(),
    "exception_key": pl.String(),
    "exception_reason": pl.String(),
    "exception_author": pl.String(),
    "exception_expires": pl.Date(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """Findings to count (columns of FINDINGS), and those set aside (SET_ASIDE)."""

    kept: pl.DataFrame
    aside: pl.DataFrame


def set_aside(
    findings: pl.DataFrame,
    exceptions: Sequence[RuleException],
    tables: TableSet,
    previous: pl.DataFrame | None,
    as_of: date,
) -> Sorted:
    """Take out the findings that an exception in force names.

    Args:
        findings: columns of FINDINGS, not yet netted.
        exceptions: of the overlay, in force or not.
        tables: individuals, for the names of cases.
        previous: the cases of the previous run, or None.
        as_of: the day on which exceptions must hold.

    """
    keys = _keys(exceptions, as_of)
    nothing = pl.DataFrame(schema=SET_ASIDE)
    if keys.is_empty() or findings.is_empty():
        return Sorted(kept=findings, aside=nothing)
    concerned = findings.filter(pl.col("rule_id").is_in(keys["rule_id"].to_list()))
    named = _named(concerned, findings, tables, previous)
    aside = (
        named.join(keys, on=["rule_id", "exception_key"])
        .sort("finding_id", "exception_expires", "exception_key")
        .unique("finding_id", keep="last", maintain_order=True)
    )
    kept = findings.join(aside, on="finding_id", how="anti", maintain_order="left")
    whole = findings.join(aside.drop("rule_id"), on="finding_id", maintain_order="left")
    return Sorted(kept=kept, aside=whole.select(list(SET_ASIDE)).sort("finding_id"))


def _keys(exceptions: Iterable[RuleException], as_of: date) -> pl.DataFrame:
    rows = [
        (one.rule_id, one.key, one.reason, one.author, one.expires)
        for one in exceptions
        if one.holds(as_of)
    ]
    return pl.DataFrame(rows, schema=_KEY, orient="row").unique(
        ["rule_id", "exception_key"], keep="last", maintain_order=True
    )


def _named(
    concerned: pl.DataFrame,
    findings: pl.DataFrame,
    tables: TableSet,
    previous: pl.DataFrame | None,
) -> pl.DataFrame:
    """Return each finding with every key it answers to.

    Returns:
        finding_id, rule_id, exception_key.

    """
    own = ["finding_id", "rule_id"]
    source = pl.col("source")
    names = (
        pl.concat_str(source, "person_id", separator=":"),
        pl.concat_str(source, "household_id", separator=":"),
        pl.concat_str(pl.lit(PROVIDER), "provider_id", separator=":"),
    )
    parts = [concerned.select(*own, exception_key=name) for name in names]
    grouped = case_groups(findings)
    cases = name_cases(case_members(grouped, tables), previous)
    parts.append(
        grouped.join(concerned, on="finding_id", how="semi")
        .join(cases, on=["kind", "group"])
        .select(*own, exception_key="case_id")
    )
    return pl.concat(parts).drop_nulls("exception_key").unique()


def unused(
    exceptions: Iterable[RuleException], aside: pl.DataFrame, as_of: date
) -> list[RuleException]:
    """Return the exceptions in force that name no finding of the run."""
    used = set(aside.select("rule_id", "exception_key").unique().rows())
    return [
        one
        for one in exceptions
        if one.holds(as_of) and (one.rule_id, one.key) not in used
    ]
