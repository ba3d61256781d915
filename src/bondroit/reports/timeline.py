"""The timeline of a case, drawn as a picture."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape

WIDTH = 1000
LEFT = 190
ROW = 26
BAR = 14
TOP = 26
_COLORS = {
    "right": "#6a6af4",
    "stay": "#b7a73f",
    "paid": "#5f5f5f",
    "gap": "#c9191e",
    "owed": "#0063cb",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Something that lasts: a right, a stay, a month paid or in question.

    Attributes:
        row: the label of its line.
        kind: `right`, `stay`, `paid`, `gap` (overpaid) or `owed` (underpaid).
        start: first day.
        end: last day; None while it goes on.
        title: shown when pointed at, and read aloud.
        amount: euros, for the height of a month paid.

    """

    row: str
    kind: str
    start: date
    end: date | None
    title: str
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happens on one day: a death, a decision."""

    day: date
    title: str


def timeline(spans: list[Span], events: list[Event], first: date, last: date) -> str:
    """Draw spans and events between two days as an SVG picture.

    Args:
        spans: in the order of their rows.
        events: drawn across all rows.
        first: first day shown.
        last: last day shown.

    Returns:
        SVG text, with every label escaped.

    """
    rows = list(dict.fromkeys(span.row for span in spans))
    height = TOP + ROW * len(rows) + 30
    scale = _Scale(first, last)
    parts = [
        (
            f'<svg viewBox="0 0 {WIDTH} {height}" role="img" '
            f'aria-label="Chronologie du dossier" class="timeline">'
        ),
        *_months(scale, height),
        *[
            f'<text x="0" y="{TOP + ROW * rank + BAR}" class="row">{escape(row)}</text>'
            for rank, row in enumerate(rows)
        ],
        *[_bar(span, rows.index(span.row), scale) for span in spans],
        *[_mark(event, scale, height) for event in events],
        "</svg>",
    ]
    return "".join(parts)


class _Scale:
    """Days to pixels."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self._days = max((last - first).days + 1, 1)

    def x(self, day: date) -> float:
        inside = min(max((day - self.first).days, 0), self._days)
        return round(LEFT + (WIDTH - LEFT - 4) * inside / self._days, 1)


def _months(scale: _Scale, height: int) -> list[str]:
    months = []
    month = scale.first.replace(day=1)
    while month <= scale.last:
        months.append(month)
        month = (month.replace(day=28) + (date(2000, 1, 5) - date(2000, 1, 1))).replace(
            day=1
        )
    step = 1 if len(months) <= 14 else 3 if len(months) <= 40 else 6  # noqa: PLR2004 - room for labels
    return [
        f'<line x1="{scale.x(day)}" x2="{scale.x(day)}" y1="{TOP - 6}" '
        f'y2="{height - 24}" class="grid"/>'
        f'<text x="{scale.x(day) + 3}" y="12" class="tick">{day:%m/%Y}</text>'
        for day in months
        if (day.year * 12 + day.month - 1) % step == 0
    ]


def _bar(span: Span, rank: int, scale: _Scale) -> str:
    start, end = scale.x(span.start), scale.x(_next(span.end or scale.last))
    width = max(end - start - (1 if span.kind in {"paid", "gap", "owed"} else 0), 2)
    color = _COLORS[span.kind]
    return (
        f'<rect x="{start}" y="{TOP + ROW * rank + 2}" width="{round(width, 1)}" '
        f'height="{BAR}" fill="{color}" class="{span.kind}">'
        f"<title>{escape(span.title)}</title></rect>"
    )


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1) if day.year < 9999 else day  # noqa: PLR2004 - the last year


def _mark(event: Event, scale: _Scale, height: int) -> str:
    x = scale.x(event.day)
    anchor = "end" if x > WIDTH * 0.7 else "start"
    shift = -4 if anchor == "end" else 4
    return (
        f'<line x1="{x}" x2="{x}" y1="{TOP - 8}" y2="{height - 22}" class="event"/>'
        f'<text x="{x + shift}" y="{height - 8}" text-anchor="{anchor}" '
        f'class="eventname">{escape(event.title)}</text>'
    )
