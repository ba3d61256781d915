"""What the reader of RSA beneficiaries gives for small flows and public samples."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bondroit.model.tables import TABLES
from bondroit.sources.cnaf import vrsb as vrsb_module
from bondroit.sources.conform import conform
from bondroit.sources.reading import Chunk

if TYPE_CHECKING:
    from tests.sources.cnaf.conftest import Read, Vrsb

FOYER = "CAF-451-0346145-01024041045"
MARCH = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("name", "kept", "aside", "agrees"),
    [
        pytest.param("RSABEM-ouvert.xml", 1, 0, True, id="valid"),
        pytest.param("RSABEM.xml", 2, 0, False, id="announces one, holds two"),
        pytest.param("RSABEI_invalid.xml", 0, 1, True, id="invalid household"),
    ],
)
def test_public_samples(
    sample: Callable[[str], Path],
    read: "Read",
    name: str,
    kept: int,
    aside: int,
    agrees: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    """The public samples give their households, and their control total is checked."""
    delivery = read(sample(name))

    assert delivery.tables["households"].height == kept
    assert delivery.reading.rows_quarantined == aside
    assert delivery.reading.rows_read == kept + aside
    assert [control.agrees for control in delivery.reading.controls] == [agrees]


def test_invalid_sample_says_what_is_missing(
    sample: Callable[[str], Path], read: "Read"
) -> None:
    """The household without its administrative data is set aside with its line."""
    delivery = read(sample("RSABEI_invalid.xml"))

    assert delivery.aside["position"].to_list() == ["foyer 1 (ligne 12)"]
    assert "élément obligatoire absent : DonneesAdministratives" in (
        delivery.aside["reason"].item()
    )


def test_sample_with_two_spouses_and_no_claimant(
    sample: Callable[[str], Path], read: "Read"
) -> None:
    """A household of two CJT keeps both, and its right hangs on the first."""
    delivery = read(sample("RSABEM.xml"))

    household = "CAF-521-2055990-01024041052"
    members = delivery.tables["household_members"].filter(household_id=household)
    rights = delivery.tables["rights"].filter(household_id=household)
    assert members["role"].to_list() == ["spouse", "spouse"]
    assert rights["person_id"].unique().to_list() == [members["person_id"][0]]
    assert rights["end_date"].unique().to_list() == [date(2021, 11, 30)]


def test_person(read: "Read", vrsb: "Vrsb") -> None:
    """A person has the identity of the file and the latest address of the household."""
    delivery = read(vrsb.flow(vrsb.household()))

    (row,) = delivery.tables["people"].drop("position").to_dicts()
    assert row == {
        "person_id": f"{FOYER}:4349e078452b",
        "nir": "2800545234001",
        "nir_key": None,
        "birth_name": "MARTIN",
        "usual_name": None,
        "first_names": "ANNE",
        "sex": "F",
        "birth_date": date(1980, 5, 17),
        "birth_date_precision": "day",
        "address": "25 RUE DES ORMES",
        "postcode": "45000",
        "commune": "45234",
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {"NIR": "280054523400142"},
            {"nir": "2800545234001", "nir_key": "42"},
            id="15",
        ),
        pytest.param({"NIR": None}, {"nir": None, "nir_key": None}, id="no NIR"),
        pytest.param({"NIR": "0000000000000"}, {"nir": None}, id="zeros"),
        pytest.param({"NIR": "12345"}, {"nir": None}, id="neither 13 nor 15"),
        pytest.param({"NOM": "DURAND "}, {"usual_name": "DURAND"}, id="usual name"),
        pytest.param(
            {"PRENOM2": "ZOE  ", "PRENOM3": ""},
            {"first_names": "ANNE ZOE"},
            id="first names",
        ),
        pytest.param({"SEXE": "1"}, {"sex": "M"}, id="man"),
        pytest.param({"SEXE": " "}, {"sex": None}, id="sex unknown"),
        pytest.param(
            {"TYPEDTNAI": "J"}, {"birth_date_precision": "month"}, id="day unknown"
        ),
        pytest.param(
            {"TYPEDTNAI": "O"}, {"birth_date_precision": "year"}, id="month unknown"
        ),
        pytest.param(
            {"TYPEDTNAI": None}, {"birth_date_precision": None}, id="precision untold"
        ),
        pytest.param(
            {"DTNAI": "0001-01-01"}, {"birth_date": date(1, 1, 1)}, id="year 1"
        ),
        pytest.param(
            {"DTNAI": "2099-12-31"}, {"birth_date": date(2099, 12, 31)}, id="2099"
        ),
    ],
)
def test_identity(
    read: "Read",
    vrsb: "Vrsb",
    changes: dict[str, str],
    expected: dict[str, Any],
) -> None:
    """Each element of the identity becomes its column, padding and blanks removed."""
    delivery = read(vrsb.flow(vrsb.household(people=vrsb.person(identity=changes))))

    (row,) = delivery.tables["people"].to_dicts()
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("matricule", "kept"),
    [
        pytest.param("034614500000000", "0346145", id="CAF, leading zero"),
        pytest.param("205599000000000", "2055990", id="CAF, its own zero"),
        pytest.param("034614500000012", "034614500000012", id="longer"),
        pytest.param("1234567", "1234567", id="not padded"),
    ],
)
def test_matricule(read: "Read", vrsb: "Vrsb", matricule: str, kept: str) -> None:
    """Only the eight zeros that pad a CAF number go."""
    delivery = read(vrsb.flow(vrsb.household(matricule=matricule)))

    assert delivery.rows("households", "household_id", "payer_id") == [
        (f"CAF-451-{kept}-01024041045", kept)
    ]


def test_chunks_change_nothing(
    read: "Read", vrsb: "Vrsb", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables are the same whether households come in one chunk or in several."""
    flow = vrsb.flow(
        *(
            vrsb.household(
                matricule=f"{rank:07d}00000000",
                people=vrsb.person(resources=vrsb.resources()),
                detail=vrsb.amounts(MTPFRSA="0000001.00") + vrsb.line(),
            )
            for rank in range(5)
        )
    )
    whole = read(flow).tables
    monkeypatch.setattr(vrsb_module, "CHUNK", 2)
    parts = read(flow).tables

    for table, rows in whole.items():
        assert rows.sort(rows.columns).equals(parts[table].sort(rows.columns)), table


