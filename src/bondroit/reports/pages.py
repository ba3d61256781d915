"""HTML pages: templates with every value escaped, French filters and typography."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from bondroit.engine.french import month, number
from bondroit.reports import wording
from bondroit.reports.accents import clause_words
from bondroit.reports.typography import typeset, typeset_template
from bondroit.sources.details import without_detail

TEMPLATES = Path(__file__).parent / "templates"
_BREAKS = re.compile(r"([-/:_.])")
_CERTAINTY = 0.9995
"""Above it, a rounded percentage would say 100 %, which nothing is."""


class Pages:
    """The templates of one report, compiled once.

    Pages hold their style and load nothing: no script, font, image or link outside the
    run folder.
    """

    def __init__(self, template: str) -> None:
        """Compile one template.

        Args:
            template: its file name in the package.

        """
        environment = page_environment()
        style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
        environment.globals.update(style=Markup(style))  # noqa: S704 - our own file
        source = (TEMPLATES / template).read_text(encoding="utf-8")
        self._template = environment.from_string(typeset_template(source))

    def render(self, content: dict[str, Any]) -> str:
        """Return the page, its texts and the values it shows with French spaces."""
        return self._template.render(content)


def page_environment(loader: jinja2.BaseLoader | None = None) -> jinja2.Environment:
    """Return an environment that escapes every value, with French filters and words.

    Args:
        loader: of templates; none for templates compiled from their text.

    """
    environment = jinja2.Environment(
        loader=loader,
        finalize=_finalize,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(
        euros=_euros,
        day=_day,
        month=_month,
        words=clause_words,
        percent=percent,
        ident=ident,
        caseid=case_id,
        number=number,
        without_detail=without_detail,
    )
    environment.globals.update(wording=wording)
    return environment


def _finalize(value: object) -> object:
    return _shown(value) if type(value) is str else value


@lru_cache(maxsize=20_000)
def _shown(value: str) -> Markup:
    """Return a text typeset and escaped; the same ones come back case after case."""
    return escape(typeset(value))


@lru_cache(maxsize=50_000)
def _euros(value: Decimal | None) -> Markup:
    return escape(wording.euros(value))


@lru_cache(maxsize=10_000)
def _day(value: date | None) -> Markup:
    return escape(wording.day(value))


@lru_cache(maxsize=1_000)
def _month(value: date | None) -> Markup:
    return escape("–" if value is None else month(value))


def percent(share: float) -> str:
    """Return `97,3 %`; what rounds to certainty is `plus de 99,9 %`."""
    if share >= _CERTAINTY:
        return "plus de 99,9 %"
    return f"{share * 100:.1f} %".replace(".", ",")


@lru_cache(maxsize=50_000)
def ident(value: str) -> Markup:
    """Return an id that may break after its separators, and nowhere else first."""
    return Markup(_BREAKS.sub(r"\1<wbr>", str(escape(value))))  # noqa: S704 - escaped


def case_id(value: str) -> Markup:
    """Return a case id set in groups of four, copied as one word."""
    groups = [str(escape(value[at : at + 4])) for at in range(0, len(value), 4)]
    inner = "".join(f"<span>{group}</span>" for group in groups)
    return Markup(f'<span class="caseid">{inner}</span>')  # noqa: S704 - escaped
