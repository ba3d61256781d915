"""Dated parameters: values of the law and local settings, with their sources.

A parameter file holds `parameters: {name: {unit, description, values: [...]}}`; each
value has `from`, `value`, and optionally `status`, `source` and `note`. A value holds
until the next `from`, or until `known_until` for what is revised at a known date.
Outside, and in a gap, a parameter is unknown: never the value before.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

import polars as pl

from bondroit.engine.decimals import day_literal, decimal_literal
from bondroit.engine.parameter_files import Parameter, read_parameters
from bondroit.engine.shared import Shared
from bondroit.errors import ConfigurationError

WIDE = pl.Decimal(38, 12)
"""Type of every parameter in an expression: sums, products and quotients with the
tables' decimals keep twelve places, so that one rounding to the cent is exact."""

Steps = list[tuple[date, Decimal | None]]


@dataclass(frozen=True)
class Parameters:
    """The parameters of a run, by canonical name (underscores, lower case).

    Attributes:
        by_name: one entry a parameter; later folders replace earlier ones by name.
        shared: where formulas of one frame keep what they have in common, or None.

    """

    by_name: Mapping[str, Parameter]
    shared: Shared | None = None

    @classmethod
    def load(cls, folders: Iterable[Path]) -> "Parameters":
        """Read every `*.yml` of the folders; a later folder replaces by name.

        Raises:
            ConfigurationError: a file or a value is wrong, or a name stands twice in
                one folder.

        """
        found: dict[str, Parameter] = {}
        for folder in folders:
            found |= read_parameters(folder)
        return cls(found)

    def names(self) -> tuple[str, ...]:
        """Return every name, sorted."""
        return tuple(sorted(self.by_name))

    def __contains__(self, name: object) -> bool:
        """Whether the parameter exists."""
        return name in self.by_name

    def describe(self, name: str) -> Parameter:
        """Return a parameter with its unit, description and dated values.

        Raises:
            ConfigurationError: no such parameter; the nearest name is given.

        """
        if name in self.by_name:
            return self.by_name[name]
        near = get_close_matches(name, self.by_name, n=1, cutoff=0.5)
        remedy = f"did you mean '{near[0]}'?" if near else "see rules/parameters"
        raise ConfigurationError("parameters", f"no parameter '{name}'", remedy)

    def series(self, name: str) -> Steps:
        """Return (first day, value) in order; None where the value is unknown."""
        return list(self._steps(name))

    def value(self, name: str, on: date) -> Decimal | None:
        """Return the value in force on a day, None when unknown."""
        steps = self._steps(name)
        rank = bisect_right(steps, on, key=lambda step: step[0])
        return steps[rank - 1][1] if rank else None

    def around(self, first: date, last: date) -> "Parameters":
        """Return the same parameters, for expressions on months within a year of a span.

        Each keeps the values in force there, and the nearest different value on each
        side, so that the previous and following ones stand. A chain of twenty years
        costs each row as much as a formula.

        Args:
            first: first month of the span.
            last: first day of its last month.

        """
        first = first.replace(year=first.year - 1, day=1)
        last = last.replace(year=last.year + 1, day=1)
        near = Parameters(self.by_name)
        near._cache.update(
            (name, _between(self._steps(name), first, last)) for name in self.by_name
        )
        return near

    def expr(self, name: str, month: pl.Expr) -> pl.Expr:
        """Return the value in force at each `month`, Decimal(38, 12), or null."""
        key = ("expr", name, str(month))
        return self.share(key, lambda: dated(self._steps(name), month))

    def narrow(self, name: str, month: pl.Expr) -> pl.Expr:
        """Return what `expr` gives, with no more decimals than the values have."""
        told = [value for _, value in self._steps(name) if value is not None]
        scale = max([2, *(-int(value.as_tuple().exponent) for value in told)])
        return dated(self._steps(name), month, pl.Decimal(38, scale))

    def sharing(self, shared: Shared) -> "Parameters":
        """Return the same parameters, whose formulas have columns in common."""
        found = replace(self, shared=shared)
        found.__dict__["_cache"] = self._cache
        return found

    def share(self, key: Hashable, build: Callable[[], pl.Expr]) -> pl.Expr:
        """Return a value as a shared column where there are some, or written out.

        Args:
            key: equal for equal values alone.
            build: gives the value.

        """
        return build() if self.shared is None else self.shared.column(key, build)

    def previous(self, name: str, month: pl.Expr) -> pl.Expr:
        """Return the last different value before the one in force, or null."""
        return dated(shifted(self._steps(name), back=True), month)

    def following(self, name: str, month: pl.Expr) -> pl.Expr:
        """Return the first different value after the one in force, or null."""
        return dated(shifted(self._steps(name), back=False), month)

    def missing_for(self, month: date) -> tuple[str, ...]:
        """Return parameters that have values, none of them in force that month."""
        return tuple(
            name
            for name in self.names()
            if self.describe(name).has_values and self.value(name, month) is None
        )

    def steps(
        self,
        names: Iterable[str],
        compute: Callable[[Mapping[str, Decimal]], Decimal],
    ) -> Steps:
        """Return a dated value computed from several parameters, None when one is.

        Args:
            names: parameters it depends on.
            compute: from the values in force, by name.

        """
        wanted = tuple(names)
        days = sorted({day for name in wanted for day, _ in self._steps(name)})
        found: Steps = []
        for day in days:
            values = {name: self.value(name, day) for name in wanted}
            known = {name: value for name, value in values.items() if value is not None}
            found.append((day, compute(known) if len(known) == len(wanted) else None))
        return found

    def _steps(self, name: str) -> Steps:
        cached = self._cache.get(name)
        if cached is None:
            cached = self._cache[name] = list(_steps_of(self.describe(name)))
        return cached

    @cached_property
    def _cache(self) -> dict[str, Steps]:
        return {}