def test_every_row_fits_its_table(read: "Read", vrsb: "Vrsb") -> None:
    """Rows already have the columns and types of the contract."""
    people = vrsb.person(resources=vrsb.resources())
    household = vrsb.household(
        people=people,
        detail=vrsb.amounts() + vrsb.line(),
        after=f"<Controle>{vrsb.control()}</Controle>"
        "<Anomalie><LIBANO>NIR ABSENT</LIBANO></Anomalie>",
    )
    delivery = read(vrsb.flow(household))

    for table, rows in delivery.tables.items():
        names = set(rows.columns) - {"position"}
        assert names <= set(TABLES[table].schema)
        judged = conform(Chunk(table=table, rows=rows), "rsa", "flow.xml", MARCH)
        assert judged.rejected.is_empty()
        assert judged.kept.height == rows.height > 0


@settings(max_examples=25)
@given(
    cents=st.integers(min_value=-(10**9) + 1, max_value=10**9 - 1), pad=st.booleans()
)
def test_amounts_are_exact(
    read: "Read",
    vrsb: "Vrsb",
    cents: int,
    pad: bool,  # noqa: FBT001 - drawn
) -> None:
    """Any amount of nine digits comes out to the cent, padded or not."""
    amount = Decimal(cents).scaleb(-2)
    text = f"{amount:011.2f}" if pad else f"{amount:.2f}"
    delivery = read(vrsb.flow(vrsb.household(detail=vrsb.line(amount=text))))

    assert delivery.tables["payments"]["amount"].to_list() == [amount]


@settings(max_examples=25)
@given(
    name=st.text(
        st.characters(codec="cp1252", exclude_categories=["Cc"]),
        min_size=1,
        max_size=28,
    )
)
def test_names_survive_windows_1252(read: "Read", vrsb: "Vrsb", name: str) -> None:
    """Names come out as written, in the encoding that the file declares."""
    escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    people = vrsb.person(identity={"NOMNAI": escaped})
    head = '<?xml version="1.0" encoding="windows-1252"?>'
    delivery = read(
        vrsb.flow(vrsb.household(people=people), head=head).encode("cp1252")
    )

    assert delivery.tables["people"]["birth_name"].to_list() == [name.strip() or None]
