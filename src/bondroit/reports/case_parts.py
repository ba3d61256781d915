"""The parts of a written case file, for pages that show some of them.

A case file is written once, by the run. What shows it again takes its parts as they are:
the same words, the same figures, nothing computed twice. Parts stand between comments
that no value can imitate, since every value is escaped.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from markupsafe import Markup

IDENTITY: Final = frozenset({"who", "people"})
"""Parts that say who a case is about."""

_PART: Final = re.compile(r"<!--part (\w+)-->(.*?)<!--/part-->", re.DOTALL)


def read_parts(file: Path) -> Mapping[str, Markup]:
    """Return the parts of a case file by name; none when it was never written, or purged.

    Args:
        file: `case_files/<case_id>.html` of a run.

    """
    try:
        page = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    return {name: Markup(text) for name, text in _PART.findall(page)}  # noqa: S704 - our own page, escaped when written
