"""Values that several formulas need, computed once a row as columns of their own.

A formula of the law reads dated values again and again: written out each time, the
plan of a view grows far beyond its formulas. Here each distinct value becomes a hidden
column, added before the formulas that read it, and dropped at the end.
"""

from collections.abc import Callable, Hashable

import polars as pl

_PREFIX = "_shared_"


class Shared:
    """The hidden columns of one frame."""

    def __init__(self) -> None:
        """Start without any."""
        self._names: dict[Hashable, str] = {}
        self._waiting: dict[str, pl.Expr] = {}

    def column(self, key: Hashable, build: Callable[[], pl.Expr]) -> pl.Expr:
        """Return the column of a value, which is built the first time it is asked.

        Args:
            key: equal for equal values alone.
            build: gives the value, from columns of the frame and other shared ones.

        """
        name = self._names.get(key)
        if name is None:
            value = build()
            name = self._names[key] = f"{_PREFIX}{len(self._names)}"
            self._waiting[name] = value.alias(name)
        return pl.col(name)

    def add_to(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Add the columns asked since the last time, those others read first."""
        while self._waiting:
            ready = [
                name
                for name, value in self._waiting.items()
                if self._waiting.keys().isdisjoint(value.meta.root_names())
            ]
            frame = frame.with_columns(self._waiting.pop(name) for name in ready)
        return frame

    def drop_from(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Drop every hidden column."""
        return frame.drop(self._names.values())
