"""What a rule says of one benefit alone: a case of another does not show it.

An explanation or a check that begins with «Au RSA,», «À l'APA,», «À la PCH,» or «À l'ACTP,»
is of that benefit; an article is of the benefit of its chapter in the CASF. Where the rule
does not cover that benefit, the text is there for another reason, and is always shown.
"""

import re
from collections.abc import Iterable
from typing import Final

from bondroit.model.rule import LegalText, Rule
from bondroit.reports.case_frames import Row

_APA: Final = frozenset({"APA_HOME", "APA_FACILITY"})
_RSA: Final = frozenset({"RSA"})
_COMPENSATION: Final = frozenset({"PCH", "ACTP"})
_NONE: Final[frozenset[str]] = frozenset()
_BEGINNINGS: Final = {
    "Au RSA,": _RSA,
    "À l'APA,": _APA,
    "À la PCH,": frozenset({"PCH"}),
    "À l'ACTP,": frozenset({"ACTP"}),
}
_CHAPTERS: Final = {"262": _RSA, "232": _APA, "245": _COMPENSATION}
_ARTICLE: Final = re.compile(r"^CASF [LRD](\d{3})-")


def own_texts(texts: Iterable[str], rule: Rule, shown: Iterable[str]) -> list[str]:
    """Return the explanations or checks of a rule that a case may show.

    Args:
        texts: of the rule.
        rule: the rule.
        shown: benefits of the case; none shows everything.

    """
    benefits = frozenset(shown)
    return [text for text in texts if _suits(_begun(text), rule, benefits)]


def own_articles(rule: Rule, shown: Iterable[str]) -> list[LegalText]:
    """Return the articles of a rule that a case may show; see `own_texts`."""
    benefits = frozenset(shown)
    return [one for one in rule.legal_basis if _suits(_chapter(one), rule, benefits)]


def benefits_of(findings: Iterable[Row]) -> frozenset[str]:
    """Return the benefits of findings; none where one has no benefit."""
    found = {row["benefit"] for row in findings}
    return _NONE if None in found else frozenset(found)


def _suits(own: frozenset[str], rule: Rule, shown: frozenset[str]) -> bool:
    covered = own & {str(benefit) for benefit in rule.benefits}
    return not covered or not shown or bool(own & shown)


def _begun(text: str) -> frozenset[str]:
    found = (own for words, own in _BEGINNINGS.items() if text.startswith(words))
    return next(found, _NONE)


def _chapter(article: LegalText) -> frozenset[str]:
    found = _ARTICLE.match(article.text)
    return _NONE if found is None else _CHAPTERS.get(found[1], _NONE)
