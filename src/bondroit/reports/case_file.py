"""Case files: one self-contained HTML page a case, printable on A4."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import jinja2

from bondroit.engine.french import money, month
from bondroit.model.rule import Rule
from bondroit.reports import wording
from bondroit.reports.case_page import (
    headline,
    month_rows,
    picture,
    proofs,
    rule_cards,
)
from bondroit.reports.case_rows import CaseRows, gather
from bondroit.reports.facts import RunFacts

TEMPLATES = Path(__file__).parent / "templates"


def templates() -> jinja2.Environment:
    """Return the templates, every value escaped, French filters at hand."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(
        euros=wording.euros,
        day=wording.day,
        month=lambda value: "–" if value is None else month(value),
        words=wording.clause_words,
        percent=lambda value: f"{value * 100:.2f}".replace(".", ",") + "\u00a0%",
    )
    environment.globals.update(
        style=(TEMPLATES / "style.css").read_text(encoding="utf-8"), wording=wording
    )
    return environment


def write_case_files(facts: RunFacts, folder: Path) -> int:
    """Write `case_files/<case_id>.html` for every case that is not ended.

    Returns:
        How many were written.

    """
    place = folder / "case_files"
    place.mkdir(exist_ok=True)
    rows = gather(facts)
    rules = {rule.id: rule for rule in facts.rules}
    template = templates().get_template("case_file.html.j2")
    count = 0
    for case in facts.cases.iter_rows(named=True):
        if case["state"] == "ended":
            continue
        page = template.render(_content(case, facts, rows, rules))
        (place / f"{case['case_id']}.html").write_text(page, encoding="utf-8")
        count += 1
    return count


def _content(
    case: Mapping[str, Any], facts: RunFacts, rows: CaseRows, rules: Mapping[str, Rule]
) -> dict[str, Any]:
    case_id = case["case_id"]
    findings = rows.findings.get(case_id, [])
    keys, files = proofs(findings)
    cards = rule_cards(rules, findings)
    months = month_rows(rows.months.get(case_id, []))
    first, last = _shown(case, facts)
    return {
        "case": case,
        "headline": headline(case, rules, findings),
        "cards": cards,
        "innocent": _once(
            text for card in cards for text in card["rule"].innocent_explanations
        ),
        "verify": _once(text for card in cards for text in card["rule"].verify),
        "months": months,
        "people": rows.people.get(case_id, []),
        "links": rows.links.get(case_id, []),
        "explained": rows.explained.get(case_id, []),
        "counterparts": _once(
            row["counterpart"] for row in findings if row["counterpart"]
        ),
        "rules": rules,
        "picture": picture(case, rows, first, last),
        "keys": keys,
        "files": files,
        "inputs": {item["path"]: item["sha256"] for item in facts.manifest["inputs"]},
        "manifest": facts.manifest,
        "as_of": facts.scope.as_of,
        "money": money,
    }


def _once(texts: Any) -> list[str]:  # noqa: ANN401 - any iterable of texts
    return list(dict.fromkeys(texts))


def _shown(case: Mapping[str, Any], facts: RunFacts) -> tuple[date, date]:
    """Return the days the timeline shows: six months around the case's own."""
    scope = facts.scope
    start = case["first_month"] or scope.first_month
    rank = start.year * 12 + start.month - 1 - 6
    first = max(date(rank // 12, rank % 12 + 1, 1), scope.first_month)
    return min(first, start), scope.as_of
