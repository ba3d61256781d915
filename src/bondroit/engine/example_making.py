"""A row on which a rule fired -> the smallest example that shows it, without a person.

Only base columns are given, since examples compute the others again. What the rule does
not need is left out, identifiers become letters, and dates and amounts are blurred
wherever the rule still fires.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import polars as pl

from bondroit.engine.compile import CompiledRule, compile_rules
from bondroit.engine.evidence import used_columns
from bondroit.engine.example_rows import SCOPE, example_frame, typical_row
from bondroit.engine.neighbourhood import neighbourhood
from bondroit.engine.parameters import Parameters
from bondroit.engine.traces import Traces
from bondroit.engine.views.held import hold
from bondroit.engine.views.view import ROW_KEY, Scope, Type, View
from bondroit.model.rule import Rule, Verdict
from bondroit.model.table_set import TableSet, missing_tables

Given = dict[str, object]
_ALWAYS: Final = ("month", "benefit", "element")
_MIDDLE: Final = 15
_SCALES: Final = {Type.MONEY: 2, Type.HOURS: 2, Type.RATE: 4}
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def fired_rows(
    rule: Rule,
    views: Mapping[str, View],
    tables: TableSet,
    parameters: Parameters,
    scope: Scope,
    subject: tuple[str, str],
) -> pl.DataFrame:
    """Return the rows about a subject on which a rule fires.

    Args:
        rule: the rule.
        views: the catalogue.
        tables: the tables of the run.
        parameters: dated parameters.
        scope: the months judged.
        subject: source, and id of a person, a household or a provider.

    Returns:
        Subject columns, key and every column of the view.

    """
    (compiled,) = compile_rules([rule], views, parameters)
    near = hold(neighbourhood(tables, subject[1]))
    if missing_tables(near, compiled.view.needs):
        return pl.DataFrame()
    source, identifier = subject
    about = pl.any_horizontal(
        pl.col(name) == identifier
        for name in ("person_id", "household_id", "provider_id")
    )
    mine = (pl.col("source") == source) & about & compiled.verdict
    found = [
        part.frame.filter(mine).collect(engine="streaming")
        for part in compiled.view.build(near, parameters, scope)
    ]
    rows = [frame for frame in found if not frame.is_empty()]
    return pl.concat(rows, how="diagonal") if rows else pl.DataFrame()


def make_example(
    rule: Rule,
    views: Mapping[str, View],
    parameters: Parameters,
    row: Mapping[str, object],
) -> Given | None:
    """Return what to give in an example for the rule to fire as it did on a row.

    Args:
        rule: the rule.
        views: the catalogue.
        parameters: dated parameters.
        row: columns of the view, as seen.

    Returns:
        Base columns with their values, in the order of the view; None where examples
        cannot show it.

    """
    (compiled,) = compile_rules([rule], views, parameters)
    maker = _Maker(compiled, parameters)
    return maker.smallest(row)


class _Maker:
    """Looks for the smallest example of one rule."""

    def __init__(self, compiled: CompiledRule, parameters: Parameters) -> None:
        self._rule = compiled
        self._view = compiled.view
        self._parameters = parameters
        self._read = sorted({"benefit", "month", *compiled.columns})
        self._scope = replace(SCOPE, columns=frozenset(self._read))
        self._typical = typical_row(self._view)
        self._columns = {
            column.name: column for column in self._view.columns if not column.derived
        }

    def smallest(self, row: Mapping[str, object]) -> Given | None:
        whole = self._without_identifiers(
            {name: row[name] for name in self._columns if name in row}
        )
        if not self._fires([whole])[0]:
            return None
        return self._ordered(self._blurred(self._reduced(whole)))

    def _without_identifiers(self, given: Given) -> Given:
        """Give identifiers letters, the same letter to the same one."""
        letters: dict[object, str] = {}
        kept = {}
        for name, value in given.items():
            column = self._columns[name]
            if column.type is Type.CODE and not column.codes and value is not None:
                value = letters.setdefault(value, f"X{_letter(len(letters))}")  # noqa: PLW2901 - the letter stands for it
            scale = _SCALES.get(column.type)
            if isinstance(value, Decimal) and scale is not None:
                value = round(value, scale)  # noqa: PLW2901 - as examples hold it
            kept[name] = value
        return kept

    def _reduced(self, whole: Given) -> Given:
        """Leave out every column that the rule neither reads nor needs."""
        read = {*used_columns(self._rule), *_ALWAYS}
        own = {name: value for name, value in whole.items() if name in read}
        if self._fires([own])[0]:
            return own
        others = [
            name
            for name, value in whole.items()
            if name not in own and value != self._typical.get(name)
        ]
        firing = self._fires([_less(whole, [name]) for name in others])
        needed = [name for name, fires in zip(others, firing, strict=True) if not fires]
        found = {**own, **{name: whole[name] for name in needed}}
        if self._fires([found])[0]:
            return found
        kept = {**own, **{name: whole[name] for name in others}}
        if not self._fires([kept])[0]:
            return whole
        for name in others:
            less = _less(kept, [name])
            if self._fires([less])[0]:
                kept = less
        return kept

    def _blurred(self, given: Given) -> Given:
        """Blur dates, hours and amounts, together or one by one, while it fires."""
        for kinds, blur in _BLURS:
            names = [
                name
                for name, value in given.items()
                if value is not None and self._columns[name].type in kinds
            ]
            given = self._tried(given, names, blur)
        return given

    def _tried(
        self, given: Given, names: Sequence[str], blur: Callable[[object], object]
    ) -> Given:
        together = {**given, **{name: blur(given[name]) for name in names}}
        if together == given or self._fires([together])[0]:
            return together
        for name in names:
            one = {**given, name: blur(given[name])}
            if one != given and self._fires([one])[0]:
                given = one
        return given

    def _fires(self, givens: Sequence[Given]) -> list[bool]:
        """Return whether the rule fires on each example."""
        if not givens:
            return []
        rows = [
            {**self._typical, ROW_KEY: str(rank), **given}
            for rank, given in enumerate(givens)
        ]
        frame = self._view.derive(
            example_frame(rows, self._view), self._parameters, self._scope
        )
        traces = Traces.of([self._rule], frame.select(self._read).collect())
        return [traces.verdict(0, row) is Verdict.FIRES for row in range(len(rows))]

    def _ordered(self, given: Given) -> Given:
        first = [name for name in _ALWAYS if given.get(name) is not None]
        return {name: given[name] for name in dict.fromkeys([*first, *given])}


def _less(given: Given, names: Sequence[str]) -> Given:
    return {name: value for name, value in given.items() if name not in names}


def _letter(rank: int) -> str:
    return _LETTERS[rank % len(_LETTERS)] + ("" if rank < len(_LETTERS) else str(rank))


def _middle_of_year(value: object) -> object:
    return value.replace(month=7, day=1) if isinstance(value, date) else value


def _middle_of_month(value: object) -> object:
    return value.replace(day=_MIDDLE) if isinstance(value, date) else value


def _whole_hour(value: object) -> object:
    if not isinstance(value, datetime):
        return value
    return value.replace(minute=0, second=0, microsecond=0)


def _tens(value: object) -> object:
    return _rounded(value, Decimal(10))


def _units(value: object) -> object:
    return _rounded(value, Decimal(1))


def _rounded(value: object, unit: Decimal) -> object:
    if not isinstance(value, Decimal):
        return value
    return (value / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


_BLURS: Final[tuple[tuple[tuple[Type, ...], Callable[[object], object]], ...]] = (
    ((Type.DATE,), _middle_of_month),
    ((Type.DATE,), _middle_of_year),
    ((Type.DATETIME,), _middle_of_month),
    ((Type.DATETIME,), _whole_hour),
    ((Type.MONEY, Type.HOURS), _units),
    ((Type.MONEY,), _tens),
)
"""By kind of column, from the finest to the coarsest."""