def _steps_of(parameter: Parameter) -> Iterator[tuple[date, Decimal | None]]:
    limit = parameter.known_until
    for value in parameter.values:
        if limit is None or value.start <= limit:
            yield value.start, value.value
    if limit is not None:
        yield limit + timedelta(days=1), None


def _between(steps: Steps, first: date, last: date) -> Steps:
    """Return the steps in force in a span, and up to a different value around it."""
    start = max(bisect_right(steps, first, key=lambda step: step[0]) - 1, 0)
    end = bisect_right(steps, last, key=lambda step: step[0])
    low, high = start, end
    while low > 0 and steps[low][1] == steps[start][1]:
        low -= 1
    while 0 < high < len(steps) and steps[high - 1][1] == steps[end - 1][1]:
        high += 1
    return steps[low:high]


def dated(steps: Steps, month: pl.Expr, dtype: pl.DataType = WIDE) -> pl.Expr:
    """Return an expression giving the value of the last step not after `month`.

    Args:
        steps: (first day, value), in order.
        month: Date.
        dtype: type of the value, Decimal(38, 12) by default.

    Returns:
        The value; one that starts inside a month holds from the next month;
        null before the first step, in a gap, and where `month` is.

    """
    unknown = pl.lit(None, dtype=dtype)
    values = [
        unknown if value is None else decimal_literal(value, dtype)
        for _, value in steps
    ]
    return in_force([day for day, _ in steps], [unknown, *values], month)


def in_force(
    days: Sequence[date], values: Sequence[pl.Expr], month: pl.Expr
) -> pl.Expr:
    """Return the value that holds at each `month`.

    Polars finds the type of each branch anew at each level above it: the days are
    halved at each level, so that there are few levels.

    Args:
        days: first days, in order.
        values: the one before the first day, then one a day.
        month: Date.

    """
    if not days:
        return values[0]
    middle = len(days) // 2
    later = in_force(days[middle + 1 :], values[middle + 1 :], month)
    sooner = in_force(days[:middle], values[: middle + 1], month)
    return pl.when(month >= day_literal(days[middle])).then(later).otherwise(sooner)


def shifted(steps: Steps, *, back: bool) -> Steps:
    """Return, at each step, the neighbouring different value, None beyond the ends."""
    shifts: Steps = []
    for rank, (day, value) in enumerate(steps):
        others = reversed(steps[:rank]) if back else iter(steps[rank + 1 :])
        near = next((other for _, other in others if other != value), None)
        shifts.append((day, near if value is not None else None))
    return shifts
