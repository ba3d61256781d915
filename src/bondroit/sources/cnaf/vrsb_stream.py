"""A flow VRSB0801, household by household: fast where it is plain, sure everywhere.

A plain household (see `vrsb_markup`) is read from the text. One that is not, because it
breaks the schema or is written otherwise, goes to the validating parser alone. A file
that is not plain around its households is left to `stream_blocks`, from its beginning:
it decides what is refused, and says why.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from bondroit.sources.cnaf import xml_stream
from bondroit.sources.cnaf.schema import HOUSEHOLD
from bondroit.sources.cnaf.validation import problems
from bondroit.sources.cnaf.vrsb_markup import Markup, grammar

_IDENTIFICATION = "IdentificationFlux"
_TAGS = (_IDENTIFICATION, HOUSEHOLD, "TransmissionFlux")
_START, _END = f"<{HOUSEHOLD}>", f"</{HOUSEHOLD}>"
_READ = 1 << 20
_DECLARATION = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml version=[\"']1\.0[\"']"
    rb"(?: encoding=[\"'](?P<encoding>[\w.-]+)[\"'])?"
    rb"(?: standalone=[\"'](?:yes|no)[\"'])? ?\?>)?\s*<(?!\?)"
)
_CODECS = {
    "utf-8": "utf-8-sig",
    "windows-1252": "cp1252",
    "iso-8859-1": "latin-1",
    "iso-8859-15": "iso8859-15",
}
_BLANK = re.compile(r"[ \t\r\n]*+")
#: Characters beyond the controls that XML refuses.
_NOT_XML = ("\ufffe", "\uffff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """One household of the file.

    Attributes:
        line: the line of the file where it begins.
        raw: its XML, cut to a limit in characters.
        markup: its values, None when it breaks the schema.
        reason: what the schema refuses, in French, "" when nothing.

    """

    line: int
    raw: str
    markup: Markup | None
    reason: str = ""


class NotPlainError(Exception):
    """The text around the households is not what a payer writes."""


def stream_flow(path: Path, where: str) -> Iterator[etree._Element | Household]:
    """Give IdentificationFlux, each household, then TransmissionFlux.

    Args:
        path: the file.
        where: the file as people know it.

    Raises:
        DataError: as `stream_blocks`.

    """
    begun, given = False, 0
    try:
        for piece in _plain(path):
            begun = True
            given += isinstance(piece, Household)
            yield piece
    except NotPlainError:
        pass
    else:
        return
    for block in xml_stream.stream_blocks(path, where, _TAGS):
        if block.tag != HOUSEHOLD:
            if block.tag != _IDENTIFICATION or not begun:
                yield block
        elif given:
            given -= 1
        else:
            yield _validated(block, xml_stream.line_of(block))


def _plain(path: Path) -> Iterator[etree._Element | Household]:
    with path.open("rb") as file:
        piece = file.read(_READ)
        decoder = codecs.getincrementaldecoder(_codec(piece))("strict")
        text, line = _decoded(decoder, piece), 1
        start = text.find(_START)
        if start < 0:
            raise NotPlainError
        yield from _blocks(text[:start], closed=False)
        while True:
            line += text.count("\n", 0, start)
            stop = text.rfind(_END) + len(_END)
            if stop > start + len(_END):
                yield from _households(text, start, stop, line)
                line += text.count("\n", start, stop)
                start = stop
            piece = file.read(_READ)
            text = text[start:] + _decoded(decoder, piece)
            start = 0
            if not piece:
                break
            if len(text) > xml_stream.BLOCK_LIMIT:
                raise NotPlainError
    yield from _blocks(text, closed=True)


def _codec(beginning: bytes) -> str:
    match = _DECLARATION.match(beginning)
    if match is None:
        raise NotPlainError
    name = (match["encoding"] or b"utf-8").decode("ascii").lower()
    if name not in _CODECS:
        raise NotPlainError
    return _CODECS[name]


def _decoded(decoder: codecs.IncrementalDecoder, piece: bytes) -> str:
    try:
        text = decoder.decode(piece, final=not piece)
    except UnicodeDecodeError as error:
        raise NotPlainError from error
    if any(character in text for character in _NOT_XML):
        raise NotPlainError
    return text


def _households(text: str, start: int, stop: int, line: int) -> Iterator[Household]:
    """Give the households that stand one after the other, blanks between them."""
    plain = grammar(strict=True)
    place = start
    while (begin := _begin(text, place)) < stop:
        if not text.startswith(_START, begin):
            raise NotPlainError
        number = line + text.count("\n", start, begin)
        markup = plain.read(text, begin)
        if markup is None:
            place = text.index(_END, begin) + len(_END)
            yield _validated(_parsed(text[begin:place]), number)
        else:
            place = markup.end
            raw = text[begin : min(place, begin + xml_stream.RAW_LIMIT)]
            yield Household(line=number, raw=raw, markup=markup)
        line, start = number, begin


def _begin(text: str, place: int) -> int:
    blank = _BLANK.match(text, place)
    return place if blank is None else blank.end()


def _validated(element: etree._Element, line: int) -> Household:
    """Judge a household by the schema.

    Args:
        element: the household.
        line: the line of the file where it begins.

    """
    found = problems(element, line)
    raw = xml_stream.raw_text(element)
    if found:
        return Household(line=line, raw=raw, markup=None, reason=" ; ".join(found))
    etree.strip_attributes(element, "*")
    etree.cleanup_namespaces(element)
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    markup = grammar(strict=False).read(text, 0, escaped="&" in text)
    reason = "" if markup else "structure non conforme au schéma"
    return Household(line=line, raw=raw, markup=markup, reason=reason)


def _blocks(text: str, *, closed: bool) -> Iterator[etree._Element]:
    """Give the blocks of the beginning or of the end of the file."""
    if closed:
        root = _parsed(f"<{xml_stream.ROOT}>{text}")
    else:
        beginning = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.removeprefix("\ufeff"))
        root = _parsed(f"{beginning}</{xml_stream.ROOT}>")
    if root.tag != xml_stream.ROOT:
        raise NotPlainError
    for block in root:
        if block.tag == HOUSEHOLD:
            raise NotPlainError
        if block.tag in _TAGS:
            yield block


def _parsed(text: str) -> etree._Element:
    """Parse a piece of the file.

    Raises:
        NotPlainError: it is not well-formed alone, or declares anything.

    """
    if "<!" in text:
        raise NotPlainError
    parser = etree.XMLParser(**xml_stream.SAFE)
    try:
        return etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotPlainError from error
