"""Facts set beside rows held in memory: only the keys are joined, never the whole row."""

from collections.abc import Sequence

import polars as pl


def beside(
    rows: pl.LazyFrame, facts: pl.LazyFrame, on: str | Sequence[str]
) -> pl.LazyFrame:
    """Join facts to rows, at most one for each row.

    A join copies every column of both its sides. Here keys alone go through it, and
    what is found is put beside the rows, which are many columns wide.

    Args:
        rows: rows of a pass.
        facts: one row a key, with columns that the rows lack.
        on: the key, in both.

    Returns:
        The rows in their order and the columns of the facts, null where there is none.

    """
    keys = [on] if isinstance(on, str) else list(on)
    held = rows.collect(engine="in-memory")
    told = facts.collect(engine="streaming")
    found = (
        held.lazy()
        .select(keys)
        .join(told.lazy(), on=keys, how="left", maintain_order="left", validate="m:1")
        .drop(keys)
        .collect(engine="in-memory")
    )
    return held.hstack(found.get_columns()).lazy()
