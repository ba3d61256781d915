"""Case files: one self-contained HTML page a case, printable on A4."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bondroit.model.rule import Rule
from bondroit.reports.case_frames import CaseRows, gather
from bondroit.reports.case_json import FOLDER, case_json
from bondroit.reports.case_page import (
    checklist,
    counterparts,
    deadlines,
    headline,
    month_table,
    procedure,
    ranked_rules,
    who,
)
from bondroit.reports.comparisons import comparisons
from bondroit.reports.facts import RunFacts
from bondroit.reports.pages import Pages
from bondroit.reports.picture import picture
from bondroit.reports.rule_cards import RuleWords, rule_cards, rule_words
from bondroit.sources.details import without_detail

SHOWN_REASONS = 3
REASON_LENGTH = 180
"""Characters of a reason on page one, which is one page; the summary says it all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Common:
    """What all the case files of a run share."""

    facts: RunFacts
    rules: Mapping[str, Rule]
    words: Mapping[str, RuleWords]
    digests: Mapping[str, str]


def write_case_files(facts: RunFacts, folder: Path) -> int:
    """Write `case_files/<case_id>.html` and `case_data/<case_id>.json` of living cases.

    Returns:
        How many were written.

    """
    place = folder / "case_files"
    data = folder / FOLDER
    for one in (place, data):
        one.mkdir(exist_ok=True)
    common = _Common(
        facts=facts,
        rules={rule.id: rule for rule in facts.rules},
        words={rule.id: rule_words(rule, facts.parameters) for rule in facts.rules},
        digests={item["path"]: item["sha256"] for item in facts.manifest["inputs"]},
    )
    pages = Pages("case_file.html.j2")
    count = 0
    for rows in gather(facts).rows():
        content = _content(rows, common)
        name = rows.case["case_id"]
        page = pages.render(content)
        (place / f"{name}.html").write_text(page, encoding="utf-8")
        text = case_json(
            rows,
            content["cards"],
            facts.manifest,
            common.digests,
            facts.scope.as_of,
        )
        (data / f"{name}.json").write_text(text, encoding="utf-8")
        count += 1
    return count


def _content(rows: CaseRows, common: _Common) -> dict[str, Any]:
    case, findings, manifest = rows.case, rows.findings, common.facts.manifest
    ranked = ranked_rules(findings)
    shown = case["benefits"] or ()
    innocent, more_innocent = checklist(
        common.rules, ranked, "innocent_explanations", shown
    )
    verify, more_verify = checklist(common.rules, ranked, "verify", shown)
    return {
        "case": case,
        "who": who(rows),
        "headline": headline(rows, common.rules),
        "innocent": innocent,
        "more_innocent": more_innocent,
        "verify": verify,
        "more_verify": more_verify,
        "deadlines": deadlines(rows),
        "reasons": [_short(text) for text in manifest["reasons"][:SHOWN_REASONS]],
        "more_reasons": max(len(manifest["reasons"]) - SHOWN_REASONS, 0),
        "months": month_table(rows),
        "counterparts": counterparts(findings),
        "picture": picture(rows, common.facts.scope),
        "people": rows.people,
        "comparisons": comparisons(rows.links),
        "cards": rule_cards(common.words, findings),
        "explained": rows.explained,
        "rules": common.rules,
        "procedure": procedure(case),
        "files": rows.proofs,
        "digests": common.digests,
        "manifest": manifest,
        "as_of": common.facts.scope.as_of,
    }


def _short(reason: str) -> str:
    """Return the French sentence of a reserve; its detail stands in the summary."""
    text, _ = without_detail(reason)
    if len(text) <= REASON_LENGTH:
        return text
    return f"{text[: REASON_LENGTH - 1].rstrip()}…"
