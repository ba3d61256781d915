"""What the accounting flow of the RSA gives, whatever its spelling."""

from typing import TYPE_CHECKING

import pytest

from bondroit.errors import DataError
from bondroit.sources.cnaf.vrsf import read_vrsf
from bondroit.sources.reading import Reader

if TYPE_CHECKING:
    from tests.sources.cnaf.conftest import Read

FOYER = "CAF-451-0346145-01024041045"
PERSON = f"{FOYER}:4349e078452b"

_IDENTITY = """<IdentificationRSA><Organisme><FONORG>CAF</FONORG><NUMORG>451</NUMORG>
<MATRICULE>034614500000000</MATRICULE></Organisme><DemandeRSA><DTDEMRSA>2024-01-15</DTDEMRSA>
<NUMDEMRSA>01024041045</NUMDEMRSA></DemandeRSA></IdentificationRSA><Personne><Identification>
<NOM>MARTIN</NOM><NOMNAI>MARTIN</NOMNAI><PRENOM>ANNE</PRENOM><DTNAI>1980-05-17</DTNAI><SEXE>2</SEXE>
</Identification></Personne>"""
_ALLOCATIONS = "AllocationsComptabilisees", "DetailAllocationComptabilisee"
_NOTED = "IndusConstates", "DetailInduConstate"


def _flow(*blocks: str, nature: str = "F") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?><Racine><IdentificationFlux><NATFLUX>{nature}</NATFLUX>
<DTREF>2025-03-31</DTREF></IdentificationFlux>{"".join(blocks)}
<TransmissionFlux><NBTOTDOSRSATRANSM>00000001</NBTOTDOSRSATRANSM></TransmissionFlux></Racine>"""


def _movement(
    container: tuple[str, str] = _ALLOCATIONS,
    *,
    nature: str = "RSD",
    operation: str = "PME",
    sign: str = "AJ",
    amount: str = "00000340.10",
    number: str = "0000007",
    month: str | None = None,
) -> str:
    regularised = f"<DDREGU>{month}</DDREGU>" if month else ""
    block, detail = container
    return f"""<{block}><{detail}><NATPFCRE>{nature}</NATPFCRE><RGCRE>001</RGCRE>
<NUMINTMOUCOMPTA>{number}</NUMINTMOUCOMPTA><TYPEOPECOMPTA>{operation}</TYPEOPECOMPTA>
<SENSOPECOMPTA>{sign}</SENSOPECOMPTA><MTMOUCOMPTA>{amount}</MTMOUCOMPTA>{regularised}
<DTTRAIMOUCOMPTA>2025-04-02</DTTRAIMOUCOMPTA></{detail}></{block}>"""


def _household(*movements: str, identity: str = _IDENTITY) -> str:
    return f"""<InfosFinancieresFoyerRSA>{identity}<AcompteRSA><GeneraliteAcompteRSA>
