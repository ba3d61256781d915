"""One pass over a flow without public schema: households in, rows of one table out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from lxml import etree

from bondroit.errors import DataError
from bondroit.sources.cnaf.flow import announced_control, read_header
from bondroit.sources.cnaf.tolerant import first_leaves, plain
from bondroit.sources.cnaf.xml_stream import raw_text, stream_blocks
from bondroit.sources.reading import Chunk, Reading

CHUNK = 20_000

Row = dict[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """One household of the flow and its place in the file."""

    element: etree._Element
    position: str


@dataclass(slots=True, kw_only=True)
class TolerantFlow:
    """A flow being read.

    Attributes:
        reading: where it reports; it counts households.
        nature: the NATFLUX expected, None for any.
        word: what the plain name of a household's element holds (`Infos…FoyerRSA`).
        columns: columns of the rows, all text.
        table: the table they are meant for.
        totals: the element `TotalisationAcompte`, once met, copied.

    """

    reading: Reading
    nature: str | None
    word: str
    columns: tuple[str, ...]
    table: str
    totals: etree._Element | None = None
    _started: bool = False
    _complete: bool = False
    _rows: list[Row] = field(default_factory=list)
    _refused: list[dict[str, str]] = field(default_factory=list)

    def read(
        self, path: Path, rows_of: Callable[[Household], list[Row] | str]
    ) -> Iterator[Chunk]:
        """Stream the rows.

        Args:
            path: the file.
            rows_of: rows of one household, or the French reason to set it aside.

        Raises:
            DataError: a block of the flow is missing, or the XML is refused.

        """
        for block in stream_blocks(path, self.reading.file):
            name = plain(block.tag)
            if name == "identificationflux":
                read_header(block, self.reading, self.nature)
                self._started = True
            elif name.startswith("info") and self.word in name:
                self._household(block, rows_of)
            elif name == "totalisationacompte":
                self.totals = etree.fromstring(etree.tostring(block))
            elif name == "transmissionflux":
                self._finish(block)
            if len(self._rows) >= CHUNK:
                yield self._chunk()
        if not (self._started and self._complete):
            raise DataError(
                self.reading.file,
                "the flow lacks its IdentificationFlux or its TransmissionFlux",
                "the file is refused whole: ask the payer for the delivery again",
            )
        yield self._chunk()
        if self._refused:
            self.reading.set_aside(self.table, pl.DataFrame(self._refused))

    def _household(
        self,
        block: etree._Element,
        rows_of: Callable[[Household], list[Row] | str],
    ) -> None:
        self.reading.rows_read += 1
        position = f"foyer {self.reading.rows_read}"
        rows = rows_of(Household(element=block, position=position))
        if isinstance(rows, str):
            place = f"{position} (ligne {block.sourceline})"
            self._refused.append(
                {"position": place, "reason": rows, "raw": raw_text(block)}
            )
        else:
            self.reading.rows_silent += not rows
            self._rows.extend(rows)

    def _finish(self, block: etree._Element) -> None:
        self._complete = True
        values: dict[str, str | None] = dict(first_leaves(block))
        for name in sorted(values):
            if name.startswith("nbtot") and not name.endswith("ano"):
                told = {name.upper(): values[name]}
                announced_control(
                    self.reading, told, name.upper(), self.reading.rows_read
                )

    def _chunk(self) -> Chunk:
        rows = pl.DataFrame(
            {name: [row[name] for row in self._rows] for name in self.columns},
            schema=dict.fromkeys(self.columns, pl.String),
        )
        self._rows = []
        return Chunk(table=self.table, rows=rows)
