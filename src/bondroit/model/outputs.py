"""Schemas of the files a run writes: quarantine, matches, findings, cases."""

import polars as pl

MONEY = pl.Decimal(12, 2)
HOURS = pl.Decimal(9, 2)

QUARANTINE: dict[str, pl.DataType] = {
    "source": pl.String(),
    "file": pl.String(),
    "position": pl.String(),
    "table": pl.String(),
    "reason": pl.String(),
    "raw": pl.String(),
}

MATCHES: dict[str, pl.DataType] = {
    "left_source": pl.String(),
    "left_id": pl.String(),
    "right_source": pl.String(),
    "right_id": pl.String(),
    "right_table": pl.String(),
    "probability": pl.Float64(),
    "band": pl.String(),
    "reasons": pl.List(pl.String()),
}
BANDS = ("certain", "probable", "possible")

INDIVIDUALS: dict[str, pl.DataType] = {
    "source": pl.String(),
    "person_id": pl.String(),
    "individual_id": pl.String(),
}

FINDINGS: dict[str, pl.DataType] = {
    "finding_id": pl.String(),
    "rule_id": pl.String(),
    "rule_version": pl.Int32(),
    "verdict": pl.String(),
    "benefit": pl.String(),
    "element": pl.String(),
    "source": pl.String(),
    "person_id": pl.String(),
    "household_id": pl.String(),
    "provider_id": pl.String(),
    "individual_id": pl.String(),
    "payment_id": pl.String(),
    "right_id": pl.String(),
    "month": pl.Date(),
    "amount": MONEY,
    "counted_amount": MONEY,
    "debtor": pl.String(),
    "counterpart": pl.String(),
    "explanation": pl.String(),
    "evidence": pl.String(),
}
DEBTORS = ("beneficiary", "provider", "facility", "carer", "other_payer")

UNKNOWNS: dict[str, pl.DataType] = {
    "rule_id": pl.String(),
    "source": pl.String(),
    "benefit": pl.String(),
    "month": pl.Date(),
    "missing": pl.String(),
    "rows": pl.Int64(),
}

CASES: dict[str, pl.DataType] = {
    "case_id": pl.String(),
    "individual_id": pl.String(),
    "household_id": pl.String(),
    "benefits": pl.List(pl.String()),
    "first_month": pl.Date(),
    "last_month": pl.Date(),
    "overpaid": MONEY,
    "underpaid": MONEY,
    "prescribed": MONEY,
    "under_threshold": MONEY,
    "already_in_debt": MONEY,
    "recoverable": MONEY,
    "at_risk_next_month": MONEY,
    "debtor": pl.String(),
    "kind": pl.String(),
    "severity": pl.String(),
    "rules": pl.List(pl.String()),
    "state": pl.String(),
    "first_seen": pl.Date(),
    "last_seen": pl.Date(),
}
CASE_KINDS = ("signalement", "agent", "provider")
SEVERITIES = ("info", "low", "medium", "high", "urgent")

COVERAGE: dict[str, pl.DataType] = {
    "table": pl.String(),
    "source": pl.String(),
    "covers_from": pl.Date(),
    "covers_to": pl.Date(),
}

EXPLAINED: dict[str, pl.DataType] = {
    "rule_id": pl.String(),
    "source": pl.String(),
    "person_id": pl.String(),
    "household_id": pl.String(),
    "individual_id": pl.String(),
    "provider_id": pl.String(),
    "benefit": pl.String(),
    "month": pl.Date(),
    "clause": pl.String(),
}
"""One row a rule, subject, benefit, month and clause that silenced it, by its name."""

SILENCED: dict[str, pl.DataType] = {
    "rule_id": pl.String(),
    "clause": pl.String(),
    "benefit": pl.String(),
    "rows": pl.Int64(),
    "subjects": pl.Int64(),
}
"""How much each exclusion silenced: rows of EXPLAINED, and people; nobody is named."""
