"""How the scope is cut in passes of a bounded number of rows."""

from datetime import date

import pytest

from bondroit.engine.views.spans import ROWS_A_PASS, spans
from bondroit.engine.views.view import Scope

SCOPE = Scope(
    first_month=date(2023, 11, 1),
    last_month=date(2026, 10, 1),
    as_of=date(2026, 10, 31),
)


@pytest.mark.parametrize(
    ("rows", "count"),
    [(0, 1), (ROWS_A_PASS, 1), (ROWS_A_PASS + 1, 2), (3_600_000, 6), (10**12, 36)],
)
def test_more_rows_make_more_passes(rows: int, count: int) -> None:
    """Few rows make one pass; a pass is never shorter than a month."""
    assert len(list(spans(SCOPE, rows))) == count


@pytest.mark.parametrize("rows", [0, 2_000_000, 5_000_000, 10**12])
def test_passes_cover_every_month_once(rows: int) -> None:
    """Passes follow each other, from the first month of the scope to its last."""
    months = [
        (part.first_month.year * 12 + part.first_month.month + rank)
        for part in spans(SCOPE, rows)
        for rank in range(
            (part.last_month.year - part.first_month.year) * 12
            + part.last_month.month
            - part.first_month.month
            + 1
        )
    ]
    first = 2023 * 12 + 11
    assert months == list(range(first, first + 36))


def test_passes_keep_the_day_of_the_count() -> None:
    """Ages of debts are counted on the same day in every pass."""
    assert {part.as_of for part in spans(SCOPE, 10**12)} == {SCOPE.as_of}
