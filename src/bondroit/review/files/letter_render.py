"""A template and the words of a case made into a DOCX; values stay values.

Templates come from people: they are read in a sandbox, every value is escaped, and
whatever is wrong with one is told in one sentence.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any, Final

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bondroit.errors import ConfigurationError
from bondroit.review.files.letter_templates import settled

MAX_BYTES: Final = 20 * 1024**2
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MISSING: Final = re.compile(r"'([\w. ]+)' is undefined|no attribute '(\w+)'")


def render(template: bytes, words: Mapping[str, Any], where: str) -> bytes:
    """Return a letter.

    Args:
        template: a DOCX with Jinja marks.
        words: from `letter_words`.
        where: the template, for a sentence.

    Raises:
        ConfigurationError: the template is no DOCX, or its marks are wrong.

    """
    _check(template, where)
    environment = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined
    )
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.render(_clean(dict(words)), environment, autoescape=True)
        made = io.BytesIO()
        document.save(made)
    except SecurityError as error:
        raise _wrong(where, "une de ses balises n'est pas permise") from error
    except TemplateError as error:
        raise _wrong(where, _what(error)) from error
    except Exception as error:
        raise _wrong(where, "ce n'est pas un modèle lisible") from error
    return settled(made.getvalue())


def _check(template: bytes, where: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            size = sum(info.file_size for info in archive.infolist())
            _ = archive.getinfo("word/document.xml")
    except (zipfile.BadZipFile, KeyError) as error:
        raise _wrong(where, "ce n'est pas un document Word (.docx)") from error
    if size > MAX_BYTES:
        raise _wrong(where, "il dépasse 20 Mo une fois ouvert")


def _what(error: TemplateError) -> str:
    found = _MISSING.search(str(error.message or ""))
    if found:
        name = found.group(1) or found.group(2)
        return f"la balise «{name}» n'existe pas"
    return "une balise y est mal fermée ou mal écrite"


def _wrong(where: str, what: str) -> ConfigurationError:
    return ConfigurationError(
        where,
        what,
        "corrigez ce modèle, ou retirez-le pour reprendre celui du produit",
    )


def _clean(value: Any) -> Any:  # noqa: ANN401 - any tree of texts
    """Return the same words without the characters that no document holds."""
    if isinstance(value, str):
        return _FORBIDDEN.sub("", value)
    if isinstance(value, Mapping):
        return {name: _clean(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    return value
