"""Months in which the files of use follow most of those whose help they should tell."""

from collections.abc import Iterable
from datetime import date
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_end
from bondroit.engine.parameters import WIDE
from bondroit.engine.views.column_groups import GroupInputs

FEW: Final = 3
"""Persons below which a file is taken to follow whom it covers."""

_SHARE: Final = "part_personnes_suivies"


def followed_months(
    inputs: GroupInputs,
    used: pl.LazyFrame,
    modes: Iterable[str],
    covered: Iterable[date],
) -> list[date]:
    """Return the covered months in which enough of the persons helped leave a trace.

    A file that tells a few persons only says nothing of the others.

    Args:
        inputs: source and benefit.
        used: person_id and month of who leaves a trace.
        modes: delivery modes of the persons the file is about.
        covered: months that the file covers.

    """
    share = inputs.parameters.value(_SHARE, inputs.people.scope.last_month)
    if share is None:
        return []
    until = pl.min_horizontal("valid_to", "end_date")
    months = pl.LazyFrame({"month": sorted(covered)}, {"month": pl.Date()})
    helped = (
        inputs.tables.frame("rights")
        .filter(
            (pl.col("source") == inputs.source)
            & (pl.col("benefit") == inputs.benefit)
            & (pl.col("state") == "open")
            & pl.col("delivery_mode").is_in(list(modes))
        )
        .join(months, how="cross")
        .filter(pl.col("valid_from") <= month_end(pl.col("month")))
        .filter((until >= pl.col("month")).fill_null(value=True))
        .select("person_id", "month")
        .unique()
    )
    seen = used.select("person_id", "month", seen=pl.lit(value=True)).unique()
    enough = pl.col("seen").cast(WIDE) >= pl.col("helped").cast(WIDE) * pl.lit(
        share, WIDE
    )
    told = (
        helped.join(seen, on=["person_id", "month"], how="left")
        .group_by("month")
        .agg(helped=pl.len(), seen=pl.col("seen").sum())
        .filter(enough | (pl.col("helped") < FEW))
        .collect()
    )
    return sorted(told["month"].to_list())
