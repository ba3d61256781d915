"""Facts that several views read, found at the first call of a run."""

from collections.abc import Callable

import polars as pl

from bondroit.engine.views.persons import PERSONS
from bondroit.engine.views.spans import held_frame
from bondroit.model.table_set import TableSet


def once(tables: TableSet, name: str, find: Callable[[], pl.LazyFrame]) -> pl.LazyFrame:
    """Return a fact of held tables, found at the first call and kept beside them.

    A table set that narrows its tables and shares the frames of another keeps the facts
    of the other: narrow them too, or ask for them before.

    Args:
        tables: from `hold`, whose frames take the fact; of any others it is found
            again at each call.
        name: `engine:` and what the fact is.
        find: finds it.

    """
    if tables.has(name):
        return tables.frame(name)
    if not tables.has(PERSONS):
        return find()
    tables.frames[name] = held_frame(find())
    return tables.frames[name]
