"""The letters' templates: texts of ours made into DOCX, or those a département changed.

A text holds one paragraph a line: `# ` and `## ` titles, `- ` an item, `> ` a legal
mention, `>> ` on the right, `|months|` the table of months, `@name` another text,
`{% … %}` alone on its line a condition or a loop. The same text gives the same bytes.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from bondroit.reports.typography import typeset_template

TEXTS: Final = Path(__file__).parent / "letters"
FOLDER: Final = "letters"
KINDS: Final[dict[str, str]] = {
    "observations": "Demande d'observations",
    "payer_report": "Signalement à la CAF ou à la MSA",
    "provider_note": "Courrier au prestataire",
    "arrears": "Information d'un droit (rappel)",
}
"""Letters by kind, with their label."""

_FIXED: Final = datetime(2026, 1, 1)  # noqa: DTZ001 - Word writes no zone
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_MENTION: Final = "Mention"
_RIGHT: Final = "Bloc de droite"
_MONTHS: Final = (
    ("Mois", "label"),
    ("Prestation", "benefit"),
    ("Versé", "paid"),
    ("Dû, à vérifier", "due"),
    ("Écart", "gap"),
)
_SUMMED: Final = ("paid", "due", "gap")
_Cells = dict[str, str]
_EACH: Final[_Cells] = {name: f"{{{{ one.{name} }}}}" for _, name in _MONTHS}
_LAST_MONTHS: Final = 5
"""Row of the table of months that shows its last two."""
_BLUE: Final = RGBColor(0, 0, 0x91)


def template_bytes(workspace: Path, kind: str) -> bytes:
    """Return the template of a letter: the département's, or the one that comes along.

    Args:
        workspace: the folder that may hold `letters/<kind>.docx`.
        kind: of `KINDS`.

    """
    own = own_template(workspace, kind)
    return own.read_bytes() if own.is_file() else built_template(kind)


def own_template(workspace: Path, kind: str) -> Path:
    """Return where a département puts its own template."""
    return workspace / FOLDER / f"{kind}.docx"


def built_template(kind: str) -> bytes:
    """Return the template that comes with bondroit, the same bytes each time."""
    document = docx.Document()
    _prepare(document, KINDS[kind])
    for line in _lines(kind):
        _put(document, line)
    made = io.BytesIO()
    document.save(made)
    return settled(made.getvalue())


def settled(content: bytes) -> bytes:
    """Return an Office file without the moment it was packed."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in sorted(old.namelist(), key=lambda name: (name[0] != "[", name)):
            info = zipfile.ZipInfo(name, _EPOCH)
            new.writestr(info, old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _lines(name: str) -> Iterator[str]:
    """Give the lines of a text, those of the texts it names in their place."""
    for line in (TEXTS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            yield from _lines(line.removeprefix("@"))
        elif line.startswith("{%"):
            yield line
        elif line.strip():
            yield typeset_template(line)


def _prepare(document: Document, title: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin = section.bottom_margin = Cm(2)
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, "", "fr-FR"
    properties.comments = ""
    properties.created = properties.modified = _FIXED
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10.5)
    normal.paragraph_format.space_after = Pt(5)
    _french(normal.element)
    for level, size in ((1, 13), (2, 11)):
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.color.rgb = (
            "Arial",
            Pt(size),
            _BLUE,
        )
        style.element.rPr.rFonts.set(qn("w:asciiTheme"), "")
        for name in list(style.element.rPr.rFonts.attrib):
            if name.endswith("Theme"):
                del style.element.rPr.rFonts.attrib[name]
        style.paragraph_format.space_before = Pt(10 if level == 1 else 8)
        style.paragraph_format.space_after = Pt(4)
    mention = document.styles.add_style(_MENTION, WD_STYLE_TYPE.PARAGRAPH)
    mention.base_style, mention.font.size = normal, Pt(8.5)
    mention.paragraph_format.space_after = Pt(3)
    right = document.styles.add_style(_RIGHT, WD_STYLE_TYPE.PARAGRAPH)
    right.base_style = normal
    right.paragraph_format.left_indent = Cm(8.5)
    _number_pages(section.footer.paragraphs[0])


def _french(style: Any) -> None:  # noqa: ANN401 - an XML element
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    style.get_or_add_rPr().append(language)


def _number_pages(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.add_run("Dossier {{ case_id }} – page ").font.size = Pt(8)
    _field(paragraph, "PAGE")
    paragraph.add_run(" / ").font.size = Pt(8)
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Paragraph, name: str) -> None:
    run = paragraph.add_run()
    run.font.size = Pt(8)
    for kind, text in (("begin", None), (None, name), ("end", None)):
        element = OxmlElement("w:instrText" if kind is None else "w:fldChar")
        if kind is not None:
            element.set(qn("w:fldCharType"), kind)
        element.text = text
        run._r.append(element)  # noqa: SLF001 - python-docx has no fields


def _put(document: Document, line: str) -> None:
    if line == "|months|":
        _put_months(document)
        return
    for mark, style in (
        ("## ", "Heading 2"),
        ("# ", "Heading 1"),
        ("- ", "List Bullet"),
        (">> ", _RIGHT),
        ("> ", _MENTION),
    ):
        if line.startswith(mark):
            document.add_paragraph(line.removeprefix(mark), style=style)
            return
    document.add_paragraph(line.replace("{%", "{%p", 1))


def _put_months(document: Document) -> None:
    """Put the table of months: a heading on each page, a row a month, their sum.

    The last months stay on the page of the sum.
    """
    rows: list[_Cells] = [
        {name: title for title, name in _MONTHS},
        {"label": "{%tr for one in months[:-2] %}"},
        _EACH,
        {"label": "{%tr endfor %}"},
        {"label": "{%tr for one in months[-2:] %}"},
        _EACH,
        {"label": "{%tr endfor %}"},
        {"label": "Total", **{name: f"{{{{ sums.{name} }}}}" for name in _SUMMED}},
    ]
    table = document.add_table(
        rows=len(rows), cols=len(_MONTHS), style="Light Grid Accent 1"
    )
    for made, texts in zip(table.rows, rows, strict=True):
        for cell, (_, name) in zip(made.cells, _MONTHS, strict=True):
            _put_cell(cell.paragraphs[0], texts.get(name, ""), name)
    for made in (table.rows[0], table.rows[_LAST_MONTHS]):
        for cell in made.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
    for run in (
        run for cell in table.rows[-1].cells for run in cell.paragraphs[0].runs
    ):
        run.bold = True
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - python-docx has none
    document.add_paragraph()


def _put_cell(paragraph: Paragraph, text: str, name: str) -> None:
    paragraph.add_run(text)
    paragraph.paragraph_format.space_after = Pt(1)
    if name in _SUMMED:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
