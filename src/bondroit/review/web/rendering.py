"""The templates of the desk: French typography, every value escaped."""

import hashlib
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import jinja2
from markupsafe import Markup

from bondroit.reports.pages import TEMPLATES as CASE_TEMPLATES
from bondroit.reports.pages import page_environment
from bondroit.reports.typography import typeset_template
from bondroit.review import vocabulary as words
from bondroit.review.web import sentences
from bondroit.review.web.moments import day_of, moment

TEMPLATES: Final = Path(__file__).parent / "templates"
STATIC: Final = Path(__file__).parent / "static"
STATIC_FILES: Final = {
    "dossier.css": (CASE_TEMPLATES / "style.css", "text/css"),
    "bureau.css": (STATIC / "bureau.css", "text/css"),
    "bureau.js": (STATIC / "bureau.js", "text/javascript"),
    "icone.svg": (STATIC / "icone.svg", "image/svg+xml"),
}


@cache
def make_environment() -> jinja2.Environment:
    """Return the environment of the desk's templates, each compiled once."""
    environment = page_environment(jinja2.FunctionLoader(_source))
    environment.filters.update(
        moment=moment, share=share, signed=signed, plain=plain, day_of=day_of
    )
    environment.globals.update(
        words=words,
        sentences=sentences,
        Permission=words.Permission,
        State=words.State,
        asset=asset,
        hidden_token=_hidden_token,
    )
    return environment


@cache
def asset(name: str) -> str:
    """Return the address of one of our files; it changes when the file does."""
    content = STATIC_FILES[name][0].read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:10]}"


def share(value: float | None) -> str:
    """Return `61 %`, or a dash."""
    return "–" if value is None else f"{value * 100:.0f} %"


def signed(amount: Decimal) -> str:
    """Return an amount as a field of a form holds it: `-120,50`."""
    return f"{amount:.2f}".replace(".", ",")


def plain(value: date | None) -> str:
    """Return a day as a field of a form holds it."""
    return "" if value is None else value.isoformat()


@lru_cache(maxsize=256)
def _hidden_token(token: str, version: int | None = None) -> Markup:
    fields = Markup('<input type="hidden" name="jeton" value="{}">').format(token)
    if version is not None:
        fields += Markup('<input type="hidden" name="version" value="{}">').format(
            version
        )
    return fields


def _source(name: str) -> str:
    return typeset_template((TEMPLATES / name).read_text(encoding="utf-8"))
