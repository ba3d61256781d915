"""The rules as bondroit runs them, files of rules and all: `DATA OUT.parquet`.

Beside its findings it gives what the peers do not: identity, sentence and proof of each,
what could not be judged and why, and what an exclusion silenced.
"""

import argparse
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
from rules_peers.data import FIRST, LAST, batches
from rules_peers.facts import facts
from rules_peers.rules import write_rules

from bondroit.engine.evaluate import evaluate
from bondroit.engine.parameters import Parameters
from bondroit.engine.rulebook import read_rulebook
from bondroit.engine.views.persons import PERSONS
from bondroit.engine.views.view import (
    SUBJECT,
    Pass,
    Scope,
    Type,
    View,
    ViewColumn,
)
from bondroit.model.table_set import TableSet

_TYPES = {
    "net_paid": Type.MONEY, "payment_count": Type.INTEGER, "largest_payment": Type.MONEY,
    "last_paid_on": Type.DATE, "gir_paid": Type.INTEGER, "paid_hours": Type.HOURS,
    "unit_price": Type.MONEY, "right_state": Type.CODE, "right_start": Type.DATE,
    "right_end": Type.DATE, "review_date": Type.DATE, "gir": Type.INTEGER,
    "plan_amount": Type.MONEY, "participation": Type.MONEY, "granted_amount": Type.MONEY,
    "granted_hours": Type.HOURS, "rate": Type.RATE, "delivery_mode": Type.CODE,
    "couple": Type.FLAG, "urgent": Type.FLAG, "resources": Type.MONEY,
    "date_of_death": Type.DATE, "age_at_month_end": Type.INTEGER,
    "hospital_days": Type.INTEGER, "care_home_days": Type.INTEGER, "month": Type.MONTH,
}  # fmt: skip
_CODES = {
    "right_state": ("open", "suspended", "refused", "closed", "none"),
    "delivery_mode": ("provider", "direct"),
}
_TABLES = {
    "date_of_death": "people",
    "age_at_month_end": "people",
    "hospital_days": "stays",
    "care_home_days": "stays",
}
_PAID = (
    "net_paid",
    "payment_count",
    "largest_payment",
    "last_paid_on",
    "gir_paid",
    "paid_hours",
    "unit_price",
    "month",
)

_KEY = pl.concat_str("person_id", "benefit", "month", separator="|")


def _column(name: str, kind: Type) -> ViewColumn:
    table = "payments" if name in _PAID else _TABLES.get(name, "rights")
    return ViewColumn(
        name=name,
        type=kind,
        doc="Fait de la mesure.",
        label=name.replace("_", " "),
        codes=_CODES.get(name, ()),
        tables=(table,),
    )


def _view(data: Path) -> View:
    def build(
        _tables: TableSet, _parameters: Parameters, _scope: Scope
    ) -> Iterator[Pass]:
        for sources in batches(data):
            rows = facts(data, sources).with_columns(
                *(
                    pl.lit(None, kind).alias(name)
                    for name, kind in SUBJECT.items()
                    if name not in {"source", "person_id", "benefit", "month"}
                ),
            )
            yield Pass(source=sources[0], frame=rows, key=_KEY)

    columns = tuple(_column(name, kind) for name, kind in _TYPES.items())
    return View(
        name="payment_month",
        doc="Un mois payé.",
        columns=(
            *columns,
            ViewColumn(
                name="benefit",
                type=Type.CODE,
                doc="Prestation.",
                label="prestation",
                codes=("RSA", "APA_HOME", "PCH"),
                tables=("payments",),
            ),
        ),
        needs=("payments",),
        build=build,
    )


def _tables(data: Path) -> TableSet:
    empty = TableSet(frames={})
    frames = {}
    for name in ("payments", "rights", "people", "stays"):
        rows = pl.scan_parquet(data / name / "*.parquet")
        given = set(rows.collect_schema().names())
        schema = empty.frame(name).collect_schema()
        frames[name] = rows.with_columns(
            pl.lit(None, kind).alias(column)
            for column, kind in schema.items()
            if column not in given
        )
    frames[PERSONS] = pl.LazyFrame(
        schema={"source": pl.String, "person_id": pl.String, "individual_id": pl.String}
    )
    return TableSet(frames=frames)


def main() -> None:
    """Write the findings: rule_id, source, person_id, benefit, month, amount."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write_rules(Path(folder))
        book = read_rulebook([Path(folder)])
    said = evaluate(
        book.rules,
        _tables(asked.data),
        book.parameters,
        Scope(first_month=FIRST, last_month=LAST, as_of=date(2026, 10, 31)),
        views={"payment_month": _view(asked.data)},
    )
    said.findings.select(
        "rule_id", "source", "person_id", "benefit", "month", "amount"
    ).write_parquet(asked.out)
    print(f"{said.unknowns['rows'].sum()} unknown, {said.explained.height} excluded")


if __name__ == "__main__":
    main()
