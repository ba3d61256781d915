"""What a run says of its links: how they were weighed, how many are false to expect."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from bondroit.matching.conflicts import PREFIX
from bondroit.matching.once import Once
from bondroit.model.table_set import TableSet

_DECIMALS = 2


def report_of(
    matches: pl.DataFrame, methods: dict[str, str], once: Once, why: str | None
) -> dict[str, Any]:
    """Return, a table on the right, its links and the false ones to expect.

    Args:
        matches: columns of `matches.parquet`.
        methods: of a table, how its pairs were weighed.
        once: what is known of the sources of people.
        why: why decoys do not serve among people, None where they do.

    Returns:
        For each table: method, links and expected_false by band (links that no
        individual holds are left out), refused (how many those are); for people also
        sources (see `Once.kinds`) and why.

    """
    last = pl.col("reasons").list.last().fill_null("")
    told = matches.with_columns(last.str.starts_with(PREFIX).alias("refused"))
    report: dict[str, Any] = {}
    for table, method in sorted(methods.items()):
        some = told.filter(pl.col("right_table") == table)
        bands = (
            some.filter(~pl.col("refused"))
            .group_by("band")
            .agg(pl.len().alias("n"), (1 - pl.col("probability")).sum().alias("false"))
            .sort("band")
        )
        report[table] = {
            "method": method,
            "links": dict(bands.select("band", "n").iter_rows()),
            "expected_false": {
                band: round(false, _DECIMALS)
                for band, false in bands.select("band", "false").iter_rows()
            },
            "refused": int(some["refused"].sum()),
        }
    if "people" in report:
        report["people"] |= {"sources": dict(once.kinds), "why": why}
    return report


@dataclass(frozen=True, slots=True)
class Matched:
    """The tables with their individuals and matches, and what is said of the links.

    Attributes:
        tables: with `individuals` and `matches`.
        report: see `report_of`.

    """

    tables: TableSet
    report: dict[str, Any]
