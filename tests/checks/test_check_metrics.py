"""Metrics of history, findings and cases."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from bondroit.checks.metrics import (
    METRICS,
    case_metrics,
    finding_metrics,
    outside,
    volume_metrics,
)
from bondroit.model.outputs import COVERAGE, MONEY
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES

MONTH = date(2026, 10, 1)


def _payments(counts: dict[date, int]) -> pl.LazyFrame:
    rows = [
        {"source": "apa", "month": month, "amount": Decimal("10.00")}
        for month, count in counts.items()
        for _ in range(count)
    ]
    schema = {"source": pl.String, "month": pl.Date, "amount": MONEY}
    return pl.LazyFrame(rows, schema=schema)


def _tables(
    payments: pl.LazyFrame, name: str = "payments", since: date | None = None
) -> TableSet:
    coverage = pl.DataFrame([(name, "apa", since, None)], COVERAGE, orient="row")
    return TableSet(frames={name: payments}, coverage=coverage)


def test_a_month_is_compared_with_the_median_of_three() -> None:
    """Only the three months before count, and their median."""
    frame = _payments(
        {
            date(2026, 6, 1): 100,
            date(2026, 7, 1): 4,
            date(2026, 8, 1): 8,
            date(2026, 9, 1): 9,
            MONTH: 4,
        }
    )
    (row,) = volume_metrics(_tables(frame), MONTH).to_dicts()
    assert (row["rows"], row["usual_rows"], row["ratio"]) == (4, 8.0, 0.5)
    assert row["amount_ratio"] == 0.5
    assert tuple(row) == METRICS["volumes"]


def test_a_first_month_has_nothing_to_compare() -> None:
    """The ratios are null, never zero or infinite."""
    (row,) = volume_metrics(_tables(_payments({MONTH: 4})), MONTH).to_dicts()
    assert row["ratio"] is None
    assert row["amount_ratio"] is None


def test_an_absent_month_is_a_drop_to_nothing() -> None:
    """A table with history but without this month's rows has ratio 0."""
    (row,) = volume_metrics(_tables(_payments({date(2026, 9, 1): 5})), MONTH).to_dicts()
    assert (row["rows"], row["ratio"]) == (0, 0.0)


def test_arrears_of_a_month_never_delivered_are_not_its_volume() -> None:
    """A first delivery with six arrears for the month before is not a hundredfold."""
    frame = _payments({date(2026, 9, 1): 6, MONTH: 600})

    (row,) = volume_metrics(_tables(frame, since=MONTH), MONTH).to_dicts()

    assert (row["rows"], row["usual_rows"], row["ratio"]) == (600, None, None)


def test_a_volume_outside_its_bounds_is_named() -> None:
    """The reader sees which table of which source, and how many times the usual."""
    frame = _payments({date(2026, 9, 1): 8, MONTH: 2})
    volumes = volume_metrics(_tables(frame), MONTH)

    assert outside(volumes, "ratio", 0.5, 2) == ["payments de apa (0,25 fois)"]


def test_no_table_gives_no_row() -> None:
    """Tables without month are not compared."""
    assert volume_metrics(TableSet(frames={}), MONTH).is_empty()


def test_resources_of_the_reference_quarter_are_not_compared() -> None:
    """Their months are always earlier than the run's: none is missing."""
    frame = pl.LazyFrame(schema=TABLES["resources"].schema)

    assert volume_metrics(_tables(frame, "resources"), MONTH).is_empty()


def _findings(rules: dict[str, int]) -> pl.DataFrame:
    names = [rule for rule, count in rules.items() for _ in range(count)]
    return pl.DataFrame({"rule_id": names}, schema={"rule_id": pl.String})


@pytest.mark.parametrize(
    ("previous", "before", "ratio"), [(None, None, None), ({"A": 2}, 2, 1.5)]
)
def test_findings_are_counted_by_rule(
    previous: dict[str, int] | None, before: int | None, ratio: float | None
) -> None:
    """Each rule is compared with itself in the previous run."""
    earlier = None if previous is None else _findings(previous)
    (row,) = finding_metrics(_findings({"A": 3}), earlier, judged=12).to_dicts()
    assert row == {
        "rule_id": "A",
        "findings": 3,
        "previous_findings": before,
        "share": 0.25,
        "ratio": ratio,
    }
    assert set(row) == set(METRICS["findings"])


def test_a_case_that_claims_more_than_overpaid_is_counted() -> None:
    """The one row of case metrics tells inconsistent cases."""
    cases = pl.DataFrame(
        {
            "overpaid": [Decimal("10.00"), Decimal("5.00")],
            "underpaid": [Decimal(0), Decimal(0)],
            "recoverable": [Decimal("10.00"), Decimal("6.00")],
        },
        schema={"overpaid": MONEY, "underpaid": MONEY, "recoverable": MONEY},
    )
    (row,) = case_metrics(cases, cases.head(1)).to_dicts()
    assert (row["cases"], row["previous_cases"], row["ratio"]) == (2, 1, 2.0)
    assert row["inconsistent"] == 1
    assert set(row) == set(METRICS["cases"])
