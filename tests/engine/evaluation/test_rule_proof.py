"""Why a rule fires or not: the proof of a finding, the trace of a subject."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from bondroit.engine import findings
from bondroit.engine.evaluate import Evaluation
from bondroit.engine.explain import explain_subject
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import load_rules
from bondroit.engine.views.view import View
from bondroit.model.outputs import MATCHES
from bondroit.model.rule import Verdict

if TYPE_CHECKING:
    from tests.engine.evaluation.conftest import Toy

Run = Callable[..., Evaluation]
Write = Callable[..., Path]


def test_the_proof_names_values_rows_files_and_parameters(run: Run, toy: "Toy") -> None:
    """Each value comes with its table, its row key and its place in a file."""
    swap = {"net_paid <= 0": "net_paid <= $tolerance"}
    deaths = toy.table(
        "deaths",
        {
            "source": "insee",
            "death_id": "D1",
            "source_file": "deces.txt",
            "source_position": "7",
        },
    )
    match = {
        "left_source": "apa",
        "left_id": "A",
        "right_source": "insee",
        "right_id": "D1",
        "right_table": "deaths",
        "band": "certain",
    }
    matches = pl.LazyFrame([{**dict.fromkeys(MATCHES), **match}], schema=MATCHES)
    tables = replace(toy.tables(toy.row("A", 3), deaths=deaths), matches=matches)

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


def test_the_parts_in_which_findings_are_proven_change_nothing(
    run: Run, toy: "Toy", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Findings of several sources, one with a counterpart, are the same in any parts."""
    rows = [
        toy.row("A", 3, source="apa", counterpart="pch:A:PCH"),
        toy.row("A", 4, source="pch", row_key="A-4"),
        toy.row("A", 5, source="pch", row_key="A-5"),
        toy.row("B", 3, source="rsa"),
    ]
    whole = run(toy.tables(*rows)).findings
    monkeypatch.setattr(findings, "PROVEN_AT_ONCE", 1)

    assert_frame_equal(run(toy.tables(*rows)).findings, whole)
    assert whole["source"].to_list() == ["apa", "pch", "pch", "rsa"]
    assert whole["evidence"].str.contains("payments/").all()


def test_explain_says_why_and_why_not(
    write_rule: Write, toy_view: View, toy_parameters: Parameters, toy: "Toy"
) -> None:
    """Each month has its verdict, the clause that keeps it out, what was missing."""
    rows = [
        toy.row("A", 1),
        toy.row("A", 2, net_paid=None),
        toy.row("A", 3),
        toy.row("B", 3),
    ]

    traces = explain_subject(
        load_rules([write_rule()]),
        toy.tables(*rows),
        toy_parameters,
        toy.scope,
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
