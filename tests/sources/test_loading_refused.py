"""Folders of tables that `detect` cannot read at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bondroit.errors import DataError
from bondroit.sources.loading import Loaded

PAYMENTS = """source,payment_id,benefit,person_id,month,amount,kind
apa,001,APA_HOME,p1,2025-01-01,100.10,regular
"""
Load = Callable[[], Loaded]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("payments.csv", b"", "the file is empty"),
        ("payments.csv", b"\x00\x01\x02", "binary"),
        ("payments.parquet", b"not parquet", "Parquet"),
        ("payments.csv", PAYMENTS.encode() + b"ap\xe9,1,,,,,\n", "UTF-8"),
        ("payments.csv", b"source,amount\napa,1\n", "payment_id is missing"),
        ("stays.csv", b"source,stay_id,kind\napa,1,prison\n", "start_date is missing"),
    ],
)
def test_what_cannot_be_read_is_refused(
    tmp_path: Path, load: Load, name: str, content: bytes, said: str
) -> None:
    """Each failure is one sentence that names the file."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=said) as caught:
        load()
    assert str(tmp_path / name) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_empty_folder_is_refused(load: Load) -> None:
    """A folder without tables is an error, not an empty run."""
    with pytest.raises(DataError, match="no table"):
        load()
