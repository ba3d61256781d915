"""The reader `cnaf-vrsf`: the accounting flow of the RSA, VRSF0501.

It reads the flow as WebRSA documents it (no public schema): names are matched whatever
their case and accents. What becomes a payment:

- only département money (RSD, RSI, RSB, RCB) of the accounted allocations: PME is
  `regular` and pays the accounting month, PRA, RMU and RTR are `arrears` and pay the
  month of DDREGU; a deduction (DE) is a `cancellation`, with a negative amount;
- RAI books again an allocation whose debt was cancelled: the month was paid already and
  the debt had not lowered it here, so it is no payment;
- debts noted, transferred, remitted or cancelled move no money of the beneficiary: the
  net paid of a month is not lowered by a debt before it is recovered. The debts
  themselves come with the flow `cnaf-vrsc`, which tells their months.

All movements enter the totals announced by `TotalisationAcompte`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from bondroit.counted import counted
from bondroit.errors import DataError
from bondroit.sources.cnaf.codes import DEPARTEMENT_BENEFITS
from bondroit.sources.cnaf.movements import ALLOCATION, Movement, Totals, movements
from bondroit.sources.cnaf.tolerant import (
    Dossier,
    amount,
    dossier,
    first_leaves,
    first_of_month,
)
from bondroit.sources.cnaf.tolerant_flow import Household, TolerantFlow
from bondroit.sources.reading import Chunk, Reading, ReadRequest

_COLUMNS = (
    "payment_id",
    "benefit",
    "right_id",
    "person_id",
    "household_id",
    "month",
    "amount",
    "kind",
    "paid_on",
    "payee",
    "position",
)
_MONTHLY = "PME"
_BOOKED_AGAIN = "RAI"


def read_vrsf(request: ReadRequest) -> Iterator[Chunk]:
    """Stream the payments of an accounting flow.

    Raises:
        DataError: the file is not a complete VRSF flow.

    """
    payments = _Payments(reading=request.reading)
    flow = TolerantFlow(
        reading=request.reading,
        nature="F",
        word="financ",
        columns=_COLUMNS,
        table="payments",
    )
    yield from flow.read(request.path, payments.rows)
    payments.finish(flow.totals)


@dataclass(slots=True)
class _Payments:
    """The movements seen so far."""

    reading: Reading
    sums: Totals = field(default_factory=Totals)
    debts: int = 0
    state_money: int = 0

    def rows(self, household: Household) -> list[dict[str, str | None]] | str:
        """Return the payments of one household, or why it is set aside."""
        identity = dossier(first_leaves(household.element))
        if isinstance(identity, str):
            return identity
        found = movements(household.element)
        if isinstance(found, str):
            return found
        rows = []
        for movement in found:
            self.sums.add(movement)
            if self._pays(movement):
                rows.append(_payment(movement, identity, household.position))
        return rows

    def finish(self, announced: etree._Element | None) -> None:
        """Report the totals and what was left out."""
        if announced is None:
            raise DataError(
                self.reading.file,
                "the flow does not hold its TotalisationAcompte",
                "the file is refused whole: ask the payer for the delivery again",
            )
        self.reading.controls.extend(self.sums.controls(announced))
        for count, *texts in (
            (
                self.debts,
                "écriture d'indu, qui n'est pas un paiement.",
                "écritures d'indu, qui ne sont pas des paiements.",
            ),
            (
                self.state_money,
                "écriture à la charge de l'État, non reprise.",
                "écritures à la charge de l'État, non reprises.",
            ),
        ):
            if count:
                self.reading.warnings.append(counted(count, *texts))

    def _pays(self, movement: Movement) -> bool:
        if (
            movement.family != ALLOCATION
            or movement.values.get("typeopecompta") == _BOOKED_AGAIN
        ):
            self.debts += 1
            return False
        if movement.values["natpfcre"] not in DEPARTEMENT_BENEFITS:
            self.state_money += 1
            return False
        return True


def _payment(
    movement: Movement, identity: Dossier, position: str
) -> dict[str, str | None]:
    values = movement.values
    monthly = values.get("typeopecompta") == _MONTHLY
    paid_for = movement.month if monthly else values.get("ddregu")
    rank = (
        first_of_month(movement.month),
        values["natpfcre"],
        values.get("rgcre"),
        values.get("numintmoucompta"),
    )
    kind = "regular" if monthly else "arrears"
    return {
        "payment_id": ":".join([identity.household_id, *(part or "" for part in rank)]),
        "benefit": "RSA",
        "right_id": identity.household_id,
        "person_id": identity.person_id,
        "household_id": identity.household_id,
        "month": first_of_month(paid_for),
        "amount": _signed_text(movement),
        "kind": kind if movement.sign > 0 else "cancellation",
        "paid_on": values.get("dttraimoucompta"),
        "payee": "beneficiary",
        "position": position,
    }


def _signed_text(movement: Movement) -> str | None:
    """Return the amount for the table; unreadable text is kept for the quarantine."""
    text = movement.values.get("mtmoucompta")
    return text if amount(text) is None else str(movement.signed)
