"""The annual report as one HTML page, printable, without a name or a number of a person."""

from collections.abc import Mapping
from typing import Final

from bondroit.reports import wording
from bondroit.reports.pages import Pages
from bondroit.review.files.annual import Year
from bondroit.review.files.disparity import LEAST
from bondroit.review.services.intervals import Share

_TEMPLATE: Final = "annual.html.j2"


def annual_page(year: Year, titles: Mapping[str, str], authority: str) -> str:
    """Return the page.

    Args:
        year: the figures.
        titles: of rules, by id.
        authority: the département, empty when it was not said.

    """
    return Pages(_TEMPLATE).render(
        {
            "year": year,
            "authority": authority,
            "least": LEAST,
            "share": _share,
            "stratum": _stratum,
            "rules": [
                {"id": rule, "title": titles.get(rule, rule), "share": share}
                for rule, share in year.rules
            ],
        }
    )


def _stratum(name: str) -> str:
    source, _, benefit = name.partition(":")
    return f"{wording.BENEFITS.get(benefit, benefit)} (fichier {wording.source_name(source)})"


def _share(share: Share) -> str:
    if share.value is None:
        return "pas encore mesurée"
    low, high = round(share.low * 100), round(share.high * 100)
    return f"{share.hits} sur {share.total}, soit {round(share.value * 100)} % (de {low} à {high} %)"
