"""Data Docs that load nothing from outside and are the same at each run."""

import re
from pathlib import Path

_OUTSIDE_TAG = re.compile(
    r"<script\b[^>]*\bsrc=\"https?://[^>]*>\s*</script>"
    r"|<link\b[^>]*\bhref=\"https?://[^>]*/?>"
    r"|<img\b[^>]*\bsrc=\"https?://[^>]*/?>",
    re.IGNORECASE | re.DOTALL,
)
_INLINE_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>.*?</script>", re.DOTALL)
_OUTSIDE_LINK = re.compile(r"<a\b[^>]*\bhref=\"https?://[^>]*>(.*?)</a>", re.DOTALL)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_OUTSIDE_STYLE = re.compile(r"url\(['\"]?https?://[^)]*\)")
_CLOCK = re.compile(r"\d{8}T\d{6}\.\d+Z(?=</span>)")
_STYLE = """<style>
body{font-family:system-ui,sans-serif;margin:2rem;color:#161616;line-height:1.5}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
td,th{border:1px solid #ddd;padding:.4rem .6rem;text-align:left;vertical-align:top}
.navbar,.breadcrumb{display:flex;gap:1rem;list-style:none;padding:0}
.modal,.btn-secondary,.ge-breadcrumbs+button{display:none}
.text-success{color:#18753c}.text-danger{color:#ce0500}.text-warning{color:#b34000}
ul{padding-left:1.2rem}h1,h2,h3,h4{line-height:1.2}
</style>"""


def make_self_contained(folder: Path) -> None:
    """Rewrite the pages below `folder` so that they stand alone.

    Scripts, styles, pictures and links of other hosts go; random identifiers become
    ranks in the order they appear; a sober style is put in.
    """
    for page in sorted(folder.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        text = _OUTSIDE_TAG.sub("", text)
        text = _INLINE_SCRIPT.sub("", text)
        text = _OUTSIDE_LINK.sub(r"\1", text)
        text = _OUTSIDE_STYLE.sub("none", text)
        text = _ranked(_CLOCK.sub("–", text))
        text = text.replace("</head>", f"{_STYLE}</head>", 1)
        page.write_text(text, encoding="utf-8")
    for sheet in sorted(folder.rglob("*.css")):
        text = sheet.read_text(encoding="utf-8")
        sheet.write_text(_OUTSIDE_STYLE.sub("none", text), encoding="utf-8")
    for picture in sorted((folder / "static").rglob("*.gif")):
        picture.unlink()


def _ranked(text: str) -> str:
    ranks: dict[str, str] = {}

    def rank(match: re.Match[str]) -> str:
        return ranks.setdefault(match[0], f"bloc-{len(ranks) + 1}")

    return _UUID.sub(rank, text)
