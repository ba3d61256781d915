"""The months of a letter as its table shows them, and their sum to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bondroit.engine.french import month
from bondroit.reports import wording

UNKNOWN = "inconnu"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """A month of one benefit, in euros; what is not known is None."""

    month: date | None
    benefit: str | None
    paid: Decimal | None
    due: Decimal | None
    gap: Decimal

    @property
    def words(self) -> dict[str, str]:
        """The row as a template names it: label, benefit, paid, due, gap."""
        return {
            "label": "–" if self.month is None else month(self.month),
            "benefit": wording.BENEFITS.get(self.benefit or "", self.benefit or "–"),
            "paid": _text(self.paid),
            "due": _text(self.due),
            "gap": _text(self.gap),
        }


def sums_of(rows: Sequence[MonthRow]) -> dict[str, str]:
    """Return paid, due and gap of all rows; unknown as soon as one is."""
    return {
        "paid": _text(_sum([row.paid for row in rows])),
        "due": _text(_sum([row.due for row in rows])),
        "gap": _text(_sum([row.gap for row in rows])),
    }


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


def _text(value: Decimal | None) -> str:
    return UNKNOWN if value is None else wording.euros(value)
