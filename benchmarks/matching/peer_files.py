"""What every peer reads and writes: the same columns, spelled alike, from one folder."""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

_LARGE = 5_000_000

_SPELLED = r"trim(regexp_replace(upper(strip_accents({})), '[^A-Z0-9]+', ' ', 'g'))"
_GIVEN = r"string_split(trim(regexp_replace(upper(strip_accents(replace(first_names, '-', ''))), '[^A-Z0-9]+', ' ', 'g')), ' ')"
_DAY = "CASE WHEN birth_date_precision = 'day' OR birth_date_precision IS NULL THEN strftime(birth_date, '%Y-%m-%d') END"
_QUERY = f"""
WITH spelled AS (
  SELECT *, {_SPELLED.format("birth_name")} AS surname,
    {_SPELLED.format("usual_name")} AS usual, {_GIVEN} AS names, {_DAY} AS dob
  FROM read_parquet('{{}}')
)
SELECT person_id AS unique_id, nullif(surname, '') AS surname, substr(surname, 1, 4) AS surname4,
  usual, substr(usual, 1, 4) AS usual4, nullif(names[1], '') AS first, names[2] AS second,
  CASE WHEN len(names) > 1 THEN names[2:] END AS others,
  array_to_string(list_sort(names), ' ') AS given,
  names[1] || ' ' || surname AS whole, sex, birth_place AS place, dob,
  year(birth_date) AS year,
  CASE WHEN substr(dob, 6) <> '01-01' THEN substr(dob, 6) END AS monthday {{}}
FROM spelled
"""  # noqa: S608 - our own files


@dataclass(frozen=True, slots=True)
class Task:
    """One linkage to do.

    Attributes:
        name: the system that does it.
        folder: holds left.parquet and, unless `within`, right/*.parquet.
        out: the pairs to write: left_id, right_id, probability.
        within: look for the duplicates of the left file.
        memory: what DuckDB may hold.

    """

    name: str
    folder: Path
    out: Path
    within: bool = False
    memory: str = "16GB"

    def sides(self) -> list[str]:
        """Return the sides to read."""
        return ["left"] if self.within else ["left", "right"]

    def path(self, side: str) -> str:
        """Return the file or files of a side."""
        return str(
            self.folder / ("left.parquet" if side == "left" else "right/*.parquet")
        )

    def query(self, side: str) -> str:
        """Return SQL that reads and spells a side."""
        extra = ", soc_sec_id, street_number, suburb, postcode" if self.febrl else ""
        return _QUERY.format(self.path(side), extra)

    @property
    def febrl(self) -> bool:
        """Whether the files are those of FEBRL."""
        return (self.folder / "febrl").exists()

    @property
    def large(self) -> bool:
        """Whether memory must be spared."""
        rows = duckdb.sql(
            " UNION ALL ".join(
                f"SELECT count(*) FROM read_parquet('{self.path(side)}')"  # noqa: S608
                for side in self.sides()
            )
        )
        return sum(int(row[0]) for row in rows.fetchall()) > _LARGE

    def write(self, base: duckdb.DuckDBPyConnection, table: str) -> None:
        """Write scored pairs, the smallest id on the left within one file."""
        swap = "unique_id_l > unique_id_r" if self.within else "false"
        ids = f"CASE WHEN {swap} THEN unique_id_{{}} ELSE unique_id_{{}} END"
        columns = (
            f"{ids.format('r', 'l')} AS left_id, {ids.format('l', 'r')} AS right_id,"
            " match_probability AS probability"
        )
        base.execute(f"COPY (SELECT {columns} FROM {table}) TO '{self.out}'")  # noqa: S608


def arguments(description: str | None) -> dict[str, Any]:
    """Read the arguments every peer takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--within", action="store_true")
    parser.add_argument("--memory", default="16GB")
    return vars(parser.parse_args())
