"""Templates of letters: ours, those that people change, and whatever values they get."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letter_support import WHO, letter_text

from bondroit.config import ReviewConfig
from bondroit.errors import ConfigurationError
from bondroit.review.files.letter_example import check_templates, example
from bondroit.review.files.letter_pieces import pieces_for, recovery_for
from bondroit.review.files.letter_render import render
from bondroit.review.files.letter_templates import (
    KINDS,
    built_template,
    own_template,
)


def test_without_settings_what_is_missing_is_marked(tmp_path: Path) -> None:
    """Nobody sends a letter without signatory by mistake: the gap is written out."""
    text = letter_text(example(tmp_path, ReviewConfig(), "observations"))

    for words in ("signataire", "nom du Département", "délégation de signature"):
        assert f"[à compléter : {words}]" in text


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"texte"])
def test_a_file_that_is_no_docx_is_told(tmp_path: Path, content: bytes) -> None:
    """A renamed or cut file does not crash the desk."""
    place = own_template(tmp_path, "arrears")
    place.parent.mkdir()
    place.write_bytes(content)

    with pytest.raises(ConfigurationError, match="pas un document Word"):
        list(check_templates(tmp_path, ReviewConfig()))


def test_every_template_fills_in_and_is_reproducible(tmp_path: Path) -> None:
    """The four of ours, twice the same bytes; titles, language and pages are set."""
    for kind in KINDS:
        assert built_template(kind) == built_template(kind)
        made = example(tmp_path, ReviewConfig(letters=WHO), kind)
        assert made == example(tmp_path, ReviewConfig(letters=WHO), kind)
        document = docx.Document(io.BytesIO(made))
        assert document.core_properties.language == "fr-FR"
        assert [one for one in document.paragraphs if one.style.name == "Heading 1"]
        assert document.tables[0].rows[0].cells[0].text == "Mois"
        assert "{" not in letter_text(made)
    assert len(list(check_templates(tmp_path, ReviewConfig()))) == len(KINDS)


@settings(max_examples=20)
@given(value=st.text(max_size=60))
def test_any_value_stays_a_value(value: str) -> None:
    """Whatever a file holds, the letter opens and no mark of it is obeyed."""
    document = docx.Document()
    document.add_paragraph("avant {{ case_id }} après")
    packed = io.BytesIO()
    document.save(packed)

    made = render(packed.getvalue(), {"case_id": value}, "essai")

    text = docx.Document(io.BytesIO(made)).paragraphs[0].text
    assert text.startswith("avant")
    assert text.endswith("après")


def test_no_letter_accuses_anyone(tmp_path: Path) -> None:
    """The word that does not exist here stands in no letter, and nothing is claimed."""
    for kind in KINDS:
        with zipfile.ZipFile(
            io.BytesIO(example(tmp_path, ReviewConfig(), kind))
        ) as file:
            text = file.read("word/document.xml").decode().lower()
        assert "fra" + "ude" not in text
        assert "vous devez rembourser" not in text


def test_documents_and_law_follow_rules_and_benefits() -> None:
    """Each document once; recovery by aid, remission always."""
    asked = pieces_for(["AIS-HOS-001", "AIS-HOS-002", "AIS-ETB-001", "LOCAL"])

    assert [text.split(",")[0] for text in asked[:2]] == [
        "les bulletins d'hospitalisation",
        "une attestation de l'établissement",
    ]
    assert len(asked) == 3
    assert len(recovery_for(["APA_HOME", "APA_FACILITY", "RSA", "PCH"])) == 4
