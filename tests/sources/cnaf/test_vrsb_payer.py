"""What the payer says of its own work: closed controls and anomalies."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bondroit.sources.conform import conform
from bondroit.sources.reading import Chunk

if TYPE_CHECKING:
    from tests.sources.cnaf.conftest import Read, Vrsb

FOYER = "CAF-451-0346145-01024041045"
MARCH = date(2025, 3, 1)


def test_closed_control(read: "Read", vrsb: "Vrsb") -> None:
    """A closed control becomes a row, stripped, with the amounts it found."""
    after = f"<Controle>{vrsb.control()}</Controle>"
    delivery = read(vrsb.flow(vrsb.household(after=after)))

    (row,) = delivery.tables["controls"].to_dicts()
    assert row == {
        "control_id": f"{FOYER}:SEJ:2024-11-01:2025-01-20:2025-03-14",
        "household_id": FOYER,
        "month": MARCH,
        "detected_on": date(2025, 1, 20),
        "closed_on": date(2025, 3, 14),
        "effective_on": date(2024, 11, 1),
        "target": "SEJ",
        "target_msa": None,
        "label": "RESIDENCE & SEJOUR",
        "family": "02",
        "nature": "RES",
        "ordered_by": "CAF",
        "type": "P",
        "impact": "1",
        "debt_amount": Decimal("640.00"),
        "arrears_amount": None,
        "position": "foyer 1",
    }
    assert delivery.reading.warnings == []


def test_several_controls_and_anomalies(read: "Read", vrsb: "Vrsb") -> None:
    """Each control and each anomaly keeps its own key, amounts untold stay unknown."""
    after = (
        f"<Controle>{vrsb.control()}{vrsb.control(target='RES', msa='M12', debt=None)}</Controle>"
        "<Anomalie><LIBANO>NIR ABSENT   </LIBANO></Anomalie>"
        "<Anomalie><LIBANO>DATE < 1900</LIBANO></Anomalie>".replace("< 1", "&lt; 1")
    )
    delivery = read(vrsb.flow(vrsb.household(after=after)))

    assert delivery.rows("controls", "target", "target_msa", "debt_amount") == [
        ("SEJ", None, Decimal("640.00")),
        ("RES", "M12", None),
    ]
    assert delivery.rows("anomalies", "anomaly_id", "month", "label") == [
        (f"{FOYER}:2025-03:1", MARCH, "NIR ABSENT"),
        (f"{FOYER}:2025-03:2", MARCH, "DATE < 1900"),
    ]
    for table in ("controls", "anomalies"):
        chunk = Chunk(table=table, rows=delivery.tables[table])
        assert conform(chunk, "rsa", "flow.xml", MARCH).kept.height == 2


@pytest.mark.parametrize("block", ["<Controle></Controle>", "<Controle/>", ""])
def test_no_control(read: "Read", vrsb: "Vrsb", block: str) -> None:
    """A household without a closed control gives none."""
    delivery = read(vrsb.flow(vrsb.household(after=block)))

    assert delivery.reading.rows_quarantined == 0
    assert delivery.tables["controls"].is_empty()
    assert delivery.tables["anomalies"].is_empty()


def test_invalid_control(read: "Read", vrsb: "Vrsb") -> None:
    """A control without its date of closing sets its household aside, and says so."""
    broken = vrsb.control().replace("<DTCLOCONTRO>2025-03-14</DTCLOCONTRO>", "")
    delivery = read(vrsb.flow(vrsb.household(after=f"<Controle>{broken}</Controle>")))

    assert "élément obligatoire absent : DTCLOCONTRO" in delivery.aside["reason"].item()


def test_public_sample(
    sample: Callable[[str], Path], read: "Read", vrsb: "Vrsb"
) -> None:
    """A public sample given a closed control tells it, in its own encoding."""
    flow = sample("RSABEM-ouvert.xml").read_text(encoding="cp1252")
    delivery = read(
        flow.replace(
            "</PrestationRSA>", f"</PrestationRSA><Controle>{vrsb.control()}</Controle>"
        ).encode("cp1252")
    )

    ((household, closed_on),) = delivery.rows("controls", "household_id", "closed_on")
    assert delivery.rows("households", "household_id") == [(household,)]
    assert closed_on == date(2025, 3, 14)
