"""Who writes the letters of the tests, and their words read back."""

import io

import docx

from bondroit.config import LetterConfig

WHO = LetterConfig(
    authority="Département d'Essai",
    service="Cellule de contrôle",
    address="1 place du Mail\n45000 Orléans",
    phone="02 00 00 00 00",
    email="controle@exemple.test",
    city="Orléans",
    signatory="Dominique EXEMPLE",
    signatory_title="Responsable du service",
    delegation="Arrêté 2026-1",
    rights_contact="dpo@exemple.test",
    caf="CAF d'Essai\n45000 Orléans",
)


def letter_text(content: bytes) -> str:
    """Return the words of a letter, tables included, spaces made ordinary."""
    document = docx.Document(io.BytesIO(content))
    parts = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        parts += [cell.text for row in table.rows for cell in row.cells]
    text = "\n".join(parts)
    return text.replace("\u202f", " ").replace("\u00a0", " ")
