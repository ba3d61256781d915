"""The timeline of a case, drawn as a picture."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Final

WIDTH: Final = 1000
LEFT: Final = 250
RIGHT: Final = 12
ROW: Final = 28
BAR: Final = 20
TOP: Final = 26
EVENT: Final = 16
LABEL: Final = 50
"""Width of the name of a month, which must end inside the picture."""
_SLIM: Final = 12
"""Height of what has no amount: rights and stays."""
_LEAST: Final = 3
"""Height of the smallest amount, so that it is seen."""
_MONEY: Final = frozenset({"paid", "other", "gap", "owed"})
_ROOM: Final = ((14, 1), (40, 3), (10_000, 6))
"""Up to how many months, one label every so many months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Something that lasts: a right, a stay, a month paid or in question.

    Attributes:
        row: the label of its line.
        kind: `right`, `suspended`, `stay`, `paid`, `other` (paid on the counterpart's
            side), `gap` (overpaid) or `owed` (underpaid).
        start: first day.
        end: last day; None while it goes on.
        title: shown when pointed at, and read aloud.
        amount: euros, for the height of a month.

    """

    row: str
    kind: str
    start: date
    end: date | None
    title: str
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happens on one day: a death."""

    day: date
    title: str


def timeline(spans: list[Span], events: list[Event], first: date, last: date) -> str:
    """Draw spans and events between two days as an SVG picture.

    Months of euros are as high as their amount, on one scale for the whole picture.

    Args:
        spans: in the order of their rows.
        events: drawn across all rows.
        first: first day shown.
        last: last day shown.

    Returns:
        SVG text, with every label escaped.

    """
    rows = {row: rank for rank, row in enumerate(dict.fromkeys(s.row for s in spans))}
    bottom = TOP + ROW * len(rows) + 2
    height = bottom + EVENT * len(events) + 4
    scale = _Scale(first, last)
    largest = max((abs(span.amount) for span in spans if span.amount), default=None)
    parts = [
        (
            f'<svg viewBox="0 0 {WIDTH} {height}" role="img" '
            f'aria-label="Chronologie du dossier" class="timeline">'
        ),
        _months(first, last, bottom),
        *[
            f'<text x="0" y="{TOP + ROW * rank + ROW - 9}" class="row">'
            f"{escape(row)}</text>"
            for row, rank in rows.items()
        ],
        *[_bar(span, rows[span.row], scale, largest) for span in spans],
        *[_mark(event, rank, scale, bottom) for rank, event in enumerate(events)],
        "</svg>",
    ]
    return "".join(parts)


class _Scale:
    """Days to pixels."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self._days = max((last - first).days + 1, 1)
        self._known: dict[date, float] = {}

    def x(self, day: date) -> float:
        if day not in self._known:
            self._known[day] = self._place(day)
        return self._known[day]

    def _place(self, day: date) -> float:
        inside = min(max((day - self.first).days, 0), self._days)
        return round(LEFT + (WIDTH - LEFT - RIGHT) * inside / self._days, 1)


@lru_cache(maxsize=1_000)
def _months(first: date, last: date, bottom: int) -> str:
    """Return the grid of months, the same for all cases of one span."""
    scale = _Scale(first, last)
    months = []
    day = first.replace(day=1)
    while day <= last:
        months.append(day)
        day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    step = next(step for limit, step in _ROOM if len(months) <= limit)
    marks = []
    for day in months:
        if (day.month - 1) % step:
            continue
        x = scale.x(day)
        marks.append(
            f'<line x1="{x}" x2="{x}" y1="{TOP - 6}" y2="{bottom}" class="grid"/>'
        )
        if x < WIDTH - LABEL:
            marks.append(f'<text x="{x}" y="14" class="tick">{day:%m/%Y}</text>')
    return "".join(marks)


def _bar(span: Span, rank: int, scale: _Scale, largest: Decimal | None) -> str:
    money = span.kind in _MONEY
    start, end = scale.x(span.start), scale.x(_next(span.end or scale.last))
    width = max(end - start - 1, 2)
    tall = _tall(span, largest) if money else _SLIM
    base = TOP + ROW * rank + ROW - 4 - (0 if money else 3)
    return (
        f'<rect x="{start}" y="{base - tall:.1f}" width="{width:.1f}" '
        f'height="{tall:.1f}" class="{span.kind}">'
        f"<title>{escape(span.title)}</title></rect>"
    )


def _tall(span: Span, largest: Decimal | None) -> float:
    if not largest or span.amount is None:
        return BAR
    return max(abs(float(span.amount)) / float(largest) * BAR, _LEAST)


def _next(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _mark(event: Event, rank: int, scale: _Scale, bottom: int) -> str:
    x = scale.x(event.day)
    left = x > WIDTH * 0.7
    y = bottom + EVENT * (rank + 1) - 3
    return (
        f'<line x1="{x}" x2="{x}" y1="{TOP - 8}" y2="{y}" class="event"/>'
        f'<text x="{x - 5 if left else x + 5}" y="{y}" '
        f'text-anchor="{"end" if left else "start"}" class="eventname">'
        f"{escape(event.title)}</text>"
    )
