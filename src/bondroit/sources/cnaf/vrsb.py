"""The reader `cnaf-vrsb`: the flow of RSA beneficiaries, VRSB0801, monthly or daily.

It rests on the public schema of the flow. A household that breaks the schema is set
aside whole, the others are kept. Options: `payments: false` when the accounting flow
(`cnaf-vrsf`) of the same payer is read too, so that no payment counts twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import polars as pl
from lxml import etree

from bondroit.counted import counted
from bondroit.errors import DataError
from bondroit.sources.cnaf.flow import Header, announced_control, read_header
from bondroit.sources.cnaf.vrsb_payer import anomalies, controls
from bondroit.sources.cnaf.vrsb_resources import resources
from bondroit.sources.cnaf.vrsb_rights import payments, rights
from bondroit.sources.cnaf.vrsb_rows import HouseholdRows, identity
from bondroit.sources.cnaf.vrsb_stream import Household, stream_flow
from bondroit.sources.cnaf.vrsb_tables import (
    Frames,
    households,
    members,
    people,
)
from bondroit.sources.reading import Chunk, Reading, ReadRequest

CHUNK = 5_000

_TOTAL = "NBTOTDOSRSATRANSM"
_ANOMALIES = "NBTOTDOSRSATRANSMANO"


def read_vrsb(request: ReadRequest) -> Iterator[Chunk]:
    """Stream the tables of a flow of beneficiaries.

    Gives people, households, household_members, rights, payments, resources, controls
    and anomalies; `reading` counts households.

    Raises:
        DataError: the file is not a complete VRSB flow.

    """
    flow = _Flow(reading=request.reading)
    for piece in stream_flow(request.path, request.reading.file):
        if isinstance(piece, Household):
            yield from flow.household(piece)
        elif piece.tag == "IdentificationFlux":
            flow.start(read_header(piece, request.reading, "D"))
        else:
            flow.finish(piece)
    yield from flow.rest()


@dataclass(slots=True)
class _Flow:
    """What is known of the file so far."""

    reading: Reading
    header: Header | None = None
    complete: bool = False
    rows: HouseholdRows = field(default_factory=HouseholdRows)
    refused: list[dict[str, str]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    given: bool = False
    in_anomaly: int = 0
    not_payable: int = 0

    def start(self, header: Header) -> None:
        """Note the identification of the flow."""
        self.header = header

    @property
    def month(self) -> date:
        """The month of the flow.

        Raises:
            DataError: a household came before the identification.

        """
        if self.header is None:
            raise DataError(
                self.reading.file,
                "the flow does not begin with its IdentificationFlux",
                "ask the payer for the delivery again",
            )
        return self.header.month

    def household(self, found: Household) -> Iterator[Chunk]:
        """Take one household, and give the tables when enough are there."""
        month, markup = self.month, found.markup
        self.reading.rows_read += 1
        if markup is None:
            self._refuse(found, found.reason)
        elif (name := identity(markup)) in self.seen:
            self._refuse(found, "dossier déjà présent dans le fichier")
        else:
            self.seen.add(name)
            self.in_anomaly += bool(markup.tail[-1])
            self.rows.add(markup, name, self.reading.rows_read, found.line)
        if len(self.rows.dossiers) >= CHUNK:
            yield from self._tables(month)

    def finish(self, block: etree._Element) -> None:
        """Compare the totals that the flow announces with what it holds."""
        self.complete = True
        totals = {str(leaf.tag): leaf.text for leaf in block}
        held, anomalies = self.reading.rows_read, self.in_anomaly
        if anomalies == 0 or anomalies < held:
            announced_control(self.reading, totals, _TOTAL, held)
        if anomalies > 0:
            announced_control(self.reading, totals, _ANOMALIES, anomalies)
        elif (totals.get(_ANOMALIES) or "").strip("0 "):
            self.reading.warnings.append(
                "Des dossiers en anomalie sont annoncés : ils arrivent dans un flux à part."
            )

    def rest(self) -> Iterator[Chunk]:
        """Give the last tables, once the flow is known to be complete."""
        month = self.month
        if not self.complete:
            raise DataError(
                self.reading.file,
                "the flow does not end with its TransmissionFlux",
                "the file is refused whole: ask the payer for the delivery again",
            )
        if self.rows.dossiers or not self.given:
            yield from self._tables(month)
        self._set_aside()
        self._warn()

    def _refuse(self, household: Household, reason: str) -> None:
        number = self.reading.rows_read
        self.refused.append(
            {
                "position": f"foyer {number} (ligne {household.line})",
                "reason": reason,
                "raw": household.raw,
            }
        )
        if len(self.refused) >= CHUNK:
            self._set_aside()

    def _set_aside(self) -> None:
        if self.refused:
            self.reading.set_aside("households", pl.DataFrame(self.refused))
            self.refused = []

    def _tables(self, month: date) -> Iterator[Chunk]:
        self._set_doubles_aside()
        data = Frames.of(self.rows, month)
        self.rows, self.given = HouseholdRows(), True
        paid, left_out = payments(data)
        self.not_payable += left_out
        tables = {
            "people": people(data),
            "households": households(data),
            "household_members": members(data),
            "rights": rights(data),
            "resources": resources(data),
            "payments": paid,
            "controls": controls(data),
            "anomalies": anomalies(data),
        }
        for table, rows in tables.items():
            yield Chunk(table=table, rows=rows)

    def _set_doubles_aside(self) -> None:
        if self.rows.doubles:
            self.reading.set_aside("people", pl.DataFrame(self.rows.doubles))

    def _warn(self) -> None:
        if self.not_payable:
            self.reading.warnings.append(
                counted(
                    self.not_payable,
                    "ligne de versement du mois non reprise : droit non payable.",
                    "lignes de versement du mois non reprises : droit non payable.",
                )
            )
