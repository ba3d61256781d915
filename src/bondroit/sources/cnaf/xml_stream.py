"""A flow of CNAF, block by block: bounded memory, no entity, no truncated file."""

import codecs
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from lxml import etree

from bondroit.errors import DataError

ROOT = "Racine"
#: Largest piece of file read without one block being complete.
BLOCK_LIMIT = 32 * 1024**2
#: Longest raw text kept of a block that is set aside, in characters.
RAW_LIMIT = 10_000
#: How any piece of a flow is parsed: nothing fetched, nothing expanded.
SAFE: Final[Mapping[str, Any]] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}

_READ = 1 << 18
_PROLOG = 1 << 16


def stream_blocks(
    path: Path, where: str, tags: Collection[str] | None = None
) -> Iterator[etree._Element]:
    """Give the children of the root one by one, each emptied after use.

    The encoding is the one that the XML declaration announces.

    Args:
        path: the file.
        where: the file as people know it.
        tags: names of the children to give; None gives them all, and is slower.

    Raises:
        DataError: the file is truncated, is not well-formed XML, holds a document
            type declaration, or a block larger than `BLOCK_LIMIT`.

    """
    parser = etree.XMLPullParser(
        events=("end",),
        tag=tuple(tags) if tags is not None else None,
        **SAFE,
    )
    waiting = 0
    try:
        with path.open("rb") as file:
            while piece := file.read(_READ):
                parser.feed(piece)
                waiting += len(piece)
                for block in _complete(parser, where):
                    waiting = 0
                    yield block
                    _release(block)
                if waiting > BLOCK_LIMIT:
                    raise _too_large(where)
            parser.close()
            yield from _complete(parser, where)
    except etree.XMLSyntaxError as error:
        raise _unreadable(path, where, error) from error


def raw_text(element: etree._Element) -> str:
    """Return the XML of an element, cut to RAW_LIMIT."""
    return etree.tostring(element, encoding="unicode", with_tail=False)[:RAW_LIMIT]


def line_of(element: etree._Element) -> int:
    """Return the line of the text parsed where an element begins."""
    line: Any = element.sourceline
    return int(line or 1)


def _complete(parser: etree.XMLPullParser, where: str) -> Iterator[etree._Element]:
    events: Iterator[Any] = parser.read_events()
    for _event, element in events:
        parent = element.getparent()
        if parent is None or parent.getparent() is not None:
            continue
        if element.getroottree().docinfo.internalDTD is not None:
            raise _document_type(where)
        if parent.tag != ROOT:
            raise DataError(
                where,
                "the root of the XML is not a CNAF flow",
                "check which file this source should read",
            )
        yield element


def _release(block: etree._Element) -> None:
    parent = block.getparent()
    block.clear()
    if parent is not None:
        while block.getprevious() is not None:
            del parent[0]


def _too_large(where: str) -> DataError:
    return DataError(
        where,
        f"one block of the flow is larger than {BLOCK_LIMIT // 1024**2} MiB",
        "ask the payer for the delivery again",
    )


def _document_type(where: str) -> DataError:
    return DataError(
        where,
        "the XML holds a document type declaration (DOCTYPE), which CNAF never sends",
        "check where the file comes from, and ask for the delivery again",
    )


def _unreadable(path: Path, where: str, error: etree.XMLSyntaxError) -> DataError:
    with path.open("rb") as file:
        prolog = file.read(_PROLOG)
    if b"<!DOCTYPE" in prolog.replace(b"\0", b""):
        return _document_type(where)
    if not prolog.removeprefix(codecs.BOM_UTF8).strip():
        return DataError(where, "the file is empty", "ask for the delivery again")
    line = error.lineno or 0
    return DataError(
        where,
        f"the XML is truncated or malformed (line {line})",
        "the file is refused whole: ask the payer for the delivery again",
    )
