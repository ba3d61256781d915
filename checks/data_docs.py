"""Data Docs that load nothing from outside and are the same at each run."""

import re
from html import escape
from pathlib import Path

import polars as pl

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
_NEWSLETTER = re.compile(r"<footer\b.*?</footer>", re.DOTALL)
_STYLE = """<style>
body{font-family:system-ui,sans-serif;margin:2rem;color:#161616;line-height:1.5}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
td,th{border:1px solid #ddd;padding:.4rem .6rem;text-align:left;vertical-align:top}
.navbar,.breadcrumb{display:flex;gap:1rem;list-style:none;padding:0}
.modal,.btn-secondary,.ge-breadcrumbs+button,.sticky>.card:first-child,footer{display:none}
.fa-check-circle::before{content:"✓"}.fa-times::before{content:"✗"}
.fa-exclamation-triangle::before{content:"!"}
caption{text-align:left;color:#555}.n{text-align:right}
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
        text = _NEWSLETTER.sub("", text)
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


def write_first_page(folder: Path, checks: pl.DataFrame) -> None:
    """Write the page that opens the Data Docs: each suite, and where its detail is.

    Args:
        folder: the pages that Great Expectations wrote.
        checks: columns of `CHECKS`.

    """
    suites = (
        checks.group_by("suite", "title")
        .agg(
            pl.len().alias("held"), (pl.col("outcome") != "met").sum().alias("not_met")
        )
        .sort("title", "suite")
    )
    lines = "\n".join(_line(folder, row) for row in suites.iter_rows(named=True))
    (folder / "index.html").write_text(
        '<!doctype html>\n<html lang="fr">\n<head><meta charset="utf-8">'
        f"<title>Contrôles de la livraison</title>{_STYLE}</head>\n<body>\n"
        "<h1>Contrôles de la livraison et des résultats</h1>\n"
        "<p>Le détail de chaque contrôle est écrit par Great Expectations, en anglais."
        "</p>\n<table><thead><tr><th>Contrôle</th><th>Table</th>"
        '<th class="n">Attentes</th><th class="n">Non tenues</th></tr></thead>\n'
        f"<tbody>\n{lines}\n</tbody></table>\n</body>\n</html>\n",
        encoding="utf-8",
    )


def _line(folder: Path, row: dict[str, str]) -> str:
    title = escape(row["title"])
    page = next((folder / "validations" / row["suite"]).rglob("*.html"), None)
    if page is not None:
        title = f'<a href="{escape(page.relative_to(folder).as_posix())}">{title}</a>'
    return (
        f"<tr><td>{title}</td><td>{escape(row['suite'])}</td>"
        f'<td class="n">{row["held"]}</td><td class="n">{row["not_met"]}</td></tr>'
    )
