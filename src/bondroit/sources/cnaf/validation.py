"""Whether a household follows the schema and, when not, exactly what is wrong."""

import re
from functools import cache

from lxml import etree

from bondroit.sources.cnaf.schema import BLOCKS, HOUSEHOLD, Child
from bondroit.sources.cnaf.xml_stream import line_of

_XS = "http://www.w3.org/2001/XMLSchema"
_MOST_PROBLEMS = 5
_KIND = re.compile(r"(?P<letter>[sSid])(?P<size>\d+)")
_WORDS = {
    "s": "texte de {} caractères au plus",
    "S": "texte non vide de {} caractères au plus",
    "i": "nombre entier de {} chiffres au plus",
    "d": "montant de {} chiffres au plus, dont 2 décimales",
    "date": "date AAAA-MM-JJ",
    "time": "heure",
    "bool": "0 ou 1",
}


def problems(household: etree._Element, line: int) -> list[str]:
    """Return what the schema refuses in a household, in French, with line numbers.

    An empty optional element counts as absent. The values themselves are not told.

    Args:
        household: one complete `InfosFoyerRSA`.
        line: the line of the file where it begins.

    """
    if _schema().validate(household):
        return []
    before = line - line_of(household)
    found = _block_problems(household, before)
    return found[:_MOST_PROBLEMS] or [
        f"structure non conforme au schéma (ligne {line})"
    ]


def _block_problems(block: etree._Element, before: int) -> list[str]:
    children = {child.name: child for child in BLOCKS[str(block.tag)]}
    counts = dict.fromkeys(children, 0)
    found: list[str] = []
    place = f"bloc {block.tag}, ligne {line_of(block) + before}"
    reached = 0
    order = list(children)
    for element in block:
        name, line = str(element.tag), line_of(element) + before
        if name not in children:
            found.append(f"élément inconnu : {name} (ligne {line})")
            continue
        if order.index(name) < reached:
            found.append(f"élément mal placé : {name} (ligne {line})")
        reached = max(reached, order.index(name))
        counts[name] += 1
        found.extend(_element_problems(element, children[name], before))
    for child in children.values():
        found.extend(_count_problems(child, counts[child.name], place))
    return found


def _count_problems(child: Child, count: int, place: str) -> list[str]:
    if count == 0 and child.least > 0:
        return [f"élément obligatoire absent : {child.name} ({place})"]
    if count < child.least:
        return [f"{child.name} : {child.least} fois attendu, {count} trouvé ({place})"]
    if child.most is not None and count > child.most:
        return [f"{child.name} : {child.most} fois au plus, {count} trouvé ({place})"]
    return []


def _element_problems(element: etree._Element, child: Child, before: int) -> list[str]:
    if child.type is None:
        return _block_problems(element, before)
    if _leaf_schema(child.type, optional=child.least == 0).validate(_leaf_of(element)):
        return []
    line = line_of(element) + before
    return [
        f"valeur non conforme : {child.name}, {_expected(child.type)} (ligne {line})"
    ]


def _leaf_of(element: etree._Element) -> etree._Element:
    leaf = etree.Element("leaf")
    leaf.text = element.text
    leaf.extend(etree.Element("nested") for _child in element)
    return leaf


def _expected(kind: str) -> str:
    match = _KIND.fullmatch(kind)
    if match:
        return f"attendu : {_WORDS[match['letter']].format(match['size'])}"
    return f"attendu : {_WORDS.get(kind, kind.replace('|', ', '))}"


@cache
def _schema() -> etree.XMLSchema:
    groups = "".join(
        f'<xs:complexType name="{name}"><xs:sequence>'
        + "".join(_declaration(child) for child in children)
        + "</xs:sequence></xs:complexType>"
        for name, children in BLOCKS.items()
    )
    return _compiled(f'{groups}<xs:element name="{HOUSEHOLD}" type="{HOUSEHOLD}"/>')


@cache
def _leaf_schema(kind: str, *, optional: bool) -> etree.XMLSchema:
    simple = _simple_type(kind, optional=optional)
    return _compiled(f'<xs:element name="leaf">{simple}</xs:element>')


def _compiled(content: str) -> etree.XMLSchema:
    text = f'<xs:schema xmlns:xs="{_XS}">{content}</xs:schema>'
    return etree.XMLSchema(etree.fromstring(text))


def _declaration(child: Child) -> str:
    most = "unbounded" if child.most is None else child.most
    start = (
        f'<xs:element name="{child.name}" minOccurs="{child.least}" maxOccurs="{most}"'
    )
    if child.type is None:
        return f'{start} type="{child.name}"/>'
    return f"{start}>{_simple_type(child.type, optional=child.least == 0)}</xs:element>"


def _simple_type(kind: str, *, optional: bool) -> str:
    plain = f"<xs:simpleType>{_restriction(kind)}</xs:simpleType>"
    if not optional or kind.startswith("s"):
        return plain
    empty = '<xs:simpleType><xs:restriction base="xs:token"><xs:length value="0"/></xs:restriction></xs:simpleType>'
    return f"<xs:simpleType><xs:union>{plain}{empty}</xs:union></xs:simpleType>"


def _restriction(kind: str) -> str:
    match = _KIND.fullmatch(kind)
    if match:
        base, facets = {
            "s": ("string", '<xs:maxLength value="{}"/>'),
            "S": (
                "string",
                '<xs:maxLength value="{}"/><xs:pattern value="\\s*\\S[\\s\\S]*"/>',
            ),
            "i": ("integer", '<xs:totalDigits value="{}"/>'),
            "d": (
                "decimal",
                '<xs:totalDigits value="{}"/><xs:fractionDigits value="2"/>',
            ),
        }[match["letter"]]
        facets = facets.replace("{}", match["size"])
    elif kind == "date":
        base, facets = "date", '<xs:pattern value="[0-9]{4}-[0-9]{2}-[0-9]{2}"/>'
    elif kind in {"time", "bool"}:
        base, facets = {"time": "time", "bool": "boolean"}[kind], ""
    else:
        base = "token"
        facets = "".join(
            f'<xs:enumeration value="{code}"/>' for code in kind.split("|")
        )
    return f'<xs:restriction base="xs:{base}">{facets}</xs:restriction>'
