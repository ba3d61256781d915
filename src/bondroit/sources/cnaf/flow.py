"""What every CNAF flow has: its identification, and totals announced at its end."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lxml import etree

from bondroit.errors import DataError
from bondroit.sources.reading import ControlTotal, Reading

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The identification of a flow.

    Attributes:
        type: TYPEFLUX: M monthly, I daily, R resumed; None when not told.
        nature: NATFLUX: D beneficiaries, F accounting; None when not told.
        month: first day of the month of DTREF.

    """

    type: str | None
    nature: str | None
    month: date


def read_header(block: etree._Element, reading: Reading, nature: str | None) -> Header:
    """Read `IdentificationFlux` and note the month that the flow speaks of.

    Args:
        block: the element.
        reading: its `reference` is filled.
        nature: the NATFLUX that this reader takes, None for any.

    Raises:
        DataError: the flow is of another nature, or has no usable DTREF.

    """
    values = {
        str(leaf.tag).upper(): (leaf.text or "").strip() or None for leaf in block
    }
    found = values.get("NATFLUX")
    if nature is not None and found not in {None, nature}:
        raise DataError(
            reading.file,
            f"NATFLUX is {found}, where this format reads {nature}",
            "check which file this source should read",
        )
    reading.reference = _month(values.get("DTREF"), reading.file)
    return Header(type=values.get("TYPEFLUX"), nature=found, month=reading.reference)


def announced_control(
    reading: Reading, totals: Mapping[str, str | None], name: str, found: int
) -> None:
    """Report a count announced at the end of a flow beside the one found.

    Args:
        reading: where to report.
        totals: elements of `TransmissionFlux`.
        name: the element.
        found: what the file holds.

    """
    text = (totals.get(name) or "").strip()
    if text.isascii() and text.isdigit():
        text = str(int(text))
    reading.controls.append(
        ControlTotal(name=name, announced=text or "absent", found=str(found))
    )


def _month(text: str | None, where: str) -> date:
    try:
        if text is not None and _DAY.fullmatch(text):
            return date.fromisoformat(text).replace(day=1)
    except ValueError:
        pass
    raise DataError(
        where,
        "DTREF, the reference date of the flow, is missing or not a date",
        "ask the payer for the delivery again",
    )
