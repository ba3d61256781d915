"""Rows without a fault take a short way, which must give what the long way gives."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from bondroit.sources import conform as conforming
from bondroit.sources.conform import Conformed, conform
from bondroit.sources.reading import Chunk

_MONTH = date(2026, 10, 1)
_TEXTS = st.sampled_from(
    [
        *("", " ", "APA_HOME", " PCH ", "RSA", "autre", "regular", "recovery", "P-1"),
        *("2026-09", "2026-09-01", "2026-09-17", "2099-01-01", "0001-01-01", "32"),
        *("12.50", "-3", "1 234,56", "12.345", "1e5", "99999999999", "true", "0"),
    ]
)
_SOUND = {
    "payment_id": "P-1",
    "source": "apa",
    "person_id": "1",
    "benefit": "PCH",
    "month": "2026-09",
    "amount": "-3.50",
    "kind": "recovery",
    "paid_on": "2026-09-05",
}
_ROWS = st.fixed_dictionaries(
    {name: st.just(value) | st.none() | _TEXTS for name, value in _SOUND.items()}
) | st.just(_SOUND)


def _both_ways(rows: pl.DataFrame) -> tuple[Conformed, Conformed]:
    chunk = Chunk(table="payments", rows=rows)
    quick = conform(chunk, "apa", "file.csv", _MONTH)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conforming, "_all_sound", lambda *_: None)
        return quick, conform(chunk, "apa", "file.csv", _MONTH)


@settings(max_examples=50)
@given(st.lists(_ROWS, max_size=6))
def test_the_short_way_gives_what_the_long_way_gives(
    rows: list[dict[str, str | None]],
) -> None:
    """Whatever a chunk holds, the rows kept and set aside are those of the long way."""
    schema = dict.fromkeys((*_SOUND, "position"), pl.String)
    placed = [
        {**row, "position": f"ligne {rank}"} for rank, row in enumerate(rows, start=2)
    ]
    quick, slow = _both_ways(pl.DataFrame(placed, schema=schema))
    assert_frame_equal(quick.kept, slow.kept)
    assert_frame_equal(quick.rejected, slow.rejected)


def test_rows_without_fault_are_typed_the_short_way() -> None:
    """A chunk whose values are all right never builds a reason."""
    rows = pl.DataFrame(
        {
            "payment_id": ["P-1", "P-2"],
            "person_id": ["1", "2"],
            "benefit": ["PCH", " APA_HOME "],
            "month": ["2026-09", "2026-10-01"],
            "amount": ["12.5", "-3"],
            "kind": ["regular", "recovery"],
            "paid_on": [date(2026, 9, 5), None],
            "position": ["ligne 2", "ligne 3"],
        }
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conforming, "typing_of", None)
        found = conform(Chunk(table="payments", rows=rows), "apa", "f", _MONTH)
    assert found.kept["month"].to_list() == [date(2026, 9, 1), date(2026, 10, 1)]
    assert found.rejected.is_empty()
