"""Case files as PDF: the words of the page, for people who print and for screen readers."""

import io
import re
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from bondroit.errors import DataError
from bondroit.reports.case_pdf import case_pdf
from bondroit.reports.page_parts import page_parts
from bondroit.reports.page_tree import page_tree

DAY = date(2026, 10, 31)
RULES = ("AIS-DEC-001", "AIS-CUM-001", "AIS-SSP-013", "AIS-IDN-001", "AIS-PRE-001")


class Run(Protocol):
    """The small run of the fixtures."""

    folder: Path

    def case(self, rule: str) -> dict[str, Any]:
        """Return the case of a rule."""

    def page(self, rule: str) -> str:
        """Return the case file of a rule's case."""


def _read(made: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(made))


def _letters(text: str) -> str:
    """Return the letters and figures alone: lines and spaces are the printer's."""
    return re.sub(r"[\W_]+", "", text)


@pytest.fixture(scope="module")
def death(run: Run) -> pypdf.PdfReader:
    """The PDF of the case of a death, read back."""
    return _read(case_pdf(run.page("AIS-DEC-001"), DAY))


def test_it_is_tagged_and_says_its_language_and_title(
    run: Run, death: pypdf.PdfReader
) -> None:
    """A screen reader finds tags, the language and the title; the file claims PDF/UA-1."""
    root = death.trailer["/Root"]
    tags = str(root["/StructTreeRoot"].get_object())

    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF boolean
    assert tags
    assert root["/Lang"] == "fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert death.metadata is not None
    assert run.case("AIS-DEC-001")["case_id"] in str(death.metadata.title)
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


def test_pages_are_a4_and_numbered(death: pypdf.PdfReader) -> None:
    """Each page says which it is and how many there are."""
    count = len(death.pages)

    assert count >= 2
    for rank, page in enumerate(death.pages, start=1):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
        assert f"page {rank} / {count}" in page.extract_text()


def test_bookmarks_follow_the_parts(death: pypdf.PdfReader) -> None:
    """The reader jumps to months, picture, people, rules and annexes."""

    def titles(items: list[Any]) -> list[str]:
        return [
            title
            for item in items
            for title in (titles(item) if isinstance(item, list) else [item.title])
        ]

    found = titles(death.outline)
    wanted = ["Mois par mois", "Chronologie", "Règles", "Annexes"]
    assert [title for title in found if title in wanted] == wanted


@pytest.mark.parametrize("rule", RULES)
def test_every_word_of_the_page_is_in_it(run: Run, rule: str) -> None:
    """Nothing of the page is left out, whatever the kind of case."""
    (body,) = html.fromstring(run.page(rule)).xpath("//body")
    for hidden in body.xpath(".//summary | .//svg"):
        hidden.drop_tree()
    pages = _read(case_pdf(run.page(rule), DAY)).pages
    shown = _letters(" ".join(page.extract_text() for page in pages))

    for element in body.xpath(".//h1 | .//h2 | .//h3 | .//p | .//li | .//td | .//dd"):
        for word in element.text_content().split():
            assert _letters(word) in shown, word


def test_the_same_page_gives_the_same_bytes(run: Run) -> None:
    """No clock and no font of the machine enters the file."""
    page = run.page("AIS-CUM-001")

    assert case_pdf(page, DAY) == case_pdf(page, DAY)


def test_a_page_that_is_no_case_file_is_refused() -> None:
    """A cut or foreign page gives one sentence, not an empty file."""
    with pytest.raises(DataError, match="n'est pas un dossier complet"):
        case_pdf("<html><body><p>rien</p></body></html>", DAY)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["C"]), max_size=40))
def test_values_are_words_never_commands(value: str) -> None:
    """Whatever a file holds reaches the template as it is."""
    from markupsafe import escape  # noqa: PLC0415 - only here

    body = page_tree(f"<body><p>a{escape(value)}b</p></body>").find("body")
    assert body is not None
    ((block),) = page_parts(body)
    read = "".join(run["s"] for run in block["runs"])
    assert read == re.sub(r"[ \t\r\n]+", " ", f"a{value}b")


@pytest.mark.parametrize("value", ["#panic()", "$x$ *a* _b_ `c`", "\\u{41} <lbl> @ref"])
def test_marks_of_the_typesetter_stay_words(run: Run, value: str) -> None:
    """A name that looks like markup is printed letter for letter."""
    from markupsafe import escape  # noqa: PLC0415 - only here

    page = run.page("AIS-DEC-001").replace("</h1>", f" {escape(value)}</h1>", 1)
    assert value in _read(case_pdf(page, DAY)).pages[0].extract_text()
