"""A page of ours as a tree of elements, to be set again in another format.

Our pages are plain: every tag is closed, every value escaped. Pictures are kept as they
are written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

_VOID: Final = frozenset({"br", "meta", "wbr"})
_PICTURE: Final = re.compile(r"<svg .*?</svg>", re.DOTALL)
_SPACES: Final = re.compile(r"[ \t\r\n]+")


@dataclass(slots=True)
class Element:
    """One element.

    Attributes:
        tag: its name.
        classes: of its `class`.
        attributes: the others.
        children: elements and texts, in order; spaces made one.

    """

    tag: str
    classes: frozenset[str] = frozenset()
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def elements(self, *tags: str) -> Iterator["Element"]:
        """Give the child elements of those tags, or all."""
        for child in self.children:
            if isinstance(child, Element) and (not tags or child.tag in tags):
                yield child

    def find(self, tag: str) -> "Element | None":
        """Return the first element of that tag, at any depth."""
        for child in self.elements():
            found = child if child.tag == tag else child.find(tag)
            if found is not None:
                return found
        return None

    @property
    def text(self) -> str:
        """The words of the element and of all it holds."""
        parts = [
            child if isinstance(child, str) else child.text for child in self.children
        ]
        return "".join(parts).strip()


def page_tree(page: str) -> Element:
    """Return the root of a page.

    A picture becomes an element `svg` whose attribute `source` holds its whole text.
    """
    pictures: list[str] = []

    def keep(found: re.Match[str]) -> str:
        pictures.append(found.group())
        return f'<svg class="kept{len(pictures) - 1}"></svg>'

    builder = _Builder()
    builder.feed(_PICTURE.sub(keep, page))
    builder.close()
    for element in _all(builder.root):
        if element.tag == "svg":
            (name,) = element.classes
            element.attributes["source"] = pictures[int(name.removeprefix("kept"))]
    return builder.root


def _all(element: Element) -> Iterator[Element]:
    for child in element.elements():
        yield child
        yield from _all(child)


class _Builder(HTMLParser):
    """Elements as they open and close."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = frozenset(given.pop("class", "").split())
        element = Element(tag, classes, given)
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(_SPACES.sub(" ", data))
