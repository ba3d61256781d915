"""The reader `cnaf-vrsc`: debts transferred to the département, VRSC0201.

It reads the flow as WebRSA documents it (no public schema): names are matched whatever
their case and accents. Debts on State money are left out and counted.
"""

from collections.abc import Iterator

from lxml import etree

from bondroit.counted import counted
from bondroit.sources.cnaf.tolerant import (
    Dossier,
    amount,
    dossier,
    first_leaves,
    first_of_month,
    plain,
)
from bondroit.sources.cnaf.tolerant_flow import Household, Row, TolerantFlow
from bondroit.sources.reading import Chunk, ReadRequest

_COLUMNS = (
    "debt_id",
    "benefit",
    "household_id",
    "person_id",
    "nature",
    "reason",
    "origin",
    "responsibility",
    "from_month",
    "to_month",
    "initial_amount",
    "balance",
    "created_on",
    "position",
)
#: Debts noted (IN*), transferred in (IT*) and subrogated (IS*) on département money.
_NATURES = {f"{kind}{fund}" for kind in ("IN", "IT", "IS") for fund in "KLMS"}


def read_vrsc(request: ReadRequest) -> Iterator[Chunk]:
    """Stream the debts of a flow of transferred debts.

    Raises:
        DataError: the file is not a complete VRSC flow.

    """
    state_money = 0

    def rows_of(household: Household) -> list[Row] | str:
        nonlocal state_money
        identity = dossier(first_leaves(household.element))
        if isinstance(identity, str):
            return identity
        debts = list(_debts(household.element))
        if not debts:
            return "élément obligatoire absent : NATCRE"
        kept = [values for values in debts if values["natcre"].upper() in _NATURES]
        state_money += len(debts) - len(kept)
        return [_row(values, identity, household.position) for values in kept]

    flow = TolerantFlow(
        reading=request.reading,
        nature=None,
        word="creance",
        columns=_COLUMNS,
        table="debts",
    )
    yield from flow.read(request.path, rows_of)
    if state_money:
        request.reading.warnings.append(
            counted(
                state_money,
                "créance à la charge de l'État, non reprise.",
                "créances à la charge de l'État, non reprises.",
            )
        )


def _debts(household: etree._Element) -> Iterator[dict[str, str]]:
    """Give the leaves of each debt: its identification, then what follows it."""
    for node in household.iter():
        if _identifies(node):
            values = first_leaves(node)
            detail = node.getnext()
            while detail is not None and not _identifies(detail):
                values = first_leaves(detail) | values
                detail = detail.getnext()
            yield values


def _identifies(node: etree._Element) -> bool:
    return any(plain(child.tag) == "natcre" for child in node)


def _row(values: dict[str, str], identity: Dossier, position: str) -> Row:
    start = first_of_month(values.get("ddregucre"))
    rank = (values["natcre"], values.get("rgcre", ""), values.get("dtimplcre", ""))
    return {
        "debt_id": ":".join([identity.household_id, *rank]),
        "benefit": "RSA",
        "household_id": identity.household_id,
        "person_id": identity.person_id,
        "nature": values["natcre"].upper(),
        "reason": values.get("motiindu"),
        "origin": values.get("oriindu"),
        "responsibility": values.get("respindu"),
        "from_month": start,
        "to_month": first_of_month(values.get("dfregucre")) or start,
        "initial_amount": _money(values.get("mtinicre")),
        "balance": _money(values.get("mtsolreelcretrans")),
        "created_on": values.get("dtimplcre"),
        "position": position,
    }


def _money(text: str | None) -> str | None:
    """Return an amount for the table; unreadable text is kept for the quarantine."""
    value = amount(text)
    return text if value is None else str(value)
