"""Files given to the matcher alone."""

from pathlib import Path

import polars as pl
import pytest

from bondroit.errors import BondroitError, ConfigurationError, DataError
from bondroit.matching.files import read_frame


def test_csv_and_parquet_read_alike(tmp_path: Path) -> None:
    """Separator and case of the file do not matter; empty text is unknown."""
    rows = pl.DataFrame(
        {
            "person_id": ["007"],
            "birth_name": ["Durand"],
            "birth_date": ["1938-04-07"],
            "usual_name": [""],
            "note": ["x"],
        }
    )
    rows.write_csv(tmp_path / "a.csv", separator=";")
    rows.write_parquet(tmp_path / "a.parquet")
    read = read_frame(tmp_path / "a.csv")
    assert read.equals(read_frame(tmp_path / "a.parquet"))
    assert read.columns == ["person_id", "birth_name", "usual_name", "birth_date"]
    assert read["usual_name"].to_list() == [None]
    assert read.schema["birth_date"] == pl.Date


@pytest.mark.parametrize(
    ("name", "content", "error", "words"),
    [
        ("a.csv", "id\n1\n", ConfigurationError, "birth_name"),
        ("a.csv", "birth_name\nDURAND\n", ConfigurationError, "person_id"),
        ("a.txt", "id\n1\n", ConfigurationError, ".parquet"),
        ("a.parquet", "no parquet", DataError, "cannot be read"),
        ("a.csv", "id,birth_name\n1,A\n1,B\n", DataError, "duplicates"),
    ],
)
def test_unusable_files_say_what_to_do(
    tmp_path: Path, name: str, content: str, error: type[BondroitError], words: str
) -> None:
    """One sentence names the columns or the format wanted."""
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(error, match=words):
        read_frame(path)
