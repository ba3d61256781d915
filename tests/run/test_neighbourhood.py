"""The few rows around a subject say of it what all rows say."""

from pathlib import Path

import pytest

from bondroit.engine import explain
from bondroit.engine.explain import RowTrace
from bondroit.engine.neighbourhood import neighbourhood
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

    near = traces()
    monkeypatch.setattr(explain, "neighbourhood", lambda tables, _: tables)
    assert near == traces()
    assert len(near) > 100


def test_a_neighbourhood_is_small_and_keeps_witnesses(judged_workspace: Path) -> None:
    """One person's payments, and one row of every other kind that was delivered."""
    tables = judged_run(judged_workspace).tables
    payments = neighbourhood(tables, "p4").frame("payments").collect()
    own = payments.filter(person_id="p4")
    assert own.height == 4
    assert payments.height <= 8
