"""Bar charts drawn as pictures, with their figures beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from bondroit.engine.french import money

WIDTH = 900
LABEL = 300
FIGURE = 150
ROW = 26


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: what, euros overpaid, euros underpaid (both positive)."""

    label: str
    overpaid: Decimal
    underpaid: Decimal


def bar_chart(bars: Sequence[Bar], title: str) -> str:
    """Draw two bars a line, overpaid above underpaid, with their amounts.

    Args:
        bars: in the order shown.
        title: read aloud.

    Returns:
        SVG text, with every label escaped.

    """
    largest = max(
        [*(bar.overpaid for bar in bars), *(bar.underpaid for bar in bars), Decimal(1)]
    )
    room = WIDTH - LABEL - FIGURE
    height = ROW * len(bars) + 4
    lines = [
        _line(bar, rank, float(room) / float(largest)) for rank, bar in enumerate(bars)
    ]
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}" '
        f'class="timeline">{"".join(lines)}</svg>'
    )


def _line(bar: Bar, rank: int, scale: float) -> str:
    top = ROW * rank + 2
    amounts = (
        (bar.overpaid, "bar", "trop versés"),
        (bar.underpaid, "bar owedbar", "à rappeler"),
    )
    shown = [item for item in amounts if item[0]]
    thick = (ROW - 8) / max(len(shown), 1)
    parts = [
        (
            f'<text x="{LABEL - 8}" y="{top + 14}" text-anchor="end" class="row">'
            f"{escape(bar.label)}</text>"
        )
    ]
    for place, (amount, style, words) in enumerate(shown):
        width = max(float(amount) * scale, 1.0)
        y = top + 2 + place * thick
        parts.append(
            f'<rect x="{LABEL}" y="{y:.1f}" width="{width:.1f}" '
            f'height="{thick:.1f}" class="{style}"><title>{escape(money(amount))} '
            f"{words}</title></rect>"
            f'<text x="{LABEL + width + 6:.1f}" y="{y + thick / 2 + 4:.1f}" '
            f'class="tick">{escape(money(amount))}</text>'
        )
    return "".join(parts)
