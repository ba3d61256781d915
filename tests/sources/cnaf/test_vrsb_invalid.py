"""Which households are set aside, and why."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sources.cnaf.conftest import Read, Vrsb


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param(
            "<SITFAM>CEL</SITFAM>",
            "",
            "élément obligatoire absent : SITFAM",
            id="missing leaf",
        ),
        pytest.param(
            "<DTNAI>1980-05-17",
            "<DTNAI>1980-02-30",
            "valeur non conforme : DTNAI",
            id="date",
        ),
        pytest.param(
            "<DTNAI>1980-05-17",
            "<DTNAI>",
            "valeur non conforme : DTNAI",
            id="empty mandatory date",
        ),
        pytest.param(
            "<MTRSAVERS>0000340.10",
            "<MTRSAVERS>340,10",
            "valeur non conforme : MTRSAVERS",
            id="comma",
        ),
        pytest.param(
            "<MTRSAVERS>0000340.10",
            "<MTRSAVERS>340.105",
            "valeur non conforme : MTRSAVERS",
            id="mills",
        ),
        pytest.param(
            "<MTRSAVERS>0000340.10",
            "<MTRSAVERS>12345678.91",
            "valeur non conforme : MTRSAVERS",
            id="ten digits",
        ),
        pytest.param(
            "<ETATDOSRSA>2",
            "<ETATDOSRSA>Z",
            "valeur non conforme : ETATDOSRSA",
            id="state",
        ),
        pytest.param(
            "<FONORG>CAF", "<FONORG>XXX", "valeur non conforme : FONORG", id="payer"
        ),
        pytest.param(
            "<NUMDEMRSA>01024041045",
            "<NUMDEMRSA>  ",
            "valeur non conforme : NUMDEMRSA",
            id="blank id",
        ),
        pytest.param(
            "<TOPCHAPERS>1",
            "<TOPCHAPERS>oui",
            "valeur non conforme : TOPCHAPERS",
            id="flag",
        ),
        pytest.param(
            "<NIR>2800545234001",
            "<NIR>2800545234001999",
            "valeur non conforme : NIR",
            id="too long",
        ),
        pytest.param(
            "<TYPEDTNAI>N</TYPEDTNAI>",
            "<DTDC>2024-01-01</DTDC>",
            "élément inconnu : DTDC",
            id="unknown",
        ),
        pytest.param(
            "<NATPREST>PFA",
            "<b/><NATPREST>PFA",
            "élément inconnu : b",
            id="unknown, nested",
        ),
        pytest.param(
            "<DossierCAF>",
            "<DossierCAF><TOPRESPDOS>1</TOPRESPDOS>",
            "TOPRESPDOS : 1 fois au plus, 2 trouvé",
            id="repeated",
        ),
        pytest.param(
            "<NATPREST>RSA</NATPREST>",
            "",
            "élément obligatoire absent : NATPREST",
            id="missing in a block",
        ),
        pytest.param(
            "<SITFAM>CEL</SITFAM><DDSITFAM>2010-01-01</DDSITFAM>",
            "<DDSITFAM>2010-01-01</DDSITFAM><SITFAM>CEL</SITFAM>",
            "élément mal placé : SITFAM",
            id="order",
        ),
    ],
)
def test_invalid_household(
    read: "Read", vrsb: "Vrsb", old: str, new: str, reason: str
) -> None:
    """A household that breaks the schema is set aside whole with what is wrong."""
    good, bad = (vrsb.household(matricule=m, detail=vrsb.line()) for m in ("1", "2"))
    assert old in bad
    delivery = read(vrsb.flow(good, bad.replace(old, new, 1)))

    assert delivery.rows("households", "payer_id") == [("1",)]
    assert delivery.reading.rows_quarantined == 1
    assert reason in delivery.aside["reason"].item()
    assert "<MATRICULE>2</MATRICULE>" in delivery.aside["raw"].item()


def test_reason_holds_no_personal_data(read: "Read", vrsb: "Vrsb") -> None:
    """The reason names the element and the line, never the value."""
    people = vrsb.person(
        identity={"PRENOM": "MARIE-ANTOINETTE DE LA TREMOILLE"[:32] + "X"}
    )
    delivery = read(vrsb.flow(vrsb.household(people=people)))

    reason = delivery.aside["reason"].item()
    assert "PRENOM" in reason
    assert "ligne" in reason
    assert "TREMOILLE" not in reason


def test_no_person(read: "Read", vrsb: "Vrsb") -> None:
    """A household without Personne says so."""
    delivery = read(vrsb.flow(vrsb.household(people="")))

    assert "élément obligatoire absent : Personne" in delivery.aside["reason"].item()


def test_same_dossier_many_times(read: "Read", vrsb: "Vrsb") -> None:
    """Ten thousand households of one id leave one, and the others say why."""
    delivery = read(vrsb.flow(*[vrsb.household()] * 10_000))

    assert delivery.tables["households"].height == 1
    assert delivery.reading.rows_read == 10_000
    assert delivery.reading.rows_quarantined == 9_999
    assert set(delivery.aside["reason"]) == {"dossier déjà présent dans le fichier"}


def test_same_person_many_times(read: "Read", vrsb: "Vrsb") -> None:
    """Ten thousand times one person in a household leave one; the household is kept."""
    people = vrsb.person() * 10_000
    delivery = read(vrsb.flow(vrsb.household(people=people)))

    assert delivery.tables["people"].height == 1
    assert delivery.tables["households"]["adults"].to_list() == [1]
    assert delivery.reading.rows_read == 1
    assert delivery.aside["table"].to_list() == ["people"] * 9_999
    assert delivery.aside["position"].str.starts_with("foyer 1 ").all()
