"""What is billed is judged in spans of months that depend on no other month."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from bondroit.engine.views import spans
from bondroit.engine.views.invoice_line import INVOICE_LINE
from bondroit.engine.views.invoice_month import INVOICE_MONTH
from bondroit.engine.views.view import Scope, View

if TYPE_CHECKING:
    from tests.engine.provider_views.conftest import Billing

MONTHS = range(1, 7)
SCOPE = Scope(
    first_month=date(2025, 1, 1), last_month=date(2025, 6, 1), as_of=date(2025, 6, 30)
)


@pytest.mark.parametrize("view", [INVOICE_MONTH, INVOICE_LINE], ids=lambda v: v.name)
def test_short_spans_change_nothing(
    billing: "Billing", view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Passes of a month each give the rows of one pass over the scope."""
    tables = billing.tables(
        rights=[billing.right()],
        invoice_lines=[
            billing.line(f"{month}-{rank}", month=date(2025, month, 1))
            for month in MONTHS
            for rank in range(2)
        ],
        visits=[
            billing.visit(
                f"V{month}",
                datetime(2025, month, 3, 9),  # noqa: DTZ001 - local times
                datetime(2025, month, 3, 11),  # noqa: DTZ001
            )
            for month in MONTHS
        ],
        providers=[billing.provider()],
    )
    whole = billing.built(view, tables)
    monkeypatch.setattr(spans, "ROWS_A_PASS", 2)

    assert len(list(view.build(tables, billing.parameters, SCOPE))) == len(MONTHS)
    assert billing.built(view, tables) == whole
    assert [row["recorded_hours"] for row in whole] == [2] * len(MONTHS)
