"""Days and moments as the desk's pages show them: in French, at the time of Paris."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bondroit.engine import french

ZONE: Final = ZoneInfo("Europe/Paris")


def moment(value: datetime | str | None) -> str:
    """Return `10 novembre 2026 à 9 h 05`, as clocks in France show it."""
    if value is None:
        return "–"
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return french.moment(at.astimezone(ZONE))


def day_of(value: object) -> str:
    """Return a date as `14/01/2025`, another text as it stands."""
    text = str(value or "")
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text


def when(text: str) -> str:
    """Return a date or a moment with its zone in French, another text as it stands."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return day_of(text) if at.tzinfo is None else moment(at)
