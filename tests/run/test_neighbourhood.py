"""The few rows around a subject say of it what all rows say."""

from pathlib import Path

import polars as pl
import pytest

from bondroit.engine import explain
from bondroit.engine import neighbourhood as near
from bondroit.engine.explain import RowTrace
from bondroit.engine.rulebook import read_rulebook
from bondroit.run.judged import judged_run, with_netted

Said = list[tuple[object, ...]]


def said(traces: list[RowTrace]) -> Said:
    """Return what traces say, without what looks for changes."""
    return [
        (
            trace.rule.id,
            trace.month,
            trace.row_key,
            trace.verdict,
            trace.amount,
            tuple(
                (one.name, one.truth, tuple(one.values.items()))
                for one in trace.clauses
            ),
            trace.missing_table,
        )
        for trace in traces
    ]


@pytest.mark.parametrize("person", ["p3", "p5", "p7"])
def test_a_neighbourhood_says_the_same(
    judged_workspace: Path, monkeypatch: pytest.MonkeyPatch, person: str
) -> None:
    """A dead person, one in hospital, one without anything: each row, each clause."""
    judged = judged_run(judged_workspace)
    book = read_rulebook(judged.folders).checked()
    tables = with_netted(judged, book.rules)

    def traces() -> Said:
        subject = ("apa", person)
        return said(
            explain.explain_subject(
                book.running, tables, book.parameters, judged.scope, subject
            )
        )

    few = traces()
    monkeypatch.setattr(explain, "neighbourhood", lambda tables, _: tables)
    assert few == traces()
    assert len(few) > 100


def test_a_neighbourhood_is_bounded_and_keeps_witnesses(
    judged_workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One person's payments, those of a few to compare with, a row of every kind."""
    monkeypatch.setattr(near, "COMPARED", 1)
    tables = judged_run(judged_workspace).tables
    payments = near.neighbourhood(tables, "p4").frame("payments").collect()
    assert payments.filter(person_id="p4").height == 4
    whole = payments.group_by("person_id").len().filter(pl.col("len") == 4)
    assert whole.height <= 4
    assert set(payments["month"]) == set(tables.frame("payments").collect()["month"])
