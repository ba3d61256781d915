"""Accounting movements of VRSF0501: their families, buckets and totals.

Buckets follow WebRSA's reconciliation (socle, majoré, local), extended by analogy to
the advances and subrogated debts of the same nature.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from lxml import etree

from bondroit.sources.cnaf.tolerant import NAMES, amount, leaves, plain
from bondroit.sources.reading import ControlTotal

ALLOCATION = "allocation"

_FAMILIES = (
    ("allocation", ALLOCATION),
    ("induscons", "noted"),
    ("indutrans", "transferred"),
    ("industrans", "transferred"),
    ("remise", "remission"),
    ("annulation", "cancelled"),
    ("autre", "cancelled"),
)
_FAMILY_OF_OPERATION = {
    **dict.fromkeys(("PME", "PRA", "RAI", "RMU", "RTR"), ALLOCATION),
    **dict.fromkeys(("CIC", "CAI", "CDC"), "noted"),
    "CCP": "transferred",
    **dict.fromkeys(("CRC", "CRG"), "remission"),
    **dict.fromkeys(("CAF", "CFC", "CEX", "CES", "CRN"), "cancelled"),
}
_BUCKETS = {
    "mttotsoclrsa": ("RSD", "INK", "ITK", "ISK", "ACD", "ASD", "VSD"),
    "mttotsoclmajorsa": ("RSI", "INL", "ITL", "ISL", "ASI", "VSI"),
    "mttotlocalrsa": (
        *("RSB", "RCB", "INM", "INS", "ITM", "ITS", "ISM", "ISS"),
        *("ASB", "ACB", "VSB", "VCB"),
    ),
}
_BUCKET_OF = {code: bucket for bucket, codes in _BUCKETS.items() for code in codes}
_TOTAL = "mttotrsa"
_SIGNS = {"AJ": 1, "DE": -1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One accounting movement.

    Attributes:
        family: allocation, noted, transferred, remission or cancelled.
        values: its leaves by plain name.
        month: MOISMOUCOMPTA of its account, as written.
        sign: 1 added to the advance billed to the département, -1 deducted.

    """

    family: str
    values: dict[str, str]
    month: str | None
    sign: int

    @property
    def signed(self) -> Decimal | None:
        """The amount with its sign, None when unreadable."""
        value = amount(self.values.get("mtmoucompta"))
        return None if value is None else value * self.sign


def movements(household: etree._Element) -> list[Movement] | str:
    """Return the movements of a household, or the reason why they cannot be read."""
    found: list[Movement] = []
    month: str | None = None
    for node in household.iter():
        if NAMES[node.tag] == "moismoucompta":
            month = (node.text or "").strip() or None
            continue
        if "natpfcre" not in [NAMES[child.tag] for child in node]:
            continue
        values = {name: text for name, text in leaves(node) if text is not None}
        family = _family(node, values)
        sign = _SIGNS.get(values.get("sensopecompta", "").upper())
        if family is None or sign is None:
            missing = "famille inconnue" if family is None else "sens inconnu (AJ, DE)"
            return f"mouvement comptable : {missing} (ligne {node.sourceline})"
        found.append(Movement(family=family, values=values, month=month, sign=sign))
    return found


def _family(detail: etree._Element, values: dict[str, str]) -> str | None:
    parent = detail.getparent()
    container = "" if parent is None else plain(parent.tag)
    for start, family in _FAMILIES:
        if container.startswith(start):
            return family
    return _FAMILY_OF_OPERATION.get(values.get("typeopecompta", ""))


@dataclass(slots=True)
class Totals:
    """Sums of the movements by family and bucket, to compare with those announced."""

    sums: defaultdict[tuple[str, str], Decimal] = field(
        default_factory=lambda: defaultdict(Decimal)
    )

    def add(self, movement: Movement) -> None:
        """Count one movement; State money belongs to no bucket."""
        bucket = _BUCKET_OF.get(movement.values["natpfcre"])
        signed = movement.signed
        if bucket is None or signed is None:
            return
        for family in (movement.family, _TOTAL):
            for column in (bucket, _TOTAL):
                self.sums[family, column] += signed

    def controls(self, announced: etree._Element) -> list[ControlTotal]:
        """Return one control a total of `TotalisationAcompte`, to the cent.

        Totals of debts may be written without sign: they are compared in absolute
        value, the account as a whole and its allocations with their sign.
        """
        found: list[ControlTotal] = []
        for block in announced.iter():
            family = _total_family(plain(block.tag))
            if family is None:
                continue
            for name, text in leaves(block):
                if name in {*_BUCKETS, _TOTAL}:
                    place = f"{block.tag}/{name.upper()}"
                    found.append(self._control(place, family, name, text))
        return found

    def _control(
        self, place: str, family: str, column: str, text: str | None
    ) -> ControlTotal:
        value, sum_found = amount(text), self.sums[family, column]
        if value is not None and family not in {ALLOCATION, _TOTAL}:
            value, sum_found = abs(value), abs(sum_found)
        written = (text or "absent") if value is None else f"{value:.2f}"
        return ControlTotal(name=place, announced=written, found=f"{sum_found:.2f}")


def _total_family(name: str) -> str | None:
    if name.startswith("montanttotal"):
        return _TOTAL
    if not name.startswith("total") or name.startswith("totalisation"):
        return None
    rest = name.removeprefix("total")
    return next((family for start, family in _FAMILIES if rest.startswith(start)), None)
