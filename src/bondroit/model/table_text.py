"""Tables written as text: how one line becomes a column."""

import re

from bondroit.model.columns import Column, Kind, Null, Table

_LINE = re.compile(
    r"(?P<name>\w+) +(?P<kind>[a-z]+)(?P<null>[!-]?) +(?:\[(?P<codes>[^]]+)] +)?(?P<doc>.+)"
)
_NULLS = {"!": Null.FORBIDDEN, "-": Null.NONE, "": Null.UNKNOWN}
BENEFITS = ("RSA", "APA_HOME", "APA_FACILITY", "PCH", "ACTP")


def _column(line: str) -> Column:
    match = _LINE.fullmatch(line.strip())
    if match is None:
        raise ValueError(line)
    codes = tuple(
        (match["codes"] or "").replace("BENEFITS", " ".join(BENEFITS)).split()
    )
    return Column(
        name=match["name"],
        kind=Kind(match["kind"]),
        null=_NULLS[match["null"]],
        codes=codes,
        doc=match["doc"],
    )


def table(
    name: str,
    key: str,
    doc: str,
    columns: str,
    *,
    month: str | None = None,
    state: bool = False,
) -> Table:
    """Build a table from its lines.

    Each line reads: column, type, then `!` mandatory, `-` null means none, nothing
    null means unknown; a closed list in brackets; and the French gloss.

    Raises:
        ValueError: a line does not read so.

    """
    lines = [line for line in columns.splitlines() if line.strip()]
    return Table(
        name=name,
        key=tuple(key.split()),
        columns=tuple(_column(line) for line in lines),
        month_column=month,
        state=state,
        doc=doc,
    )
