"""Case files as tagged PDF: the HTML page set again, word for word, on A4.

The PDF is made from the page that the run wrote: nothing is computed twice, and the two
cannot differ. Typst and its fonts come in Python packages; no font of the machine is
read and the only date is the run's, so the same page gives the same bytes.
"""

import json
from datetime import UTC, date, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import typst

from bondroit.errors import DataError
from bondroit.reports.page_parts import page_parts
from bondroit.reports.page_tree import page_tree

_TEMPLATE: Final = Path(__file__).parent / "templates" / "case_file.typ"
_FONTS: Final = "font_source_sans_pro"


def case_pdf(page: str, as_of: date) -> bytes:
    """Return a case file as PDF/UA-1: tags, language, bookmarks, page numbers.

    Args:
        page: the whole HTML case file.
        as_of: the day of its run, the only date the file carries.

    Raises:
        DataError: the page is no case file.

    """
    root = page_tree(page)
    title, body = root.find("title"), root.find("body")
    if title is None or body is None or body.find("h1") is None:
        raise DataError(
            "dossier", "la page n'est pas un dossier complet", "relancez l'exécution"
        )
    content = {
        "title": title.text,
        "day": [as_of.year, as_of.month, as_of.day],
        "blocks": page_parts(body),
    }
    made: bytes = typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        pdf_standards="ua-1",
        font_paths=_fonts(),
        timestamp=datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC),
        sys_inputs={"content": json.dumps(content)},
    )
    return made


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts that come as packages, and no other."""
    spec = find_spec(_FONTS)
    if spec is None or spec.origin is None:
        raise DataError(_FONTS, "this package is missing", "install bondroit again")
    folder = Path(spec.origin).parent / "files"
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])
