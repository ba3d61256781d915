"""Files of conclusions, as agents fill them in."""

import csv
import io
import zipfile
from pathlib import Path

import openpyxl

HEAD = (
    "Dossier",
    "Conclusion (à remplir)",
    "Motif (à remplir)",
    "Montant retenu (à remplir)",
    "Note (à remplir)",
    "Repère (ne pas modifier)",
)
UNDUE = ("Indu probable", "Changement non porté à notre connaissance", "100,00", "vu")
Row = tuple[object, ...]
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type='
    '"application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)


def workbook(folder: Path, *rows: Row, sheet: str = "Dossiers") -> Path:
    """Write a workbook with those rows."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in (HEAD, *rows):
        book.active.append(list(row))
    place = folder / "cases.xlsx"
    book.save(place)
    return place


def csv_file(folder: Path, *rows: Row, code: str = "utf-8-sig", cut: str = ";") -> Path:
    """Write a CSV with those rows."""
    text = io.StringIO()
    csv.writer(text, delimiter=cut).writerows([HEAD, *rows])
    place = folder / "cases.csv"
    place.write_bytes(text.getvalue().encode(code))
    return place


def ods(folder: Path, *rows: Row) -> Path:
    """Write a LibreOffice sheet with those rows."""
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in (HEAD, *rows)
    )
    name = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{name}:office:1.0" '
        f'xmlns:table="{name}:table:1.0" xmlns:text="{name}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Dossiers">{lines}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    place = folder / "cases.ods"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
    return place
