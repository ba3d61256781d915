"""The smallest change of a row that would turn a clause, or the answer of a rule.

Candidates come from the clause itself (the other side of a comparison, one step beside
it, the other codes of a list), then from a search along one column; every one of them
is judged by the rule, so that what is said to turn the answer does.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import polars as pl

from bondroit.engine.compile import CompiledClause, CompiledRule
from bondroit.engine.language.compiling import compile_tree
from bondroit.engine.language.syntax import Node, Op
from bondroit.engine.parameters import Parameters
from bondroit.engine.value_grid import (
    NONE_YEAR,
    STEPS,
    beside,
    moved_by,
    nearest_step,
)
from bondroit.engine.views.view import Type, ViewColumn

_MOST_VALUES = 64
_FIXED = frozenset({"benefit"})
"""What a row is about: another benefit is another row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueChange:
    """One value that would have to be another.

    Attributes:
        column: of the view.
        seen: the value the rule saw, None where unknown.
        needed: the nearest value that turns the answer.

    """

    column: str
    seen: object
    needed: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The smallest set of changes that turns an answer, and of which clauses."""

    changes: tuple[ValueChange, ...]
    clauses: tuple[str, ...]


class Turner:
    """Looks for what would turn the answers of one rule on rows of its view.

    Args:
        rule: the rule.
        rows: rows of the view, with every column the rule uses.
        parameters: dated values.

    """

    def __init__(
        self, rule: CompiledRule, rows: pl.DataFrame, parameters: Parameters
    ) -> None:
        """Keep the rule and its rows."""
        self.rule = rule
        self.rows = rows
        self.parameters = parameters
        self._found: dict[tuple[str, int, bool], tuple[ValueChange, ...]] = {}

    def clause(self, row: int, clause: CompiledClause) -> ValueChange | None:
        """Return the smallest change of one value that turns a clause, or None."""
        truth = self._truth(row, clause.expr)
        if truth is None:
            return None
        found = self._candidates(row, clause, want=not truth)
        return found[0] if found else None

    def rule_turn(self, row: int) -> Turn | None:
        """Return the smallest change that makes the rule fire, or stop firing."""
        truth = self._truth(row, self.rule.verdict)
        if truth is None:
            return None
        if truth:
            return self._one(row, self.rule.clauses, want=False)
        blocking = [
            part
            for part in self.rule.clauses
            if self._truth(row, part.expr) is part.exclusion
        ]
        return self._one(row, blocking, want=True) or self._several(row, blocking)

    def _one(
        self, row: int, clauses: Sequence[CompiledClause], *, want: bool
    ) -> Turn | None:
        """Return the nearest single value that turns the whole rule."""
        tried = [
            (change, part.clause.name)
            for part in clauses
            for change in self._candidates(row, part, want=part.exclusion is not want)
        ]
        answers = self._verdicts(row, [(change,) for change, _ in tried])
        good = [pair for pair, said in zip(tried, answers, strict=True) if said is want]
        if not good:
            return None
        best = min(good, key=lambda pair: _distance(pair[0]))
        return Turn(changes=(best[0],), clauses=(best[1],))

    def _several(self, row: int, blocking: list[CompiledClause]) -> Turn | None:
        """Turn each blocking clause by its own nearest value, one column at a time."""
        changes: dict[str, ValueChange] = {}
        for part in blocking:
            options = self._candidates(row, part, want=not part.exclusion)
            free = [one for one in options if one.column not in changes]
            already = [one for one in options if changes.get(one.column) == one]
            if already:
                continue
            if not free:
                return None
            changes[free[0].column] = free[0]
        chosen = tuple(changes.values())
        if not chosen or self._verdicts(row, [chosen]) != [True]:
            return None
        return Turn(
            changes=chosen, clauses=tuple(part.clause.name for part in blocking)
        )

    def _candidates(
        self, row: int, clause: CompiledClause, *, want: bool
    ) -> tuple[ValueChange, ...]:
        """Return the changes of one value that turn a clause, nearest first."""
        key = (clause.clause.name, row, want)
        if key not in self._found:
            found = self._exact(row, clause, want=want)
            if all(change.column == "month" for change in found):
                found += self._searched(row, clause, want=want)
            self._found[key] = tuple(sorted(found, key=_distance))
        return self._found[key]

    def _exact(
        self, row: int, clause: CompiledClause, *, want: bool
    ) -> list[ValueChange]:
        changes: list[ValueChange] = []
        for name in clause.columns:
            column = self.rule.view.column(name)
            if column is None or name in _FIXED:
                continue
            seen = self.rows[name][row]
            values = dict.fromkeys(self._values(row, clause.tree, column))
            changes += [
                ValueChange(column=name, seen=seen, needed=value)
                for value in values
                if value != seen
            ]
        return self._turning(row, clause.expr, changes, want=want)

    def _values(self, row: int, tree: Node, column: ViewColumn) -> Iterator[object]:
        """Yield values of a column worth trying: those it is compared with, or lists."""
        if column.type is Type.FLAG:
            yield from (True, False)
        if column.type is Type.CODE:
            yield from column.codes
        if any(node.op is Op.IS_NULL for node in tree.walk()):
            yield None
        for node in tree.walk():
            if node.op not in {Op.COMPARE, Op.BETWEEN, Op.IN}:
                continue
            if column.name not in {
                arg.value for arg in node.args if arg.op is Op.COLUMN
            }:
                continue
            others = [arg for arg in node.args if arg.value != column.name][
                :_MOST_VALUES
            ]
            for other in others:
                yield from beside(self._evaluated(row, other), column.type)

    def _evaluated(self, row: int, node: Node) -> object:
        if not node.names(Op.COLUMN) and not node.names(Op.PARAMETER) and not node.args:
            return node.value
        expr = compile_tree(node, self._parameter)
        return self.rows[row : row + 1].select(expr.alias("value"))["value"][0]

    def _parameter(self, name: str) -> pl.Expr:
        return self.parameters.expr(name, pl.col("month"))

    def _searched(
        self, row: int, clause: CompiledClause, *, want: bool
    ) -> list[ValueChange]:
        """Search along each column that is read inside an expression."""
        found = []
        for name in clause.columns:
            column = self.rule.view.column(name)
            seen = self.rows[name][row]
            if column is None or column.type not in STEPS or seen is None:
                continue
            change = self._along(row, clause.expr, column, want=want)
            if change is not None:
                found.append(change)
        return found

    def _along(
        self, row: int, expr: pl.Expr, column: ViewColumn, *, want: bool
    ) -> ValueChange | None:
        best: ValueChange | None = None
        for sign in (1, -1):

            def turning(steps: list[int], sign: int = sign) -> list[int]:
                moves = self._moves(row, column, [sign * step for step in steps])
                changes = [change for _, change in moves]
                good = self._turning(row, expr, changes, want=want)
                return [abs(step) for step, change in moves if change in good]

            step = nearest_step(column.type, turning)
            if step is None:
                continue
            ((_, change),) = self._moves(row, column, [sign * step])
            if best is None or _distance(change) < _distance(best):
                best = change
        return best

    def _moves(
        self, row: int, column: ViewColumn, steps: Iterable[int]
    ) -> list[tuple[int, ValueChange]]:
        seen = self.rows[column.name][row]
        start = self._start(row, seen, column.type)
        moved = ((step, moved_by(start, step, column.type)) for step in steps)
        return [
            (step, ValueChange(column=column.name, seen=seen, needed=value))
            for step, value in moved
            if value is not None
        ]

    def _start(self, row: int, seen: object, kind: Type) -> object:
        """Return where a search starts: the row's month for a date that says «none»."""
        month = self.rows["month"][row]
        if isinstance(seen, date) and seen.year >= NONE_YEAR and month is not None:
            day = date(month.year, month.month, 1)
            return datetime(day.year, day.month, 1) if kind is Type.DATETIME else day  # noqa: DTZ001 - local
        return seen

    def _turning(
        self, row: int, expr: pl.Expr, changes: Sequence[ValueChange], *, want: bool
    ) -> list[ValueChange]:
        """Return the changes with which an expression has the truth wanted."""
        answers = self._answers(row, expr, [(change,) for change in changes])
        return [one for one, said in zip(changes, answers, strict=True) if said is want]

    def _verdicts(
        self, row: int, sets: Sequence[tuple[ValueChange, ...]]
    ) -> list[bool | None]:
        return self._answers(row, self.rule.verdict, sets)

    def _answers(
        self, row: int, expr: pl.Expr, sets: Sequence[tuple[ValueChange, ...]]
    ) -> list[bool | None]:
        """Judge the row once with each set of changes."""
        if not sets:
            return []
        base = self.rows[row : row + 1]
        changed = {change.column for changes in sets for change in changes}
        columns = {}
        for name in sorted(changed):
            values = [
                next(
                    (one.needed for one in changes if one.column == name), base[name][0]
                )
                for changes in sets
            ]
            columns[name] = pl.Series(
                name, values, dtype=base.schema[name], strict=False
            )
        frame = pl.concat([base] * len(sets)).with_columns(**columns)
        answers: list[bool | None] = frame.select(expr.alias("said"))["said"].to_list()
        return answers

    def _truth(self, row: int, expr: pl.Expr) -> bool | None:
        answer = self.rows[row : row + 1].select(expr.alias("said"))["said"][0]
        return answer if isinstance(answer, bool) else None


def _distance(change: ValueChange) -> tuple[int, float, str, str]:
    """Order changes: another month comes last, then the relative size of the change."""
    last = int(change.column == "month") + 2 * int(change.needed is None)
    return last, _size(change.seen, change.needed), change.column, str(change.needed)


def _size(seen: object, needed: object) -> float:
    if isinstance(seen, date) and isinstance(needed, date):
        one, other = (date(day.year, day.month, day.day) for day in (seen, needed))
        return abs((one - other).days) / 365
    if isinstance(seen, Decimal | int) and isinstance(needed, Decimal | int):
        gap = abs(float(seen) - float(needed))
        return gap / max(abs(float(seen)), 1.0)
    return 1.0
