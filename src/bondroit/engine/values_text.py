"""Values as plain text, the same everywhere: ISO dates, a point in decimals."""

from datetime import date, datetime
from decimal import Decimal


def plain_text(value: object) -> str:
    """Return a value as it is written in a rule; `null` when unknown."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case date():
            return value.isoformat()
        case _:
            return str(value)
