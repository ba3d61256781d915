"""What the deliveries cover: declared, or deduced from what they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from bondroit.config import SourceConfig, last_day
from bondroit.model.outputs import COVERAGE
from bondroit.model.tables import TABLES
from bondroit.sources.ledger import Delivery, SourceSpan, TableEntry

ARREARS = "arrears"
#: Formats that tell what was paid for a month, and nothing of its back-payments.
WITHOUT_ARREARS = frozenset({"cnaf-vrsb"})
RSA_ACCOUNTS = "cnaf-vrsf"

_Span = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One table of one delivery that a run uses, with its configuration."""

    config: SourceConfig
    delivery: Delivery
    table: str
    content: TableEntry


def coverage(entries: Iterable[Entry], month: date) -> pl.DataFrame:
    """Return the coverage frame: table, source, covers_from, covers_to.

    Declared covers are taken as they are, `{month}` being the delivery's month, or the
    run's `month` for a path that has none and is read whole at each run. Otherwise a month table covers the months
    its deliveries serve, a state table everything up to the end of its delivery's
    month, another table the month of its delivery, or everything up to that month
    when the path has no month. `arrears` are covered where a source of payments
    tells them.
    """
    found: dict[tuple[str, str], list[_Span]] = {}
    for entry in entries:
        for span in entry.content.spans:
            spans = _covered(entry, span, month)
            found.setdefault((entry.table, span.source), []).extend(spans)
            if entry.table == "payments" and entry.config.format not in WITHOUT_ARREARS:
                found.setdefault((ARREARS, span.source), []).extend(spans)
    rows = [
        (table, source, first, last)
        for (table, source), spans in sorted(found.items())
        for first, last in _merged(spans)
    ]
    return pl.DataFrame(rows, schema=COVERAGE, orient="row")


def _covered(entry: Entry, span: SourceSpan, run_month: date) -> list[_Span]:
    month = entry.delivery.month if entry.config.monthly else run_month
    declared = entry.config.covers_for(month)
    if declared is not None:
        return [declared]
    table = TABLES[entry.table]
    if table.month_column is not None:
        return [(served, last_day(served)) for served in span.months]
    if table.state or not entry.config.monthly:
        return [(None, last_day(month))]
    return [(month, last_day(month))]


def _merged(spans: list[_Span]) -> list[_Span]:
    merged: list[_Span] = []
    for first, last in sorted(spans, key=lambda span: span[0] or date.min):
        if merged and _touches(merged[-1], first):
            before = merged[-1]
            merged[-1] = (before[0], _later(before[1], last))
        else:
            merged.append((first, last))
    return merged


def _touches(before: _Span, first: date | None) -> bool:
    last = before[1]
    return first is None or last is None or first <= last + timedelta(days=1)


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)