<MOISMOUCOMPTA>2025-03-01</MOISMOUCOMPTA></GeneraliteAcompteRSA><DetailAcompteRSA>{"".join(movements)}
</DetailAcompteRSA></AcompteRSA></InfosFinancieresFoyerRSA>"""


def _totals(content: str = "") -> str:
    return f"<TotalisationAcompte>{content}</TotalisationAcompte>"


def test_payment(read: "Read") -> None:
    """A monthly payment pays its accounting month, under the ids of its household."""
    delivery = read(_flow(_household(_movement()), _totals()), read_vrsf)

    (row,) = delivery.tables["payments"].to_dicts()
    assert row == {
        "payment_id": f"{FOYER}:2025-03-01:RSD:001:0000007",
        "benefit": "RSA",
        "right_id": FOYER,
        "person_id": PERSON,
        "household_id": FOYER,
        "month": "2025-03-01",
        "amount": "340.10",
        "kind": "regular",
        "paid_on": "2025-04-02",
        "payee": "beneficiary",
        "position": "foyer 1",
    }


@pytest.mark.parametrize(
    ("movement", "expected"),
    [
        pytest.param(
            _movement(operation="PRA", month="2024-12-01"),
            [("2024-12-01", "340.10", "arrears")],
            id="back-payment",
        ),
        pytest.param(
            _movement(operation="RMU", month="2025-01-15"),
            [("2025-01-01", "340.10", "arrears")],
            id="after a transfer",
        ),
        pytest.param(
            _movement(sign="DE"),
            [("2025-03-01", "-340.10", "cancellation")],
            id="deducted",
        ),
        pytest.param(
            _movement(operation="RAI", month="2024-12-01"), [], id="booked again"
        ),
        pytest.param(_movement(nature="RSJ"), [], id="State money"),
        pytest.param(
            _movement(_NOTED, nature="INK", operation="CIC", sign="DE"), [], id="debt"
        ),
        pytest.param(
            _movement(("Allocationscomptabilisées", "Détail")),
            [("2025-03-01", "340.10", "regular")],
            id="accents",
        ),
        pytest.param(
            _movement(
                ("INDUSTRANSFERESCG", "DetailnduTransfereCG"),
                nature="INK",
                operation="CCP",
            ),
            [],
            id="debt transferred, known typo",
        ),
    ],
)
def test_what_is_a_payment(
    read: "Read", movement: str, expected: list[tuple[str, str, str]]
) -> None:
    """Allocations of département money are payments; bookkeeping of debts is not."""
    delivery = read(_flow(_household(movement), _totals()), read_vrsf)

    assert delivery.rows("payments", "month", "amount", "kind") == expected
    assert delivery.reading.rows_quarantined == 0
    assert delivery.reading.rows_silent == (0 if expected else 1)


def test_debts_and_state_money_are_counted(read: "Read") -> None:
    """What is left out is told with its number."""
    household = _household(
        _movement(_NOTED, nature="INK", operation="CIC", sign="DE"),
        _movement(nature="RSJ"),
    )
    delivery = read(_flow(household, _totals()), read_vrsf)

    assert delivery.reading.warnings == [
        "1 écriture d'indu, qui n'est pas un paiement.",
        "1 écriture à la charge de l'État, non reprise.",
    ]


def test_unreadable_amount_is_left_to_the_quarantine(read: "Read") -> None:
    """An amount that is no number goes on as text, to be set aside with its reason."""
    delivery = read(_flow(_household(_movement(amount="34O,1")), _totals()), read_vrsf)

    assert delivery.tables["payments"]["amount"].to_list() == ["34O,1"]


@pytest.mark.parametrize(
    ("household", "reason"),
    [
        pytest.param(_household(_movement(sign="XX")), "sens inconnu", id="sign"),
        pytest.param(
            _household(_movement(("Divers", "Detail"), operation="ZZZ")),
            "famille inconnue",
            id="family",
        ),
        pytest.param(
            _household(_movement(), identity=""), "FONORG, NUMORG", id="identity"
        ),
    ],
)
def test_household_set_aside(read: "Read", household: str, reason: str) -> None:
    """A household whose movements cannot be understood is set aside."""
    delivery = read(_flow(household, _totals()), read_vrsf)

    assert delivery.tables["payments"].is_empty()
    assert delivery.reading.rows_quarantined == 1
    assert reason in delivery.aside["reason"].item()


@pytest.mark.parametrize(
    ("socle", "increased", "total", "agree"),
    [
        pytest.param("340.10", "50.05", "390.15", [True] * 3, id="to the cent"),
        pytest.param(
            "000340.11", "50.05", "390.15", [False, True, True], id="one cent off"
        ),
    ],
)
def test_totals(
    read: "Read", socle: str, increased: str, total: str, agree: list[bool]
) -> None:
    """Each bucket announced is compared with its movements, to the cent."""
    household = _household(
        _movement(), _movement(nature="RSI", amount="50.05"), _movement(nature="RSJ")
    )
    announced = _totals(
        f"<TotalAllocationsComptabilisees><MTTOTSOCLRSA>{socle}</MTTOTSOCLRSA>"
        f"<MTTOTSOCLMAJORSA>{increased}</MTTOTSOCLMAJORSA>"
        f"<MTTOTRSA>{total}</MTTOTRSA></TotalAllocationsComptabilisees>"
    )
    delivery = read(_flow(household, announced), read_vrsf)

    controls = [c for c in delivery.reading.controls if c.name.startswith("Total")]
    assert [control.agrees for control in controls] == agree


def test_totals_of_debts(read: "Read") -> None:
    """Debts are compared without sign, and lower what the département is billed."""
    household = _household(
        _movement(),
        _movement(_NOTED, nature="INK", operation="CIC", sign="DE", amount="40.10"),
    )
    announced = _totals(
        "<TotalIndusConstates><MTTOTSOCLRSA>40.10</MTTOTSOCLRSA></TotalIndusConstates>"
        "<MontantTotalAcompte><MTTOTRSA>300.00</MTTOTRSA></MontantTotalAcompte>"
    )
    delivery = read(_flow(household, announced), read_vrsf)

    found = {c.name: (c.found, c.agrees) for c in delivery.reading.controls}
    assert found == {
        "NBTOTDOSRSATRANSM": ("1", True),
        "TotalIndusConstates/MTTOTSOCLRSA": ("40.10", True),
        "MontantTotalAcompte/MTTOTRSA": ("300.00", True),
    }


@pytest.mark.parametrize(
    ("content", "reader"),
    [
        pytest.param(_flow(_household(_movement())), read_vrsf, id="no totals"),
        pytest.param(_flow(_totals(), nature="D"), read_vrsf, id="beneficiaries"),
        pytest.param(_flow(_totals())[:-30], read_vrsf, id="truncated"),
    ],
)
def test_refused(read: "Read", content: str, reader: Reader) -> None:
    """An incomplete flow is refused whole."""
    with pytest.raises(DataError):
        read(content, reader)
