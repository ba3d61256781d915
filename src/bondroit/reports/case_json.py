"""A case as JSON for other systems: facts, amounts, texts; no name, no number of a person.

Amounts are texts with two decimals, so that no reader rounds them; days are `YYYY-MM-DD`;
codes are those of the data model. Keys are never removed nor change meaning under one
`schema`; new ones may come.
"""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from bondroit.reports import wording
from bondroit.reports.case_frames import CaseRows, Row
from bondroit.reports.link_steps import steps
from bondroit.reports.proof_frames import PARAMETERS

SCHEMA: Final = "bondroit.case/1"
FOLDER: Final = "case_data"
AMOUNTS: Final = (
    "overpaid",
    "underpaid",
    "recoverable",
    "prescribed",
    "under_threshold",
    "already_in_debt",
    "undated",
    "at_risk_next_month",
)
_CASE: Final = (
    "kind",
    "state",
    "severity",
    "debtor",
    "benefits",
    "first_month",
    "last_month",
    "first_seen",
    "next_prescription",
    "household_id",
    "provider_id",
)
_MONTH: Final = (
    "month",
    "benefit",
    "element",
    "source",
    "net_paid",
    "other_paid",
    "due",
    "overpaid",
    "underpaid",
    "place",
    "prescribed_on",
    "rules",
)
_FINDING: Final = (
    "finding_id",
    "rule_id",
    "rule_version",
    "benefit",
    "element",
    "source",
    "person_id",
    "household_id",
    "month",
    "amount",
    "counted_amount",
    "debtor",
    "counterpart",
    "explanation",
)
_LINK: Final = (
    "left_source",
    "left_id",
    "right_table",
    "right_source",
    "right_id",
    "band",
    "probability",
)
_VALUE: Final = ("column", "label", "text", "table", "files")
_EXPLAINED: Final = ("rule_id", "clause", "benefit", "first", "last")


def case_json(
    rows: CaseRows,
    cards: list[dict[str, Any]],
    manifest: Mapping[str, Any],
    digests: Mapping[str, str],
    as_of: date,
) -> str:
    """Return a case as one line of JSON.

    Args:
        rows: the rows of the case.
        cards: from `rule_cards`.
        manifest: of the run; its clock is not read.
        digests: sha256 of each input file.
        as_of: the day of the count.

    """
    case = rows.case
    content = {
        "schema": SCHEMA,
        "case_id": case["case_id"],
        "run_id": manifest["run_id"],
        "as_of": as_of,
        "reservations": manifest["reasons"],
        **_picked(case, _CASE),
        "amounts": _picked(case, AMOUNTS),
        "records": [
            _picked(row, ("source", "person_id", "role")) for row in _own(rows)
        ],
        "links": [{**_picked(row, _LINK), "steps": steps(row)} for row in rows.links],
        "months": [
            {**_picked(row, _MONTH), "subject_id": row["subject_id"]}
            for row in rows.months
        ],
        "rules": [_rule(card) for card in cards],
        "findings": [_finding(row) for row in rows.findings],
        "explained": [_picked(row, _EXPLAINED) for row in rows.explained],
        "inputs": [_input(row, digests) for row in rows.proofs],
        "statement": wording.ALGORITHM,
        "proves_not": wording.PROVES_NOT[case["kind"]],
    }
    return json.dumps(content, ensure_ascii=False, default=_plain) + "\n"


def _own(rows: CaseRows) -> list[Row]:
    """Return each record of the case once."""
    seen = {(row["source"], row["person_id"]): row for row in reversed(rows.people)}
    return [seen[key] for key in sorted(seen)]


def _rule(card: Mapping[str, Any]) -> dict[str, Any]:
    rule = card["rule"]
    return {
        "id": rule.id,
        "version": rule.version,
        "sha256": rule.digest,
        "title": rule.title,
        "kind": rule.kind,
        "findings": card["count"],
        "counted_amount": card["counted"],
        "law": [article.text for article in card["law"]],
        "innocent_explanations": card["innocent"],
        "verify": card["verify"],
    }


def _finding(row: Row) -> dict[str, Any]:
    evidence = [] if row["evidence"] is None else json.loads(row["evidence"])
    return {
        **_picked(row, _FINDING),
        "evidence": [
            {
                **_picked(entry, _VALUE),
                "parameter": entry["table"] == PARAMETERS,
            }
            for entry in evidence
        ],
    }


def _input(row: Row, digests: Mapping[str, str]) -> dict[str, Any]:
    return {
        "file": row["file"],
        "sha256": digests.get(row["file"]),
        "tables": row["tables"],
        "places": row["places"],
        "more_places": row["more"],
    }


def _picked(row: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    raise TypeError(type(value).__name__)
