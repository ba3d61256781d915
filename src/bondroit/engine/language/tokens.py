"""Text of a clause -> its words, signs, numbers and texts, each with its place."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bondroit.engine.language.syntax import ClauseError

MAX_WHOLE_DIGITS: Final = 12
MAX_DECIMALS: Final = 12
_KEYWORDS: Final = "AND OR NOT BETWEEN IN IS NULL CASE WHEN THEN ELSE END TRUE FALSE"
KEYWORDS: Final = frozenset(_KEYWORDS.split())
_REFUSED: Final = (
    "ALL ANY CAST COLLATE CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER "
    "DISTINCT ESCAPE EXISTS FROM GROUP HAVING ILIKE INTERVAL ISNULL JOIN LIKE LIMIT "
    "NOTNULL ORDER OVER REGEXP RLIKE SELECT SIMILAR SOME UNION WHERE WITH XOR"
)
REFUSED: Final = frozenset(_REFUSED.split())
"""Words of SQL that the language leaves out, and that name no column."""

REMEDY: Final = (
    "write comparisons, AND, OR, NOT, BETWEEN, IN, IS NULL, CASE, arithmetic "
    "and the functions of the rule format"
)

_TOKEN: Final = re.compile(
    r"""
      (?P<number>\d[\w.]*|\.\d[\w.]*)
    | (?P<word>\w+)
    | (?P<parameter>\$\w*)
    | (?P<text>'(?:[^']|'')*')
    | (?P<comment>--|/\*)
    | (?P<mark><>|!=|<=|>=|[=<>()+*/,-])
    """,
    re.VERBOSE,
)
_NUMBER: Final = re.compile(
    rf"(?=.*\d)\d{{0,{MAX_WHOLE_DIGITS}}}(?:\.\d{{0,{MAX_DECIMALS}}})?", re.ASCII
)
_SPACE: Final = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Token:
    """One word, sign or value.

    Attributes:
        kind: `word`, `number`, `text`, `parameter`, a keyword in capitals, a sign as
            written, nothing at the end of the clause.
        value: the name without its `$`, the text without its quotes, the number.
        start: offset of its first character.
        words: as written.

    """

    kind: str
    value: str | Decimal
    start: int
    words: str


def tokens(text: str) -> list[Token]:
    """Return the tokens of a clause, and one of no kind at its end.

    Raises:
        ClauseError: a character, a number or a word is none of the language.

    """
    found: list[Token] = []
    place = _after_space(text, 0)
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise _stray(text, place)
        found.append(_token(str(match.lastgroup), match[0], place))
        place = _after_space(text, match.end())
    found.append(Token("", "", len(text.rstrip()), ""))
    return found


def _after_space(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return match.end() if match else place


def _token(kind: str, words: str, start: int) -> Token:
    if kind == "word":
        return _word(words, start)
    if kind == "number":
        if not _NUMBER.fullmatch(words):
            raise ClauseError(
                start, f"'{words}' is not a plain number", "write digits and one point"
            )
        return Token(kind, Decimal(words), start, words)
    if kind == "text":
        return Token(kind, words[1:-1].replace("''", "'"), start, words)
    if kind == "parameter":
        if words == "$":
            raise ClauseError(start, "'$' names no parameter", "write $name")
        return Token(kind, words[1:], start, words)
    if kind == "comment":
        raise ClauseError(
            start, "a comment stands in the clause", "put it after # in YAML"
        )
    return Token(words, words, start, words)


def _word(words: str, start: int) -> Token:
    capitals = words.upper()
    if capitals in REFUSED:
        raise ClauseError(start, f"{capitals} is not allowed in a clause", REMEDY)
    return Token(capitals if capitals in KEYWORDS else "word", words, start, words)


def _stray(text: str, place: int) -> ClauseError:
    """Say what a character that begins no token is."""
    match text[place]:
        case "'":
            what = "the clause is not SQL: a quote is not closed"
            return ClauseError(place, what, "close the quote")
        case '"':
            what = "a name stands in double quotes"
            return ClauseError(place, what, "use 'text' or a bare column")
        case ";":
            return ClauseError(place, "';' ends no clause", "remove it")
        case other:
            shown = other if other.isprintable() else f"U+{ord(other):04X}"
            return ClauseError(place, f"'{shown}' is not allowed in a clause", REMEDY)
