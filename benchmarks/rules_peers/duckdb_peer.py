"""The rules as a good SQL author writes them for DuckDB: `DATA OUT.parquet`.

One scan for some départements at a time: facts, each clause once, each rule once; the few
rows where one fires are kept, and unpivoted at the end.
"""
# ruff: noqa: S608 - the SQL holds our own names alone

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

import duckdb
from rules_peers.clauses import AMOUNTS, CLAUSES
from rules_peers.data import batches, files
from rules_peers.rules import RULES

FACTS = """
paid AS (
    SELECT source, person_id, benefit, month,
        CAST(sum(amount) AS DECIMAL(12, 2)) AS net_paid, count(*) AS payment_count,
        max(amount) AS largest_payment, max(paid_on) AS last_paid_on,
        CASE WHEN min(gir) = max(gir) THEN max(gir) END AS gir_paid,
        CAST(sum(hours) AS DECIMAL(9, 2)) AS paid_hours,
        CASE WHEN min(unit_price) = max(unit_price) THEN max(unit_price) END AS unit_price
    FROM read_parquet({payments})
    GROUP BY source, person_id, benefit, month
),
months AS (
    SELECT unnest(generate_series(DATE '2023-11-01', DATE '2026-10-01',
        INTERVAL 1 MONTH))::DATE AS month
),
stay_days AS (
    SELECT person_source AS source, person_id, month,
        least(sum(CASE WHEN kind = 'hospital' THEN days ELSE 0 END), 31)::INTEGER AS hospital_days,
        least(sum(CASE WHEN kind = 'care_home' THEN days ELSE 0 END), 31)::INTEGER AS care_home_days
    FROM (
        SELECT person_source, person_id, kind, month,
            least(end_date, last_day(month)) - greatest(start_date, month) + 1 AS days
        FROM read_parquet({stays})
        JOIN months ON start_date <= last_day(month) AND end_date >= month
    )
    GROUP BY person_source, person_id, month
),
facts AS (
    SELECT paid.*, coalesce(state, 'none') AS right_state, start_date AS right_start,
        CASE WHEN state IS NOT NULL THEN coalesce(end_date, DATE '9999-12-31') END AS right_end,
        review_date, rights.gir, plan_amount, participation, granted_amount, granted_hours,
        rate, delivery_mode, couple, urgent, resources,
        coalesce(death_date, DATE '9999-12-31') AS date_of_death,
        date_sub('year', birth_date, last_day(paid.month)) AS age_at_month_end,
        coalesce(hospital_days, 0) AS hospital_days,
        coalesce(care_home_days, 0) AS care_home_days
    FROM paid
    LEFT JOIN read_parquet({rights}) rights
        USING (source, person_id, benefit)
    LEFT JOIN read_parquet({people}) people
        USING (source, person_id)
    LEFT JOIN stay_days USING (source, person_id, month)
)
"""


def hits(data: Path, sources: Sequence[str]) -> str:
    """Return the rows of some départements on which a rule fires, with its verdicts."""
    tables = {
        name: [str(path) for path in files(data, name, sources)]
        for name in ("payments", "rights", "people", "stays")
    }
    clauses = ", ".join(f"({one.sql}) AS c_{name}" for name, one in CLAUSES.items())
    verdicts = []
    for rank, rule in enumerate(RULES):
        benefits = ", ".join(f"'{name}'" for name in rule.benefits)
        parts = [f"benefit IN ({benefits})", *(f"c_{name}" for name in rule.when)]
        parts += [f"NOT c_{name}" for name in rule.unless]
        verdicts.append(f"({' AND '.join(parts)}) AS r{rank}")
    fired = " OR ".join(f"r{rank}" for rank in range(len(RULES)))
    return (
        f"WITH {FACTS.format(**tables)},"
        f" clauses AS (SELECT *, {clauses} FROM facts),"
        f" verdicts AS (SELECT *, {', '.join(verdicts)} FROM clauses)"
        f" SELECT * FROM verdicts WHERE {fired}"
    )


def findings() -> str:
    """Return one row a rule and row it fires on."""
    return " UNION ALL ".join(
        f"SELECT '{rule.id}' AS rule_id, source, person_id, benefit, month,"
        f" CAST({AMOUNTS[rule.amount].sql} AS DECIMAL(12, 2)) AS amount"
        f" FROM hits WHERE r{rank}"
        for rank, rule in enumerate(RULES)
    )


def main() -> None:
    """Write the findings: rule_id, source, person_id, benefit, month, amount."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    threads = os.environ.get("POLARS_MAX_THREADS", "2")
    link = duckdb.connect(
        config={"threads": threads, "preserve_insertion_order": "false"}
    )
    for rank, sources in enumerate(batches(asked.data)):
        verb = "INSERT INTO hits" if rank else "CREATE TABLE hits AS"
        link.execute(f"{verb} {hits(asked.data, sources)}")
    link.execute(f"COPY ({findings()}) TO '{asked.out}' (FORMAT parquet)")


if __name__ == "__main__":
    main()
