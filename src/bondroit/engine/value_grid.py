"""The values a column can take beside one, each a step of its type away."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from bondroit.engine.views.view import Type

STEPS: dict[Type, Decimal] = {
    Type.MONEY: Decimal("0.01"),
    Type.HOURS: Decimal("0.01"),
    Type.RATE: Decimal("0.0001"),
    Type.INTEGER: Decimal(1),
    Type.DATE: Decimal(1),
    Type.MONTH: Decimal(1),
    Type.DATETIME: Decimal(1),
}
"""What one step is: a cent, a unit, a day, a month, a minute."""

_REACH = {
    Type.DATE: 15,
    Type.MONTH: 9,
    Type.INTEGER: 12,
    Type.RATE: 16,
    Type.DATETIME: 15,
}
_FAR_REACH = 27
_DENSE = 40
_FANOUT = 32
NONE_YEAR = 9000
"""Years from which a date says «none»."""

_YEARS = (1900, NONE_YEAR)


def nearest_step(kind: Type, turning: Callable[[list[int]], list[int]]) -> int | None:
    """Return the fewest steps that turn an answer, None where none of those tried does.

    Args:
        kind: type of the column walked along.
        turning: returns those of some steps that turn the answer.

    """
    steps, low = _reach_of(kind), 0
    found: int | None = None
    while steps:
        good = turning(steps)
        if good:
            found = min(good)
        if found is None:
            return None
        low = max([low, *(step for step in steps if step < found)])
        steps = _between(low, found)
    return found


def _reach_of(kind: Type) -> list[int]:
    """Return numbers of steps to try from a value: dense near it, then doubling."""
    powers = (2**rank for rank in range(_REACH.get(kind, _FAR_REACH)))
    return sorted({*range(1, _DENSE), *powers})


def _between(low: int, high: int) -> list[int]:
    """Return steps strictly between two, few enough to try at once."""
    inside = high - low - 1
    if inside <= 0:
        return []
    if inside <= _FANOUT:
        return list(range(low + 1, high))
    return sorted({low + 1 + inside * rank // _FANOUT for rank in range(_FANOUT)})


def beside(value: object, kind: Type) -> Iterator[object]:
    """Yield a value on the grid of a column, and the ones on both sides of it."""
    if kind not in STEPS:
        if isinstance(value, str):
            yield value
        return
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        if kind in {Type.DATE, Type.MONTH, Type.DATETIME}:
            return
        step = STEPS[kind]
        floor = (Decimal(value) // step) * step
        near = [floor, floor + step, floor - step]
        yield from (int(one) if kind is Type.INTEGER else one for one in near)
    elif isinstance(value, date):
        for step_count in (0, 1, -1):
            moved = moved_by(_as_kind(value, kind), step_count, kind)
            if moved is not None:
                yield moved


def _as_kind(value: date, kind: Type) -> date:
    if kind is Type.MONTH:
        return date(value.year, value.month, 1)
    return value


def moved_by(value: object, steps: int, kind: Type) -> object:
    """Return a value some steps further, None beyond what it can be."""
    if isinstance(value, Decimal):
        return value + steps * STEPS[kind]
    if isinstance(value, int):
        return value + steps
    if not isinstance(value, date) or not _YEARS[0] <= value.year < _YEARS[1]:
        return None
    if kind is Type.MONTH:
        rank = value.year * 12 + value.month - 1 + steps
        return date(rank // 12, rank % 12 + 1, 1) if _usual(rank // 12) else None
    span = timedelta(minutes=steps) if isinstance(value, datetime) else timedelta(steps)
    moved = value + span
    return moved if _usual(moved.year) else None


def _usual(year: int) -> bool:
    return _YEARS[0] <= year < _YEARS[1]
