"""What is billed, by spans of months that fit in memory."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from bondroit.engine.language.calendar import month_start
from bondroit.engine.views.provider_facts import in_scope
from bondroit.engine.views.spans import spans
from bondroit.engine.views.view import Scope
from bondroit.engine.views.visit_hours import HOURS_RECORDED, hours_recorded
from bondroit.model.table_set import TableSet


def billing_spans(tables: TableSet, scope: Scope) -> Iterator[tuple[Scope, TableSet]]:
    """Cut the scope in spans of a bounded number of billed rows.

    Yields:
        A span, and the tables with only its payments to providers, invoice lines and
        visits: what is billed and done in a month depends on no other month.

    """
    lines = tables.frame("invoice_lines")
    paid = tables.frame("payments").filter(pl.col("payee") == "provider")
    done = hours_recorded(tables)
    rows = sum(
        frame.select(pl.len()).collect(engine="streaming").item()
        for frame in (lines, paid)
    )
    for span in spans(scope, rows):
        inside = in_scope(span.first_month, span.last_month)
        started = month_start(pl.col("start").dt.date())
        during = started.is_between(span.first_month, span.last_month)
        frames = {
            **tables.frames,
            "invoice_lines": lines.filter(inside),
            "payments": paid.filter(inside),
            "visits": tables.frame("visits").filter(during),
            HOURS_RECORDED: done.filter(inside),
        }
        yield span, replace(tables, frames=frames)
