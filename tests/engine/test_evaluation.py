"""Rules on rows: findings, unknowns, sentences, proof, fixed order."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from bondroit.engine.evaluate import Evaluation, evaluate
from bondroit.engine.explain import explain_subject, trace_lines
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import load_rules
from bondroit.engine.views.view import Scope, View
from bondroit.model.outputs import FINDINGS, UNKNOWNS
from bondroit.model.rule import Verdict
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES

Write = Callable[..., Path]
Row = dict[str, object]

SCOPE = Scope(
    first_month=date(2025, 1, 1), last_month=date(2025, 6, 1), as_of=date(2025, 6, 30)
)
TOY = {
    **dict.fromkeys(
        [
            "source",
            "person_id",
            "household_id",
            "individual_id",
            "provider_id",
            "benefit",
            "element",
            "payment_id",
            "right_id",
            "counterpart",
            "debtor",
            "row_key",
            "death_match",
            "carer_id",
            "other_id",
        ],
        pl.String,
    ),
    "month": pl.Date,
    "date_of_death": pl.Date,
    "net_paid": pl.Decimal(12, 2),
    "hours": pl.Decimal(9, 2),
    "rate": pl.Decimal(5, 4),
    "days": pl.Int32,
    "seen_at": pl.Datetime("us"),
    "couple": pl.Boolean,
}


def toy_row(person: str, month: int, **values: object) -> Row:
    """Return one row of the toy view: paid after a certain death."""
    return {
        **dict.fromkeys(TOY),
        "source": "apa",
        "person_id": person,
        "benefit": "APA_HOME",
        "month": date(2025, month, 1),
        "row_key": f"{person}-{month}",
        "net_paid": Decimal("1646.50"),
        "date_of_death": date(2025, 1, 14),
        "death_match": "certain",
        **values,
    }


def frame_of(table: str, *rows: Row) -> pl.LazyFrame:
    """Return a table of the contract with its provenance columns."""
    schema = {
        **TABLES[table].schema,
        "source_file": pl.String(),
        "source_position": pl.String(),
    }
    return pl.LazyFrame(
        [{**dict.fromkeys(schema), **row} for row in rows], schema=schema
    )


def tables_of(*rows: Row, **more: pl.LazyFrame) -> TableSet:
    """Return tables whose toy view holds the rows."""
    payments = [
        {
            "source": row["source"],
            "payment_id": f"P-{row['row_key']}",
            "person_id": row["person_id"],
            "household_id": row["household_id"],
            "benefit": row["benefit"],
            "month": row["month"],
            "source_file": "paiements.csv",
            "source_position": str(rank),
        }
        for rank, row in enumerate(rows)
    ]
    frames = {
        "toy_rows": pl.LazyFrame(rows, schema=TOY),
        "payments": frame_of("payments", *payments),
        **more,
    }
    return TableSet(frames=frames)


@pytest.fixture
def run(
    write_rule: Write, toy_view: View, toy_parameters: Parameters
) -> Callable[..., Evaluation]:
    """Evaluate the toy rule, changed or not."""

    def evaluated(
        tables: TableSet, swap: dict[str, str] | None = None, scope: Scope = SCOPE
    ) -> Evaluation:
        rules = load_rules([write_rule(swap=swap)])
        views = {"toy": toy_view}
        return evaluate(rules, tables, toy_parameters, scope, views=views)

    return evaluated


def test_what_fires_becomes_a_finding(run: Callable[..., Evaluation]) -> None:
    """Subject, month, amount, sentence and debtor are filled; the rest is null."""
    findings = run(tables_of(toy_row("A", 3), toy_row("A", 1))).findings

    assert findings.schema == pl.Schema(FINDINGS)
    (row,) = findings.to_dicts()
    assert (row["rule_id"], row["rule_version"]) == ("TOY-DEC-001", 1)
    assert (row["person_id"], row["month"]) == ("A", date(2025, 3, 1))
    assert row["amount"] == Decimal("1646.50")
    assert row["counted_amount"] is None
    assert row["debtor"] == "beneficiary"
    assert row["explanation"] == (
        "1\u202f646,50\u00a0€ versés pour mars\u00a02025, "
        "alors que le décès date du 14\u00a0janvier\u00a02025."
    )


def test_what_cannot_be_judged_is_counted_with_what_is_missing(
    run: Callable[..., Evaluation],
) -> None:
    """A null names its column, or its table when that was not delivered."""
    rows = [
        toy_row("A", 3, net_paid=None),
        toy_row("B", 3, net_paid=None),
        toy_row("C", 4, date_of_death=None),
        toy_row("D", 3, date_of_death=None, net_paid=Decimal(0)),
        toy_row("E", 3, date_of_death=None, benefit="PCH"),
    ]

    evaluation = run(tables_of(*rows, bank_returns=frame_of("bank_returns")))

    assert evaluation.findings.is_empty()
    assert evaluation.unknowns.schema == pl.Schema(UNKNOWNS)
    found = evaluation.unknowns.select("month", "missing", "rows").rows()
    assert found == [
        (date(2025, 3, 1), "net_paid", 2),
        (date(2025, 4, 1), "deaths", 1),
    ]


def test_a_parameter_without_a_value_is_unknown(
    run: Callable[..., Evaluation],
) -> None:
    """A gap names the parameter and is never the value before."""
    scope = replace(SCOPE, last_month=date(2026, 3, 1))
    rows = [toy_row("A", 3), {**toy_row("B", 3), "month": date(2026, 2, 1)}]

    evaluation = run(
        tables_of(*rows), {"net_paid <= 0": "net_paid <= $tolerance"}, scope
    )

    assert evaluation.findings["person_id"].to_list() == ["A"]
    assert evaluation.unknowns["missing"].to_list() == ["tolerance"]


def test_a_missing_table_makes_its_rules_unknown(
    run: Callable[..., Evaluation],
) -> None:
    """Without a table its view needs, a rule says so and finds nothing."""
    evaluation = run(TableSet(frames={}))

    assert evaluation.findings.is_empty()
    assert evaluation.unknowns.rows() == [
        ("TOY-DEC-001", None, None, None, "payments", 0)
    ]


def test_only_the_months_of_the_scope_are_judged(
    run: Callable[..., Evaluation],
) -> None:
    """Rows before and after the window are left out."""
    scope = replace(SCOPE, first_month=date(2025, 3, 1), last_month=date(2025, 4, 1))
    rows = [toy_row("A", month) for month in (2, 3, 4, 5)]

    findings = run(tables_of(*rows), scope=scope).findings

    assert findings["month"].to_list() == [date(2025, 3, 1), date(2025, 4, 1)]


def test_an_amount_that_cannot_be_computed_leaves_the_finding(
    run: Callable[..., Evaluation],
) -> None:
    """The rule fires with a null amount rather than none or zero."""
    swap = {"amount: net_paid": "amount: net_paid * hours / days"}

    findings = run(tables_of(toy_row("A", 3, hours=Decimal(1), days=0)), swap).findings

    assert findings["amount"].to_list() == [None]


def test_halves_are_rounded_up_once(run: Callable[..., Evaluation]) -> None:
    """0,005 becomes one cent more, away from zero."""
    swap = {"amount: net_paid": "amount: net_paid / 100"}

    findings = run(tables_of(toy_row("A", 3)), swap).findings

    assert findings["amount"].to_list() == [Decimal("16.47")]


@pytest.mark.parametrize(
    ("debtor", "expected"),
    [
        ("provider", "provider"),
        ("CASE WHEN couple THEN 'carer' ELSE 'facility' END", "facility"),
    ],
)
def test_a_rule_may_say_who_received_the_money(
    run: Callable[..., Evaluation], debtor: str, expected: str
) -> None:
    """A code, or an expression over the row."""
    swap = {"amount: net_paid": f"amount: net_paid\ndebtor: {debtor}"}

    findings = run(tables_of(toy_row("A", 3, couple=False)), swap).findings

    assert findings["debtor"].to_list() == [expected]


def test_the_proof_names_values_rows_files_and_parameters(
    run: Callable[..., Evaluation],
) -> None:
    """Each value comes with its table, its row key and its place in a file."""
    swap = {"net_paid <= 0": "net_paid <= $tolerance"}
    deaths = frame_of(
        "deaths",
        {
            "source": "insee",
            "death_id": "D1",
            "source_file": "deces.txt",
            "source_position": "7",
        },
    )
    matches = pl.LazyFrame(
        {
            "left_source": ["apa"],
            "left_id": ["A"],
            "right_source": ["insee"],
            "right_id": ["D1"],
            "right_table": ["deaths"],
        }
    )
    tables = replace(tables_of(toy_row("A", 3), deaths=deaths), matches=matches)

    entries = json.loads(run(tables, swap).findings["evidence"].item())

    by_column = {entry["column"]: entry for entry in entries}
    assert by_column["net_paid"] == {
        "column": "net_paid",
        "label": "montant net versé",
        "value": "1646.50",
        "text": "1\u202f646,50\u00a0€",
        "table": "payments",
        "keys": ["payments/apa/P-A-3"],
        "files": ["paiements.csv#0"],
    }
    assert by_column["date_of_death"]["keys"] == ["deaths/insee/D1"]
    assert by_column["date_of_death"]["files"] == ["deces.txt#7"]
    assert by_column["$tolerance"]["value"] == "0.05"
    assert by_column["$tolerance"]["files"] == ["réglage"]
    assert by_column["death_match"]["text"] == "certain"


def test_the_order_of_rows_changes_nothing(run: Callable[..., Evaluation]) -> None:
    """Same rows in another order and other passes give the same frames."""
    rows = [
        toy_row(person, month, source=source)
        for source in ("apa", "pch")
        for person in "ABC"
        for month in (2, 3, 5)
    ]
    rows += [toy_row("D", 3, net_paid=None, source="pch")]

    forward, backward = run(tables_of(*rows)), run(tables_of(*reversed(rows)))

    assert len(forward.findings) == 18
    assert forward.findings["finding_id"].n_unique() == 18
    assert forward.findings.drop("evidence").equals(backward.findings.drop("evidence"))
    assert forward.unknowns.equals(backward.unknowns)


def test_an_individual_is_named_from_the_matching(
    run: Callable[..., Evaluation],
) -> None:
    """The individual of the record is joined where the view gave none."""
    individuals = pl.LazyFrame(
        {"source": ["apa"], "person_id": ["A"], "individual_id": ["I1"]}
    )
    tables = replace(tables_of(toy_row("A", 3)), individuals=individuals)

    assert run(tables).findings["individual_id"].to_list() == ["I1"]


def test_explain_says_why_and_why_not(
    write_rule: Write, toy_view: View, toy_parameters: Parameters
) -> None:
    """Each month has its verdict, the clause that keeps it out, what was missing."""
    rows = [
        toy_row("A", 1),
        toy_row("A", 2, net_paid=None),
        toy_row("A", 3),
        toy_row("B", 3),
    ]

    traces = explain_subject(
        load_rules([write_rule()]),
        tables_of(*rows),
        toy_parameters,
        SCOPE,
        ("apa", "A"),
        {"toy": toy_view},
    )

    assert [trace.verdict for trace in traces] == [
        Verdict.SILENT,
        Verdict.UNKNOWN,
        Verdict.FIRES,
    ]
    assert [clause.name for clause in traces[0].blocking] == ["mois_posterieur"]
    assert traces[1].missing == ("net_paid",)
    assert traces[2].amount == Decimal("1646.50")
    assert trace_lines(traces[0])[1].strip() == (
        "une seule condition l'écarte : mois_posterieur"
    )
