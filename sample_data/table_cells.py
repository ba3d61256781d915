"""Rows as CSV text, as tables delivered as they are want them."""

import csv
import io
from collections.abc import Iterable, Sequence

Row = Sequence[object]


def csv_text(header: str, rows: Iterable[Row]) -> str:
    """Return rows as CSV text under a header written with commas."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header.split(","))
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
