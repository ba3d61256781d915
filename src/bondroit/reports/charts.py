"""Charts drawn as pictures, with their figures beside: bars by line, columns by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from typing import Final

from bondroit.engine.french import THIN, money, month

WIDTH: Final = 900
LABEL: Final = 350
FIGURE: Final = 120
ROW: Final = 30
COLUMNS: Final = 110
"""Height of the columns, each way."""
_MANY: Final = 14
_WORDS: Final = (("overpaid", "trop versés"), ("underpaid", "à rappeler"))


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: what, euros overpaid, euros underpaid (both positive)."""

    label: str
    overpaid: Decimal
    underpaid: Decimal


def bar_chart(bars: Sequence[Bar], title: str) -> str:
    """Draw one or two bars a line, overpaid above underpaid, with their amounts.

    Args:
        bars: in the order shown.
        title: read aloud.

    Returns:
        SVG text, with every label escaped.

    """
    largest = _largest(bars)
    room = WIDTH - LABEL - FIGURE
    height = ROW * len(bars) + 4
    lines = [
        _line(bar, rank, float(room) / float(largest)) for rank, bar in enumerate(bars)
    ]
    return _svg(height, title, lines)


def _largest(bars: Sequence[Bar]) -> Decimal:
    amounts = [amount for bar in bars for amount in (bar.overpaid, bar.underpaid)]
    return max([*amounts, Decimal(1)])


def _svg(height: int, title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}" '
        f'class="timeline">{"".join(parts)}</svg>'
    )


def _line(bar: Bar, rank: int, scale: float) -> str:
    top = ROW * rank + 2
    shown = [
        (amount, style, words)
        for amount, style, (_, words) in zip(
            (bar.overpaid, bar.underpaid), ("bar", "bar back"), _WORDS, strict=True
        )
        if amount
    ]
    thick = (ROW - 6) / max(len(shown), 1)
    parts = [
        (
            f'<text x="{LABEL - 8}" y="{top + 17}" text-anchor="end" class="row">'
            f"{escape(bar.label)}</text>"
        )
    ]
    for place, (amount, style, words) in enumerate(shown):
        width = max(float(amount) * scale, 1.0)
        y = top + 1 + place * thick
        figure = escape(money(amount))
        parts.append(
            f'<rect x="{LABEL}" y="{y:.1f}" width="{width:.1f}" '
            f'height="{thick - 1:.1f}" class="{style}"><title>{figure} {words}</title>'
            f'</rect><text x="{LABEL + width + 6:.1f}" y="{y + thick / 2 + 4:.1f}" '
            f'class="tick">{figure}</text>'
        )
    return "".join(parts)


def column_chart(months: Sequence[tuple[date, Decimal, Decimal]], title: str) -> str:
    """Draw one column a month: overpaid upwards, underpaid downwards, on one scale.

    Args:
        months: month, euros overpaid, euros underpaid (both positive), in order.
        title: read aloud.

    Returns:
        SVG text.

    """
    up = max([Decimal(1), *(row[1] for row in months)])
    down = max([Decimal(0), *(row[2] for row in months)])
    scale = COLUMNS / float(max(up, down))
    middle = 20 + float(up) * scale
    bottom = middle + float(down) * scale + 22
    pace = (WIDTH - 10) / max(len(months), 1)
    every = 1 if len(months) <= _MANY else 3
    parts = [
        f'<line x1="0" x2="{WIDTH}" y1="{middle:.1f}" y2="{middle:.1f}" class="grid"/>',
        f'<text x="0" y="12" class="tick">jusqu\'à {escape(money(up))} trop versés'
        + (f" et {escape(money(down))} à rappeler" if down else "")
        + " sur un mois de droit</text>",
    ]
    for rank, (day, overpaid, underpaid) in enumerate(months):
        x = 5 + rank * pace
        for amount, style, y, words in (
            (overpaid, "bar", middle - float(overpaid) * scale, "trop versés"),
            (underpaid, "bar back", middle, "à rappeler"),
        ):
            if amount:
                parts.append(
                    f'<rect x="{x:.1f}" y="{y:.1f}" width="{pace - 3:.1f}" '
                    f'height="{max(float(amount) * scale, 1.0):.1f}" class="{style}">'
                    f"<title>{month(day)}{THIN}: {escape(money(amount))} {words}</title></rect>"
                )
        if rank % every == 0:
            parts.append(
                f'<text x="{min(x, WIDTH - 44):.1f}" y="{bottom - 6:.1f}" class="tick">'
                f"{day:%m/%Y}</text>"
            )
    return _svg(round(bottom), title, parts)
