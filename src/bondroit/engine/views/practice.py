"""Whether the files of a source follow a point of law among the rows it is about.

A gap that many comparable rows of a source show is how its files are kept, not what
happened to a person: the rules that read these facts are then unknown.
"""

from datetime import date
from typing import Final

import polars as pl

from bondroit.engine.parameters import WIDE, Parameters

SHARE: Final = "pratique_part_minimum"
FEW: Final = 5
"""Rows below which nothing can be said of how a file is kept."""


def mostly(
    rows: pl.LazyFrame,
    follows: pl.Expr,
    parameters: Parameters,
    day: date,
    few: int = FEW,
    *,
    some: bool = False,
) -> bool | None:
    """Tell whether enough of some comparable rows follow the law.

    Args:
        rows: comparable rows, one a subject.
        follows: whether a row follows the law; null rows do not count.
        parameters: the share that is enough.
        day: day on which the share is read.
        few: rows below which nothing can be said of the file: true.
        some: the rows that may depart from the law are enough to follow it.

    Returns:
        True, or None where too few do (or no row can tell): never false.

    """
    share = parameters.value(SHARE, day)
    if share is None:
        return None
    share = 1 - share if some else share
    told = pl.col("_follows").is_not_null().sum()
    good = pl.col("_follows").sum()
    enough = (good > 0) & (good.cast(WIDE) >= told.cast(WIDE) * pl.lit(share, WIDE))
    found = rows.select(_follows=follows).select((told < few) | enough).collect()
    return True if found.item() else None


def known_if(held: bool | None) -> pl.Expr:  # noqa: FBT001 - the answer of `mostly`
    """Return the answer as a column: true, or unknown."""
    return pl.lit(held, pl.Boolean)
