"""What the flow of transferred debts gives, whatever its spelling."""

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from bondroit.errors import DataError
from bondroit.sources.cnaf.vrsc import read_vrsc

if TYPE_CHECKING:
    from tests.sources.cnaf.conftest import Read

FOYER = "CAF-451-0346145-01024041045"
PERSON = f"{FOYER}:4349e078452b"

_IDENTITY = """<IdentificationRSA><Organisme><FONORG>CAF</FONORG><NUMORG>451</NUMORG>
<MATRICULE>034614500000000</MATRICULE></Organisme><DemandeRSA><DTDEMRSA>2024-01-15</DTDEMRSA>
<NUMDEMRSA>01024041045</NUMDEMRSA></DemandeRSA></IdentificationRSA><Personne><Identification>
<NOM>MARTIN</NOM><NOMNAI>MARTIN</NOMNAI><PRENOM>ANNE</PRENOM><DTNAI>1980-05-17</DTNAI><SEXE>2</SEXE>
</Identification></Personne>"""


def _flow(*blocks: str, nature: str = "F") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?><Racine><IdentificationFlux><NATFLUX>{nature}</NATFLUX>
<DTREF>2025-03-31</DTREF></IdentificationFlux>{"".join(blocks)}
<TransmissionFlux><NBTOTDOSRSATRANSM>00000001</NBTOTDOSRSATRANSM></TransmissionFlux></Racine>"""


def _debt(nature: str = "INK", rank: str = "001", **changes: str) -> str:
    values = {
        "MOISMOUCOMPTA": "2025-03-01",
        "MOTIINDU": "40",
        "ORIINDU": "40",
        "RESPINDU": "62",
        "DDREGUCRE": "2024-05-01",
        "DFREGUCRE": "2024-07-01",
        "MTSOLREELCRETRANS": "0000800.00",
        "MTINICRE": "0001020.30",
        **changes,
    }
    detail = "".join(f"<{name}>{text}</{name}>" for name, text in values.items())
    return f"""<IdentificationCreance><DTIMPLCRE>2024-09-03</DTIMPLCRE><NATCRE>{nature}</NATCRE>
<RGCRE>{rank}</RGCRE></IdentificationCreance><DetailCreance>{detail}</DetailCreance>"""


def _debts(*debts: str) -> str:
    return f"""<InfosCreanceFoyerRSA>{_IDENTITY}<Creance><CreancesTransferees>{"".join(debts)}
</CreancesTransferees></Creance></InfosCreanceFoyerRSA>"""


def test_debt(read: "Read") -> None:
    """A transferred debt has its codes, its months and its amounts."""
    delivery = read(_flow(_debts(_debt()), nature="C"), read_vrsc)

    (row,) = delivery.tables["debts"].to_dicts()
    assert row == {
        "debt_id": f"{FOYER}:INK:001:2024-09-03",
        "benefit": "RSA",
        "household_id": FOYER,
        "person_id": PERSON,
        "nature": "INK",
        "reason": "40",
        "origin": "40",
        "responsibility": "62",
        "from_month": "2024-05-01",
        "to_month": "2024-07-01",
        "initial_amount": str(Decimal("0001020.30")),
        "balance": "800.00",
        "created_on": "2024-09-03",
        "position": "foyer 1",
    }


def test_debts_side_by_side(read: "Read") -> None:
    """Debts of one household keep each their own detail; State money is counted."""
    household = _debts(
        _debt(rank="001"), _debt("INN", "002"), _debt("ISM", "003", MTINICRE="5.00")
    )
    delivery = read(_flow(household, nature="C"), read_vrsc)

    assert delivery.rows("debts", "nature", "initial_amount") == [
        ("INK", "1020.30"),
        ("ISM", "5.00"),
    ]
    assert delivery.reading.warnings == [
        "1 créance à la charge de l'État, non reprise."
    ]


def test_debt_without_end(read: "Read") -> None:
    """A debt that tells one month covers it alone, whatever the case of the names."""
    flow = _flow(_debts(_debt(DFREGUCRE="")), nature="C").replace("NATCRE", "NatCre")
    delivery = read(flow, read_vrsc)

    assert (
        delivery.tables["debts"]
        .select("from_month", "to_month")
        .equals(
            pl.DataFrame({"from_month": ["2024-05-01"], "to_month": ["2024-05-01"]})
        )
    )


def test_household_without_debt(read: "Read") -> None:
    """A household without any debt is set aside."""
    delivery = read(_flow(_debts(), nature="C"), read_vrsc)

    assert delivery.aside["reason"].to_list() == ["élément obligatoire absent : NATCRE"]


def test_incomplete_flow(read: "Read") -> None:
    """A flow without its end is refused whole."""
    with pytest.raises(DataError):
        read(_flow(nature="C").replace("TransmissionFlux", "Fin"), read_vrsc)
