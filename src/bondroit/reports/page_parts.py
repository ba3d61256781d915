"""The elements of a page as the blocks that the PDF template sets.

A block is a mapping with its kind in `t`; words are runs, `{"s": text, "f": marks}`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from bondroit.reports.page_tree import Element

Block = dict[str, Any]
Run = dict[str, Any]
_INLINE: Final = frozenset({"span", "strong", "em", "b", "br", "wbr", "i", "a"})
_MARKS: Final = {
    "id": "mono",
    "caseid": "mono",
    "over": "over",
    "owed-text": "owed",
    "origin": "soft",
    "formula": "soft",
    "legal": "soft",
    "k": "keep",
}
_OWN_LINE: Final = frozenset({"formula", "legal"})
_HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3}
_BOXES: Final = ("card", "warn")
_LISTS: Final = ("tick", "legend", "who", "verdicts", "note")
_NARROW: Final = 15
"""Characters of a cell that stays on one line."""
_WIDEST: Final = 60
_STYLE: Final = Path(__file__).parent / "templates" / "style.css"


def page_parts(body: Element) -> list[Block]:
    """Return the blocks of a page, headings numbered without a gap."""
    return _numbered(_blocks(body.children))


def _numbered(blocks: list[Block]) -> list[Block]:
    """Give each heading its level: one more than the last at most."""
    last = 0

    def walk(some: list[Block]) -> None:
        nonlocal last
        for block in some:
            if block["t"] == "heading":
                last = block["level"] = min(_HEADINGS[block["tag"]], last + 1)
            for inner in block.get("parts", ()):
                walk(inner)

    walk(blocks)
    return blocks


def _blocks(children: Iterable[Element | str]) -> list[Block]:
    found: list[Block] = []
    words: list[Element | str] = []
    for child in children:
        if isinstance(child, str) or child.tag in _INLINE:
            words.append(child)
            continue
        found += _paragraph(words)
        words = []
        found += _block(child)
    return [*found, *_paragraph(words)]


def _paragraph(words: list[Element | str]) -> list[Block]:
    runs = _runs(words)
    return [{"t": "p", "kind": "", "runs": runs}] if runs else []


def _block(element: Element) -> list[Block]:
    match element.tag:
        case "ul":
            return _list(element)
        case "summary":
            return []
        case "h1" | "h2" | "h3" | "p" | "dl" | "table" | "svg":
            return [_LEAVES[element.tag](element)]
        case _:
            return _division(element)


def _heading(element: Element) -> Block:
    page, runs = "page" in element.classes, _runs(element.children)
    return {"t": "heading", "tag": element.tag, "page": page, "runs": runs}


def _words_of(element: Element) -> Block:
    if "meta" in element.classes:
        items = [_runs([span]) for span in element.elements("span")]
        return {"t": "meta", "items": items}
    kinds = ("headline", "note")
    kind = next((kind for kind in kinds if kind in element.classes), "")
    return {"t": "p", "kind": kind, "runs": _runs(element.children)}


def _division(element: Element) -> list[Block]:
    if "columns" in element.classes:
        parts = [_blocks(part.children) for part in element.elements()]
        return [{"t": "columns", "parts": parts}]
    if "sign" in element.classes:
        return [{"t": "sign", "items": [one.text for one in element.elements()]}]
    for kind in _BOXES:
        if kind in element.classes:
            return [{"t": "box", "kind": kind, "parts": [_blocks(element.children)]}]
    return _blocks(element.children)


def _list(element: Element) -> list[Block]:
    items = [
        {
            "runs": _runs(item.children),
            "more": "more" in item.classes,
        }
        for item in element.elements("li")
    ]
    kinds = [kind for kind in _LISTS if kind in element.classes]
    return [{"t": "list", "kinds": kinds, "items": items}] if items else []


def _figures(element: Element) -> Block:
    items = []
    for one in element.elements("div"):
        label, value = one.find("dt"), one.find("dd")
        if label is not None and value is not None:
            main = "main" in one.classes
            items.append({"label": label.text, "value": value.text, "main": main})
    return {"t": "figures", "items": items}


def _table(element: Element) -> Block:
    caption = element.find("caption")
    parts = {
        name: [
            [_cell(cell) for cell in row.elements("th", "td")]
            for part in element.elements(tag)
            for row in part.elements("tr")
        ]
        for name, tag in (("head", "thead"), ("body", "tbody"), ("foot", "tfoot"))
    }
    small = "small" in element.classes
    return {
        "t": "table",
        "caption": [] if caption is None else _runs(caption.children),
        "small": small,
        "widths": _widths([*parts["head"], *parts["body"]]),
        **parts,
    }


def _cell(cell: Element) -> Block:
    right = "n" in cell.classes
    runs = _runs(cell.children)
    marks = {_MARKS[name] for name in cell.classes if name in _MARKS}
    for run in runs:
        run["f"] = sorted({*run["f"], *marks})
    return {
        "runs": runs,
        "span": int(cell.attributes.get("colspan", "1")),
        "right": right,
        "strong": cell.tag == "th",
        "row": cell.attributes.get("scope") == "row",
    }


def _widths(rows: list[list[Block]]) -> list[int]:
    """Return the share of each column, 0 for those as wide as their words."""
    count = max((sum(cell["span"] for cell in row) for row in rows), default=0)
    longest = [0] * count
    total = [0] * count
    for row in rows:
        if any(cell["span"] > 1 for cell in row):
            continue
        for rank, cell in enumerate(row):
            size = max(
                (len(line) for line in _lines(cell["runs"])),
                default=0,
            )
            kept = cell["right"] or any("keep" in run["f"] for run in cell["runs"])
            longest[rank] = max(longest[rank], 0 if kept else size)
            total[rank] += min(size, _WIDEST * 3)
    mean = [value / max(len(rows), 1) for value in total]
    shares = [
        0 if longest[rank] <= _NARROW else round(10 * max(mean[rank], _NARROW) ** 0.6)
        for rank in range(count)
    ]
    return shares if any(shares) or not shares else [*shares[:-1], 10]


def _lines(runs: list[Run]) -> list[str]:
    return "".join(run["s"] for run in runs).split("\n")


def _picture(element: Element) -> Block:
    source = element.attributes["source"]
    label = re.search(r'aria-label="([^"]*)"', source)
    opening, rest = source.split(">", 1)
    namespace = ' xmlns="http://www.w3.org/2000/svg"'
    style = f"<style>{_picture_style()}</style>"
    return {
        "t": "picture",
        "source": f"{opening}{namespace}>{style}{rest}",
        "alt": label.group(1) if label else "",
    }


def _picture_style() -> str:
    """Return the style of pictures alone, its colours written out."""
    style = _STYLE.read_text(encoding="utf-8")
    colours = dict(re.findall(r"(--\w+):(#\w+)", style))
    rules = re.findall(r"^(?:\.timeline \.\w+|\.\w+\{fill).*$", style, re.MULTILINE)
    text = "".join(rules).replace(".timeline ", "")
    for name, value in colours.items():
        text = text.replace(f"var({name})", value)
    return f"text{{font-family:'Source Sans Pro'}}{text}"


def _runs(children: Iterable[Element | str]) -> list[Run]:
    """Return words with their marks, spaces made one, none at either end."""
    found: list[Run] = []
    for run in _words(children, frozenset()):
        text = run["s"]
        after = not found or found[-1]["s"].endswith((" ", "\n"))
        text = text.lstrip(" ") if after else text
        if text.startswith("\n"):
            while found and not found[-1]["s"].rstrip(" \n"):
                found.pop()
            if not found:
                continue
            found[-1]["s"] = found[-1]["s"].rstrip(" ")
        if not text and "swatch" not in run:
            continue
        if found and found[-1]["f"] == run["f"] and "swatch" not in run:
            found[-1]["s"] += text
        else:
            found.append({**run, "s": text})
    while found and not found[-1]["s"].rstrip(" \n") and "swatch" not in found[-1]:
        found.pop()
    if found:
        found[-1]["s"] = found[-1]["s"].rstrip(" \n")
    return found


def _words(children: Iterable[Element | str], marks: frozenset[str]) -> Iterator[Run]:
    for child in children:
        if isinstance(child, str):
            yield {"s": child, "f": sorted(marks)}
        elif child.tag == "br":
            yield {"s": "\n", "f": []}
        elif child.tag == "wbr":
            yield {"s": "\u200b", "f": sorted(marks)}
        elif child.tag == "i" and not child.children:
            yield {"s": "", "f": [], "swatch": next(iter(child.classes), "")}
        else:
            yield from _element(child, marks)


def _element(child: Element, marks: frozenset[str]) -> Iterator[Run]:
    own = {_MARKS[name] for name in child.classes if name in _MARKS}
    strong = {"strong"} if child.tag in ("strong", "b") else set()
    if child.tag == "div" or child.classes & _OWN_LINE:
        yield {"s": "\n", "f": []}
    yield from _words(child.children, marks | own | strong)
    if child.tag == "div":
        yield {"s": "\n", "f": []}


_LEAVES: Final[dict[str, Callable[[Element], Block]]] = {
    "h1": _heading,
    "h2": _heading,
    "h3": _heading,
    "p": _words_of,
    "dl": _figures,
    "table": _table,
    "svg": _picture,
}
