"""French numbers, months and dates, as auditors read them."""

from datetime import date
from decimal import Decimal

NARROW = "\u202f"
HARD = "\u00a0"
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def euros(amount: Decimal | None) -> str:
    """Return `1 234,56 €`, or `–` for none."""
    if amount is None:
        return "–"
    whole = f"{amount:,.2f}".replace(",", NARROW).replace(".", ",")
    return f"{whole.replace('-', '−')}{HARD}€"


def count(number: int) -> str:
    """Return `12 345`."""
    return f"{number:,}".replace(",", NARROW)


def month_name(month: date) -> str:
    """Return `mars 2025`."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def day_name(day: date) -> str:
    """Return `14 janvier 2025` (`1er` for the first)."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {month_name(day)}"
