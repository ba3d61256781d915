"""Small tables of May 2025, judged with the rules and the law as delivered."""

from datetime import date
from decimal import Decimal
from functools import cache

import polars as pl

from bondroit.cases.judgement import judge
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import load_rules
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import COVERAGE
from bondroit.model.rule import Rule
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES
from bondroit.resources import shipped

MAY = date(2025, 5, 1)
SCOPE = Scope(first_month=MAY, last_month=MAY, as_of=date(2025, 6, 30))
PLACE = {"source_file": pl.String(), "source_position": pl.String()}
Row = dict[str, object]
Rows = dict[str, list[Row]]


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """Return the rules as delivered, read once."""
    return tuple(load_rules([shipped("rules")]))


def found(
    parameters: Parameters, rules: set[str], rows: Rows, *covered: str
) -> dict[str, str]:
    """Return the amounts counted for May 2025, by person or household.

    Args:
        parameters: the law.
        rules: rules judged.
        rows: rows of each table, which then covers everything.
        covered: tables that cover everything without a row.

    """
    kept = [rule for rule in shipped_rules() if rule.id in rules]
    assert len(kept) == len(rules)
    frames = {
        name: pl.DataFrame(some, schema=TABLES[name].schema | PLACE).lazy()
        for name, some in rows.items()
    }
    covers = [(name, "x", None, None) for name in (*rows, "arrears", *covered)]
    covers += [("payments", source, None, None) for source in ("rsa", "apa", "pch")]
    coverage = pl.DataFrame(covers, schema=COVERAGE, orient="row")
    tables = TableSet(frames=frames, coverage=coverage)
    findings = judge(tables, kept, parameters, SCOPE).findings
    who = pl.coalesce("household_id", "person_id")
    counted = (
        findings.filter(pl.col("counted_amount").fill_null(0) != 0)
        .group_by(who.alias("who"))
        .agg(pl.col("counted_amount").sum())
        .sort("who")
    )
    return {str(who): str(amount) for who, amount in counted.iter_rows()}


def person(source: str, person_id: str, birth: date, **more: object) -> Row:
    """Return a synthetic person."""
    name = {"birth_name": "EXEMPLE", "first_names": person_id.upper()}
    return {"source": source, "person_id": person_id, "birth_date": birth} | name | more


def payment(
    source: str, person_id: str, benefit: str, amount: str, **more: object
) -> Row:
    """Return a regular payment of May."""
    return {
        "source": source,
        "payment_id": f"p-{person_id}",
        "benefit": benefit,
        "person_id": person_id,
        "month": MAY,
        "amount": Decimal(amount),
        "kind": "regular",
        "paid_on": date(2025, 6, 5),
        **more,
    }


def together(*parts: Rows) -> Rows:
    """Return the rows of several parts."""
    rows: Rows = {}
    for part in parts:
        for name, some in part.items():
            rows.setdefault(name, []).extend(some)
    return rows
